"""Lists that a notice leaves when the next notice of its series is recorded, without a recorded relation."""

from datetime import date
from pathlib import Path
from random import Random

import pytest

from monitor.alerting.documents import Document
from monitor.config import Config, LivingList, Settings
from monitor.config.entries import DisabledEntry
from monitor.lists.keeper import ListKeeper
from monitor.lists.relations import is_next_edition
from monitor.lists.upkeep import ListUpkeep
from monitor.model.series import EditionRow
from monitor.ports import Store
from monitor.store.tables import EditionOfSeriesRow
from tests.monitor.builders import DAY, NOW, deadline, revision
from tests.monitor.store.conftest import store, url

__all__ = ["store", "url"]
CATALOGUE = LivingList(id="catalogue", query="目录", leave={"replaced": True})
ALL = LivingList(id="all", query="目录")
CONFIG = Config(folder=Path(), settings=Settings(), lists=(CATALOGUE, ALL))


def record(store: Store, year: int, day: date, keeper: ListKeeper | None = None) -> int:
    """Record an edition of a catalogue without comparing it with others, so that no relation is recorded."""
    found = revision(
        f"https://gov.example.cn/{year}-{day}.html",
        title=f"关于发布{year}年度急需紧缺职业目录的通知",
        issuers=("云溪市人力资源和社会保障局",),
        kind="通知",
        published_on=day,
    )
    with store.writing() as tx:
        notice = tx.notices.add("gov", found, NOW)
        if keeper:
            keeper.notice_added(tx, notice, Document(found.notice), "gov", (), NOW)
    return notice


def listed(store: Store, name: str) -> list[int]:
    with store.reading() as tx:
        return sorted(entry.notice for entry in tx.lists.entries(name, 10))


def test_the_next_edition_replaces_the_one_before(store: Store) -> None:
    keeper = ListKeeper(CONFIG)
    first = record(store, 2023, date(2023, 6, 20), keeper)
    late = record(store, 2021, date(2023, 7, 1), keeper)
    assert listed(store, "catalogue") == [first, late]
    second = record(store, 2024, date(2024, 6, 24), keeper)
    assert listed(store, "catalogue") == [second]
    assert listed(store, "all") == [first, late, second]
    with store.reading() as tx:
        [left] = [entry for entry in tx.lists.of_notice(first) if entry.list == "catalogue"]
    assert (left.reason.code, left.reason.params) == ("list.replaced", {"notice": second})


def test_a_list_that_is_filled_has_the_newest_edition(store: Store) -> None:
    record(store, 2023, date(2023, 6, 20))
    second = record(store, 2024, date(2024, 6, 24))
    with store.writing() as tx:
        # An earlier version of the program recorded the notices.
        tx.session.query(EditionOfSeriesRow).delete()
    ListUpkeep(store, CONFIG).run(NOW)
    assert listed(store, "catalogue") == [second]


@pytest.mark.parametrize(
    ("later", "earlier", "replaces"),
    [
        (("2024", date(2024, 6, 1)), ("2023", date(2023, 6, 1)), True),
        (("2024第二批", date(2024, 9, 1)), ("2024第一批", date(2024, 6, 1)), True),
        (("2024", date(2024, 6, 9)), ("2024", date(2024, 6, 1)), False),
        (("2024", date(2024, 6, 1)), ("2023", date(2024, 6, 1)), False),
        (("2021", date(2024, 6, 1)), ("2023", date(2023, 6, 1)), False),
        (("2024", None), ("2023", date(2023, 6, 1)), False),
        (("2024", date(2024, 6, 1)), ("2023", None), False),
    ],
)
def test_a_later_edition_replaces_an_earlier_one(later, earlier, replaces) -> None:
    assert is_next_edition(EditionRow(2, *later), EditionRow(1, *earlier)) is replaces


def test_a_list_that_was_faulty_for_a_time_gets_the_notices_of_that_time(store: Store) -> None:
    ListUpkeep(store, CONFIG).run(NOW)
    faulty = CONFIG.model_copy(update={"lists": (ALL,), "faulty": (DisabledEntry("list", "catalogue", ()),)})
    first = record(store, 2023, date(2023, 6, 20), ListKeeper(faulty))
    ListUpkeep(store, faulty).run(NOW)
    assert listed(store, "catalogue") == []
    assert ListUpkeep(store, CONFIG).is_due(NOW)
    ListUpkeep(store, CONFIG).run(NOW)
    assert listed(store, "catalogue") == [first]


def test_a_list_is_ordered_by_titles_of_any_length(store: Store) -> None:
    by_title = Config(folder=Path(), lists=(LivingList(id="titles", query="目录", order="title"),))
    random = Random(1)
    title = "目录" + "".join(chr(random.randrange(0x4E00, 0x9FA5)) for _ in range(5000))
    found = revision("https://gov.example.cn/long", title=title)
    with store.writing() as tx:
        notice = tx.notices.add("gov", found, NOW)
        ListKeeper(by_title).notice_added(tx, notice, Document(found.notice), "gov", (), NOW)
    assert listed(store, "titles") == [notice]


@pytest.mark.parametrize(
    ("leave", "left", "reason"),
    [({"age": "100d"}, True, "list.aged"), ({}, True, "list.deadline_passed"), ({"deadline": False}, False, None)],
)
def test_a_notice_leaves_a_list_also_after_its_text_was_pruned(store: Store, leave, left, reason) -> None:
    config = Config(folder=Path(), lists=(LivingList(id="pruned", query="目录", leave=leave),))
    due = () if "age" in leave else (deadline("2024-07-31"),)
    found = revision("https://gov.example.cn/p", title="职业目录", published_on=NOW.date(), deadlines=due)
    with store.writing() as tx:
        notice = tx.notices.add("gov", found, NOW)
        ListKeeper(config).notice_added(tx, notice, Document(found.notice), "gov", (), NOW)
    with store.writing() as tx:
        tx.retention.drop("text", [notice], NOW + DAY, NOW + DAY)
    assert listed(store, "pruned") == [notice]
    later = NOW + 150 * DAY
    assert ListUpkeep(store, config).run(later) == left
    assert ListUpkeep(store, config).run(later) == 0
    with store.reading() as tx:
        [entry] = tx.lists.of_notice(notice)
    assert bool(entry.left_at) is left
    assert not left or entry.reason.code == reason

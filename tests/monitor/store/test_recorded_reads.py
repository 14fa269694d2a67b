"""Transactions that read before the write lock decide the same as those that hold the lock from the beginning."""

import random
from contextlib import closing
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from monitor.cluster.fenced_store import FencedStore
from monitor.errors import StaleEpochError, StoreError
from monitor.ingest.pipeline import Policy, ingest_results, prepare_result
from monitor.schedule.intervals import PollInterval
from monitor.store.cluster.write_lock import lock_use
from monitor.store.engine import open_store
from monitor.store.search.index import ENTRIES_WITH_TEXT
from monitor.store.tables import (
    AlertRow,
    DeliveryRow,
    EventRow,
    LinkRow,
    LocationRow,
    PollRow,
    SearchBodyRow,
    SourceRow,
)
from monitor.store.writing.recorded_reads import only_reads
from tests.monitor.builders import DAY, HOUR, MINUTE, NOW, TEXT, matcher, polled, result, subscription
from tests.monitor.store.conftest import STORES
from tests.monitor.store.test_writing import TABLES

POLICY = Policy(30 * DAY, "always", revisit=(DAY,))
MATCHER = matcher(subscription())
UNSUBSCRIBED = matcher()
ROUNDS = 12


def prepared(store, *notices, source="gov", at=NOW):
    return prepare_result(result(*notices, source=source), PollInterval(HOUR), None, at, store.prepare)


def decide(tx, found, at=NOW, match=MATCHER):
    return ingest_results(tx, [found], match, POLICY, at)[0].decisions


def kinds(decisions):
    return [decision.verdict.kind for decision in decisions]


def notice(number, site="gov", version="", title=None):
    text = (
        f"{TEXT}第{number}号{version}" if number % 3 else f"另一份文件第{number}号，涉及水利工程建设管理{version}。" * 9
    )
    return polled(f"https://{site}.example.cn/{number}", text=text, title=title)


def rows(store):
    """The content of all tables that a result changes."""
    kept = [table for table in TABLES if table is not SearchBodyRow]
    tables = [
        *(
            table.__table__
            for table in (*kept, AlertRow, DeliveryRow, EventRow, LinkRow, LocationRow, PollRow, SourceRow)
        ),
        ENTRIES_WITH_TEXT,
    ]
    with store.reading() as tx:
        return {
            (at, table.name): sorted(map(str, tx.session.execute(select(table)))) for at, table in enumerate(tables)
        }


def test_a_step_is_run_in_a_transaction(store):
    decisions = store.write(lambda tx: decide(tx, prepared(store, notice(1), notice(2))))
    assert kinds(decisions) == ["new", "new"]
    with store.reading() as tx:
        assert [record.id for record in tx.notices.latest(9, None, None)] == [2, 1]


def test_a_step_that_fails_writes_nothing(store):
    runs = []

    def step(tx):
        runs.append(decide(tx, prepared(store, notice(1))))
        raise StoreError("refused")

    with pytest.raises(StoreError, match="refused"):
        store.write(step)
    with store.reading() as tx:
        assert not tx.notices.count()
    assert 1 <= len(runs) <= 2


def test_a_stale_lease_writes_nothing(store):
    with store.updating() as tx:
        lease = tx.turns.take("crawl", "7", "a", timedelta(seconds=-1))
    with store.updating() as tx:
        newer = tx.turns.take("crawl", "7", "b", HOUR)
    with pytest.raises(StaleEpochError):
        FencedStore(store, lease).write(lambda tx: decide(tx, prepared(store, notice(1))))
    with store.reading() as tx:
        assert not tx.notices.count()
    FencedStore(store, newer).write(lambda tx: decide(tx, prepared(store, notice(1))))
    with store.reading() as tx:
        assert tx.notices.count() == 1


@pytest.fixture
def postgresql(tmp_path):
    with STORES["postgresql"](tmp_path) as store:
        yield store


def test_new_notices_are_decided_before_the_lock_is_taken(postgresql):
    subjects = ("水利工程建设管理", "高校毕业生就业补贴", "农村危房改造验收")
    notices = [
        polled(f"https://gov.example.cn/{subject}", title=f"关于{subject}的通知", text=f"做好{subject}工作。" * 20)
        for subject in subjects
    ]
    postgresql.write(lambda tx: tx.sources.register("gov", NOW))
    before = replace(lock_use(postgresql.engine))

    def step(tx):
        found = ingest_results(tx, [prepared(postgresql, *notices)], matcher(), POLICY, NOW)
        assert lock_use(postgresql.engine) == before
        return found

    [ingested] = postgresql.write(step)
    assert kinds(ingested.decisions) == ["new"] * 3
    assert lock_use(postgresql.engine).count == before.count + 1


@pytest.mark.parametrize(
    ("source", "other", "ours", "expected"),
    [
        ("mirror", notice(1, "mirror"), notice(1), "copy"),
        ("mirror", notice(1), notice(1), "known"),
        ("gov", notice(1), notice(1, version="修改后的办法自公布之日起施行，原办法同时废止。"), "revision"),
        ("mirror", notice(2, "mirror"), notice(3), "new"),
    ],
)
def test_a_decision_is_repeated_if_another_writer_was_faster(postgresql, source, other, ours, expected):
    runs = []

    def step(tx):
        decisions = decide(tx, prepared(postgresql, ours), match=UNSUBSCRIBED)
        if not runs:
            with postgresql.writing() as faster:
                decide(faster, prepared(postgresql, other, source=source))
        runs.append(kinds(decisions))
        return decisions

    for name in ("gov", "mirror"):
        postgresql.write(lambda tx, name=name: tx.sources.register(name, NOW))
    assert kinds(postgresql.write(step)) == [expected]
    assert runs == [["new"]] + [[expected]] * (expected != "new")


def test_results_are_the_same_as_under_the_lock(tmp_path):
    """Notices, copies, revisions and known pages in random order, in results of several notices."""
    chance = random.Random(24)
    (tmp_path / "other").mkdir()
    with STORES["postgresql"](tmp_path) as early, STORES["postgresql"](tmp_path / "other") as late:
        seen = set()
        for number in range(ROUNDS):
            site = chance.choice(("gov", "mirror", "county"))
            found = [
                notice(chance.randrange(9), site, chance.choice(("", "", "附则：本办法由市科技局负责解释。")))
                for _ in range(chance.randrange(1, 4))
            ]
            at = NOW + number * MINUTE
            with early.writing() as tx:
                expected = decide(tx, prepared(early, *found, source=site, at=at), at)
            given = prepared(late, *found, source=site, at=at)
            actual = late.write(lambda tx, given=given, at=at: decide(tx, given, at))
            assert kinds(actual) == kinds(expected)
            seen.update(kinds(actual))
        assert seen == {"new", "copy", "revision", "known"}
        assert rows(late) == rows(early)


def test_statements_that_only_read_are_recognised():
    assert only_reads("SELECT 1")
    assert not only_reads("UPDATE source SET failures = 0")
    assert not only_reads("SELECT id FROM source FOR UPDATE SKIP LOCKED")
    assert not only_reads("WITH gone AS (DELETE FROM mark) SELECT 1")


def test_repeated_reads_see_new_rows_whatever_the_servers_default(postgresql):
    url = postgresql.engine.url.update_query_dict({"options": "-c default_transaction_isolation=serializable"})
    with closing(open_store(url.render_as_string(hide_password=False))) as store, store.engine.begin() as connection:
        assert connection.exec_driver_sql("SHOW default_transaction_isolation").scalar() == "serializable"
        assert connection.exec_driver_sql("SHOW transaction_isolation").scalar() == "read committed"

import asyncio
import logging

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config import Keep
from monitor.ingest.pipeline import Policy
from monitor.model import NewRevision, Outdated, PollRecord
from monitor.service import retention as keeping
from monitor.service.retention import ages, prune, within
from tests.ingesting import ingest_result
from tests.monitor.builders import (
    DAY,
    HOUR,
    NOW,
    OTHER_TEXT,
    TEXT,
    URL,
    events,
    kinds,
    matcher,
    notice,
    page,
    polled,
    result,
    subscription,
)
from tests.stores import new_store

LATER = NOW + 400 * DAY
COPY_URL = "https://mirror.example.cn/1.html"


@pytest.fixture(autouse=True)
def quickly(monkeypatch):
    monkeypatch.setattr(keeping, "PAUSE_S", 0)


@pytest.fixture
def store():
    """A store with three of each kind of thing."""
    store = new_store()
    for number in range(3):
        with store.writing() as tx:
            url = f"{URL}?{number}"
            tx.notices.add("gov", NewRevision(notice(url), page(url.encode())), NOW)
            tx.polls.add(PollRecord("gov", NOW, "ok", 1))
            tx.events.add("notice.new", NOW, "gov", number + 1, {})
    return store


def left(store) -> dict[str, int]:
    with store.reading() as tx:
        texts = sum(bool(one.notice.text) for one in tx.notices.latest(10, None, None))
        pages = len(tx.retention.kept_pages("another", (0, 0), 100, None, None))
        return {"pages": pages, "polls": len(tx.polls.latest("gov", 10)), "events": len(events(store)), "texts": texts}


def pruned(store, keep=Keep(), now=LATER, stopped=lambda: False):  # noqa: B008
    asyncio.run(prune(store, keep, lambda: now, stopped))
    return left(store)


class TestWithin:
    def test_as_many_are_chosen_as_the_bytes_allow(self):
        found = [Outdated(1, 3), Outdated(2, 3), Outdated(3, 3)]
        assert [within(found, limit) for limit in (9, 8, 6, 5, 3)] == [[1, 2, 3], [1, 2], [1, 2], [1], [1]]

    def test_one_that_is_larger_goes_alone(self):
        assert within([Outdated(1, 100), Outdated(2, 0)], 10) == [1]

    def test_of_nothing_nothing_is_chosen(self):
        assert within([], 10) == []

    @given(st.lists(st.integers(0, 100)), st.integers(0, 300))
    def test_there_is_always_a_beginning_and_it_is_the_longest_that_fits(self, sizes, limit):
        chosen = within([Outdated(number, size) for number, size in enumerate(sizes)], limit)
        assert chosen == list(range(len(chosen)))
        assert bool(chosen) == bool(sizes)
        assert len(chosen) <= 1 or sum(sizes[: len(chosen)]) <= limit
        assert len(chosen) == len(sizes) or sum(sizes[: len(chosen) + 1]) > limit


def test_what_is_kept_for_ever_has_no_age():
    assert ages(Keep()) == {"page": 90 * DAY, "poll": 30 * DAY, "event": 365 * DAY}
    assert ages(Keep(notices=HOUR))["text"] == HOUR


def test_each_kind_goes_in_its_time(store):
    assert pruned(store, now=NOW + 30 * DAY) == {"pages": 3, "polls": 3, "events": 3, "texts": 3}
    assert pruned(store, now=NOW + 31 * DAY) == {"pages": 3, "polls": 0, "events": 3, "texts": 3}
    assert pruned(store, now=NOW + 91 * DAY) == {"pages": 0, "polls": 0, "events": 3, "texts": 3}
    assert pruned(store, now=NOW + 366 * DAY) == {"pages": 0, "polls": 0, "events": 0, "texts": 3}


def test_texts_go_only_when_the_settings_say_so(store):
    assert pruned(store)["texts"] == 3
    assert pruned(store, Keep(notices=365 * DAY))["texts"] == 0


def test_a_large_backlog_goes_in_small_transactions(store, monkeypatch):
    monkeypatch.setattr(keeping, "ROWS", 1)
    counted = []
    writing = store.writing
    store.writing = lambda: counted.append(1) or writing()
    assert pruned(store) == {"pages": 0, "polls": 0, "events": 0, "texts": 3}
    assert len(counted) == 9


def test_pages_are_pruned_by_their_bytes_too(store, monkeypatch):
    monkeypatch.setattr(keeping, "BYTES", 1)
    assert pruned(store)["pages"] == 0


def test_it_stops_between_two_transactions_and_goes_on_the_next_time(store, monkeypatch):
    monkeypatch.setattr(keeping, "ROWS", 1)
    asked = iter([False, False, True])
    assert pruned(store, stopped=lambda: next(asked, True))["pages"] == 1
    assert pruned(store, stopped=lambda: True) == {"pages": 1, "polls": 3, "events": 3, "texts": 3}
    assert pruned(store) == {"pages": 0, "polls": 0, "events": 0, "texts": 3}


def test_what_was_pruned_is_said_once(store, caplog):
    with caplog.at_level(logging.INFO, "monitor.service.retention"):
        pruned(store)
        pruned(store)
    assert [record.getMessage() for record in caplog.records] == ["pruned 3 pages", "pruned 3 polls", "pruned 3 events"]


class TestPrunedNotices:
    TEAM = matcher(subscription())

    def take(self, store, *notices, source="gov", now=LATER):
        with store.writing() as tx:
            taken = ingest_result(tx, result(*notices, source=source), HOUR, self.TEAM, Policy(30 * DAY, "always"), now)
        return [(one.verdict.kind, one.notice) for one in taken.decisions]

    @pytest.fixture
    def store(self):
        store = new_store()
        [(_, self.notice)] = self.take(store, polled(body=b"page"), now=NOW)
        with store.writing() as tx:
            tx.deliveries.mark_sent(tx.deliveries.claim(NOW, NOW + DAY, "me").id, NOW)
        pruned(store, Keep(notices=DAY))
        assert left(store)["texts"] == 0
        return store

    def test_a_repost_is_still_a_copy_and_its_page_still_known(self, store):
        assert self.take(store, polled(body=b"page")) == [("known", self.notice)]
        assert self.take(store, polled(body=b"other bytes")) == [("known", self.notice)]
        assert self.take(store, polled(COPY_URL), source="mirror") == [("copy", self.notice)]
        assert kinds(store) == ["notice.copied"]
        assert left(store)["texts"] == 0

    def test_another_text_is_a_revision_of_it(self, store):
        assert self.take(store, polled(text=OTHER_TEXT)) == [("revision", self.notice)]
        with store.reading() as tx:
            assert [one.notice.text for one in tx.notices.revisions(self.notice)] == ["", OTHER_TEXT]

    def test_another_reader_does_not_bring_the_text_back(self, store):
        assert self.take(store, polled(reader="2", text=TEXT + "更多")) == [("known", self.notice)]
        assert left(store)["texts"] == 0

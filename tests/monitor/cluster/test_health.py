from datetime import timedelta

import pytest

from monitor.cluster.health import UNOWNED_AFTER, report_unowned_shards, unowned
from monitor.model.turns import TurnRecord
from tests.monitor.builders import HOUR, MINUTE, NOW, SECOND
from tests.stores import new_store

LATE = NOW - UNOWNED_AFTER
OWNED = NOW + SECOND


def turn(**times):
    return TurnRecord("crawl", "7", 1, "a", **{"leased_until": None, "ended_at": None, "due_at": None} | times)


@pytest.mark.parametrize(
    ("turns", "expected"),
    [
        ([], [7]),
        ([turn(leased_until=OWNED)], []),
        ([turn(leased_until=LATE)], [7]),
        ([turn(leased_until=LATE + SECOND)], []),
        ([turn(ended_at=LATE, due_at=LATE)], [7]),
        ([turn(ended_at=LATE - HOUR, due_at=LATE + SECOND)], []),
    ],
)
def test_a_shard_is_unowned_two_minutes_after_its_turn_was_due_or_its_lease_ended(turns, expected):
    assert unowned(turns, {7: NOW - HOUR}, {7}, NOW) == expected


def test_shards_without_due_or_configured_sources_need_no_owner():
    assert unowned([], {7: NOW}, {7}, NOW) == []
    assert unowned([], {7: NOW - HOUR}, {8}, NOW) == []


def kinds(store):
    with store.reading() as tx:
        return [(event.kind, event.detail) for event in tx.events.after(0, 10)]


def test_a_shard_without_an_owner_is_told_once_and_again_after_it_had_one():
    store = new_store()
    with store.writing() as tx:
        tx.shards.assign({"a": 7, "b": 7}, NOW)
        now = tx.turns.now()
    later = now + 5 * MINUTE
    assert report_unowned_shards(store, {7}, NOW + MINUTE) == []
    assert report_unowned_shards(store, {7}, later) == [7]
    assert report_unowned_shards(store, {7}, later) == []
    assert kinds(store) == [("shard.unowned", {"shards": 1, "sources": ["a", "b"]})]
    with store.updating() as tx:
        lease = tx.turns.take("crawl", "7", "w", timedelta(hours=1))
    assert report_unowned_shards(store, {7}, later) == []
    with store.updating() as tx:
        tx.turns.release(lease, None)
    assert report_unowned_shards(store, {7}, now + 2 * HOUR) == [7]
    assert len(kinds(store)) == 2

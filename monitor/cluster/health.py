"""Functions that detect shards without a worker and report them to the operator."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from monitor.model.turns import TurnRecord
from monitor.ports import Store

UNOWNED_AFTER = timedelta(minutes=2)
"""The time after which a shard without an owner is reported."""
NAMED = 10
"""The maximum number of sources that a report names."""


def unowned(
    turns: Sequence[TurnRecord], due_since: Mapping[int, datetime], active: Collection[int], now: datetime
) -> list[int]:
    """Return the numbers of the active shards whose due sources no worker has polled for at least UNOWNED_AFTER.

    `active` contains the numbers of the shards that have sources, and `due_since` the earliest due time of each shard's
    sources, by shard number. Pure function; no I/O.
    """
    by_shard = {int(turn.key): turn for turn in turns}
    return [
        shard
        for shard, at in sorted(due_since.items())
        if shard in active and _free_since(by_shard.get(shard), at, now) <= now - UNOWNED_AFTER
    ]


def _free_since(turn: TurnRecord | None, due_at: datetime, now: datetime) -> datetime:
    """Return the time since which no worker has polled a shard although sources were due.

    If a worker holds the turn of the shard, this is `now`. `due_at` is the earliest due time of the shard's sources.
    """
    if turn is None:
        return due_at
    if turn.is_held(now):
        return now
    ended = turn.ended_at or turn.leased_until or due_at
    return max(due_at, ended, turn.due_at or due_at)


def report_unowned_shards(store: Store, active: Collection[int], now: datetime) -> list[int]:
    """Record an event about the shards without a worker that were not reported yet, and return their numbers.

    A shard that recovers and later has no worker again is reported again.
    """
    with store.reading() as tx:
        turns = tx.turns.all("crawl")
        found = unowned(turns, tx.shards.due_since(), active, now)
    told = {int(turn.key) for turn in turns if turn.told}
    fresh = [shard for shard in found if shard not in told]
    recovered = [shard for shard in told if shard not in found]
    if not fresh and not recovered:
        return []
    with store.writing() as tx:
        tx.turns.put_told("crawl", [str(shard) for shard in recovered], False)
        tx.turns.put_told("crawl", [str(shard) for shard in fresh], True)
        if fresh:
            detail = {"shards": len(fresh), "sources": tx.shards.sources(fresh, NAMED)}
            tx.events.add("shard.unowned", now, None, None, detail)
    return fresh

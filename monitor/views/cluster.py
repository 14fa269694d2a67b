"""The state of a cluster: its workers, its shards, and the use of the write lock."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import Beat
from monitor.model.turns import TurnRecord
from monitor.ports import Transaction
from monitor.text.i18n import gettext, ngettext

FAILING = 3
"""The number of failed turns in a row from which a turn counts as failing."""


@dataclass(frozen=True)
class ClusterState:
    """The state of a cluster.

    `workers` contains the last heartbeat of each running worker. `shards` is the number of shards with sources.
    `unowned` is the number of those shards whose last owner is not running. `lag` is the delay of the most overdue
    source that is not being polled. `lock_wait` is the mean waiting time for the write lock. `lock_held` is the
    proportion of time for which the lock is held. Both are measured between the last two heartbeats. `failing` contains
    the turns that have failed repeatedly.
    """

    workers: tuple[Beat, ...]
    shards: int
    unowned: int
    lag: timedelta
    lock_wait: timedelta
    lock_held: float
    failing: tuple[TurnRecord, ...]


def collect_cluster(tx: Transaction, workers: Sequence[Beat], now: datetime) -> ClusterState | None:
    """Return the state of the cluster, or None if no workers are running.

    `workers` contains the last heartbeats of the running workers.
    """
    if not workers:
        return None
    turns = tx.turns.all()
    due = tx.shards.due_since()
    owners = {turn.key: turn.owner for turn in turns if turn.kind == "crawl"}
    alive = {worker.owner for worker in workers}
    oldest = min(due.values(), default=now)
    return ClusterState(
        tuple(workers),
        len(due),
        sum(owners.get(str(shard)) not in alive for shard in due),
        max(timedelta(0), now - oldest),
        _lock_wait(workers),
        _lock_held(workers),
        tuple(turn for turn in turns if turn.failures >= FAILING),
    )


def _lock_wait(workers: Sequence[Beat]) -> timedelta:
    uses = [_lock(worker) for worker in workers]
    count = sum(use.get("count", 0) for use in uses)
    waited = sum(use.get("waited_s", 0) for use in uses)
    return timedelta(seconds=waited / count if count else 0)


def _lock_held(workers: Sequence[Beat]) -> float:
    return sum(_lock(worker).get("held_s", 0) / max(_lock(worker).get("span_s", 1), 0.001) for worker in workers)


def _lock(worker: Beat) -> Mapping[str, float]:
    found: Mapping[str, float] = worker.detail.get("lock", {})
    return found


def cluster_words(cluster: ClusterState) -> str:
    """Return a sentence about a cluster: its workers, its shards, the longest delay of a source, and the lock wait."""
    return gettext(
        "{workers}; shards: {shards} (without a worker: {unowned}); longest delay of a source: {lag} s; wait for the "
        "write lock: {wait} ms",
        workers=ngettext("{count} worker", "{count} workers", len(cluster.workers)),
        shards=cluster.shards,
        unowned=cluster.unowned,
        lag=round(cluster.lag.total_seconds()),
        wait=round(cluster.lock_wait.total_seconds() * 1000),
    )


def worker_words(worker: Beat, started: str, last: str) -> str:
    """Return one sentence about a worker.

    `started` and `last` state in words how long ago the worker started and sent its last heartbeat.
    """
    children = worker.detail.get("children", ())
    return gettext(
        "{roles}; started: {started}; last heartbeat: {last}; tasks: {turns}; crawler processes: {children} "
        "({memory} MiB); clock difference: {skew} s",
        roles=", ".join(worker.roles),
        started=started,
        last=last,
        turns=worker.detail.get("turns", 0),
        children=len(children),
        memory=sum(child.get("bytes", 0) for child in children) // 2**20,
        skew=f"{worker.detail.get('skew_s', 0):+g}",
    )


def turn_words(turn: TurnRecord) -> str:
    """Return one sentence about a turn that has failed repeatedly."""
    what = {
        "crawl": gettext("polling of shard {key}", key=turn.key),
        "deliver": gettext("sending to channel {key}", key=turn.key),
        "housekeep": gettext("the housekeeping task {key}", key=turn.key),
    }
    return gettext("{what} failed {count} times: {error}", what=what[turn.kind], count=turn.failures, error=turn.error)

"""Leases on sources, which prevent two processes from polling the same source."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import islice

from crawler.model.source import Source
from monitor.model import PollTimes, SourceRecord
from monitor.polling.setup import PollSetup
from monitor.ports import Store, Transaction
from monitor.runtime.lease_owner import dead_owners
from monitor.runtime.store_executor import StoreExecutor
from monitor.schedule.clock_correction import corrected_due

LEASE = timedelta(minutes=10)
"""The time after which a lease on a source expires unless its owner ended it before."""


class SourceLeases:
    """A service that manages the leases on due sources for the process `owner`."""

    def __init__(
        self,
        executor: StoreExecutor[Store],
        setup: Callable[[], PollSetup],
        clock: Callable[[], datetime],
        owner: str,
    ) -> None:
        self._executor = executor
        self._store = executor.store
        self._setup = setup
        self._clock = clock
        self._owner = owner
        self._unreleased: dict[str, datetime] = {}
        self._has_claimed = False
        """Whether the last search found due sources. If so, the next one probably does, and uses one transaction."""

    async def register(self, sources: Sequence[Source]) -> None:
        """Add sources to the store. New sources are due at once."""

        def step() -> None:
            with self._store.writing() as tx:
                for source in sources:
                    tx.sources.register(source.id, self._clock())

        await self._executor.run(step)

    async def record(self, source: Source) -> SourceRecord:
        """Return the record of a source, or an empty record if the source is new."""

        def step() -> SourceRecord:
            with self._store.reading() as tx:
                return tx.sources.get(source.id) or SourceRecord(source.id)

        return await self._executor.run(step)

    async def bring_forward(self, sources: Sequence[Source]) -> None:
        """Bring forward the due times of sources whose interval was shortened, except sources that are already due."""
        now = self._clock()
        names = {source.id for source in sources}
        setup = self._setup()

        def step() -> None:
            with self._store.reading() as tx:
                known = (times for times in tx.sources.times() if times.id in names)
                earlier = {times.id: due_at for times in known if (due_at := _earlier(times, setup, now))}
            if earlier:
                with self._store.writing() as tx:
                    for name, due_at in earlier.items():
                        tx.sources.release(name, due_at)

        await self._executor.run(step)

    async def correct_times(self, sources: Sequence[Source]) -> timedelta:
        """Correct due times and leases that are too far in the future after the system clock was set back.

        Return how far the latest recorded time of a poll is in the future, or zero if no such time is in the future.
        """
        now = self._clock()
        setup = self._setup()
        by_id = {source.id: source for source in sources}

        def step() -> timedelta:
            due: dict[str, datetime] = {}
            ahead = timedelta.min
            with self._store.reading() as tx:
                for times in tx.sources.times():
                    if source := by_id.get(times.id):
                        if at := corrected_due(times, setup.interval_of(source), now):
                            due[times.id] = at
                        ahead = max(ahead, times.last_poll_at - now if times.last_poll_at else ahead)
                expired = tx.leases.source_lease_beyond(now + LEASE)
            if due or expired or ahead > timedelta(0):
                with self._store.writing() as tx:
                    tx.sources.correct_times(due, now)
                    tx.leases.shorten_source_leases(now + LEASE)
                    tx.revisits.bring_forward(now + _oldest(sources, setup), now)
            return max(ahead, timedelta(0))

        return await self._executor.run(step)

    async def claim(self, may_poll: Callable[[str], bool], limit: int) -> list[SourceRecord]:
        """Lease at most `limit` of the due sources whose id satisfies `may_poll`, and return their records.

        `may_poll` is called in another thread.
        """
        now = self._clock()
        await self._release_pending()

        def find(tx: Transaction) -> list[str]:
            return list(islice(filter(may_poll, tx.sources.due(now)), limit))

        def take(tx: Transaction, due: Sequence[str]) -> list[SourceRecord]:
            to_revisit = tx.revisits.sources_with_due(due, now)
            claimed = tx.sources.claim(due, now, now + LEASE, self._owner)
            return [replace(record, has_due_revisits=record.id in to_revisit) for record in claimed]

        def step() -> list[SourceRecord]:
            claimed: list[SourceRecord] = []
            if self._has_claimed:
                with self._store.writing() as tx:
                    claimed = take(tx, find(tx))
            else:
                # Usually no source is due: the read transaction avoids the write lock in these cases.
                with self._store.reading() as tx:
                    due = find(tx)
                if due:
                    with self._store.writing() as tx:
                        claimed = take(tx, due)
            self._has_claimed = bool(claimed)
            return claimed

        return await self._executor.run(step) if limit > 0 else []

    async def release(self, source: Source) -> None:
        """Release the lease on a source after an internal error. The source is due again after its poll interval.

        If the store fails, the release is tried again before the next claim.
        """
        now = self._clock()
        self._unreleased[source.id] = now + self._setup().interval_of(source).delay(now)
        await self._release_pending()

    async def _release_pending(self) -> None:
        def step() -> None:
            pending = dict(self._unreleased)
            with self._store.writing() as tx:
                for name, due_at in pending.items():
                    tx.sources.release(name, due_at)
            for name in pending:
                del self._unreleased[name]

        if self._unreleased:
            await self._executor.run(step)

    async def take_over(self) -> None:
        """Release the leases and remove the heartbeats of processes on this host that have ended."""

        def step() -> None:
            with self._store.writing() as tx:
                tx.leases.release(dead_owners(tx.leases.owners()))
                tx.heartbeats.drop(dead_owners(beat.owner for beat in tx.heartbeats.all()))

        await self._executor.run(step)

    async def give_back(self) -> None:
        """Release all leases of this process and remove its heartbeat, before the process ends."""

        def step() -> None:
            with self._store.writing() as tx:
                tx.leases.release([self._owner])
                tx.heartbeats.drop([self._owner])

        await self._executor.run(step)


def _oldest(sources: Sequence[Source], setup: PollSetup) -> timedelta:
    """Return the maximum time from now until a revisit is due.

    This is twice the highest age at which notices are revisited, because revisits can be delayed. The ages are
    configured in `setup` and for individual `sources`.
    """
    ages = [*setup.policy.revisit, *(age for source in sources for age in source.revisit or ())]
    return max(ages, default=timedelta(0)) * 2


def _earlier(record: PollTimes, setup: PollSetup, now: datetime) -> datetime | None:
    """Return the due time of a source according to its current interval, or None if it is not earlier than recorded.

    A due time before `now` is replaced by `now`. The result is also None if the source was never polled or its last
    poll failed.
    """
    if record.failures or not record.last_poll_at:
        return None
    due_at = max(now, record.last_poll_at + setup.interval(record.id).delay(record.last_poll_at))
    return due_at if due_at < record.due_at else None

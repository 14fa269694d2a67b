"""A class that divides the configured sources into shards, and determines the shards that this worker polls."""

import asyncio
from collections.abc import Callable, Collection, Sequence
from datetime import datetime, timedelta

from crawler.model.source import Source
from monitor.polling.leases import SourceLeases
from monitor.polling.setup import PollSetup
from monitor.ports import Store
from monitor.runtime.store_executor import StoreExecutor
from monitor.schedule.shards import shards_of
from monitor.schedule.turns import fair_share


class ShardedSources(SourceLeases):
    """The leases on the sources of the shards that this worker owns.

    `delay` returns the default delay between requests to a host.
    """

    def __init__(
        self,
        executor: StoreExecutor[Store],
        setup: Callable[[], PollSetup],
        clock: Callable[[], datetime],
        owner: str,
        delay: Callable[[], timedelta],
    ) -> None:
        super().__init__(executor, setup, clock, owner)
        self._default_delay = delay
        self._delays: dict[int, timedelta] = {}
        self._owned: set[int] = set()
        self._workers = 1

    @property
    def active(self) -> frozenset[int]:
        """The numbers of the shards that have sources."""
        return frozenset(self._delays)

    def delay(self, shard: int) -> timedelta:
        """Return the longest configured delay between two requests to a host of the shard."""
        return self._delays.get(shard, self._default_delay())

    async def register(self, sources: Sequence[Source]) -> None:
        """Replace the recorded sources and shards with these sources and their shards. New sources are due at once."""
        shards = await asyncio.to_thread(shards_of, sources)
        default = self._default_delay()
        delays: dict[int, timedelta] = {}
        for source in sources:
            shard = shards[source.id]
            delays[shard] = max(delays.get(shard, default), source.delay or default)

        def step() -> None:
            with self._store.writing() as tx:
                tx.shards.assign(shards, self._clock())

        await self._executor.run(step)
        self._delays = delays

    def share(self, taken: Collection[int], workers: int) -> None:
        """Update the shards that this worker owns, and record the number of workers that poll.

        `taken` are the shards whose last turn was held by this worker; all other shards are no longer owned. A shard
        that this worker has given up stays without owner even if it is among `taken`, so that another worker can take
        it.
        """
        self._owned.intersection_update(taken)
        self._workers = workers

    def has_room(self, turns: int) -> bool:
        """Return whether `turns` concurrent turns are enough for all shards of this worker."""
        return self._fair_share <= turns

    def takes(self, shard: int) -> bool:
        """Return whether this worker takes the shard in addition to its own. If so, the shard counts as owned."""
        if len(self._owned) >= self._fair_share:
            return False
        self._owned.add(shard)
        return True

    def keeps(self, shard: int) -> bool:
        """Return whether this worker keeps a shard after a turn. If not, the worker gives up the shard."""
        self._owned.add(shard)
        if shard in self.active and len(self._owned) <= self._fair_share:
            return True
        self.give_up(shard)
        return False

    def give_up(self, shard: int) -> None:
        """Record that any worker may take the next turn of a shard."""
        self._owned.discard(shard)

    @property
    def _fair_share(self) -> int:
        return fair_share(len(self.active), self._workers)

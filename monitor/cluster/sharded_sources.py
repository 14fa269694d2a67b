"""The sources of a worker. The configured sources are divided into shards, each polled by one worker at a time."""

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
    """The shards that this worker owns, and the leases on their sources.

    The argument `delay` is a function that returns the delay between two requests to a host for sources without a delay
    of their own.
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
        """Assign the given sources to shards, and record the sources with their shards in place of all earlier ones.

        New sources are due at once.
        """
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
        """End the ownership of all shards that are not in `taken`, and store the number of workers that poll.

        `taken` contains the shards whose last turn was held by this worker. No shards are added to those that the
        worker owns. Therefore, a shard that it has given up remains free for other workers, even if it is in `taken`.
        """
        self._owned.intersection_update(taken)
        self._workers = workers

    def has_room(self, turns: int) -> bool:
        """Return whether this worker can poll all shards of its fair share at once, with `turns` concurrent turns.

        The fair share is the number of shards that each worker should poll.
        """
        return self._fair_share <= turns

    def takes(self, shard: int) -> bool:
        """Return whether this worker may poll a shard in addition to its own. If so, it owns the shard from now on."""
        if len(self._owned) >= self._fair_share:
            return False
        self._owned.add(shard)
        return True

    def keeps(self, shard: int) -> bool:
        """Return whether this worker also takes the next turn of a shard. If not, the worker gives up the shard."""
        self._owned.add(shard)
        if shard in self.active and len(self._owned) <= self._fair_share:
            return True
        self.give_up(shard)
        return False

    def give_up(self, shard: int) -> None:
        """End this worker's ownership of a shard, so that any worker may take the shard's next turn."""
        self._owned.discard(shard)

    @property
    def _fair_share(self) -> int:
        return fair_share(len(self.active), self._workers)

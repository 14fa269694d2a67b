"""The turns in which a worker carries out housekeeping tasks. Each task is done by one worker at a time."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.cluster.health import report_unowned_shards
from monitor.cluster.sharded_sources import ShardedSources
from monitor.cluster.turns import HeldTurn
from monitor.delivery.worker import DeliveryWorker
from monitor.ops.notifier import OpsNotifier
from monitor.polling.leases import SourceLeases
from monitor.ports import Store
from monitor.runtime.store_executor import StoreExecutor
from monitor.schedule.turns import Successor
from monitor.service.clock_change import ClockCorrection
from monitor.service.housekeeping import TASKS, Housekeeping
from monitor.service.runtime import CurrentRuntime

SHARDS_TASK = "shards"
"""The task that reports shards without an owner. Only a cluster has it."""
SHARDS_EVERY = timedelta(seconds=15)
AGAIN = timedelta(seconds=30)
"""The delay before a task that this version lacks is queued again, for workers of another version."""
KEYS = (*TASKS, SHARDS_TASK)


@dataclass(frozen=True)
class HousekeepingTurns:
    """The housekeeping turns that this worker takes. `started` returns the time at which watching sources began."""

    executor: StoreExecutor[Store]
    current: CurrentRuntime
    sources: ShardedSources
    clock: Callable[[], datetime]
    owner: str
    started: Callable[[], datetime]
    stopping: asyncio.Event

    async def work(self, held: HeldTurn) -> Successor:
        """Carry out a housekeeping task during a turn, and return the task's next turn."""
        began = self.clock()
        if held.key == SHARDS_TASK:
            active = self.sources.active
            await asyncio.to_thread(report_unowned_shards, held.store, active, self.clock())
            return Successor(began + SHARDS_EVERY)
        task = TASKS.get(held.key)
        if task is None:
            return Successor(began + AGAIN)
        await task.run(self._housekeeping(held))
        return Successor(began + timedelta(seconds=task.every_s))

    def _housekeeping(self, held: HeldTurn) -> Housekeeping:
        executor = self.executor.with_store(held.store)
        current = self.current
        notifier = OpsNotifier(held.store, lambda: current.get().operator, self.clock)
        if held.key == "report":
            notifier.resume()
        leases = SourceLeases(executor, lambda: current.get().polling, self.clock, self.owner)
        worker = DeliveryWorker(held.store, lambda: current.get().delivery, self.clock, self.owner)
        return Housekeeping(
            executor,
            current,
            notifier,
            ClockCorrection(executor, leases, worker, lambda: list(current.get().sources.values()), self.clock),
            self.clock,
            self.started,
            lambda: self.stopping.is_set() or held.lost.is_set(),
        )

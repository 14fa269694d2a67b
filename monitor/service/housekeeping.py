"""The housekeeping tasks, each of which is carried out by only one process.

This process is the daemon or, if there are several workers, the worker that has the task's turn.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from monitor.ops.incidents import note_late, note_network, remind
from monitor.ops.notifier import OpsNotifier
from monitor.ops.summary import TopicGroup, WeeklySummary
from monitor.ports import Store
from monitor.runtime.store_executor import StoreExecutor
from monitor.series.renewal import renew_all
from monitor.service.clock_change import ClockCorrection
from monitor.service.retention import index_all, prune
from monitor.service.runtime import CurrentRuntime, Runtime

logger = logging.getLogger(__name__)
MINUTE_S = 60.0
HOUR_S = 3600.0


@dataclass(frozen=True)
class Housekeeping:
    """The housekeeping tasks with their dependencies. Each task is a method.

    `started` returns the time at which the watching of sources began. `stopped` returns whether a long task must end
    early.
    """

    executor: StoreExecutor[Store]
    current: CurrentRuntime
    notifier: OpsNotifier
    clock_correction: ClockCorrection
    clock: Callable[[], datetime]
    watched_since: Callable[[], datetime]
    stopped: Callable[[], bool]

    @property
    def _store(self) -> Store:
        return self.executor.store

    @property
    def _runtime(self) -> Runtime:
        return self.current.get()

    async def report(self) -> None:
        """Queue a message to the operator about new events."""
        await self.executor.run(self.notifier.notify)

    async def remind(self) -> None:
        """Queue reminders of deadlines, and alerts about targets and about notices that are expected or overdue."""
        for alerts in self._runtime.clock_alerts:
            await asyncio.to_thread(alerts.with_store(self._store).run, self.clock(), self.stopped)

    async def renew_forecasts(self) -> None:
        """Renew the forecasts of the series whose notices changed."""
        await asyncio.to_thread(renew_all, self._store, self.clock(), self.stopped)

    async def keep_lists(self) -> None:
        """Update the living lists after a change of the date or of the configuration."""
        await asyncio.to_thread(self._runtime.lists.with_store(self._store).run, self.clock(), self.stopped)

    async def prune(self) -> None:
        """Prune records whose retention period has ended."""
        await prune(self._store, self._runtime.settings.keep, self.clock, self.stopped)

    async def index_older_notices(self) -> None:
        """Index notices that an older version of noticewatch recorded, and compact the search index.

        The notices can then be found, and new notices can be compared with them.
        """
        await index_all(self._store, self.stopped)
        await asyncio.to_thread(self._store.compact_index, self.stopped)

    async def send_summary(self) -> None:
        """Queue the periodic summary for the operator when it is due."""
        runtime = self._runtime
        channel = runtime.operator.open if runtime.settings.operator else None
        topics = [
            TopicGroup(topic.id, topic.name, runtime.config.parse_topic(topic.query)) for topic in runtime.config.topics
        ]
        summary = WeeklySummary(self._store, runtime.settings.still_watching, runtime.zone, channel, topics)
        now = self.clock()
        watched_since = self.watched_since()
        await self.executor.run(lambda: summary.send(runtime.intervals, now, watched_since))

    async def note_late(self) -> None:
        """Record a problem for each overdue source, and report persistent problems again."""
        every = {name: interval.usual for name, interval in self._runtime.intervals().items()}
        # Both times are read at once, because the clock may be set while the step waits for the store.
        now = self.clock()
        watched_since = self.watched_since()
        late = await self.executor.run(lambda: note_late(self._store, every, now, watched_since))
        for name in late:
            logger.warning("%s is overdue and has not been polled", name, extra={"action": "late", "source": name})
        await self.executor.run(lambda: remind(self._store, every.keys(), self.clock()))

    async def note_network(self) -> None:
        """Record whether the network went down or recovered."""
        names = self._runtime.network_evidence
        change = await self.executor.run(lambda: note_network(self._store, names, self.clock()))
        if change:
            logger.warning("%s", change, extra={"action": "network"})

    async def correct_times(self) -> None:
        """Correct stored times that are too far in the future."""
        await self.clock_correction.correct()


@dataclass(frozen=True)
class HousekeepingTask:
    """A housekeeping task: its interval in seconds, and the step that carries it out."""

    every_s: float
    run: Callable[[Housekeeping], Awaitable[None]]


TASKS: Mapping[str, HousekeepingTask] = {
    "report": HousekeepingTask(2.0, Housekeeping.report),
    "note_network": HousekeepingTask(10.0, Housekeeping.note_network),
    "note_late": HousekeepingTask(MINUTE_S, Housekeeping.note_late),
    "still_watching": HousekeepingTask(MINUTE_S, Housekeeping.send_summary),
    "keep_lists": HousekeepingTask(MINUTE_S, Housekeeping.keep_lists),
    "foresee": HousekeepingTask(MINUTE_S, Housekeeping.renew_forecasts),
    "remind": HousekeepingTask(15 * MINUTE_S, Housekeeping.remind),
    "correct_times": HousekeepingTask(HOUR_S, Housekeeping.correct_times),
    "form": HousekeepingTask(HOUR_S, Housekeeping.index_older_notices),
    "prune": HousekeepingTask(24 * HOUR_S, Housekeeping.prune),
}
"""The housekeeping tasks by name. A task that is added here is carried out by the daemon and, once in the cluster, by
the workers."""

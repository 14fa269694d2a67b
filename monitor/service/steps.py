"""The daemon's periodic steps."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from monitor.delivery.dispatcher import ChannelDispatcher
from monitor.errors import DatabaseLostError
from monitor.ops.incidents import note_late, note_network, remind
from monitor.ops.notifier import OpsNotifier
from monitor.ops.summary import WeeklySummary
from monitor.polling.crawler_pool import CrawlerPool
from monitor.polling.leases import SourceLeases
from monitor.runtime.clock import utc_now
from monitor.runtime.guard import Guard, Step
from monitor.runtime.store_executor import StoreExecutor
from monitor.service.clock_change import ClockCorrection
from monitor.service.liveness import Watchdog
from monitor.service.poll_loop import PollLoop
from monitor.service.retention import index_all, prune
from monitor.service.runtime import CurrentRuntime, Runtime, plan_polls
from monitor.store import SqlStore

logger = logging.getLogger(__name__)
MINUTE_S = 60.0
HOUR_S = 3600.0


@dataclass(frozen=True)
class DaemonParts:
    """All parts of which the daemon consists."""

    store: SqlStore
    current: CurrentRuntime
    executor: StoreExecutor[SqlStore]
    leases: SourceLeases
    crawlers: CrawlerPool
    polls: PollLoop
    dispatcher: ChannelDispatcher
    notifier: OpsNotifier
    watchdog: Watchdog
    clock: ClockCorrection
    stopping: asyncio.Event
    guard: Guard


class DaemonSteps:
    """The periodic steps of the daemon. The log identifies each step by the name of its function."""

    def __init__(self, parts: DaemonParts, on_lost: Callable[[DatabaseLostError], Awaitable[None]]) -> None:
        self._parts = parts
        self._on_lost = on_lost
        self._store = parts.store
        self._executor = parts.executor

    def schedule(self, watchdog_s: float | None) -> Iterable[tuple[float, Step]]:
        """Return the steps, each preceded by its interval in seconds."""
        steps: list[tuple[float, Step]] = [
            (0.5, self.poll_due),
            (0.5, self.deliver),
            (1.0, self.report),
            (10.0, self.beat),
            (10.0, self.note_network),
            (MINUTE_S, self.note_late),
            (MINUTE_S, self.still_watching),
            (MINUTE_S, self.beat_heart),
            (15 * MINUTE_S, self.remind),
            (HOUR_S, self.correct_times),
            (HOUR_S, self.plan),
            (HOUR_S, self.form),
            (24 * HOUR_S, self.prune),
        ]
        return [*steps, (watchdog_s / 2, self._parts.watchdog.notify_systemd)] if watchdog_s else steps

    @property
    def _runtime(self) -> Runtime:
        return self._parts.current.get()

    async def poll_due(self) -> None:
        """Start polls of the sources that are due."""
        try:
            self._store.verify()
            await self._parts.polls.start_due(self._runtime.sources)
        except DatabaseLostError as error:
            await self._on_lost(error)

    async def deliver(self) -> None:
        """Start sending the messages that are due."""
        await self._parts.dispatcher.wake()

    async def report(self) -> None:
        """Queue a message to the operator about new events."""
        await self._executor.run(self._parts.notifier.notify)

    async def beat(self) -> None:
        """Write a heartbeat to the store."""
        await self._executor.run(lambda: self._parts.watchdog.write(self._store, self._parts.crawlers.describe()))

    async def beat_heart(self) -> None:
        """Request the heartbeat URL."""
        await self._parts.watchdog.ping(self._runtime.settings.heartbeat)

    async def remind(self) -> None:
        """Queue reminders of deadlines."""
        await asyncio.to_thread(self._runtime.reminders.run, utc_now(), self._parts.stopping.is_set)

    async def prune(self) -> None:
        """Prune records whose retention period has ended."""
        await prune(self._store, self._runtime.settings.keep, utc_now, self._parts.stopping.is_set)

    async def form(self) -> None:
        """Index notices that an older version recorded, so that new notices can be compared with them."""
        await index_all(self._store, self._parts.stopping.is_set)

    async def still_watching(self) -> None:
        """Queue the periodic summary for the operator when it is due."""
        runtime = self._runtime
        channel = runtime.operator.open if runtime.settings.operator else None
        summary = WeeklySummary(self._store, runtime.settings.still_watching, runtime.zone, channel)
        started = self._parts.watchdog.started
        await self._executor.run(lambda: summary.send(runtime.intervals, utc_now(), started))

    async def note_late(self) -> None:
        """Record a trouble for each overdue source, and report persisting troubles again."""
        every = {name: interval.usual for name, interval in self._runtime.intervals().items()}
        started = self._parts.watchdog.started
        late = await self._executor.run(lambda: note_late(self._store, every, utc_now(), started))
        for name in late:
            logger.warning("%s is long due, and was not polled", name, extra={"action": "late", "source": name})
        await self._executor.run(lambda: remind(self._store, every.keys(), utc_now()))

    async def note_network(self) -> None:
        """Record whether the network went down or recovered."""
        names = self._runtime.sources.keys()
        change = await self._executor.run(lambda: note_network(self._store, names, utc_now()))
        if change:
            logger.warning("%s", change, extra={"action": "network"})

    async def correct_times(self) -> None:
        """Correct stored times that are too far in the future."""
        await self._parts.clock.correct()

    async def plan(self) -> None:
        """Update the poll plan from the learnt publication patterns."""
        runtime = self._runtime
        plan = await asyncio.to_thread(plan_polls, runtime.settings, runtime.sources, self._store, utc_now())

        def put() -> None:
            # If the runtime was replaced in the meantime, the reload has already made a new plan.
            if self._parts.current.get() is runtime:
                self._parts.current.replace(runtime.with_plan(plan))

        await self._executor.run(put)

"""The daemon's periodic steps."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass

from monitor.delivery.dispatcher import ChannelDispatcher
from monitor.errors import DatabaseLostError
from monitor.ops.notifier import OpsNotifier
from monitor.polling.crawler_pool import CrawlerPool
from monitor.polling.leases import SourceLeases
from monitor.runtime.clock import utc_now
from monitor.runtime.guard import Guard, Step
from monitor.runtime.store_executor import StoreExecutor
from monitor.service.clock_change import ClockCorrection
from monitor.service.housekeeping import HOUR_S, MINUTE_S, TASKS, Housekeeping, HousekeepingTask
from monitor.service.liveness import Watchdog
from monitor.service.poll_loop import PollLoop
from monitor.service.runtime import CurrentRuntime, Runtime, plan_polls
from monitor.store import SqlStore

TICK_S = 1.0
"""The seconds between two searches for due sources and messages.

All polls that have become due meanwhile begin together: each wake-up costs more processor time than an unchanged poll.
"""
SLOW_TICK_S = 2.0


@dataclass(frozen=True)
class DaemonParts:
    """The objects that the daemon uses, such as its store, its crawlers and its dispatcher of deliveries."""

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
    housekeeping: Housekeeping
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
        """Return pairs of an interval in seconds and a step that runs once per interval.

        `watchdog_s` is the time-out of systemd's watchdog. If it is given, one of the steps notifies systemd.
        """
        steps: list[tuple[float, Step]] = [
            (TICK_S, self.poll_due),
            (TICK_S, self.deliver),
            (10.0, self.beat),
            (MINUTE_S, self.beat_heart),
            (HOUR_S, self.plan),
            *((task.every_s, self._housekeeping(name, task)) for name, task in TASKS.items()),
        ]
        return [*steps, (watchdog_s / 2, self._parts.watchdog.notify_systemd)] if watchdog_s else steps

    def _housekeeping(self, name: str, task: HousekeepingTask) -> Step:
        async def step() -> None:
            await task.run(self._parts.housekeeping)

        step.__name__ = name
        return step

    @property
    def _runtime(self) -> Runtime:
        return self._parts.current.get()

    async def poll_due(self) -> None:
        """Start polls of the sources that are due, twice a tick if some are polled more often than once a minute."""
        try:
            self._store.verify()
            await self._parts.polls.start_due(self._runtime.sources)
            if self._runtime.has_short_intervals:
                await asyncio.sleep(TICK_S / 2)
                await self._parts.polls.start_due(self._runtime.sources)
        except DatabaseLostError as error:
            await self._on_lost(error)

    async def deliver(self) -> None:
        """Start sending the messages that are due."""
        await self._parts.dispatcher.wake()

    async def beat(self) -> None:
        """Write a heartbeat to the store."""
        await self._executor.run(lambda: self._parts.watchdog.write(self._store, self._parts.crawlers.describe()))

    async def beat_heart(self) -> None:
        """Request the heartbeat URL if it is configured and the daemon makes progress."""
        await self._parts.watchdog.ping(self._runtime.settings.heartbeat)

    async def plan(self) -> None:
        """Update the poll plan from the observed publication times."""
        runtime = self._runtime
        plan = await asyncio.to_thread(plan_polls, runtime.settings, runtime.sources, self._store, utc_now())

        def put() -> None:
            # If the runtime was replaced in the meantime, the reload has already made a new plan.
            if self._parts.current.get() is runtime:
                self._parts.current.replace(runtime.with_plan(plan))

        await self._executor.run(put)

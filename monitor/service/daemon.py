"""`noticewatch run`: what is due is polled, results are taken in, deliveries go out, until SIGTERM."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from monitor.config import SETTINGS_FILE, Config
from monitor.config.watcher import ConfigWatcher
from monitor.delivery.channels import Channels
from monitor.delivery.dispatcher import ChannelDispatcher
from monitor.delivery.worker import DeliveryWorker
from monitor.errors import MonitorError
from monitor.model import SourceRecord
from monitor.ops.incidents import note_late, note_network, remind
from monitor.ops.notifier import OpsNotifier
from monitor.ops.summary import WeeklySummary
from monitor.polling.crawler_pool import CrawlerPool, crawler_command
from monitor.polling.poller import SourcePoller
from monitor.runtime.guard import ErrorLog, Step
from monitor.runtime.lease_owner import lease_owner
from monitor.runtime.scheduler import Scheduler
from monitor.runtime.systemd import READY, STOPPING, notify, reloading, watchdog_s
from monitor.schedule.intervals import PollInterval, make_plan
from monitor.service.poll_loop import PollLoop
from monitor.service.retention import index_all, prune
from monitor.service.watchdog import Watchdog
from monitor.service.wiring import Runtime, build_runtime, settings_needing_restart
from monitor.store import SqlStore

logger = logging.getLogger(__name__)
MINUTE_S = 60.0
HOUR_S = 3600.0
POLLS_A_CHILD = 24
"""Polls in flight for each child."""
TOGETHER_S = 1.0
"""Seconds that results in which nothing was found wait for each other at most."""
FINISH_S = 4.0
CLOSE_S = 2.0
"""At the end: seconds for polls in flight, and then for what else runs; 10 in all are promised."""


def utc_now() -> datetime:
    """The clock at the monitor's edge."""
    return datetime.now(UTC)


class Daemon:
    """The steps of the daemon on one loop. It holds the store's lock from before it is made. `load` reads the
    configuration again; raises ConfigError."""

    def __init__(
        self, config: Config, store: SqlStore, channels: Channels, load: Callable[[], tuple[Config, Channels]]
    ) -> None:
        self._store = store
        name = lease_owner()
        self._reloading = ConfigWatcher(config.folder, load)
        self._setup = build_runtime(config, channels, store)
        self._guarded = ErrorLog(time.monotonic).guarded
        self._children = CrawlerPool(crawler_command(config.settings), config.settings.children)
        self._courier = DeliveryWorker(store, channels, utc_now, name, self._setup.rules)
        self._operator = self._make_operator(self._setup)
        self._stopping = asyncio.Event()
        self._code = 0
        self._dispatch = ChannelDispatcher(self._courier, self._guarded, self._stopping.is_set)
        self._polling = SourcePoller(
            store,
            self._children,
            self._setup.matcher,
            self._setup.policy,
            utc_now,
            name,
            sources=list(self._setup.sources.values()),
            patience_s=TOGETHER_S,
        )
        room = POLLS_A_CHILD * config.settings.children
        self._rounds = PollLoop(self._polling, room, self._guarded, self._dispatch.wake)
        self._vitals = Watchdog(name, self._rounds, utc_now)

    async def run(self) -> int:
        """Runs until SIGTERM or SIGINT, then finishes what is in flight or leaves it due; the exit code. SIGHUP has it
        read its configuration again."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop, number)
        loop.add_signal_handler(signal.SIGHUP, self._reloading.ask)
        await self._polling.take_over()
        await self._watch()
        await self._polling.in_store(self._operator.start)
        await self._polling.in_store(self._courier.try_again)
        wakes = Scheduler()
        for seconds, step in self._steps():
            wakes.every(seconds, step.__name__.strip("_"), self._guarded(step))
        wakes.start()
        logger.info("watching %d sources", len(self._setup.sources), extra={"action": "start"})
        notify(READY)
        await self._stopping.wait()
        notify(STOPPING)
        await wakes.stop(CLOSE_S)
        await self._finish()
        logger.info("stopped", extra={"action": "stop"})
        if self._dispatch.is_sending:
            # A channel hangs. Its message stays due; waiting for its thread would break the promise of a quick end.
            sys.stderr.flush()
            os._exit(self._code)
        return self._code

    def _steps(self) -> list[tuple[float, Step]]:
        """What is done again and again, and the seconds between."""
        steps: list[tuple[float, Step]] = [
            (0.5, self._poll_due),
            (0.5, self._deliver),
            (1.0, self._report),
            (1.0, self._reload),
            (10.0, self._beat),
            (10.0, self._note_network),
            (MINUTE_S, self._note_late),
            (MINUTE_S, self._still_watching),
            (MINUTE_S, self._beat_heart),
            (15 * MINUTE_S, self._remind),
            (HOUR_S, self._plan),
            (HOUR_S, self._form),
            (24 * HOUR_S, self._prune),
        ]
        patience_s = watchdog_s()
        return [*steps, (patience_s / 2, self._vitals.calm_watchdog)] if patience_s else steps

    def _stop(self, number: int) -> None:
        self._code = 130 if number == signal.SIGINT else 0
        self._stopping.set()

    async def _poll_due(self) -> None:
        self._store.verify()
        await self._rounds.begin(self._setup.sources)

    async def _deliver(self) -> None:
        await self._dispatch.wake()

    async def _report(self) -> None:
        await self._polling.in_store(self._operator.tell)

    async def _beat(self) -> None:
        await self._polling.in_store(lambda: self._vitals.write(self._store, self._children.describe()))

    async def _beat_heart(self) -> None:
        await self._vitals.beat(self._setup.settings.heartbeat)

    async def _remind(self) -> None:
        await asyncio.to_thread(self._setup.reminding.run, utc_now(), self._stopping.is_set)

    async def _prune(self) -> None:
        await prune(self._store, self._setup.settings.keep, utc_now, self._stopping.is_set)

    async def _form(self) -> None:
        # Notices that an older version recorded cannot be compared before.
        await index_all(self._store, self._stopping.is_set)

    async def _still_watching(self) -> None:
        channel = self._operator.open_channel if self._setup.settings.operator else None
        step = WeeklySummary(self._store, self._setup.settings.still_watching, self._setup.zone, channel)
        await self._polling.in_store(lambda: step.tell(self._tempos, utc_now(), self._vitals.started))

    async def _note_late(self) -> None:
        every = {name: tempo.usual for name, tempo in self._tempos().items()}
        late = await self._polling.in_store(lambda: note_late(self._store, every, utc_now(), self._vitals.started))
        for name in late:
            logger.warning("%s is long due, and was not polled", name, extra={"action": "late", "source": name})
        await self._polling.in_store(lambda: remind(self._store, every.keys(), utc_now()))

    async def _note_network(self) -> None:
        names = self._setup.sources.keys()
        if said := await self._polling.in_store(lambda: note_network(self._store, names, utc_now())):
            logger.warning("%s", said, extra={"action": "network"})

    def _tempos(self) -> Mapping[str, PollInterval]:
        return {name: self._polling.tempo(name) for name in self._setup.sources}

    async def _plan(self) -> None:
        def step() -> list[SourceRecord]:
            with self._store.reading() as tx:
                return tx.sources.all()

        records = await self._polling.in_store(step)
        setup = self._setup
        sources = list(setup.sources.values())
        budget = setup.settings.budget
        await self._polling.keep_pace(await asyncio.to_thread(make_plan, sources, records, budget, utc_now()))

    async def _watch(self) -> None:
        """Has the sources of the setup polled, each at its pace."""
        sources = list(self._setup.sources.values())
        await self._polling.register(sources)
        await self._plan()
        await self._polling.bring_forward(sources)

    def _make_operator(self, setup: Runtime) -> OpsNotifier:
        return OpsNotifier(self._store, setup.settings.operator, utc_now, list(setup.settings.channels))

    async def _reload(self) -> None:
        if not await asyncio.to_thread(self._reloading.is_due, utc_now()):
            return
        notify(reloading())
        try:
            if loaded := await asyncio.to_thread(self._reloading.read):
                await self._use(await asyncio.to_thread(build_runtime, *loaded, self._store))
        except MonitorError:
            self._reloading.ask()  # the store takes nothing now, and will later
            raise
        finally:
            notify(READY)

    async def _use(self, new: Runtime) -> None:
        """Goes by another setup from now on. What is in flight goes on, and is taken in by the new one."""
        old = self._setup
        operator = self._make_operator(new)
        for name in settings_needing_restart(old.config, new.config):
            logger.warning(
                "%s: %s is another one, which is taken when the daemon is started again",
                new.config.folder / SETTINGS_FILE,
                name,
                extra={"action": "reload"},
            )
        await self._polling.in_store(operator.start)
        await self._polling.use(new.matcher, new.policy, list(new.sources.values()))
        self._setup = new
        self._operator = operator
        self._courier.use(new.channels, new.rules)
        await self._children.renew(crawler_command(new.settings))
        await self._watch()
        if old.settings.channels != new.settings.channels:
            await self._polling.in_store(self._courier.try_again)
        logger.info(
            "the configuration was read again: watching %d sources", len(new.sources), extra={"action": "reload"}
        )

    async def _finish(self) -> None:
        await self._rounds.finish(FINISH_S)
        await self._children.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_S):
                await self._rounds.ended()
                while self._dispatch.is_sending:
                    await asyncio.sleep(0.05)
        await self._polling.give_back()

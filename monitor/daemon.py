"""`noticewatch run`: what is due is polled, results are taken in, deliveries go out, until SIGTERM."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

from crawler.source import Source
from monitor.channels import Channels
from monitor.children import Children, crawler_command
from monitor.config import SETTINGS_FILE, Config
from monitor.delivery import Courier
from monitor.dispatch import Dispatch
from monitor.errors import MonitorError
from monitor.heartbeat import Heartbeat
from monitor.keeping import form_all, prune
from monitor.liveness import Signs, fault
from monitor.pacing import Tempo, make_pace
from monitor.polling import Polling
from monitor.process import owner
from monitor.records import Beat, SourceRecord
from monitor.reloading import Reloading
from monitor.scheduler import Wakes
from monitor.setup import Setup, make_setup, not_taken
from monitor.still_watching import StillWatching
from monitor.store import SqlStore
from monitor.systemd import READY, STOPPING, WATCHDOG, notify, reloading, watchdog_s
from monitor.watching import Operator, note_late

logger = logging.getLogger(__name__)
TICK_S, REPORT_S, BEAT_S, LATE_S, REMIND_S, PRUNE_S, FORM_S = 0.5, 1.0, 10.0, 60.0, 900.0, 86400.0, 3600.0
"""Seconds between looks at: what is due; what the operator should hear of; the daemon's sign of life; late sources;
coming deadlines; what is old; notices that an older version recorded and that cannot be compared yet."""
POLLS_A_CHILD = 24
"""Polls in flight for each child."""
LOOK_S, PLAN_S, WATCHING_S, HEART_S = 1.0, 3600.0, 60.0, 60.0
"""Seconds between looks at the configuration's files, plans of the pace, looks whether it is time to say that all is
watched, and heartbeats."""
FINISH_S, CLOSE_S = 4.0, 2.0
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
        self._store, self._name = store, owner()
        self._reloading = Reloading(config.folder, load)
        self._setup = make_setup(config, channels, store)
        self._room = POLLS_A_CHILD * config.settings.children
        self._children = Children(crawler_command(config.settings), config.settings.children)
        self._courier = Courier(store, channels, utc_now, self._name, self._setup.rules)
        self._polling = Polling(store, self._children, self._setup.matcher, self._setup.policy, utc_now, self._name,
                                sources=list(self._setup.sources.values()))  # fmt: skip
        self._operator = self._make_operator(self._setup)
        self._heartbeat = Heartbeat()
        self._started = utc_now()
        self._signs, self._fault = Signs(self._started, self._started), ""
        self._polls: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._dispatch = Dispatch(self._courier, self._guarded, self._stopping.is_set)
        self._code = 0

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
        wakes = Wakes()
        wakes.every(TICK_S, "poll", self._guarded(self._poll_due))
        wakes.every(TICK_S, "deliver", self._guarded(self._dispatch.wake))
        wakes.every(REPORT_S, "report", self._guarded(self._report))
        wakes.every(BEAT_S, "beat", self._guarded(self._beat))
        wakes.every(LATE_S, "late", self._guarded(self._note_late))
        wakes.every(REMIND_S, "remind", self._guarded(self._remind))
        wakes.every(PRUNE_S, "prune", self._guarded(self._prune))
        wakes.every(FORM_S, "form", self._guarded(self._form))
        wakes.every(LOOK_S, "reload", self._guarded(self._look))
        wakes.every(PLAN_S, "plan", self._guarded(self._plan))
        wakes.every(WATCHING_S, "watching", self._guarded(self._still_watching))
        wakes.every(HEART_S, "heartbeat", self._guarded(self._beat_heart))
        if patience_s := watchdog_s():
            wakes.every(patience_s / 2, "watchdog", self._guarded(self._calm_watchdog))
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

    def _stop(self, number: int) -> None:
        self._code = 130 if number == signal.SIGINT else 0
        self._stopping.set()

    def _guarded(self, step: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        said = ""

        async def run() -> None:
            nonlocal said
            # One of the long-lived loops: a full disk or a locked database passes, and the next wake tries again.
            try:
                await step()
                said = ""
            except MonitorError as error:
                if str(error) != said:
                    logger.error("%s; trying again", error, extra={"action": step.__name__.strip("_")})
                said = str(error)
            except Exception:
                logger.exception("a step failed", extra={"action": step.__name__.strip("_")})

        return run

    async def _remind(self) -> None:
        await asyncio.to_thread(self._setup.reminding.run, utc_now(), self._stopping.is_set)

    async def _prune(self) -> None:
        await prune(self._store, self._setup.settings.keep, utc_now, self._stopping.is_set)

    async def _form(self) -> None:
        await form_all(self._store, self._stopping.is_set)

    async def _poll_due(self) -> None:
        self._store.verify()
        sources = self._setup.sources
        for record in await self._polling.claim(list(sources.values()), self._room - len(self._polls)):
            if not self._polls:
                self._signs = replace(self._signs, waiting_since=utc_now())
            task = asyncio.create_task(self._poll(sources[record.id], record))
            self._polls.add(task)
            task.add_done_callback(self._ended)
        self._signs = replace(self._signs, looked_at=utc_now())

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._polls.discard(task)
        self._signs = replace(self._signs, waiting_since=utc_now() if self._polls else None)

    async def _poll(self, source: Source, record: SourceRecord) -> None:
        async def step() -> None:
            try:
                taken = await self._polling.poll(source, record)
            except Exception:
                # Not taken in: the source is polled again, though not at once.
                await self._polling.release(source)
                raise
            if any(decision.alerts for decision in taken.decisions):
                await self._dispatch.wake()

        await self._guarded(step)()

    async def _report(self) -> None:
        await self._polling.in_store(self._operator.tell)

    async def _beat(self) -> None:
        sign = Beat(self._name, self._started, utc_now(), {"children": self._children.describe()})

        def step() -> None:
            with self._store.writing() as tx:
                tx.put_beat(sign)

        await self._polling.in_store(step)
        self._signs = replace(self._signs, wrote_at=sign.at)

    def _works(self) -> bool:
        """Whether the daemon works; that it does not is logged once."""
        found = fault(self._signs, utc_now()) or ""
        if found and found != self._fault:
            logger.error("%s; no sign of life is given to others", found, extra={"action": "watchdog"})
        self._fault = found
        return not found

    async def _beat_heart(self) -> None:
        if (url := self._setup.settings.heartbeat) and self._works():
            await asyncio.to_thread(self._heartbeat.beat, url)

    async def _calm_watchdog(self) -> None:
        if self._works():
            notify(WATCHDOG)

    def _tempos(self) -> Mapping[str, Tempo]:
        return {name: self._polling.tempo(name) for name in self._setup.sources}

    async def _still_watching(self) -> None:
        channel = self._operator.open_channel if self._setup.settings.operator else None
        step = StillWatching(self._store, self._setup.settings.still_watching, self._setup.zone, channel)
        await self._polling.in_store(lambda: step.tell(self._tempos, utc_now(), self._started))

    async def _plan(self) -> None:
        def step() -> list[SourceRecord]:
            with self._store.reading() as tx:
                return tx.sources()

        records, setup = await self._polling.in_store(step), self._setup
        sources, budget = list(setup.sources.values()), setup.settings.budget
        await self._polling.keep_pace(await asyncio.to_thread(make_pace, sources, records, budget, utc_now()))

    async def _watch(self) -> None:
        """Has the sources of the setup polled, each at its pace."""
        sources = list(self._setup.sources.values())
        await self._polling.register(sources)
        await self._plan()
        await self._polling.bring_forward(sources)

    def _make_operator(self, setup: Setup) -> Operator:
        return Operator(self._store, setup.settings.operator, utc_now, list(setup.settings.channels))

    async def _look(self) -> None:
        if not await asyncio.to_thread(self._reloading.is_due, utc_now()):
            return
        notify(reloading())
        try:
            if loaded := await asyncio.to_thread(self._reloading.read):
                await self._use(await asyncio.to_thread(make_setup, *loaded, self._store))
        except MonitorError:
            self._reloading.ask()  # the store takes nothing now, and will later
            raise
        finally:
            notify(READY)

    async def _use(self, new: Setup) -> None:
        """Goes by another setup from now on. What is in flight goes on, and is taken in by the new one."""
        old, operator = self._setup, self._make_operator(new)
        for name in not_taken(old.config, new.config):
            logger.warning("%s: %s is another one, which is taken when the daemon is started again",
                           new.config.folder / SETTINGS_FILE, name, extra={"action": "reload"})  # fmt: skip
        await self._polling.in_store(operator.start)
        await self._polling.use(new.matcher, new.policy, list(new.sources.values()))
        self._setup, self._operator = new, operator
        self._courier.use(new.channels, new.rules)
        await self._children.renew(crawler_command(new.settings))
        await self._watch()
        if old.settings.channels != new.settings.channels:
            await self._polling.in_store(self._courier.try_again)
        logger.info("the configuration was read again: watching %d sources", len(new.sources),
                    extra={"action": "reload"})  # fmt: skip

    async def _note_late(self) -> None:
        every = {name: tempo.usual for name, tempo in self._tempos().items()}
        for name in await self._polling.in_store(lambda: note_late(self._store, every, utc_now(), self._started)):
            logger.warning("%s is long due, and was not polled", name, extra={"action": "late", "source": name})

    async def _finish(self) -> None:
        if self._polls:
            await asyncio.wait(self._polls, timeout=FINISH_S)
        for task in self._polls:
            task.cancel()
        await self._children.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_S):
                await asyncio.gather(*self._polls, return_exceptions=True)
                while self._dispatch.is_sending:
                    await asyncio.sleep(0.05)
        await self._polling.give_back()

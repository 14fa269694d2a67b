"""`noticewatch run`: what is due is polled, results are taken in, deliveries go out, until SIGTERM."""

import asyncio
import contextlib
import logging
import os
import signal
import sys
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from crawler.source import Source
from monitor.channels import Channels
from monitor.children import Children, crawler_command
from monitor.config import Config, Settings
from monitor.delivery import Courier, Rules
from monitor.dispatch import Dispatch
from monitor.errors import MonitorError
from monitor.ingest import Policy, publishers_of
from monitor.keeping import form_all, prune
from monitor.matching import Matcher
from monitor.polling import Polling
from monitor.process import owner
from monitor.records import Beat, SourceRecord
from monitor.reminding import Reminding
from monitor.scheduler import Wakes
from monitor.store import SqlStore
from monitor.watching import Operator, note_late

logger = logging.getLogger(__name__)
TICK_S, REPORT_S, BEAT_S, LATE_S, REMIND_S, PRUNE_S, FORM_S = 0.5, 1.0, 10.0, 60.0, 900.0, 86400.0, 3600.0
"""Seconds between looks at: what is due; what the operator should hear of; the daemon's sign of life; late sources;
coming deadlines; what is old; notices that an older version recorded and that cannot be compared yet."""
POLLS_A_CHILD = 24
"""Polls in flight for each child."""
SAMPLE = 300
"""Recent notices by which the index of queries is laid out."""
FINISH_S, CLOSE_S = 4.0, 2.0
"""At the end: seconds for polls in flight, and then for what else runs; 10 in all are promised."""


def utc_now() -> datetime:
    """The clock at the monitor's edge."""
    return datetime.now(UTC)


def rules_of(settings: Settings) -> Rules:
    """How messages are delivered, by the configuration."""
    return Rules(settings.give_up_after, {name: channel.limit for name, channel in settings.channels.items()})


def _recent_texts(store: SqlStore) -> list[str]:
    """Texts such as are to come: by them the index of queries knows which of their words are rare."""
    with store.reading() as tx:
        return [one.notice.text for one in tx.notices(SAMPLE, None, None)]


class Daemon:
    """The steps of the daemon on one loop. It holds the store's lock from before it is made."""

    def __init__(self, config: Config, store: SqlStore, channels: Channels) -> None:
        self._config, self._store, self._name = config, store, owner()
        self._sources = {source.id: source for source in config.sources if source.enabled}
        self._children = Children(crawler_command(config.settings), config.settings.children)
        self._courier = Courier(store, channels, utc_now, self._name, rules_of(config.settings))
        matcher = Matcher(config, _recent_texts(store))
        self._reminding = Reminding(store, config)
        publishers = publishers_of(config.sources)
        policy = Policy(config.settings.fresh, publishers=publishers, revisit=config.settings.revisit)
        self._polling = Polling(store, self._children, matcher, policy, utc_now, self._name)
        self._operator = Operator(store, config.settings.operator, utc_now, list(config.settings.channels))
        self._started = utc_now()
        self._polls: set[asyncio.Task[None]] = set()
        self._stopping = asyncio.Event()
        self._dispatch = Dispatch(self._courier, self._guarded, self._stopping.is_set)
        self._code = 0

    async def run(self) -> int:
        """Runs until SIGTERM, SIGINT or SIGHUP, then finishes what is in flight or leaves it due; the exit code."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
            loop.add_signal_handler(number, self._stop, number)
        await self._polling.take_over()
        await self._polling.register(list(self._sources.values()))
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
        wakes.start()
        logger.info("watching %d sources", len(self._sources), extra={"action": "start"})
        await self._stopping.wait()
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
        await asyncio.to_thread(self._reminding.run, utc_now(), self._stopping.is_set)

    async def _prune(self) -> None:
        await prune(self._store, self._config.settings.keep, utc_now, self._stopping.is_set)

    async def _form(self) -> None:
        await form_all(self._store, self._stopping.is_set)

    async def _poll_due(self) -> None:
        self._store.verify()
        room = POLLS_A_CHILD * self._config.settings.children - len(self._polls)
        for record in await self._polling.claim(list(self._sources.values()), room):
            task = asyncio.create_task(self._poll(self._sources[record.id], record))
            self._polls.add(task)
            task.add_done_callback(self._polls.discard)

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

    async def _note_late(self) -> None:
        every = {source.id: source.every for source in self._sources.values()}
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

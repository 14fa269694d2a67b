"""The daemon of `noticewatch run`.

It polls due sources, ingests the results and delivers the alerts, until SIGTERM.
"""

import asyncio
import contextlib
import logging
import os
import signal
import sys

from monitor.config import Config
from monitor.delivery.worker import DeliveryWorker
from monitor.errors import ChannelError, DatabaseLostError
from monitor.messages.render import Message
from monitor.runtime.clock import ClockChange, utc_now
from monitor.runtime.scheduler import Scheduler
from monitor.runtime.systemd import READY, STOPPING, notify, watchdog_s
from monitor.runtime.temporary_folder import remove_leftovers
from monitor.service.clock_change import named
from monitor.service.config_log import record_config
from monitor.service.reload import ConfigReloader
from monitor.service.steps import DaemonParts, DaemonSteps
from monitor.text.i18n import gettext, in_language

logger = logging.getLogger(__name__)
DATABASE_LOST = 4
"""Exit code if the database was removed or replaced while the daemon was running."""
REPORT_S = 20.0
"""Maximum time in seconds for sending the operator the message about the lost database."""
FINISH_S = 4.0
CLOSE_S = 2.0
"""Maximum time in seconds that a shutdown waits for the running polls, and then for other work. A shutdown is
guaranteed to finish within 10 seconds."""


class Daemon:
    """The daemon process, which runs the periodic steps on one event loop, from startup to an orderly shutdown."""

    def __init__(self, parts: DaemonParts, reloader: ConfigReloader, worker: DeliveryWorker) -> None:
        self._parts = parts
        self._reloader = reloader
        self._worker = worker
        self._exit_code = 0
        self._is_database_lost = False

    def config(self) -> Config:
        """Return the current configuration."""
        return self._parts.current.get().config

    async def run(self) -> int:
        """Run until SIGTERM or SIGINT, then shut down and return the exit code.

        Unfinished work is completed, or stays due for the next run. SIGHUP reloads the configuration.
        """
        self._handle_signals()
        await self._start()
        scheduler = self._schedule()
        notify(READY)
        await self._parts.stopping.wait()
        notify(STOPPING)
        await scheduler.stop(CLOSE_S)
        await self._finish()
        logger.info("stopped", extra={"action": "stop"})
        if self._parts.dispatcher.is_sending:
            # A channel hangs. Its message stays due; waiting for its thread would delay the shutdown.
            sys.stderr.flush()
            os._exit(self._exit_code)
        return self._exit_code

    def _handle_signals(self) -> None:
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop, number)
        loop.add_signal_handler(signal.SIGHUP, self._reloader.request)

    def _stop(self, number: int) -> None:
        self._exit_code = 130 if number == signal.SIGINT else 0
        self._parts.stopping.set()

    async def _start(self) -> None:
        parts = self._parts
        await asyncio.to_thread(remove_leftovers)
        runtime = parts.current.get()
        sources = list(runtime.sources.values())
        await parts.executor.run(lambda: record_config(parts.store, runtime.config, utc_now(), "run"))
        await parts.leases.take_over()
        await parts.leases.register(sources)
        await parts.leases.bring_forward(sources)
        await parts.executor.run(lambda: parts.notifier.start(runtime.settings.operator))
        await parts.clock.start()
        await parts.executor.run(self._worker.try_again)
        logger.info("watching %d sources", len(sources), extra={"action": "start"})

    def _schedule(self) -> Scheduler:
        scheduler = Scheduler(self._apply_clock_change)
        steps = DaemonSteps(self._parts, self._end_without_database).schedule(watchdog_s())
        for seconds, step in (*steps, (1.0, self._reloader.reload)):
            scheduler.every(seconds, step.__name__, self._parts.guard(step))
        scheduler.start()
        return scheduler

    async def _end_without_database(self, error: DatabaseLostError) -> None:
        """Send the operator a message directly, because nothing can be queued without a database; stop the daemon."""
        if self._is_database_lost:
            return
        self._is_database_lost = True
        self._exit_code = DATABASE_LOST
        logger.error("%s; the daemon ends", error, extra={"action": "database"})
        settings = self._parts.current.get().settings
        if settings.operator:
            with in_language(settings.language):
                message = Message(f"[noticewatch] {gettext('the database is gone; the daemon has ended')}", str(error))
            sender = self._parts.current.get().delivery.sender
            with contextlib.suppress(ChannelError, TimeoutError):
                async with asyncio.timeout(REPORT_S):
                    await asyncio.to_thread(sender.send, settings.operator, message)
        self._parts.stopping.set()

    async def _apply_clock_change(self, change: ClockChange) -> None:
        await self._parts.guard(named(self._parts.clock.apply, change))()

    async def _finish(self) -> None:
        parts = self._parts
        await parts.polls.finish(FINISH_S)
        await parts.crawlers.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_S):
                await parts.polls.wait_cancelled()
                while parts.dispatcher.is_sending:
                    await asyncio.sleep(0.05)
        if not self._is_database_lost:
            await parts.leases.give_back()
        parts.executor.close()

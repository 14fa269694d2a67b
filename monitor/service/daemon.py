"""The daemon of `noticewatch run`.

It polls due sources, ingests the results and delivers the alerts, until SIGTERM.
"""

import asyncio
import contextlib
import logging

from monitor.config import Config
from monitor.delivery.worker import DeliveryWorker
from monitor.errors import ChannelError, DatabaseLostError
from monitor.messages.render import Message
from monitor.runtime.clock import ClockChange, utc_now
from monitor.runtime.memory import release_memory
from monitor.runtime.scheduler import Scheduler
from monitor.runtime.shutdown import DATABASE_LOST, Shutdown
from monitor.runtime.systemd import READY, STOPPING, notify, watchdog_s
from monitor.runtime.temporary_folder import remove_leftovers
from monitor.service.clock_change import named
from monitor.service.config_log import record_config
from monitor.service.reload import ConfigReloader
from monitor.service.steps import SLOW_TICK_S, DaemonParts, DaemonSteps
from monitor.text.i18n import gettext, in_language

logger = logging.getLogger(__name__)
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
        self._shutdown = Shutdown(parts.stopping)
        self._is_database_lost = False

    def config(self) -> Config:
        """Return the current configuration."""
        return self._parts.current.get().config

    async def run(self) -> int:
        """Run until SIGTERM or SIGINT, then shut down and return the exit code.

        Unfinished work is completed, or stays due for the next run. SIGHUP reloads the configuration.
        """
        self._shutdown.handle_signals(self._reloader.request)
        await self._start()
        scheduler = self._schedule()
        notify(READY)
        await self._parts.stopping.wait()
        notify(STOPPING)
        await scheduler.stop(CLOSE_S)
        await self._finish()
        logger.info("stopped", extra={"action": "stop"})
        return self._shutdown.finish(is_sending=self._parts.dispatcher.is_sending)

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
        await asyncio.to_thread(release_memory)
        logger.info("watching %d sources", len(sources), extra={"action": "start"})

    def _schedule(self) -> Scheduler:
        scheduler = Scheduler(self._apply_clock_change)
        steps = DaemonSteps(self._parts, self._end_without_database).schedule(watchdog_s())
        for seconds, step in (*steps, (SLOW_TICK_S, self._reloader.reload)):
            scheduler.every(seconds, step.__name__, self._parts.guard(step))
        scheduler.start()
        return scheduler

    async def _end_without_database(self, error: DatabaseLostError) -> None:
        """Stop the daemon because its database no longer exists, after reporting this to the operator.

        The message is sent directly, because it cannot be queued without a database.
        """
        if self._is_database_lost:
            return
        self._is_database_lost = True
        self._shutdown.exit_code = DATABASE_LOST
        logger.error("%s; the daemon ends", error, extra={"action": "database"})
        settings = self._parts.current.get().settings
        if settings.operator:
            with in_language(settings.language):
                title = "[noticewatch] " + gettext("the database no longer exists; the daemon has stopped")
                message = Message(title, str(error))
            sender = self._parts.current.get().delivery.sender
            with contextlib.suppress(ChannelError, TimeoutError):
                async with asyncio.timeout(REPORT_S):
                    await asyncio.to_thread(sender.send, settings.operator, message)
        self._parts.stopping.set()

    async def _apply_clock_change(self, change: ClockChange) -> None:
        self._parts.watchdog.restart_watch()
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

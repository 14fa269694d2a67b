"""`noticewatch run`: poll what is due, ingest the results and deliver the alerts, until SIGTERM."""

import asyncio
import contextlib
import logging
import os
import signal
import sys

from monitor.config import Config
from monitor.delivery.worker import DeliveryWorker
from monitor.runtime.scheduler import Scheduler
from monitor.runtime.systemd import READY, STOPPING, notify, watchdog_s
from monitor.service.reload import ConfigReloader
from monitor.service.steps import DaemonParts, DaemonSteps

logger = logging.getLogger(__name__)
FINISH_S = 4.0
CLOSE_S = 2.0
"""At the end: seconds for polls in flight, and then for what else runs; 10 in all are promised."""


class Daemon:
    """Runs the steps on one event loop, from a clean start to a clean end."""

    def __init__(self, parts: DaemonParts, reloader: ConfigReloader, worker: DeliveryWorker) -> None:
        self._parts = parts
        self._reloader = reloader
        self._worker = worker
        self._exit_code = 0

    def config(self) -> Config:
        """Return the configuration in force."""
        return self._parts.current.get().config

    async def run(self) -> int:
        """Run until SIGTERM or SIGINT, then finish work in flight or leave it due; return the exit code.

        SIGHUP reloads the configuration.
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
            # A channel hangs. Its message stays due; waiting for its thread would break the promise of a quick end.
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
        runtime = parts.current.get()
        sources = list(runtime.sources.values())
        await parts.leases.take_over()
        await parts.leases.register(sources)
        await parts.leases.bring_forward(sources)
        await parts.executor.run(lambda: parts.notifier.start(runtime.settings.operator))
        await parts.executor.run(self._worker.try_again)
        logger.info("watching %d sources", len(sources), extra={"action": "start"})

    def _schedule(self) -> Scheduler:
        scheduler = Scheduler()
        steps = DaemonSteps(self._parts).schedule(watchdog_s())
        for seconds, step in (*steps, (1.0, self._reloader.reload)):
            scheduler.every(seconds, step.__name__, self._parts.guard(step))
        scheduler.start()
        return scheduler

    async def _finish(self) -> None:
        parts = self._parts
        await parts.polls.finish(FINISH_S)
        await parts.crawlers.close()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_S):
                await parts.polls.wait_cancelled()
                while parts.dispatcher.is_sending:
                    await asyncio.sleep(0.05)
        await parts.leases.give_back()
        parts.executor.close()

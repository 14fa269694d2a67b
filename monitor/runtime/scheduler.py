"""Start the steps when they are due. This is the only importer of APScheduler."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

# It reports every run of every job.
logging.getLogger("apscheduler").setLevel(logging.ERROR)


class Scheduler:
    """Wakes each step at its interval, one run of a step at a time; runs that were missed become one."""

    def __init__(self) -> None:
        self._running: set[asyncio.Task[None]] = set()
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )

    def every(self, seconds: float, name: str, step: Callable[[], Awaitable[None]]) -> None:
        """Start the step every `seconds` seconds, and at once."""

        async def run() -> None:
            # A task of our own: the scheduler cancels its runs when it ends.
            task = asyncio.ensure_future(step())
            self._running.add(task)
            task.add_done_callback(self._running.discard)
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.shield(task)

        self._scheduler.add_job(run, "interval", seconds=seconds, id=name, next_run_time=datetime.now(UTC))

    def start(self) -> None:
        """Begin to start steps, on the running loop."""
        self._scheduler.start()

    async def stop(self, patience_s: float) -> None:
        """Start no more steps, and wait at most `patience_s` seconds for those that run."""
        self._scheduler.shutdown(wait=False)
        if self._running:
            await asyncio.wait(self._running, timeout=patience_s)

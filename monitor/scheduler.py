"""What wakes the steps. The only importer of APScheduler."""

import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

# It reports every run of every job.
logging.getLogger("apscheduler").setLevel(logging.ERROR)


class Wakes:
    """Wakes each step at its interval, one run of a step at a time; runs that were missed become one."""

    def __init__(self) -> None:
        self._scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1}
        )

    def every(self, seconds: float, name: str, step: Callable[[], Awaitable[None]]) -> None:
        """Wakes the step every so many seconds, and at once."""
        self._scheduler.add_job(step, "interval", seconds=seconds, id=name, next_run_time=datetime.now(UTC))

    def start(self) -> None:
        """Begins to wake, on the running loop."""
        self._scheduler.start()

    def stop(self) -> None:
        """Wakes no more; a step that runs is not broken off."""
        self._scheduler.shutdown(wait=False)

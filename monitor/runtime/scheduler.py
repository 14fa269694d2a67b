"""Start the steps when they are due. This is the only importer of APScheduler."""

import asyncio
import contextlib
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor.runtime.clock import ClockChange, ClockWatch

# It reports every run of every job.
logging.getLogger("apscheduler").setLevel(logging.ERROR)


class Scheduler:
    """Wakes each step at its interval, one run of a step at a time; runs that were missed become one.

    The intervals hold whatever the wall clock does: when it is set, the times of the next runs move with it.
    `on_change` is called then, and after a suspend.
    """

    def __init__(
        self, on_change: Callable[[ClockChange], Awaitable[None]] | None = None, watch: ClockWatch | None = None
    ) -> None:
        self._running: set[asyncio.Future[None]] = set()
        self._on_change = on_change
        self._watch = watch or ClockWatch()
        self._scheduler = _SteadyScheduler(
            self._check_clock,
            timezone=UTC,
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )

    def every(self, seconds: float, name: str, step: Callable[[], Awaitable[None]]) -> None:
        """Start the step every `seconds` seconds, and at once."""

        async def run() -> None:
            # A task of our own: the scheduler cancels its runs when it ends.
            task = self._start(step())
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.shield(task)

        self._scheduler.add_job(run, "interval", seconds=seconds, id=name, next_run_time=datetime.now(UTC))

    def _start(self, step: Awaitable[None]) -> asyncio.Future[None]:
        task = asyncio.ensure_future(step)
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    def _check_clock(self) -> None:
        change = self._watch.change()
        if change is None:
            return
        now = datetime.now(UTC)
        for job in self._scheduler.get_jobs():
            # After a suspend one run is due, not one for each that was missed.
            moved = job.next_run_time + change.set_by
            job.modify(next_run_time=max(moved, now) if change.suspended else moved)
        if self._on_change:
            self._start(self._on_change(change))

    def start(self) -> None:
        """Begin to start steps, on the running loop."""
        self._scheduler.start()

    async def stop(self, patience_s: float) -> None:
        """Start no more steps, and wait at most `patience_s` seconds for those that run."""
        self._scheduler.shutdown(wait=False)
        if self._running:
            await asyncio.wait(self._running, timeout=patience_s)


class _SteadyScheduler(AsyncIOScheduler):  # type: ignore[misc]
    """The library's scheduler, which decides by the wall clock what is due; the clock is checked before each look."""

    def __init__(self, check_clock: Callable[[], None], **options: object) -> None:
        self._check_clock = check_clock
        super().__init__(**options)

    def _process_jobs(self) -> float | None:
        self._check_clock()
        wait_s: float | None = super()._process_jobs()
        return wait_s

"""Periodic execution of the daemon's steps. This is the only module that imports APScheduler."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from monitor.runtime.clock import ClockChange, ClockWatch

LONGEST_WAIT_S = 5.0
"""The maximum time in seconds until the next check of the clock and of the jobs.

The clock may be set back after it was checked, while the time of the next job is computed. Without this limit, the
scheduler would then wait for as long as the clock was set back.
"""

# At lower levels, APScheduler logs every run of every job.
logging.getLogger("apscheduler").setLevel(logging.ERROR)


class Scheduler:
    """A scheduler that runs each step at its interval. At most one run of a step takes place at a time.

    The intervals of all steps begin at the same time, so that the event loop is woken once for all steps that are due.
    If several runs of a step were missed, the step is run once instead. Changes to the wall clock do not affect the
    intervals, because the times of the next runs are shifted by the same amount. `on_change` is called after a change
    to the wall clock, and after a suspension of the system.
    """

    def __init__(
        self, on_change: Callable[[ClockChange], Awaitable[None]] | None = None, watch: ClockWatch | None = None
    ) -> None:
        self._running: set[asyncio.Future[None]] = set()
        self._begun_at = datetime.now(UTC)
        self._steps: dict[float, dict[str, Callable[[], Awaitable[None]]]] = {}
        self._latest: dict[str, asyncio.Future[None]] = {}
        self._on_change = on_change
        self._watch = watch or ClockWatch()
        self._scheduler = _SteadyScheduler(
            self._check_clock,
            timezone=UTC,
            job_defaults={"coalesce": True, "misfire_grace_time": None, "max_instances": 1},
        )

    def every(self, seconds: float, name: str, step: Callable[[], Awaitable[None]]) -> None:
        """Schedule a step to run immediately and then every `seconds` seconds. `name` identifies the step.

        The steps with the same interval are one job of the library, because each job costs more than most steps.
        """
        steps = self._steps.setdefault(seconds, {})
        steps[name] = step
        if len(steps) > 1:
            return

        async def run() -> None:
            # Separate tasks, because the library's scheduler cancels its own tasks when it ends.
            for name, step in steps.items():
                latest = self._latest.get(name)
                if latest is None or latest.done():
                    self._latest[name] = self._start(step())

        self._scheduler.add_job(run, "interval", seconds=seconds, next_run_time=self._begun_at)

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
            # After a suspend, one run is due at once, in place of all missed runs.
            moved = job.next_run_time + change.set_by
            job.modify(next_run_time=max(moved, now) if change.suspended else moved)
        if self._on_change:
            self._start(self._on_change(change))

    def start(self) -> None:
        """Start the scheduler on the running event loop."""
        self._scheduler.start()

    async def stop(self, patience_s: float) -> None:
        """Stop the scheduler, and wait at most `patience_s` seconds for running steps."""
        self._scheduler.shutdown(wait=False)
        if self._running:
            await asyncio.wait(self._running, timeout=patience_s)


class _SteadyScheduler(AsyncIOScheduler):  # type: ignore[misc]
    """APScheduler's scheduler, extended by a check for clock changes before each search for due jobs."""

    def __init__(self, check_clock: Callable[[], None], **options: object) -> None:
        self._check_clock = check_clock
        super().__init__(**options)

    def _process_jobs(self) -> float | None:
        self._check_clock()
        wait_s: float | None = super()._process_jobs()
        return None if wait_s is None else min(wait_s, LONGEST_WAIT_S)

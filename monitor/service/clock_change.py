"""Recovery after a change of the host's clock: stored times in the future are corrected, and the change is reported."""

import logging
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta

from crawler.model.source import Source
from monitor.delivery.worker import DeliveryWorker
from monitor.polling.leases import SourceLeases
from monitor.ports import Store
from monitor.runtime.clock import SMALLEST_JUMP, ClockChange
from monitor.runtime.store_executor import StoreExecutor

logger = logging.getLogger(__name__)
_NAMED = {"action": "clock"}


class ClockCorrection:
    """A class that corrects stored times after the host's clock was changed.

    `sources` returns the sources of the current configuration.
    """

    def __init__(
        self,
        executor: StoreExecutor[Store],
        leases: SourceLeases,
        worker: DeliveryWorker,
        sources: Callable[[], list[Source]],
        clock: Callable[[], datetime],
    ) -> None:
        self._executor = executor
        self._leases = leases
        self._worker = worker
        self._sources = sources
        self._clock = clock

    async def start(self) -> None:
        """Correct the times stored by earlier runs.

        If the time of a poll is in the future by at least `SMALLEST_JUMP`, report to the operator that the clock was
        set back.
        """
        ahead = await self._correct()
        if ahead >= SMALLEST_JUMP:
            logger.warning("the clock was set back by at least %s since the last poll", _rounded(ahead), extra=_NAMED)
            await self._report(-ahead)

    async def correct(self) -> None:
        """Correct stored times that are in the future. Daemons on other hosts may have written such times."""
        await self._correct()

    async def apply(self, change: ClockChange) -> None:
        """Handle a clock change while the daemon is running.

        Times are corrected, deliveries are retried, and the change is reported. A suspension of the system is only
        logged.
        """
        if change.suspended:
            logger.warning("the system was suspended for %s", _rounded(change.suspended), extra=_NAMED)
        if not change.set_by:
            return
        way = "back" if change.set_by < timedelta(0) else "forward"
        logger.warning("the clock was set %s by %s", way, _rounded(abs(change.set_by)), extra=_NAMED)
        await self._correct()
        await self._executor.run(self._worker.try_again)
        await self._report(change.set_by)

    async def _correct(self) -> timedelta:
        ahead = await self._leases.correct_times(self._sources())
        await self._executor.run(self._worker.correct_times)
        return ahead

    async def _report(self, set_by: timedelta) -> None:
        def step() -> None:
            with self._executor.store.writing() as tx:
                tx.events.add("clock.changed", self._clock(), None, None, {"seconds": round(set_by.total_seconds())})

        await self._executor.run(step)


def named(step: Callable[[ClockChange], Awaitable[None]], change: ClockChange) -> Callable[[], Awaitable[None]]:
    """Return a function that runs `step` for `change`. The function's name identifies the step in the log."""

    async def clock_change() -> None:
        await step(change)

    return clock_change


def _rounded(span: timedelta) -> timedelta:
    return timedelta(seconds=round(span.total_seconds()))

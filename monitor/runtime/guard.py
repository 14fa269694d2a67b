"""A class that logs errors of the daemon's steps: each error once, and the recovery when all steps succeed again."""

import logging
from collections.abc import Awaitable, Callable

from monitor.errors import MonitorError

logger = logging.getLogger(__name__)
Step = Callable[[], Awaitable[None]]
Guard = Callable[[Step], Step]
"""A function that wraps a step so that its errors are logged but not propagated."""


class ErrorLog:
    """A log of the errors of repeated steps.

    Each error is logged once. When all steps have succeeded again, the recovery is logged. `clock` returns a time in
    seconds.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failing: set[str] = set()
        self._logged: set[str] = set()
        self._since = 0.0

    def note_failure(self, action: str, error: Exception) -> None:
        """Record that the step `action` failed, and log the error.

        An error that was already logged is not logged again until all steps have succeeded.
        """
        if not self._failing:
            self._since = self._clock()
        self._failing.add(action)
        if str(error) not in self._logged:
            self._logged.add(str(error))
            logger.error("%s; trying again", error, extra={"action": action})

    def note_success(self, action: str) -> None:
        """Record that the step `action` succeeded, and log the recovery if no step is failing any more."""
        if action not in self._failing:
            return
        self._failing.remove(action)
        if not self._failing:
            self._logged.clear()
            seconds = round(self._clock() - self._since, 1)
            logger.warning("all steps succeed again", extra={"action": action, "seconds": seconds})

    def guard(self, step: Step) -> Step:
        """Return a function that runs a step of a loop and logs its errors instead of raising them.

        The loop thus runs the step again later. By then, a temporary cause, such as a full disk or a locked database,
        may have been removed.
        """
        action = step.__name__.strip("_")

        async def run() -> None:
            try:
                await step()
                self.note_success(action)
            except MonitorError as error:
                self.note_failure(action, error)
            except Exception:
                logger.exception("a step failed", extra={"action": action})

        return run

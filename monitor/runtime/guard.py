"""Errors of the daemon's steps are logged once, whichever step meets them, and so is the recovery."""

import logging
from collections.abc import Awaitable, Callable

from monitor.errors import MonitorError

logger = logging.getLogger(__name__)
Step = Callable[[], Awaitable[None]]
Guard = Callable[[Step], Step]
"""Wraps a step so that its errors are logged and go no further."""


class ErrorLog:
    """The errors of all steps at present. `clock` returns seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failing: set[str] = set()
        self._logged: set[str] = set()
        self._since = 0.0

    def note_failure(self, action: str, error: Exception) -> None:
        """Log an error, unless it was logged since all steps last succeeded."""
        if not self._failing:
            self._since = self._clock()
        self._failing.add(action)
        if str(error) not in self._logged:
            self._logged.add(str(error))
            logger.error("%s; trying again", error, extra={"action": action})

    def note_success(self, action: str) -> None:
        """Note that a step succeeded; if it was the last failing step, log the recovery."""
        if action not in self._failing:
            return
        self._failing.remove(action)
        if not self._failing:
            self._logged.clear()
            seconds = round(self._clock() - self._since, 1)
            logger.warning("all works again", extra={"action": action, "seconds": seconds})

    def guard(self, step: Step) -> Step:
        """Wrap a step of a long-lived loop: a full disk or a locked database passes, and the next run tries again."""
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

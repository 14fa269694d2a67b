"""What goes wrong in the daemon's steps is stated once, whichever step meets it, and so is that it is over."""

import logging
from collections.abc import Awaitable, Callable

from monitor.errors import MonitorError

logger = logging.getLogger(__name__)
Step = Callable[[], Awaitable[None]]
Guard = Callable[[Step], Step]
"""Wraps a step so that its errors are stated, and end there."""


class ErrorLog:
    """Faults of the steps. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._failing: set[str] = set()
        self._said: set[str] = set()
        self._since = 0.0

    def failed(self, action: str, error: Exception) -> None:
        """States a fault, when no step has met it since all went well."""
        if not self._failing:
            self._since = self._clock()
        self._failing.add(action)
        if str(error) not in self._said:
            self._said.add(str(error))
            logger.error("%s; trying again", error, extra={"action": action})

    def went_well(self, action: str) -> None:
        """Takes note of a step that went well; when it was the last one that had failed, the faults are over."""
        if action not in self._failing:
            return
        self._failing.remove(action)
        if not self._failing:
            self._said.clear()
            seconds = round(self._clock() - self._since, 1)
            logger.warning("all works again", extra={"action": action, "seconds": seconds})

    def guarded(self, step: Step) -> Step:
        """One of the long-lived loops: a full disk or a locked database passes, and the next wake tries again."""
        action = step.__name__.strip("_")

        async def run() -> None:
            try:
                await step()
                self.went_well(action)
            except MonitorError as error:
                self.failed(action, error)
            except Exception:
                logger.exception("a step failed", extra={"action": action})

        return run

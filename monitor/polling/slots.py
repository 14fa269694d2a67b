"""The slots of polls, assigned so that long polls do not delay the polls of other sources.

No I/O; callers pass the times.
"""

from collections.abc import Collection

LONG_S = 10.0
"""The time in seconds after which a running poll gives up its slot, so that another poll can start."""
SLOW_S = 30.0
"""The duration of a poll in seconds from which its source is slow: its next poll gets a slot for slow sources."""
CLASSES = 3
"""The maximum number of all running polls, as a multiple of the limit: polls that left their slots keep running."""


class PollSlots:
    """The slots of running polls: `limit` for sources that are not slow, and as many for slow ones.

    `now` is the time in seconds of any monotonic clock.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._begun: dict[str, float] = {}
        self._slow: set[str] = set()

    def begin(self, source: str, now: float) -> None:
        """Record the start of a poll."""
        self._begun[source] = now

    def end(self, source: str, now: float) -> None:
        """Record the end of a poll."""
        if now - self._begun.pop(source) >= SLOW_S:
            self._slow.add(source)
        else:
            self._slow.discard(source)

    def forget_all_but(self, sources: Collection[str]) -> None:
        """Forget the sources that are no longer polled, once their polls have ended."""
        self._slow.intersection_update({*sources, *self._begun})

    def is_slow(self, source: str) -> bool:
        """Return whether the last poll of a source was slow."""
        return source in self._slow

    def room(self, now: float, *, slow: bool) -> int:
        """Return the number of further polls that may start now, either of slow or of other sources."""
        running = [begun for name, begun in self._begun.items() if self.is_slow(name) == slow]
        taken = len(running) if slow else sum(now - begun < LONG_S for begun in running)
        return max(0, min(self._limit - taken, self._limit * CLASSES - len(self._begun)))

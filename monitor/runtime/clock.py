"""Functions that return the current time, and a class that detects clock changes and suspensions of the system."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from monitor.text.zone import local_day

SMALLEST_JUMP = timedelta(seconds=10)
"""The smallest deviation of the wall clock from the monotonic clock that counts as a change of the clock.

NTP adjustments are far smaller.
"""


def utc_now() -> datetime:
    """Return the current time as an aware datetime in UTC."""
    return datetime.now(UTC)


def local_today() -> date:
    """Return the current date in the current time zone."""
    return local_day(utc_now())


def _since_boot() -> float:
    """Return the seconds since boot, including the time for which the system was suspended.

    On systems without such a clock, the time of the monotonic clock is returned.
    """
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(clock) if clock is not None else time.monotonic()


@dataclass(frozen=True)
class ClockChange:
    """A change of the wall clock, a suspension of the system, or both.

    `set_by` is the time by which the wall clock was set forward, or a negative time if it was set back. `suspended` is
    the duration of the suspension. Each is zero if it did not happen.
    """

    set_by: timedelta
    suspended: timedelta


class ClockWatch:
    """A detector of clock changes, which compares the wall clock with two monotonic clocks.

    The functions `wall`, `monotonic` and `since_boot` return seconds. Only `since_boot` includes the time for which the
    system was suspended.
    """

    def __init__(
        self,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
        since_boot: Callable[[], float] = _since_boot,
    ) -> None:
        self._wall = wall
        self._monotonic = monotonic
        self._since_boot = since_boot
        self._last = self._read()

    def change(self) -> ClockChange | None:
        """Return the clock change since the last call that returned one, or None if it is less than `SMALLEST_JUMP`.

        If no call has returned a change yet, it is measured from the creation of this object.
        """
        wall, monotonic, since_boot = (now - last for now, last in zip(self._read(), self._last, strict=True))
        suspended = timedelta(seconds=since_boot - monotonic)
        set_by = timedelta(seconds=wall - since_boot)
        if max(abs(set_by), suspended) < SMALLEST_JUMP:
            return None
        self._last = self._read()
        return ClockChange(
            set_by if abs(set_by) >= SMALLEST_JUMP else timedelta(0),
            suspended if suspended >= SMALLEST_JUMP else timedelta(0),
        )

    def _read(self) -> tuple[float, float, float]:
        return self._wall(), self._monotonic(), self._since_boot()

"""The clocks at the monitor's edge: the wall clock, which may be set, and the detection that it was."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

SMALLEST_JUMP = timedelta(seconds=10)
"""How far the wall clock must have moved against the monotonic clock to count as set; NTP slews far less at a time."""


def utc_now() -> datetime:
    """Return the current time, aware, in UTC."""
    return datetime.now(UTC)


def _since_boot() -> float:
    """Return seconds since boot, time in suspend included; the monotonic clock where the system has no such clock."""
    clock = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(clock) if clock is not None else time.monotonic()


@dataclass(frozen=True)
class ClockChange:
    """How far the wall clock was set, and how long the system was suspended, since the clocks were read before."""

    set_by: timedelta
    suspended: timedelta


class ClockWatch:
    """Compares the wall clock with the monotonic clocks. All three functions return seconds."""

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
        """Return the change since the last reading that returned one; None if it is below SMALLEST_JUMP."""
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

"""A class that throttles failed logins, per client IP address and in total."""

import time
from collections import defaultdict, deque
from collections.abc import Callable
from threading import Lock

WINDOW_S = 900.0
LIMIT = 8
"""Number of failures within the window after which an IP address is blocked."""
LIMIT_ALL = 60
"""Number of failures of all IP addresses together within the window after which all logins are blocked."""


class LoginThrottle:
    """A class that counts failed logins, and blocks further logins if there are too many.

    Failures are counted per IP address and in total. Failures older than WINDOW_S are not counted.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: dict[str, deque[float]] = defaultdict(deque)
        self._all: deque[float] = deque()
        self._lock = Lock()

    def wait_s(self, address: str) -> float:
        """Return the time in seconds until `address` may try again, or 0 if it is not blocked."""
        with self._lock:
            now = self._clock()
            self._forget(now)
            waits = [0.0]
            for times, limit in ((self._failures.get(address, deque()), LIMIT), (self._all, LIMIT_ALL)):
                if len(times) >= limit:
                    waits.append(times[-limit] + WINDOW_S - now)
            return max(waits)

    def failed(self, address: str) -> None:
        """Record a failed login from `address`."""
        with self._lock:
            now = self._clock()
            self._failures[address].append(now)
            self._all.append(now)

    def succeeded(self, address: str) -> None:
        """Discard the failures recorded for `address`."""
        with self._lock:
            self._failures.pop(address, None)

    def _forget(self, now: float) -> None:
        for address in list(self._failures):
            times = self._failures[address]
            while times and now - times[0] > WINDOW_S:
                times.popleft()
            if not times:
                del self._failures[address]
        while self._all and now - self._all[0] > WINDOW_S:
            self._all.popleft()

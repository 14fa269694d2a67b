"""Throttle failed logins, by address and in all."""

import time
from collections import defaultdict, deque
from collections.abc import Callable
from threading import Lock

WINDOW_S = 900.0
LIMIT = 8
"""Failures in the window after which an address may not try again."""
LIMIT_ALL = 60
"""Failures of all addresses together."""


class LoginThrottle:
    """Counts failed logins; knows only addresses that failed lately."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._failures: dict[str, deque[float]] = defaultdict(deque)
        self._all: deque[float] = deque()
        self._lock = Lock()

    def wait_s(self, address: str) -> float:
        """Return the seconds until this address may try again; 0 when it may now."""
        with self._lock:
            now = self._clock()
            self._forget(now)
            waits = [0.0]
            for times, limit in ((self._failures.get(address, deque()), LIMIT), (self._all, LIMIT_ALL)):
                if len(times) >= limit:
                    waits.append(times[-limit] + WINDOW_S - now)
            return max(waits)

    def failed(self, address: str) -> None:
        """Count a failed login."""
        with self._lock:
            now = self._clock()
            self._failures[address].append(now)
            self._all.append(now)

    def succeeded(self, address: str) -> None:
        """Forget the failures of an address."""
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

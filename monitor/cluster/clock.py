"""The clock of the cluster. It shows the time of the database, so it is the same for all workers."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from monitor.ports import Store
from monitor.runtime.clock import utc_now

APART = timedelta(seconds=5)
"""The difference between a host's clock and the database's clock that is reported to the operator."""


class DatabaseClock:
    """A clock that shows the time of the database.

    The time is read from the database when the clock is synchronized. Between two synchronizations, the clock advances
    with the monotonic clock of this process.
    """

    def __init__(
        self,
        store: Store,
        wall: Callable[[], datetime] = utc_now,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._store = store
        self._wall = wall
        self._monotonic = monotonic
        self.skew = timedelta(0)
        """The time by which this host's clock is ahead of the database's clock."""
        self._base = wall()
        self._base_at = monotonic()
        self.synchronize()

    def now(self) -> datetime:
        """Return the current time of the database's clock."""
        return self._base + timedelta(seconds=self._monotonic() - self._base_at)

    def synchronize(self) -> None:
        """Set this clock to the current time of the database."""
        with self._store.reading() as tx:
            tx.turns.now()  # opens the connection, so that the next call takes only a moment
            began = self._monotonic()
            now = tx.turns.now()
            ended = self._monotonic()
        self._base = now
        self._base_at = (began + ended) / 2
        self.skew = self._wall() - self.now()

    @property
    def deviates(self) -> bool:
        """Whether this host's clock deviates so much from the database's clock that the operator must be informed."""
        return abs(self.skew) > APART

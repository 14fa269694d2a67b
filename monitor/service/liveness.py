"""Whether the running daemon makes progress, and its signs of life: to the store, a heartbeat URL, systemd."""

import asyncio
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from monitor.model import Beat
from monitor.ports import Store
from monitor.runtime.heartbeat import Heartbeat
from monitor.runtime.systemd import WATCHDOG, notify
from monitor.service.poll_loop import PollLoop

logger = logging.getLogger(__name__)
MAX_WRITE_AGE = timedelta(minutes=1)
MAX_CHECK_AGE = timedelta(minutes=1)
MAX_POLL_AGE = timedelta(minutes=10)
"""How old the last write, the last check for due sources and the last finished poll may be. A poll whose child hangs
three times takes seven minutes."""


@dataclass(frozen=True)
class LivenessSigns:
    """The times that show whether the daemon is working.

    They are the ages of the store's last accepted write and of the last query for due sources, and the time for which
    polls have been in flight of which none has finished (None: no polls are in flight). None depends on the wall clock.
    """

    since_write: timedelta
    since_check: timedelta
    waiting: timedelta | None = None


def fault(signs: LivenessSigns, now: datetime) -> str | None:
    """Return why the daemon is stuck, with the times by the clock `now`; None if it makes progress. Pure."""
    if signs.since_write > MAX_WRITE_AGE:
        return f"the database has taken nothing since {now - signs.since_write:%H:%M} UTC"
    if signs.since_check > MAX_CHECK_AGE:
        return f"what is due has not been looked at since {now - signs.since_check:%H:%M} UTC"
    if signs.waiting and signs.waiting > MAX_POLL_AGE:
        return f"no poll has ended since {now - signs.waiting:%H:%M} UTC"
    return None


class Watchdog:
    """Gives signs of life of the process `owner` while it makes progress."""

    def __init__(
        self,
        owner: str,
        polls: PollLoop,
        clock: Callable[[], datetime],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._owner = owner
        self._polls = polls
        self._clock = clock
        self._monotonic = monotonic
        self._started_at = self._wrote_at = monotonic()
        self._heartbeat = Heartbeat()
        self._fault: str | None = None

    @property
    def started(self) -> datetime:
        """When the daemon was started, by the present wall clock."""
        return self._clock() - self._age(self._started_at)

    def _age(self, moment: float) -> timedelta:
        return timedelta(seconds=self._monotonic() - moment)

    def write(self, store: Store, children: list[dict[str, int]]) -> None:
        """Write a sign of life to the store, with the state of the crawler children."""
        beat = Beat(self._owner, self.started, self._clock(), {"children": children})
        with store.writing() as tx:
            tx.heartbeats.put(beat)
        self._wrote_at = self._monotonic()

    def is_alive(self) -> bool:
        """Return whether the daemon makes progress; a fault is logged once."""
        waiting = self._polls.seconds_waiting()
        signs = LivenessSigns(
            self._age(self._wrote_at),
            timedelta(seconds=self._polls.seconds_since_check()),
            None if waiting is None else timedelta(seconds=waiting),
        )
        found = fault(signs, self._clock())
        if found and found != self._fault:
            logger.error("%s; no sign of life is given to others", found, extra={"action": "watchdog"})
        self._fault = found
        return found is None

    async def ping(self, url: str | None) -> None:
        """Request the heartbeat URL, if one is set."""
        if url and self.is_alive():
            await asyncio.to_thread(self._heartbeat.beat, url)

    async def notify_systemd(self) -> None:
        """Notify the service manager."""
        if self.is_alive():
            notify(WATCHDOG)

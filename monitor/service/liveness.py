"""Whether the running daemon makes progress, and its signs of life: to the store, a heartbeat URL, systemd."""

import asyncio
import logging
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

    They are the time of the store's last accepted write, the time when due sources were last queried, and the time
    since when polls are in flight of which none has finished (None: no polls are in flight).
    """

    wrote_at: datetime
    checked_at: datetime
    waiting_since: datetime | None = None


def fault(signs: LivenessSigns, now: datetime) -> str | None:
    """Return why the daemon is stuck; None if it makes progress. Pure."""
    if now - signs.wrote_at > MAX_WRITE_AGE:
        return f"the database has taken nothing since {signs.wrote_at:%H:%M} UTC"
    if now - signs.checked_at > MAX_CHECK_AGE:
        return f"what is due has not been looked at since {signs.checked_at:%H:%M} UTC"
    if signs.waiting_since and now - signs.waiting_since > MAX_POLL_AGE:
        return f"no poll has ended since {signs.waiting_since:%H:%M} UTC"
    return None


class Watchdog:
    """Gives signs of life of the process `owner` while it makes progress."""

    def __init__(self, owner: str, polls: PollLoop, clock: Callable[[], datetime]) -> None:
        self._owner = owner
        self._polls = polls
        self._clock = clock
        self.started = self._wrote_at = clock()
        self._heartbeat = Heartbeat()
        self._fault: str | None = None

    def write(self, store: Store, children: list[dict[str, int]]) -> None:
        """Write a sign of life to the store, with the state of the crawler children."""
        beat = Beat(self._owner, self.started, self._clock(), {"children": children})
        with store.writing() as tx:
            tx.heartbeats.put(beat)
        self._wrote_at = beat.at

    def is_alive(self) -> bool:
        """Return whether the daemon makes progress; a fault is logged once."""
        signs = LivenessSigns(self._wrote_at, self._polls.checked_at, self._polls.waiting_since)
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

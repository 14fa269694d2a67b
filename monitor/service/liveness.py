"""A watchdog that checks whether the daemon makes progress and, if so, notifies a heartbeat URL and systemd."""

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
"""Maximum ages of the last write, of the last check for due sources, and of the last finished poll (`MAX_POLL_AGE`).

A poll whose child process hangs three times takes seven minutes.
"""


@dataclass(frozen=True)
class LivenessSigns:
    """The time spans that show whether the daemon makes progress, measured with the monotonic clock.

    `since_write` is the time since the store last accepted a write. `since_check` is the time since the last query for
    due sources. `waiting` is the time for which polls have been running without any poll ending, or None if no polls
    are running.
    """

    since_write: timedelta
    since_check: timedelta
    waiting: timedelta | None = None


def fault(signs: LivenessSigns, now: datetime) -> str | None:
    """Return why the daemon is stuck, or None if it is making progress. Pure function; no I/O.

    `now` is the current wall-clock time, which is needed because the text contains a time of day.
    """
    if signs.since_write > MAX_WRITE_AGE:
        return f"the database has taken nothing since {now - signs.since_write:%H:%M} UTC"
    if signs.since_check > MAX_CHECK_AGE:
        return f"what is due has not been looked at since {now - signs.since_check:%H:%M} UTC"
    if signs.waiting and signs.waiting > MAX_POLL_AGE:
        return f"no poll has ended since {now - signs.waiting:%H:%M} UTC"
    return None


class Watchdog:
    """A sender of signals that the process `owner` is alive.

    The heartbeat URL and systemd are notified only while the process makes progress.
    """

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
        self._started_at = self._wrote_at = self._watched_at = monotonic()
        self._heartbeat = Heartbeat()
        self._fault: str | None = None

    @property
    def started(self) -> datetime:
        """Return the time at which the daemon started, adjusted to later changes of the wall clock."""
        return self._clock() - self._age(self._started_at)

    @property
    def watched_since(self) -> datetime:
        """Return the time since which sources can have been polled when they were due.

        It is the time at which the daemon started or, if that is later, the time of the last change of the wall clock
        or of the end of the last suspension, which make many sources due at once.
        """
        return self._clock() - self._age(self._watched_at)

    def restart_watch(self) -> None:
        """Note that the wall clock was changed or the system was suspended."""
        self._watched_at = self._monotonic()

    def _age(self, moment: float) -> timedelta:
        return timedelta(seconds=self._monotonic() - moment)

    def write(self, store: Store, children: list[dict[str, int]]) -> None:
        """Write a heartbeat to the store, with the state of the crawler's child processes.

        `children` is the result of `CrawlerPool.describe`.
        """
        beat = Beat(self._owner, self.started, self._clock(), {"children": children})
        with store.writing() as tx:
            tx.heartbeats.put(beat)
        self._wrote_at = self._monotonic()

    def is_alive(self) -> bool:
        """Return whether the daemon makes progress. A new fault is logged once."""
        waiting = self._polls.seconds_waiting()
        signs = LivenessSigns(
            self._age(self._wrote_at),
            timedelta(seconds=self._polls.seconds_since_check()),
            None if waiting is None else timedelta(seconds=waiting),
        )
        found = fault(signs, self._clock())
        if found and found != self._fault:
            logger.error("%s; heartbeats are suspended", found, extra={"action": "watchdog"})
        self._fault = found
        return found is None

    async def ping(self, url: str | None) -> None:
        """Request the heartbeat URL if it is configured and the daemon makes progress."""
        if url and self.is_alive():
            await asyncio.to_thread(self._heartbeat.beat, url)

    async def notify_systemd(self) -> None:
        """Notify systemd's watchdog if the daemon makes progress."""
        if self.is_alive():
            notify(WATCHDOG)

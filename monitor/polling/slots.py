"""Slots, which limit the number of simultaneous polls so that long polls do not delay the polls of other sources."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Collection
from enum import Enum, auto
from math import inf
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

QUICK_S = 3.0
"""The duration of a poll in seconds below which its source is quick. It includes some delay by a busy machine."""
BRIEF_S = 1.0
"""The time in seconds after which a running poll of a quick source gives up its slot to other quick sources."""
LONG_S = 10.0
"""The time in seconds after which a running poll of a usual source gives up its slot to other usual sources."""
SLOW_S = 30.0
"""The duration of a poll in seconds from which its source is slow: its next poll gets a slot for slow sources."""
CLASSES = 3
"""The maximum number of all running polls, as a multiple of the limit: polls that left their slots keep running."""
POLLS_A_HOST = 4
"""The maximum number of polls of one host that run or wait for a slot. The crawler sends at most two requests to a host
at a time; more polls of the host would only occupy the slots of others."""


class Pace(Enum):
    """How long the last poll of a source took: less than `QUICK_S`, `SLOW_S` or longer, or any other time.

    The pace of a source that was not polled yet is `USUAL`.
    """

    QUICK = auto()
    USUAL = auto()
    SLOW = auto()

    @property
    def occupied_s(self) -> float:
        """Return for how many seconds at most a running poll of a source of this pace occupies its slot."""
        return inf if self is Pace.SLOW else LONG_S if self is Pace.USUAL else BRIEF_S


class PollSlots:
    """A record of the running polls, from which the number of free slots is computed. No I/O.

    There are `limit` slots for the sources of each pace, so that unknown and slow sources cannot delay quick ones. A
    poll of a quick source occupies its slot for at most `BRIEF_S` seconds, and one of a usual source for at most
    `LONG_S` seconds, even if it runs longer. The total number of running polls never exceeds `CLASSES` times `limit`.

    The methods' parameter `now` is the time in seconds of any monotonic clock.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._begun: dict[str, float] = {}
        self._paces: dict[str, Pace] = {}

    def begin(self, source: str, now: float) -> None:
        """Record the start of a poll."""
        self._begun[source] = now

    def end(self, source: str, now: float) -> None:
        """Record the end of a poll."""
        seconds = now - self._begun.pop(source, now)
        self._paces[source] = Pace.QUICK if seconds < QUICK_S else Pace.USUAL if seconds < SLOW_S else Pace.SLOW

    def forget_all_but(self, sources: Collection[str]) -> None:
        """Forget the paces of removed sources, if there are more paces than `sources`."""
        if len(self._paces) > len(sources):
            self._paces = {name: pace for name, pace in self._paces.items() if name in sources or name in self._begun}

    def pace(self, source: str) -> Pace:
        """Return the pace of a source."""
        return self._paces.get(source, Pace.USUAL)

    def total_room(self) -> int:
        """Return how many more polls of sources of any pace may start."""
        return max(0, self._limit * CLASSES - len(self._begun))

    def room(self, now: float, pace: Pace) -> int:
        """Return how many more polls of sources of this pace may start now."""
        taken = sum(self.pace(name) is pace and now - begun < pace.occupied_s for name, begun in self._begun.items())
        return max(0, min(self._limit - taken, self.total_room()))


def host_of(url: str) -> str:
    """Return the host of a URL, or the URL itself if it has no host."""
    return urlsplit(url).hostname or url


class PollSlotQueue:
    """A queue in which polls wait for a slot, in the order of their arrival.

    For each host, at most `POLLS_A_HOST` polls are in the queue or running. Further polls of the host enter the queue
    when one of these has ended.
    """

    def __init__(self, limit: int, monotonic: Callable[[], float] = time.monotonic) -> None:
        self._slots = PollSlots(limit)
        self._monotonic = monotonic
        self._hosts = WeakValueDictionary[str, asyncio.Semaphore]()
        self._waiting: dict[Pace, deque[tuple[str, asyncio.Future[None]]]] = {pace: deque() for pace in Pace}

    @contextlib.asynccontextmanager
    async def slot(self, source: str, url: str) -> AsyncIterator[None]:
        """Wait for a slot for a poll of the source with this id and URL, and hold it within the context.

        The slot of a quick source is assigned to another poll after `BRIEF_S` seconds, and that of a usual source after
        `LONG_S` seconds, while this poll continues.
        """
        host = host_of(url)
        at_host = self._hosts.get(host) or self._hosts.setdefault(host, asyncio.Semaphore(POLLS_A_HOST))
        async with at_host, self._slot(source):
            yield

    @contextlib.asynccontextmanager
    async def _slot(self, source: str) -> AsyncIterator[None]:
        loop = asyncio.get_running_loop()
        turn = loop.create_future()
        waiting = source, turn
        queue = self._waiting[self._slots.pace(source)]
        queue.append(waiting)
        try:
            self._assign()
            await turn
            timers = [loop.call_later(seconds, self._assign) for seconds in (BRIEF_S, LONG_S)]
            try:
                yield
            finally:
                for timer in timers:
                    timer.cancel()
        finally:
            if waiting in queue:
                queue.remove(waiting)
            else:
                self._slots.end(source, self._monotonic())
            self._assign()

    def _assign(self) -> None:
        """Assign the free slots to waiting polls."""
        for pace, queue in self._waiting.items():
            now = self._monotonic()
            for _ in range(min(self._slots.room(now, pace), len(queue))):
                source, turn = queue.popleft()
                self._slots.begin(source, now)
                if not turn.done():
                    turn.set_result(None)

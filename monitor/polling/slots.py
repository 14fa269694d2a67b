"""Slots, which limit the number of simultaneous polls so that long polls do not delay the polls of other sources."""

import asyncio
import contextlib
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Collection
from urllib.parse import urlsplit
from weakref import WeakValueDictionary

LONG_S = 10.0
"""The time in seconds after which a running poll gives up its slot, so that another poll can start."""
SLOW_S = 30.0
"""The duration of a poll in seconds from which its source is slow: its next poll gets a slot for slow sources."""
CLASSES = 3
"""The maximum number of all running polls, as a multiple of the limit: polls that left their slots keep running."""
POLLS_A_HOST = 4
"""The maximum number of polls of one host that run or wait for a slot. The crawler sends at most two requests to a host
at a time; more polls of the host would only occupy the slots of others."""


class PollSlots:
    """A record of the running polls, from which the number of free slots is computed. No I/O.

    A source is slow if its last poll took `SLOW_S` seconds or longer. There are `limit` slots for polls of slow
    sources, and another `limit` slots for polls of all other sources. A poll of a source that is not slow occupies its
    slot for at most `LONG_S` seconds, even if it runs longer. The total number of running polls never exceeds `CLASSES`
    times `limit`.

    The methods' parameter `now` is the time in seconds of any monotonic clock.
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
        if now - self._begun.pop(source, now) >= SLOW_S:
            self._slow.add(source)
        else:
            self._slow.discard(source)

    def forget_all_but(self, sources: Collection[str]) -> None:
        """Forget which sources are slow, except for `sources` and for sources that are being polled."""
        self._slow = {name for name in self._slow if name in sources or name in self._begun}

    @property
    def has_slow(self) -> bool:
        """Return whether there is a source whose last poll was slow."""
        return bool(self._slow)

    def is_slow(self, source: str) -> bool:
        """Return whether the last poll of a source was slow."""
        return source in self._slow

    def room(self, now: float, *, slow: bool) -> int:
        """Return how many more polls may start now.

        If `slow` is true, this is the number for slow sources, otherwise the number for all other sources.
        """
        running = [begun for name, begun in self._begun.items() if self.is_slow(name) == slow]
        taken = len(running) if slow else sum(now - begun < LONG_S for begun in running)
        return max(0, min(self._limit - taken, self._limit * CLASSES - len(self._begun)))


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
        self._waiting: dict[bool, deque[tuple[str, asyncio.Future[None]]]] = {False: deque(), True: deque()}

    @contextlib.asynccontextmanager
    async def slot(self, source: str, url: str) -> AsyncIterator[None]:
        """Wait for a slot for a poll of the source with this id and URL, and hold it within the context.

        If the source is not slow, the slot is assigned to another poll after `LONG_S` seconds, while this poll
        continues.
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
        queue = self._waiting[self._slots.is_slow(source)]
        queue.append(waiting)
        try:
            self._assign()
            await turn
            timer = loop.call_later(LONG_S, self._assign)
            try:
                yield
            finally:
                timer.cancel()
        finally:
            if waiting in queue:
                queue.remove(waiting)
            else:
                self._slots.end(source, self._monotonic())
            self._assign()

    def _assign(self) -> None:
        """Assign the free slots to waiting polls."""
        for slow, queue in self._waiting.items():
            now = self._monotonic()
            for _ in range(min(self._slots.room(now, slow=slow), len(queue))):
                source, turn = queue.popleft()
                self._slots.begin(source, now)
                if not turn.done():
                    turn.set_result(None)

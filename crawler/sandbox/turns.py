"""The order in which the pages of different sources are parsed."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from heapq import heappop, heappush

PAGES = 8
"""The number of pages of a source that are parsed before it is another source's turn."""
REMEMBERED = 5000
"""The maximum number of sources whose turns are remembered."""


class Turns:
    """Lets requests run one at a time, source after source.

    The few pages of one poll are parsed one after the other, so that its notices are recorded while the pages of the
    next poll are parsed. In the order of the requests, all polls would end at about the same time. A source with more
    than PAGES pages waits for the others in between.
    """

    def __init__(self) -> None:
        self._turns: OrderedDict[str, tuple[int, int]] = OrderedDict()
        """The number of each source's turn, and of the pages that are left to it."""
        self._is_busy = False
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._count = 0

    @asynccontextmanager
    async def turn(self, source: str) -> AsyncIterator[None]:
        """Wait until a request of `source` may run. The next request runs when the context ends."""
        turn = self._turn_of(source)
        if self._is_busy:
            await self._wait(turn)
        self._is_busy = True
        try:
            yield
        finally:
            self._call_next()

    def _turn_of(self, source: str) -> int:
        self._count += 1
        turn, left = self._turns.pop(source, (0, 0))
        if not left:
            turn, left = self._count, PAGES
        self._turns[source] = turn, left - 1
        if len(self._turns) > REMEMBERED:
            self._turns.popitem(last=False)
        return turn

    async def _wait(self, turn: int) -> None:
        called = asyncio.get_running_loop().create_future()
        heappush(self._waiting, (turn, self._count, called))
        try:
            await called
        except asyncio.CancelledError:
            if not called.cancelled():
                self._call_next()
            raise

    def _call_next(self) -> None:
        self._is_busy = False
        while self._waiting:
            called = heappop(self._waiting)[2]
            if not called.done():
                self._is_busy = True
                called.set_result(None)
                return

"""The daemon's polls: what is due is begun while there is room, and each ends by itself."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from crawler.model.source import Source
from monitor.model import SourceRecord
from monitor.polling.poller import SourcePoller
from monitor.runtime.guard import Guard


class PollLoop:
    """Polls in flight, at most `room`. `guarded` wraps a step so that its errors are stated; `alerted` is awaited after
    a poll that found what somebody is to be told."""

    def __init__(
        self, polling: SourcePoller, room: int, guarded: Guard, alerted: Callable[[], Awaitable[None]]
    ) -> None:
        self._polling = polling
        self._room = room
        self._guarded = guarded
        self._alerted = alerted
        self._polls: set[asyncio.Task[None]] = set()
        self.looked_at: datetime = polling.clock()
        """When it was last seen what is due."""
        self.waiting_since: datetime | None = None
        """Since when polls are in flight of which none has ended; None: there are none."""

    async def begin(self, sources: Mapping[str, Source]) -> None:
        """Begins to poll what is due of these."""
        for record in await self._polling.claim(list(sources.values()), self._room - len(self._polls)):
            if not self._polls:
                self.waiting_since = self._polling.clock()
            task = asyncio.create_task(self._poll(sources[record.id], record))
            self._polls.add(task)
            task.add_done_callback(self._ended)
        self.looked_at = self._polling.clock()

    def _ended(self, task: "asyncio.Task[None]") -> None:
        self._polls.discard(task)
        self.waiting_since = self._polling.clock() if self._polls else None

    async def _poll(self, source: Source, record: SourceRecord) -> None:
        async def poll() -> None:
            try:
                taken = await self._polling.poll(source, record)
            except Exception:
                # Not taken in: the source is polled again, though not at once.
                await self._polling.release(source)
                raise
            if any(decision.alerts for decision in taken.decisions):
                await self._alerted()

        await self._guarded(poll)()

    async def finish(self, patience_s: float) -> None:
        """Waits so long for the polls in flight, and gives up the others."""
        if self._polls:
            await asyncio.wait(self._polls, timeout=patience_s)
        for task in self._polls:
            task.cancel()

    async def ended(self) -> None:
        """Waits for those given up."""
        await asyncio.gather(*self._polls, return_exceptions=True)

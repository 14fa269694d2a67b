"""The daemon's polls: due sources are polled while there is room, each in a task of its own."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime

from crawler.model.source import Source
from monitor.model import SourceRecord
from monitor.polling.leases import SourceLeases
from monitor.polling.poller import SourcePoller
from monitor.runtime.guard import Guard


class PollLoop:
    """Polls in flight, at most `limit`.

    `guard` logs the errors of a step; `on_alerts` is awaited after each poll that queued alerts.
    """

    def __init__(
        self,
        poller: SourcePoller,
        leases: SourceLeases,
        limit: int,
        guard: Guard,
        on_alerts: Callable[[], Awaitable[None]],
        clock: Callable[[], datetime],
    ) -> None:
        self._poller = poller
        self._leases = leases
        self._limit = limit
        self._guard = guard
        self._on_alerts = on_alerts
        self._clock = clock
        self._polls: set[asyncio.Task[None]] = set()
        self.checked_at = clock()
        """When due sources were last looked up."""
        self.waiting_since: datetime | None = None
        """Since when polls are in flight of which none has finished; None: no polls are in flight."""

    async def start_due(self, sources: Mapping[str, Source]) -> None:
        """Start to poll the sources that are due."""
        for record in await self._leases.claim(list(sources.values()), self._limit - len(self._polls)):
            if not self._polls:
                self.waiting_since = self._clock()
            task = asyncio.create_task(self._poll(sources[record.id], record))
            self._polls.add(task)
            task.add_done_callback(self._finished)
        self.checked_at = self._clock()

    def _finished(self, task: "asyncio.Task[None]") -> None:
        self._polls.discard(task)
        self.waiting_since = self._clock() if self._polls else None

    async def _poll(self, source: Source, record: SourceRecord) -> None:
        async def poll() -> None:
            try:
                ingested = await self._poller.poll(source, record)
            except Exception:
                # Not ingested: the source is polled again, though not at once.
                await self._leases.release(source)
                raise
            if any(decision.alerts for decision in ingested.decisions):
                await self._on_alerts()

        await self._guard(poll)()

    async def finish(self, timeout_s: float) -> None:
        """Wait so long for the polls in flight, then cancel the others."""
        if self._polls:
            await asyncio.wait(self._polls, timeout=timeout_s)
        for task in self._polls:
            task.cancel()

    async def wait_cancelled(self) -> None:
        """Wait until the cancelled polls have ended."""
        await asyncio.gather(*self._polls, return_exceptions=True)

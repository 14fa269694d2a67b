"""The daemon's polls. Each due source is polled in a separate task, up to a concurrency limit."""

import asyncio
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from functools import partial

from crawler.model.source import Source
from monitor.model import SourceRecord
from monitor.polling.leases import SourceLeases
from monitor.polling.poller import SourcePoller
from monitor.polling.slots import POLLS_A_HOST, Pace, PollSlots, host_of
from monitor.runtime.guard import Guard


class PollLoop:
    """A class that starts the polls of due sources, and keeps track of the running polls.

    There are `limit` slots for the polls of slow sources, and another `limit` slots for the polls of other sources.
    `guard` logs the errors of a step. `on_alerts` is awaited after each poll that queued alerts.
    """

    def __init__(
        self,
        poller: SourcePoller,
        leases: SourceLeases,
        limit: int,
        guard: Guard,
        on_alerts: Callable[[], Awaitable[None]],
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._poller = poller
        self._leases = leases
        self._slots = PollSlots(limit)
        self._guard = guard
        self._on_alerts = on_alerts
        self._monotonic = monotonic
        self._polls: dict[str, asyncio.Task[None]] = {}
        self._checked_at = monotonic()
        self._waiting_since: float | None = None

    def seconds_since_check(self) -> float:
        """Return the seconds since the last query for due sources."""
        return self._monotonic() - self._checked_at

    def seconds_waiting(self) -> float | None:
        """Return for how many seconds polls have been running without any poll ending.

        The result is None if no polls are running.
        """
        return None if self._waiting_since is None else self._monotonic() - self._waiting_since

    async def start_due(self, sources: Mapping[str, Source]) -> None:
        """Start polls of those of the given sources that are due, as far as there are free slots."""
        self._slots.forget_all_but(sources)
        for record in await self._leases.claim(self._selection(sources), self._slots.total_room()):
            self._start(sources[record.id], record)
        self._checked_at = self._monotonic()

    def _selection(self, sources: Mapping[str, Source]) -> Callable[[str], bool]:
        """Return a function that states whether the source with a given id may be polled now.

        It may be polled if it has a free slot. Sources that are being polled already may not be polled. At most
        `POLLS_A_HOST` sources of each host may be polled at a time.
        """
        hosts = Counter(host_of(sources[name].url) for name in self._polls if name in sources)
        now = self._monotonic()
        rooms = {pace: self._slots.room(now, pace) for pace in Pace}

        def may_start(name: str) -> bool:
            # After a clock change, the lease of a poll in flight may seem to have expired.
            if name not in sources or name in self._polls:
                return False
            pace = self._slots.pace(name)
            host = host_of(sources[name].url)
            if rooms[pace] <= 0 or hosts[host] >= POLLS_A_HOST:
                return False
            hosts[host] += 1
            rooms[pace] -= 1
            return True

        return may_start

    def _start(self, source: Source, record: SourceRecord) -> None:
        if not self._polls:
            self._waiting_since = self._monotonic()
        self._slots.begin(record.id, self._monotonic())
        task = asyncio.create_task(self._poll(source, record))
        self._polls[record.id] = task
        task.add_done_callback(partial(self._finished, record.id))

    def _finished(self, source: str, _task: "asyncio.Task[None]") -> None:
        del self._polls[source]
        self._slots.end(source, self._monotonic())
        self._waiting_since = self._monotonic() if self._polls else None

    async def _poll(self, source: Source, record: SourceRecord) -> None:
        async def poll() -> None:
            try:
                ingested = await self._poller.poll(source, record)
            except Exception:
                # The result was not ingested: the source is polled again after a delay.
                await self._leases.release(source)
                raise
            if any(decision.alerts for decision in ingested.decisions):
                await self._on_alerts()

        await self._guard(poll)()

    async def finish(self, timeout_s: float) -> None:
        """Wait at most `timeout_s` seconds for the running polls, then cancel the remaining polls."""
        if self._polls:
            await asyncio.wait(self._polls.values(), timeout=timeout_s)
        for task in self._polls.values():
            task.cancel()

    async def wait_cancelled(self) -> None:
        """Wait until the cancelled polls have ended."""
        await asyncio.gather(*self._polls.values(), return_exceptions=True)

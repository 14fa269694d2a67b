"""The turns in which a worker polls the due sources of a shard (a part of the sources)."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta

from crawler.model.source import Source
from monitor.cluster.leased_crawler import LeasedCrawler, TurnOverError
from monitor.cluster.sharded_sources import ShardedSources
from monitor.cluster.turns import HeldTurn
from monitor.errors import MonitorError, StaleEpochError
from monitor.ingest.page_quota import PageQuota
from monitor.model import SourceRecord
from monitor.polling.crawler_pool import CrawlerPool
from monitor.polling.leases import LEASE
from monitor.polling.poller import SourcePoller
from monitor.polling.slots import PollSlotQueue
from monitor.ports import Store
from monitor.runtime.store_executor import StoreExecutor
from monitor.schedule.turns import CLAIM, Successor, TurnLimits, next_turn_at, rest_before
from monitor.service.runtime import CurrentRuntime

logger = logging.getLogger(__name__)
EMPTY_RESULT_WAIT_S = 1.0
FINISH_S = 4.0
"""The time in seconds that a shutdown waits for running polls."""
CLAIM_AGAIN_S = 0.5
"""The time in seconds until the next search for due sources if none was due."""
LONGEST_WAIT_S = 2.0
"""The maximum time in seconds after which an idle turn checks for due sources again."""
UNKNOWN_AGAIN = timedelta(minutes=1)
"""The delay after which a source that is missing in this worker's configuration may be claimed again."""


class CrawlTurns:
    """The polling turns that this worker takes.

    At most `in_flight` turns run at once. Together, they have `in_flight` slots for polls of quick sources, and the
    same number of slots for polls of slow sources. `on_alerts` is awaited after each poll that queued alerts.
    """

    def __init__(
        self,
        executor: StoreExecutor[Store],
        crawlers: CrawlerPool,
        current: CurrentRuntime,
        sources: ShardedSources,
        clock: Callable[[], datetime],
        limits: TurnLimits,
        in_flight: int,
        stopping: asyncio.Event,
        on_alerts: Callable[[], Awaitable[None]],
    ) -> None:
        self._executor = executor
        self._crawlers = crawlers
        self._current = current
        self._sources = sources
        self._clock = clock
        self._limits = limits
        self._slots = PollSlotQueue(in_flight)
        self._slots_of_turns = in_flight
        self._stopping = stopping
        self._on_alerts = on_alerts
        self._quota = PageQuota()

    async def work(self, held: HeldTurn) -> Successor:
        """Poll the due sources of a shard during a turn, and return the next turn of the shard."""
        turn = _CrawlTurn(self, held)
        await turn.wait_for_delay()
        is_behind = await turn.poll_due()
        return await turn.successor(is_behind)


class _CrawlTurn:
    def __init__(self, turns: CrawlTurns, held: HeldTurn) -> None:
        self._turns = turns
        self._held = held
        self._executor = turns._executor.with_store(held.store)
        self._polls: set[asyncio.Task[None]] = set()
        self._waiting: dict[str, asyncio.Task[None]] = {}
        self._polled = 0
        self._none_due_at = -CLAIM_AGAIN_S
        self._poller = SourcePoller(
            self._executor,
            LeasedCrawler(turns._crawlers, held, turns._limits, turns._slots, self._is_ending, self._begun),
            lambda: turns._current.get().polling,
            turns._clock,
            EMPTY_RESULT_WAIT_S,
            turns._quota,
        )

    async def wait_for_delay(self) -> None:
        """Wait for the delay between two requests to a host, if another worker held the previous turn.

        That worker may have sent a request to the host at the end of its turn.
        """
        rest = rest_before(self._held.lease, self._turns._sources.delay(int(self._held.key)))
        await self._pause(rest.total_seconds())

    def _is_over(self) -> bool:
        return self._is_ending() or self._turns._limits.is_over(self._held.spent(), self._polled)

    def _is_ending(self) -> bool:
        """Return whether this turn must end.

        If so, no more polls begin, and the leased sources that are not being polled are given back.
        """
        is_ending = self._turns._stopping.is_set() or self._held.lost.is_set()
        return is_ending or self._turns._limits.is_over(self._held.spent(), 0)

    async def poll_due(self) -> bool:
        """Poll the due sources until none is due or the turn is over. Return whether sources may still be due."""
        try:
            while not self._is_over():
                for record in await self._claim():
                    self._start(record)
                if not self._polls:
                    if not await self._wait_for_next():
                        return False
                    continue
                await asyncio.wait(self._polls, timeout=CLAIM_AGAIN_S, return_when=asyncio.FIRST_COMPLETED)
            return True
        finally:
            await self._finish()

    async def _wait_for_next(self) -> bool:
        """Wait until the next source may be due, and return True.

        If the turn will end before that, or if other shards wait for a turn, return False at once.
        """
        if not self._turns._sources.has_room(self._turns._slots_of_turns):
            return False  # other shards wait for a turn
        next_due = await self._executor.run(self._next_due)
        wait_s = (next_due - self._turns._clock()).total_seconds() if next_due else LONGEST_WAIT_S
        left_s = (self._turns._limits.length - self._held.spent()).total_seconds()
        if wait_s >= left_s:
            return False
        # Another process may make a source due.
        await self._pause(min(max(wait_s, 0.0), LONGEST_WAIT_S))
        return True

    def _next_due(self) -> datetime | None:
        with self._held.store.reading() as tx:
            return tx.shards.next_due(int(self._held.key))

    async def _pause(self, seconds: float) -> None:
        await _first(seconds, self._turns._stopping.wait(), self._held.lost.wait())

    async def _claim(self) -> Sequence[SourceRecord]:
        """Lease some of the due sources of the shard, and return their records.

        The result is empty if leased sources still wait to be polled. It is also empty shortly after a search has found
        no due source.
        """
        if self._waiting or (self._polls and time.monotonic() - self._none_due_at < CLAIM_AGAIN_S):
            return []
        now = self._turns._clock()
        limit = min(CLAIM, self._turns._limits.polls - self._polled)

        def step() -> list[SourceRecord]:
            with self._held.store.claiming() as tx:
                return tx.shards.claim(self._held.lease, now, now + LEASE, limit)

        claimed = await self._executor.run(step)
        if not claimed:
            self._none_due_at = time.monotonic()
        return claimed

    def _start(self, record: SourceRecord) -> None:
        self._polled += 1
        task = asyncio.create_task(self._poll(record))
        self._waiting[record.id] = task
        self._polls.add(task)
        task.add_done_callback(self._polls.discard)

    async def _poll(self, record: SourceRecord) -> None:
        source = self._turns._current.get().sources.get(record.id)
        if source is None:
            self._begun(record.id)
            await self._release(record.id, UNKNOWN_AGAIN)
            return
        try:
            ingested = await self._poller.poll(source, record)
        except TurnOverError:
            return  # the source is given back
        except StaleEpochError:
            self._held.lost.set()
            return
        except MonitorError as error:
            logger.warning("a poll failed: %s", error, extra={"action": "poll", "source": record.id})
            await self._put_off(source)
            return
        except Exception:
            logger.exception("a poll failed", extra={"action": "poll", "source": record.id})
            await self._put_off(source)
            return
        if any(decision.alerts for decision in ingested.decisions):
            await self._turns._on_alerts()

    async def _put_off(self, source: Source) -> None:
        """Postpone the next poll of a source by its interval, because the result of the poll could not be ingested."""
        self._begun(source.id)
        now = self._turns._clock()
        await self._release(source.id, self._turns._current.get().polling.interval_of(source).delay(now))

    def _begun(self, source: str) -> None:
        self._waiting.pop(source, None)

    async def _release(self, source: str, delay: timedelta) -> None:
        due_at = self._turns._clock() + delay

        def step() -> None:
            with self._held.store.updating() as tx:
                tx.sources.release(source, due_at)

        try:
            await self._executor.run(step)
        except MonitorError as error:
            # The source is given back at the end of this turn, or at the beginning of the next one.
            logger.warning("%s", error, extra={"action": "poll", "source": source})

    async def _finish(self) -> None:
        """Wait for the polls of this turn as long as the lease permits. Then cancel those that are still running.

        If the turn must end, polls that have not begun are cancelled at once. Raises StaleEpochError if the lease was
        lost.
        """
        if self._is_ending():
            for task in self._waiting.values():
                task.cancel()
        patience_s = max(0.0, (self._held.remaining() - self._turns._limits.margin / 2).total_seconds())
        if self._turns._stopping.is_set():
            patience_s = min(patience_s, FINISH_S)
        if self._polls and not self._held.lost.is_set():
            await _first(patience_s, asyncio.wait(self._polls), self._held.lost.wait())
        left = list(self._polls)
        for task in left:
            task.cancel()
        await asyncio.gather(*left, return_exceptions=True)
        if left:
            # Otherwise, the crawler processes would continue these polls after the lease has ended.
            await self._turns._crawlers.kill()
        if self._held.lost.is_set():
            raise self._held.stale()

    async def successor(self, is_behind: bool) -> Successor:
        """Give back the leased sources that were not polled, and return the next turn of the shard.

        If `is_behind` is true, some due sources were not polled, and the next turn is due at once.
        """
        shard = int(self._held.key)

        def step() -> datetime | None:
            with self._held.store.updating() as tx:
                tx.shards.give_back(self._held.lease)
                return tx.shards.next_due(shard)

        next_due = await self._executor.run(step)
        sources = self._turns._sources
        due_at = next_turn_at(next_due, self._turns._clock(), len(sources.active), is_behind)
        return Successor(due_at, keeps_owner=not self._turns._stopping.is_set() and sources.keeps(shard))


async def _first(timeout_s: float, *waits: Awaitable[object]) -> None:
    """Wait until one of the awaitables has ended, but at most `timeout_s` seconds. The others are cancelled."""
    tasks = [asyncio.ensure_future(wait) for wait in waits]
    await asyncio.wait(tasks, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)

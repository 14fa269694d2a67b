"""The worker process of `noticewatch work`. It takes turns and writes heartbeats until it receives SIGTERM."""

import asyncio
import contextlib
import logging
import random
import time
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from crawler import VERSION
from monitor.cluster.clock import DatabaseClock
from monitor.cluster.crawl_turn import CrawlTurns
from monitor.cluster.delivery_turn import DeliveryTurns
from monitor.cluster.housekeeping_turn import KEYS, HousekeepingTurns
from monitor.cluster.queue import Key, TurnQueue
from monitor.cluster.sharded_sources import ShardedSources
from monitor.cluster.turns import TurnRunner, WorkOfTurn
from monitor.delivery.worker import DeliveryWorker
from monitor.errors import DatabaseBusyError, DatabaseLostError
from monitor.model import Beat
from monitor.model.turns import TurnKind
from monitor.ops.notifier import OpsNotifier
from monitor.polling.crawler_pool import CrawlerPool
from monitor.runtime.guard import Guard
from monitor.runtime.memory import release_memory
from monitor.runtime.scheduler import Scheduler
from monitor.runtime.shutdown import DATABASE_LOST, Shutdown
from monitor.runtime.store_executor import StoreExecutor
from monitor.runtime.systemd import READY, STOPPING, WATCHDOG, notify, watchdog_s
from monitor.runtime.temporary_folder import remove_leftovers
from monitor.schedule.turns import Successor, TurnLimits
from monitor.service.config_log import record_config
from monitor.service.reload import ConfigReloader
from monitor.service.runtime import CurrentRuntime, plan_polls
from monitor.store import SqlStore
from monitor.store.cluster.write_lock import LockUse, lock_use
from monitor.store.lock import WorkerLock

logger = logging.getLogger(__name__)
BUSY = 3
"""The exit code of a worker that finds a daemon on its database."""
CLOSE_S = 2.0
FINISH_S = 12.0
"""The longest times in seconds that a shutdown waits for periodic steps, and then for turns."""
HOUSEKEEPERS = 2
SENDERS = 32
"""The maximum numbers of housekeeping turns and of deliveries at once."""
REFUSED_S = (0.3, 1.7)
"""The limits in seconds of the random delay of a turn that a worker refused because it has enough shards."""


@dataclass(frozen=True)
class WorkerParts:
    """The objects of which a worker consists, such as its store, its crawlers and the runner of its turns."""

    owner: str
    roles: tuple[TurnKind, ...]
    limits: TurnLimits
    store: SqlStore
    lock: WorkerLock
    clock: DatabaseClock
    current: CurrentRuntime
    executor: StoreExecutor[SqlStore]
    leases: ShardedSources
    crawlers: CrawlerPool
    notifier: OpsNotifier
    runner: TurnRunner
    crawl: CrawlTurns
    deliver: DeliveryTurns
    housekeep: HousekeepingTurns
    stopping: asyncio.Event
    guard: Guard


class ClusterWorker:
    """A worker process, which takes turns until it is stopped and then shuts down in an orderly way."""

    def __init__(self, parts: WorkerParts, reloader: ConfigReloader, conninfo: str, in_flight: int) -> None:
        self._parts = parts
        self._reloader = reloader
        self._queue = TurnQueue(conninfo, parts.owner, parts.limits.lease.total_seconds() / 2, self._take_turn)
        slots: dict[TurnKind, int] = {"crawl": in_flight, "deliver": SENDERS, "housekeep": HOUSEKEEPERS}
        self._slots = {kind: slots[kind] for kind in parts.roles}
        self._work: dict[TurnKind, WorkOfTurn] = {
            "crawl": parts.crawl.work,
            "deliver": parts.deliver.work,
            "housekeep": parts.housekeep.work,
        }
        self._shutdown = Shutdown(parts.stopping)
        self._started_at = time.monotonic()
        self._taken = 0
        self._is_apart = False
        self._lock_before = LockUse()
        self._lock_read_at = time.monotonic()

    async def run(self) -> int:
        """Take turns until SIGTERM or SIGINT, then shut down and return the exit code."""
        parts = self._parts
        self._shutdown.handle_signals(self._reloader.request)
        async with self._queue.opened():
            await self._start()
            scheduler = self._schedule()
            notify(READY)
            serving = asyncio.create_task(self._queue.serve(self._slots, parts.stopping))
            await asyncio.wait([serving, asyncio.create_task(parts.stopping.wait())], return_when="FIRST_COMPLETED")
            parts.stopping.set()
            notify(STOPPING)
            await scheduler.stop(CLOSE_S)
            await asyncio.wait([serving], timeout=FINISH_S)
            await parts.crawlers.close()
            with contextlib.suppress(Exception):
                await parts.leases.give_back()
            if not serving.done():
                serving.cancel()
            elif error := serving.exception():
                raise error
        parts.deliver.close()
        parts.executor.close()
        logger.info("stopped", extra={"action": "stop"})
        return self._shutdown.finish(is_sending=parts.deliver.is_sending)

    async def _start(self) -> None:
        parts = self._parts
        await asyncio.to_thread(remove_leftovers)
        runtime = parts.current.get()
        sources = list(runtime.sources.values())
        await parts.executor.run(lambda: record_config(parts.store, runtime.config, parts.clock.now(), "work"))
        await parts.leases.take_over()
        await parts.leases.register(sources)
        await parts.leases.bring_forward(sources)
        await parts.executor.run(self._try_channels_again)
        await asyncio.to_thread(release_memory)
        await self.beat()
        logger.info("working on %d sources", len(sources), extra={"action": "start", "roles": list(parts.roles)})

    def _try_channels_again(self) -> None:
        parts = self._parts
        with parts.store.reading() as tx:
            is_first = not self._alive(tx.heartbeats.all())
        if is_first:
            DeliveryWorker(parts.store, lambda: parts.current.get().delivery, parts.clock.now, parts.owner).try_again()

    def _schedule(self) -> Scheduler:
        scheduler = Scheduler()
        sweep_s = self._parts.limits.lease.total_seconds() / 6
        steps = [
            (sweep_s, self.beat),
            (sweep_s * random.uniform(0.9, 1.1), self.repair),  # noqa: S311 - spreads the workers over time
            (1.0, self.reload),
            (3600.0, self.plan),
        ]
        if "deliver" in self._parts.roles:
            steps.append((1.0, self.wake_channels))
        if limit_s := watchdog_s():
            steps.append((limit_s / 2, self.notify_systemd))
        for seconds, step in steps:
            scheduler.every(seconds, step.__name__, self._parts.guard(step))
        scheduler.start()
        return scheduler

    async def _take_turn(self, kind: TurnKind, key: str, is_own: bool) -> Successor | None:
        parts = self._parts
        if parts.stopping.is_set():
            return Successor(parts.clock.now())
        if kind == "crawl":
            return await self._take_shard(int(key), is_own)
        return await self._run(kind, key)

    async def _take_shard(self, shard: int, is_own: bool) -> Successor | None:
        parts = self._parts
        if shard not in parts.leases.active:
            return None
        if not is_own and not parts.leases.takes(shard):
            # With a constant delay, the queue could always give the turn to the same worker, which has enough shards.
            delay = timedelta(seconds=random.uniform(*REFUSED_S))  # noqa: S311 - not for security
            return Successor(parts.clock.now() + delay)
        successor = await self._run("crawl", str(shard))
        if successor is None or not successor.keeps_owner:
            parts.leases.give_up(shard)
        return successor

    async def _run(self, kind: TurnKind, key: str) -> Successor | None:
        self._taken += 1
        return await self._parts.runner.run(kind, key, self._work[kind])

    async def beat(self) -> None:
        """Write a heartbeat to the store, and check the lock and the clock."""
        parts = self._parts
        try:
            await asyncio.to_thread(parts.lock.hold)
        except DatabaseBusyError as error:
            logger.error("%s; the worker ends", error, extra={"action": "database"})
            self._shutdown.stop(BUSY)
            return
        try:
            await asyncio.to_thread(self._beat)
            # Differences of less than a second are within the accuracy of the measurement and of NTP.
            await parts.crawlers.set_clock_ahead(float(round(parts.clock.skew.total_seconds())))
        except DatabaseLostError as error:
            logger.error("%s; the worker ends", error, extra={"action": "database"})
            self._shutdown.stop(DATABASE_LOST)

    def _beat(self) -> None:
        parts = self._parts
        parts.clock.synchronize()
        now = parts.clock.now()
        skew_s = round(parts.clock.skew.total_seconds(), 1)
        detail = {
            "roles": list(parts.roles),
            "version": VERSION,
            "children": parts.crawlers.describe(),
            "turns": self._taken,
            "skew_s": skew_s,
            "lock": self._lock_use(),
        }
        started = now - timedelta(seconds=time.monotonic() - self._started_at)
        is_newly_apart = parts.clock.deviates and not self._is_apart
        with parts.store.updating() as tx:
            tx.heartbeats.put(Beat(parts.owner, started, now, detail))
            if is_newly_apart:
                tx.events.add("clock.apart", now, None, None, {"worker": parts.owner, "seconds": round(skew_s)})
        self._is_apart = parts.clock.deviates

    def _lock_use(self) -> dict[str, float]:
        """Return statistics about the use of the write lock since the last call of this function, by field name.

        The fields are the time since that call in seconds, the number of times that the lock was taken, the total time
        of waiting for it, and the total time of holding it.
        """
        use = lock_use(self._parts.store.engine)
        before = self._lock_before
        now = time.monotonic()
        span_s = now - self._lock_read_at
        self._lock_before = LockUse(use.count, use.waited_s, use.held_s)
        self._lock_read_at = now
        return {
            "span_s": round(span_s, 3),
            "count": use.count - before.count,
            "waited_s": round(use.waited_s - before.waited_s, 3),
            "held_s": round(use.held_s - before.held_s, 3),
        }

    def _alive(self, beats: Collection[Beat]) -> list[Beat]:
        since = self._parts.clock.now() - self._parts.limits.lease
        return [beat for beat in beats if beat.at >= since and beat.roles]

    async def repair(self) -> None:
        """Queue turns that are missing from the queue, and divide the shards evenly among the workers."""
        parts = self._parts

        def read() -> tuple[list[Beat], set[int]]:
            with parts.store.reading() as tx:
                beats = self._alive(tx.heartbeats.all())
                turns = tx.turns.all("crawl")
            return beats, {int(turn.key) for turn in turns if turn.owner == parts.owner}

        beats, taken = await asyncio.to_thread(read)
        crawling = {beat.owner for beat in beats if "crawl" in beat.roles}
        parts.leases.share(taken & parts.leases.active, len(crawling | {parts.owner}))
        wanted: list[Key] = []
        if "crawl" in parts.roles:
            wanted += [("crawl", str(shard)) for shard in sorted(parts.leases.active)]
        if "housekeep" in parts.roles:
            wanted += [("housekeep", key) for key in KEYS]
        alive = {beat.owner for beat in beats} | {parts.owner}
        missing = await self._queue.repair(wanted, alive, parts.clock.now())
        if missing:
            logger.info("queued %d missing turns", len(missing), extra={"action": "repair", "count": len(missing)})

    async def wake_channels(self) -> None:
        """Queue a turn for each channel that can send a message now."""
        parts = self._parts
        worker = DeliveryWorker(parts.store, lambda: parts.current.get().delivery, parts.clock.now, parts.owner)
        ready = await asyncio.to_thread(worker.ready)
        await self._queue.defer_all([("deliver", channel) for channel in ready], parts.clock.now())

    async def reload(self) -> None:
        """Reload the configuration if it has changed."""
        await self._reloader.reload()

    async def plan(self) -> None:
        """Update the plan of polls, based on the times at which notices were published."""
        parts = self._parts
        runtime = parts.current.get()
        now = parts.clock.now()
        plan = await asyncio.to_thread(plan_polls, runtime.settings, runtime.sources, parts.store, now)
        if parts.current.get() is runtime:
            parts.current.replace(runtime.with_plan(plan))

    async def notify_systemd(self) -> None:
        """Notify systemd's watchdog."""
        notify(WATCHDOG)

    def watched_since(self) -> datetime:
        """Return when the watching of sources began: the start time of the longest-running worker."""
        with self._parts.store.reading() as tx:
            beats = self._alive(tx.heartbeats.all())
        return min((beat.started_at for beat in beats), default=self._parts.clock.now())

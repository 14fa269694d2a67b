"""Construction and wiring of a worker's parts."""

import asyncio
import time
from collections.abc import Callable, Sequence
from datetime import datetime

from monitor.cluster.clock import DatabaseClock
from monitor.cluster.crawl_turn import CrawlTurns
from monitor.cluster.delivery_turn import DeliveryTurns
from monitor.cluster.housekeeping_turn import HousekeepingTurns
from monitor.cluster.sharded_sources import ShardedSources
from monitor.cluster.turns import TurnRunner
from monitor.cluster.worker import SENDERS, ClusterWorker, WorkerParts
from monitor.config import Config
from monitor.config.watcher import ConfigWatcher
from monitor.delivery.channels import Channels
from monitor.delivery.worker import DeliveryWorker
from monitor.model.turns import TurnKind
from monitor.ops.notifier import OpsNotifier
from monitor.polling.crawler_pool import POLLS_A_CHILD, CrawlerPool, crawler_command
from monitor.ports import Store
from monitor.runtime.guard import ErrorLog
from monitor.runtime.lease_owner import lease_owner
from monitor.runtime.store_executor import StoreExecutor
from monitor.schedule.turns import TurnLimits
from monitor.service.reload import ConfigReloader
from monitor.service.runtime import CurrentRuntime, build_runtime
from monitor.store import SqlStore
from monitor.store.cluster.opening import libpq_url
from monitor.store.lock import WorkerLock


def build_worker(
    config: Config,
    store: SqlStore,
    lock: WorkerLock,
    channels: Channels,
    load: Callable[[Config], tuple[Config, Channels]],
    roles: Sequence[TurnKind],
    limits: TurnLimits,
) -> ClusterWorker:
    """Return a new worker. The caller must hold `lock`.

    `roles` are the kinds of turns that the worker takes, and `limits` are the limits of each turn. `load` reads the
    configuration again. It receives the current configuration, because an entry that has become faulty is replaced by
    its current version. It raises ConfigError if the configuration as a whole is invalid.
    """
    owner = lease_owner()
    clock = DatabaseClock(store)
    current = CurrentRuntime(build_runtime(config, channels, store, clock.now))
    settings = current.get().settings
    stopping = asyncio.Event()
    executor = StoreExecutor(store)
    shared: StoreExecutor[Store] = executor.with_store(store)
    crawlers = CrawlerPool(crawler_command(settings, config.folder), settings.children)
    sources = ShardedSources(
        shared, lambda: current.get().polling, clock.now, owner, lambda: current.get().settings.delay
    )
    in_flight = POLLS_A_CHILD * settings.children
    # Assigned below: other parts call functions that refer to the worker.
    worker: ClusterWorker

    async def wake() -> None:
        if "deliver" in roles:
            await worker.wake_channels()

    def watched_since() -> datetime:
        return worker.watched_since()

    crawl = CrawlTurns(shared, crawlers, current, sources, clock.now, limits, in_flight, stopping, wake)
    parts = WorkerParts(
        owner=owner,
        roles=tuple(roles),
        limits=limits,
        store=store,
        lock=lock,
        clock=clock,
        current=current,
        executor=executor,
        leases=sources,
        crawlers=crawlers,
        notifier=OpsNotifier(store, lambda: current.get().operator, clock.now),
        runner=TurnRunner(store, owner, clock.now, limits),
        crawl=crawl,
        deliver=DeliveryTurns(current, clock.now, limits, SENDERS, stopping),
        housekeep=HousekeepingTurns(shared, current, sources, clock.now, owner, watched_since, stopping),
        stopping=stopping,
        guard=ErrorLog(time.monotonic).guard,
    )
    watcher = ConfigWatcher(config.folder, lambda: load(current.get().config))
    channel_worker = DeliveryWorker(store, lambda: current.get().delivery, clock.now, owner)
    worker = ClusterWorker(parts, ConfigReloader(parts, watcher, channel_worker), libpq_url(store), in_flight)
    return worker

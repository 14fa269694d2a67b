"""Construction and wiring of the daemon's parts."""

import asyncio
import time
from collections.abc import Callable

from monitor.config import Config
from monitor.config.watcher import ConfigWatcher
from monitor.delivery.channels import Channels
from monitor.delivery.dispatcher import ChannelDispatcher
from monitor.delivery.worker import DeliveryWorker
from monitor.ops.notifier import OpsNotifier
from monitor.polling.crawler_pool import POLLS_A_CHILD, CrawlerPool, crawler_command
from monitor.polling.leases import SourceLeases
from monitor.polling.poller import SourcePoller
from monitor.runtime.clock import utc_now
from monitor.runtime.guard import ErrorLog
from monitor.runtime.lease_owner import lease_owner
from monitor.runtime.store_executor import StoreExecutor
from monitor.service.clock_change import ClockCorrection
from monitor.service.daemon import Daemon
from monitor.service.housekeeping import Housekeeping
from monitor.service.liveness import Watchdog
from monitor.service.poll_loop import PollLoop
from monitor.service.reload import ConfigReloader
from monitor.service.runtime import CurrentRuntime, build_runtime
from monitor.service.steps import DaemonParts
from monitor.store import SqlStore

EMPTY_RESULT_WAIT_S = 1.0
"""Maximum time in seconds for which a result without notices waits to be ingested together with other results."""


def build_daemon(
    config: Config, store: SqlStore, channels: Channels, load: Callable[[Config], tuple[Config, Channels]]
) -> Daemon:
    """Return a new daemon. The caller must hold the store's lock.

    `load` reads the configuration again. It is called with the current configuration, whose version of an entry it uses
    if the entry has become faulty in the files. It raises ConfigError if the configuration as a whole is invalid.
    """
    current = CurrentRuntime(build_runtime(config, channels, store, utc_now))
    watcher = ConfigWatcher(config.folder, lambda: load(current.get().config))
    owner = lease_owner()
    worker = DeliveryWorker(store, lambda: current.get().delivery, utc_now, owner)
    parts = _build_parts(current, store, worker, owner)
    return Daemon(parts, ConfigReloader(parts, watcher, worker), worker)


def _build_parts(current: CurrentRuntime, store: SqlStore, worker: DeliveryWorker, owner: str) -> DaemonParts:
    settings = current.get().settings
    stopping = asyncio.Event()
    guard = ErrorLog(time.monotonic).guard
    executor = StoreExecutor(store)
    crawlers = CrawlerPool(crawler_command(settings, current.get().config.folder), settings.children)
    leases = SourceLeases(executor, lambda: current.get().polling, utc_now, owner)
    poller = SourcePoller(executor, crawlers, lambda: current.get().polling, utc_now, EMPTY_RESULT_WAIT_S)
    dispatcher = ChannelDispatcher(worker, guard, stopping.is_set)
    notifier = OpsNotifier(store, lambda: current.get().operator, utc_now)
    clock = ClockCorrection(executor, leases, worker, lambda: list(current.get().sources.values()), utc_now)
    polls = PollLoop(poller, leases, POLLS_A_CHILD * settings.children, guard, dispatcher.wake)
    watchdog = Watchdog(owner, polls, utc_now)
    return DaemonParts(
        store=store,
        current=current,
        executor=executor,
        leases=leases,
        crawlers=crawlers,
        polls=polls,
        dispatcher=dispatcher,
        notifier=notifier,
        watchdog=watchdog,
        clock=clock,
        housekeeping=Housekeeping(
            executor, current, notifier, clock, utc_now, lambda: watchdog.watched_since, stopping.is_set
        ),
        stopping=stopping,
        guard=guard,
    )

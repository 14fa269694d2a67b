"""A class that reloads the configuration while the daemon is running."""

import asyncio
import logging
import time
from dataclasses import replace
from typing import Protocol

from monitor.config import SETTINGS_FILE, Config
from monitor.config.watcher import ConfigWatcher
from monitor.delivery.channels import Channels
from monitor.delivery.worker import DeliveryWorker
from monitor.errors import MonitorError
from monitor.ops.notifier import OpsNotifier
from monitor.polling.crawler_pool import CrawlerPool, crawler_command
from monitor.polling.leases import SourceLeases
from monitor.runtime.clock import utc_now
from monitor.runtime.store_executor import StoreExecutor
from monitor.runtime.systemd import READY, notify, reloading
from monitor.service.config_log import record_config, renamed_sources
from monitor.service.runtime import CurrentRuntime, Runtime, build_runtime, settings_needing_restart
from monitor.store import SqlStore

logger = logging.getLogger(__name__)


class ReloadParts(Protocol):
    """The parts of a daemon or worker that are needed to reload its configuration."""

    @property
    def store(self) -> SqlStore:
        """Return the store."""

    @property
    def current(self) -> CurrentRuntime:
        """Return the reference to the current runtime: the configuration and the objects built from it."""

    @property
    def executor(self) -> StoreExecutor[SqlStore]:
        """Return the executor that runs store operations in a separate thread."""

    @property
    def leases(self) -> SourceLeases:
        """Return the service that manages the leases on sources."""

    @property
    def crawlers(self) -> CrawlerPool:
        """Return the pool of crawler processes."""

    @property
    def notifier(self) -> OpsNotifier:
        """Return the notifier that queues messages to the operator."""


class ConfigReloader:
    """A class that replaces the current configuration, and the objects built from it, when its files have changed.

    Running polls continue, and their results are ingested with the new configuration.
    """

    def __init__(
        self, parts: ReloadParts, watcher: ConfigWatcher[tuple[Config, Channels]], worker: DeliveryWorker
    ) -> None:
        self._parts = parts
        self._watcher = watcher
        self._worker = worker

    def request(self) -> None:
        """Request that the configuration is read at the next check, even if its files did not change."""
        self._watcher.request()

    async def reload(self) -> None:
        """Read the configuration if a check is due, and use it from now on if it is valid."""
        if not await asyncio.to_thread(self._watcher.is_due, time.monotonic()):
            return
        notify(reloading())
        try:
            if loaded := await asyncio.to_thread(self._watcher.read):
                new = await asyncio.to_thread(build_runtime, *loaded, self._parts.store, utc_now)
                await self._replace(new)
        except MonitorError:
            self._watcher.request()  # the store takes nothing now, and will later
            raise
        finally:
            notify(READY)

    async def _replace(self, new: Runtime) -> None:
        parts = self._parts
        old = parts.current.get()
        _warn_of_restart(old.config, new.config)

        def put_in_force() -> int:
            changes = record_config(parts.store, new.config, utc_now(), "run")
            parts.notifier.start(new.settings.operator)
            polling = replace(new.polling, renamed=renamed_sources(changes))
            parts.current.replace(replace(new, polling=polling))
            return len(changes)

        # Runs in the store's thread, so never in the middle of a store step.
        changed = await parts.executor.run(put_in_force)
        await parts.crawlers.renew(crawler_command(new.settings, new.config.folder))
        sources = list(new.sources.values())
        await parts.leases.register(sources)
        await parts.leases.bring_forward(sources)
        if old.settings.channels != new.settings.channels:
            await parts.executor.run(self._worker.try_again)
        logger.info(
            "configuration reloaded: %d changes, watching %d sources",
            changed,
            len(sources),
            extra={"action": "reload"},
        )


def _warn_of_restart(old: Config, new: Config) -> None:
    for name in settings_needing_restart(old, new):
        logger.warning(
            "%s: the new `%s` takes effect after a restart",
            new.folder / SETTINGS_FILE,
            name,
            extra={"action": "reload"},
        )

"""A class that reloads the configuration for a web server that runs without the daemon."""

import time
from collections.abc import Callable
from threading import Lock

from monitor.config import Config
from monitor.config.watcher import ConfigWatcher

LOOK_S = 2.0


class CurrentConfig:
    """A class that provides the current configuration, and reloads it after its files have changed.

    The files are checked at most every two seconds.
    """

    def __init__(self, config: Config, load: Callable[[], Config]) -> None:
        self._config = config
        self._watcher = ConfigWatcher(config.folder, load)
        self._lock = Lock()
        self._looked = time.monotonic()

    def get(self) -> Config:
        """Return the current configuration. If its files have changed, it is reloaded first."""
        now = time.monotonic()
        if now - self._looked < LOOK_S or not self._lock.acquire(blocking=False):
            return self._config
        try:
            self._looked = now
            if self._watcher.is_due(now):
                self._config = self._watcher.read() or self._config
        finally:
            self._lock.release()
        return self._config

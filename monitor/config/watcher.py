"""Classes that detect changed configuration files.

Changed files are read again once they have been unchanged for a while. The files are polled (`stat`) rather than
watched (inotify): inotify does not detect changes on network file systems or a new target of a symbolic link, and it
reports every write to a database in the same folder.
"""

import contextlib
import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Generic, TypeVar

from crawler.model.configfile import YAML_SUFFIXES, config_files
from crawler.model.yaml_file import ConfigError
from monitor.config import SETTINGS_FILE

logger = logging.getLogger(__name__)
T = TypeVar("T")
STILL_S = 1.5
"""Seconds for which all files must be unchanged before they are read, so that files edited together are read
together."""
FILES = (SETTINGS_FILE, "subscriptions.yaml", "synonyms.yaml")
FOLDERS = ("sources", "topics", "subscriptions", "lists", "templates")
_SUFFIXES = (*YAML_SUFFIXES, ".j2")
Stamp = frozenset[tuple[str, int, int, int]]


def stamp(folder: Path) -> Stamp:
    """Return the path, modification time (nanoseconds), size and inode of each configuration file."""
    stamps = set()
    for path in _files(folder):
        try:
            status = path.stat()
        except OSError:
            continue  # removed since it was listed: it is missing next time, too
        stamps.add((str(path), status.st_mtime_ns, status.st_size, status.st_ino))
    return frozenset(stamps)


def _files(folder: Path) -> Iterator[Path]:
    yield from (folder / name for name in FILES)
    for name in FOLDERS:
        with contextlib.suppress(OSError):
            yield from config_files(folder / name, _SUFFIXES)


class Debounce:
    """A detector of changed files, which waits until the files have been unchanged for a while.

    A stamp is the state of all files. The caller supplies the stamps and the current times.
    """

    def __init__(self, loaded: Stamp) -> None:
        self._loaded = self._latest = loaded
        self._since: float | None = None

    def is_due(self, latest: Stamp, now: float) -> bool:
        """Return whether the files must be read now.

        `latest` is the current state of the files. If the result is true, it is also recorded as loaded. `now` is the
        time in seconds of any monotonic clock.
        """
        if latest == self._loaded:
            self._latest = latest
            self._since = None
        elif latest != self._latest or self._since is None:
            self._latest = latest
            self._since = now
        elif now - self._since >= STILL_S:
            self.mark_loaded(latest)
            return True
        return False

    def mark_loaded(self, latest: Stamp) -> None:
        """Record that the files have been loaded in the state `latest`."""
        self._loaded = self._latest = latest
        self._since = None


class ConfigWatcher(Generic[T]):
    """A loader that loads the configuration on request or after its files have changed.

    All faults of an invalid configuration are logged in one warning.
    """

    def __init__(self, folder: Path, load: Callable[[], T]) -> None:
        self._folder = folder
        self._load = load
        self._requested = False
        self._debounce = Debounce(stamp(folder))

    def request(self) -> None:
        """Request that the configuration be loaded at the next check, even if its files have not changed."""
        self._requested = True

    def is_due(self, now: float) -> bool:
        """Return whether the configuration must be loaded now. `now` is the time in seconds of a monotonic clock."""
        latest = stamp(self._folder)
        if self._requested:
            self._debounce.mark_loaded(latest)
            self._requested = False
            return True
        return self._debounce.is_due(latest, now)

    def read(self) -> T | None:
        """Load and return the configuration, or log its faults and return None if it is invalid."""
        try:
            return self._load()
        except ConfigError as error:
            logger.warning(
                "invalid configuration; still using the previous one: %s",
                "; ".join(map(str, error.faults)),
                extra={"action": "reload"},
            )
            return None

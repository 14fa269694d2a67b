"""When the configuration folder is to be read again: some file of it is another, and all have been still since."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Generic, TypeVar

from crawler.model.yaml_file import ConfigError
from monitor.config import SETTINGS_FILE

logger = logging.getLogger(__name__)
T = TypeVar("T")
STILL = timedelta(seconds=2)
"""How long the files must have been the same: whoever edits several is not read halfway."""
FILES = (SETTINGS_FILE, "subscriptions.yaml", "synonyms.yaml")
FOLDERS = ("sources", "topics", "templates")
_SUFFIXES = (".yaml", ".yml", ".j2")
Stamp = frozenset[tuple[str, int, int, int]]


def stamp(folder: Path) -> Stamp:
    """What the folder's files look like from outside: path, time of change (nanoseconds), bytes, inode."""
    found = set()
    for path in _files(folder):
        try:
            known = path.stat()
        except OSError:
            continue  # removed since it was listed: it is missing next time, too
        found.add((str(path), known.st_mtime_ns, known.st_size, known.st_ino))
    return frozenset(found)


def _files(folder: Path) -> Iterator[Path]:
    yield from (folder / name for name in FILES)
    for name in FOLDERS:
        yield from (path for path in (folder / name).rglob("*") if path.suffix in _SUFFIXES)


class Debounce:
    """Says when a stamp that changed has been the same for a while. Knows no clock."""

    def __init__(self, taken: Stamp) -> None:
        self._taken = self._seen = taken
        self._since: datetime | None = None

    def is_due(self, seen: Stamp, now: datetime) -> bool:
        """Whether the files are to be read again now; that they were, is taken for granted."""
        if seen == self._taken:
            self._seen = seen
            self._since = None
        elif seen != self._seen or self._since is None:
            self._seen = seen
            self._since = now
        elif now - self._since >= STILL:
            self.taken(seen)
            return True
        return False

    def taken(self, seen: Stamp) -> None:
        """Notes that the files were read as they are."""
        self._taken = self._seen = seen
        self._since = None


class ConfigWatcher(Generic[T]):
    """Reads the configuration again, when it is asked to or the folder's files say so. A faulty one is said in one
    warning, and is as if it were not there."""

    def __init__(self, folder: Path, load: Callable[[], T]) -> None:
        self._folder = folder
        self._load = load
        self._asked = False
        self._stillness = Debounce(stamp(folder))

    def ask(self) -> None:
        """Has the configuration read at the next look, whatever its files say."""
        self._asked = True

    def is_due(self, now: datetime) -> bool:
        """Whether it is to be read now."""
        seen = stamp(self._folder)
        if self._asked:
            self._stillness.taken(seen)
            self._asked = False
            return True
        return self._stillness.is_due(seen, now)

    def read(self) -> T | None:
        """The configuration; None when it is faulty."""
        try:
            return self._load()
        except ConfigError as error:
            logger.warning(
                "the configuration is faulty, and the one before stays: %s",
                "; ".join(map(str, error.faults)),
                extra={"action": "reload"},
            )
            return None

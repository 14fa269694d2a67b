"""SQLite stores for unit tests: each is a copy of one migrated template, as migrating takes most of a test's time."""

import atexit
import weakref
from functools import cache
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from monitor.store import open_store
from monitor.store.transaction import SqlStore

_NUMBERS = count(1)
_OPENED: "weakref.WeakSet[SqlStore]" = weakref.WeakSet()


@cache
def _folder() -> Path:
    """The folder of this process's stores; it is removed when the process ends."""
    folder = TemporaryDirectory(prefix="noticewatch-stores-")
    atexit.register(folder.cleanup)
    return Path(folder.name)


@cache
def template() -> bytes:
    """The bytes of an empty, migrated SQLite database."""
    path = _folder() / "template.db"
    open_store(f"sqlite:///{path}").close()
    return path.read_bytes()


def new_store() -> SqlStore:
    """Open an empty store of its own; `close_stores` ends it after the test."""
    path = _folder() / f"{next(_NUMBERS)}.db"
    path.write_bytes(template())
    store = open_store(f"sqlite:///{path}")
    _OPENED.add(store)
    return store


def close_stores() -> None:
    """Close every store that `new_store` opened and remove its file."""
    for store in list(_OPENED):
        _OPENED.discard(store)
        path = Path(store.engine.url.database or "")
        store.close()
        for name in (path, path.with_name(path.name + "-wal"), path.with_name(path.name + "-shm")):
            name.unlink(missing_ok=True)

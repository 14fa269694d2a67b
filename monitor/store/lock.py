"""The lock that permits only one daemon per database.

The operating system or PostgreSQL releases the lock when the daemon ends, even after a crash.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, text

from monitor.errors import DatabaseBusyError, StoreError
from monitor.text.i18n import gettext

DAEMON_KEY = 0x6E77_0002
"""The key of the PostgreSQL advisory lock for the daemon."""


@contextmanager
def sole(engine: Engine) -> Iterator[None]:
    """Hold the lock of the database's only daemon within the context.

    Raises DatabaseBusyError if another daemon holds the lock, and StoreError if the lock file cannot be written.
    """
    if engine.dialect.name == "sqlite":
        path = engine.url.database
        held = _file_lock(Path(f"{path}.lock")) if path and path != ":memory:" else _nothing()
    else:
        held = _advisory_lock(engine)
    with held:
        yield


@contextmanager
def _file_lock(path: Path) -> Iterator[None]:
    try:
        lock = path.open("a+")
    except OSError as error:
        raise StoreError(
            gettext("the lock {path} cannot be written: {reason}", path=path, reason=error.strerror)
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            holder = lock.read(200).strip()
            message = gettext("another daemon is using this database: {holder}", holder=holder)
            raise DatabaseBusyError(message) from error
        lock.truncate(0)
        lock.write(f"process {os.getpid()}, {path}\n")
        lock.flush()
        yield


@contextmanager
def _advisory_lock(engine: Engine) -> Iterator[None]:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": DAEMON_KEY}):
            raise DatabaseBusyError(gettext("another daemon is using this database"))
        try:
            yield
        finally:
            # The connection is returned to the pool, and would keep the lock.
            connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": DAEMON_KEY})


@contextmanager
def _nothing() -> Iterator[None]:
    yield

"""The lock that lets either one daemon or any number of workers use a database.

When a process ends, even by a crash, the operating system or PostgreSQL releases the lock that the process held.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from monitor.errors import DatabaseBusyError, StoreError
from monitor.text.i18n import N_, gettext
from monitor.text.phrases import os_reason, translate_phrase

DAEMON_KEY = 0x6E77_0002
"""The key of the PostgreSQL advisory lock for the daemon."""
_HOLDERS = (N_("process {pid}, {path}"),)
"""The content of a lock file."""


@contextmanager
def sole(engine: Engine) -> Iterator[None]:
    """Hold, within the context, the lock that keeps all other daemons and workers from using the database.

    Raises DatabaseBusyError if another daemon or a worker holds the lock, and StoreError if the lock file cannot be
    written.
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
            gettext("the lock {path} cannot be written: {reason}", path=path, reason=os_reason(error))
        ) from error
    with lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            lock.seek(0)
            holder = lock.read(200).strip()
            message = gettext(
                "another daemon is using this database: {holder}", holder=translate_phrase(holder, _HOLDERS)
            )
            raise DatabaseBusyError(message) from error
        lock.truncate(0)
        lock.write(f"process {os.getpid()}, {path}\n")
        lock.flush()
        yield


@contextmanager
def _advisory_lock(engine: Engine) -> Iterator[None]:
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": DAEMON_KEY}):
            raise DatabaseBusyError(_holder(connection))
        try:
            yield
        finally:
            # The connection is returned to the pool, and would keep the lock.
            try:
                connection.execute(text("SELECT pg_advisory_unlock(:key)"), {"key": DAEMON_KEY})
            except DBAPIError:
                connection.invalidate()  # the lock ended with the connection to the server


def _holder(connection: Connection) -> str:
    # Workers share the lock; a daemon holds it exclusively.
    if not connection.scalar(text("SELECT pg_try_advisory_lock_shared(:key)"), {"key": DAEMON_KEY}):
        return gettext("another daemon is using this database")
    connection.execute(text("SELECT pg_advisory_unlock_shared(:key)"), {"key": DAEMON_KEY})
    return gettext("workers (`noticewatch work`) are using this database; stop the workers before you start a daemon")


class WorkerLock:
    """The lock that all workers of a database share. While a worker holds it, no daemon can start."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._connection: Connection | None = None

    def hold(self) -> None:
        """Take the lock, or take it again if the connection was lost.

        Raises DatabaseBusyError if a daemon holds the lock, and StoreError if the database cannot be reached.
        """
        try:
            if self._connection is not None and self._is_connected(self._connection):
                return
            self._connection = None
            self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            taken = self._connection.scalar(text("SELECT pg_try_advisory_lock_shared(:key)"), {"key": DAEMON_KEY})
        except DBAPIError as error:
            reason = " ".join(str(error.orig).split())
            raise StoreError(gettext("the database failed: {reason}", reason=reason)) from error
        if not taken:
            self.release()
            raise DatabaseBusyError(
                gettext("a daemon (`noticewatch run`) is using this database; stop the daemon before you start workers")
            )

    def _is_connected(self, connection: Connection) -> bool:
        try:
            connection.execute(text("SELECT 1"))
        except DBAPIError:
            connection.invalidate()
            connection.close()
            return False
        return True

    def release(self) -> None:
        """Release the lock by closing its connection."""
        if self._connection is not None:
            self._connection.invalidate()
            self._connection.close()
            self._connection = None


@contextmanager
def _nothing() -> Iterator[None]:
    yield

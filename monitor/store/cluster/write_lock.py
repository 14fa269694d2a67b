"""The lock that allows only one writing transaction at a time on PostgreSQL, and statistics of its use."""

import time
from dataclasses import dataclass
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy import Connection, Engine, event
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import Session

LOCK_KEY = 0x6E77_0001
"""The key of the advisory lock."""
_SINCE = "noticewatch_lock"
READS = "noticewatch_reads"
"""The name under which a connection has the recorded reads of its transaction, if it takes the lock later."""
# By dialect, which an engine shares with the engines that have other options.
_uses: "WeakKeyDictionary[Dialect, LockUse]" = WeakKeyDictionary()


@dataclass
class LockUse:
    """Statistics of this process's use of the write lock.

    `count` is the number of times that the lock was taken. `waited_s` and `held_s` are the total times in seconds for
    which the process waited for the lock and held it.
    """

    count: int = 0
    waited_s: float = 0.0
    held_s: float = 0.0


def watch_write_lock(engine: Engine) -> None:
    """Make writing transactions on the engine take the lock at their beginning, and record statistics of the lock."""
    use = _uses[engine.dialect] = LockUse()

    def begin(connection: Connection) -> None:
        if connection.get_execution_options().get("writes"):
            _take(connection)

    def returned(_connection: object, record: Any) -> None:
        # A transaction returns its connection after its commit or rollback. A lost connection has no entry.
        since = record.info.pop(_SINCE, None)
        if since is not None:
            use.held_s += time.monotonic() - since

    event.listen(engine, "begin", begin)
    event.listen(engine, "checkin", returned)


def lock_use(engine: Engine) -> LockUse:
    """Return statistics of the engine's use of the lock. For SQLite, they are all zero."""
    return _uses.get(engine.dialect) or LockUse()


def take_write_lock(session: Session) -> None:
    """Take the write lock of PostgreSQL for a transaction, unless the transaction already holds it.

    If the reads of the transaction are being recorded, the lock is not taken here, but when the changes are sent. On
    SQLite, nothing is done.
    """
    engine = session.get_bind().engine
    connection = session.connection()
    if engine.dialect.name != "sqlite" and _SINCE not in connection.info and READS not in connection.info:
        _take(connection)


def note_lock(connection: Connection, began: float, held_s: float = 0.0) -> None:
    """Record that a transaction requested the lock at the time `began`, and has now held it for `held_s` seconds.

    `began` is a time of the monotonic clock, in seconds.
    """
    use = lock_use(connection.engine)
    since = connection.info[_SINCE] = time.monotonic() - held_s
    use.count += 1
    use.waited_s += max(0.0, since - began)


def _take(connection: Connection) -> None:
    began = time.monotonic()
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK_KEY})")
    note_lock(connection, began)

"""The compaction of PostgreSQL's search index, whose pages new entries leave a third empty.

The index is rebuilt after the number of entries has grown by a third. Meanwhile, notices are recorded and found as
usual. The comment of the index contains the number of entries for which it was last rebuilt.
"""

import logging
from collections.abc import Callable
from threading import Thread

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

logger = logging.getLogger(__name__)
FIRST = 10_000
"""The number of entries from which the index is rebuilt."""
_GROWTH = 4 / 3
_INDEX = "ix_search_entry_tokens"
_KEY = 0x6E77_0004
"""The key of the advisory lock of the process that rebuilds the index."""
_TICK_S = 0.2
_STATE = f"""SELECT pg_has_role(i.relowner, 'USAGE'), (SELECT count(*) FROM search_entry),
obj_description(i.oid, 'pg_class') FROM pg_class i WHERE i.oid = '{_INDEX}'::regclass"""  # noqa: S608
# An interrupted rebuild leaves an index that PostgreSQL updates, but does not use.
_LEFT = f"""SELECT c.oid::regclass FROM pg_index JOIN pg_class c ON c.oid = indexrelid
WHERE indrelid = 'search_entry'::regclass AND NOT indisvalid AND c.relname ~ '^{_INDEX}_cc(new|old)'"""  # noqa: S608


def compact_index(engine: Engine, stopped: Callable[[], bool]) -> bool:
    """Rebuild the search index if it has grown enough since the last time, and return whether it was rebuilt.

    The rebuilding is cancelled when `stopped` returns true. SQLite needs no rebuilding.
    """
    if engine.dialect.name == "sqlite":
        return False
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        if not connection.exec_driver_sql(f"SELECT pg_try_advisory_lock({_KEY})").scalar():
            return False
        try:
            return _compact(connection, stopped)
        except DBAPIError as error:
            if not stopped():
                said = "the search index could not be rebuilt: %s"
                logger.warning(said, error.orig, extra={"action": "search_index"})
            return False
        finally:
            # The lock belongs to the server's session, which the pool would keep.
            connection.invalidate()


def _compact(connection: Connection, stopped: Callable[[], bool]) -> bool:
    is_owner, entries, built = connection.exec_driver_sql(_STATE).one()
    if not is_owner:
        return False
    for (left,) in connection.exec_driver_sql(_LEFT).all():
        connection.exec_driver_sql(f"DROP INDEX CONCURRENTLY IF EXISTS {left}")
    if entries < max(FIRST, _GROWTH * int(built or 0)):
        return False
    _run(connection, f"REINDEX INDEX CONCURRENTLY {_INDEX}", stopped)
    connection.exec_driver_sql(f"COMMENT ON INDEX {_INDEX} IS '{entries:d}'")
    logger.info("rebuilt the search index of %d notices", entries, extra={"action": "search_index", "count": entries})
    return True


def _run(connection: Connection, sql: str, stopped: Callable[[], bool]) -> None:
    """Execute a statement that may take minutes, and cancel it when `stopped` returns true."""
    driver = connection.connection.driver_connection
    assert driver is not None
    failed: list[DBAPIError] = []

    def run() -> None:
        try:
            connection.exec_driver_sql(sql)
        except DBAPIError as error:
            failed.append(error)

    thread = Thread(target=run, daemon=True)
    thread.start()
    while thread.is_alive():
        thread.join(_TICK_S)
        if stopped():
            driver.cancel()
    if failed:
        raise failed[0]

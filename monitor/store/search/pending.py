"""The pending list of PostgreSQL's search index, which holds new entries until they are merged into the index.

PostgreSQL appends the tokens of each new entry to this list. By default, the transaction that fills the list merges it
into the index. That can take a second, during which other writers wait for the write lock. Therefore, the list may grow
larger than by default, and each process regularly merges it in a transaction without the write lock.
"""

import logging
from typing import Any

from sqlalchemy import Engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

logger = logging.getLogger(__name__)
MERGE_AFTER = 32
"""The number of new entries of a process after which the list is merged. Searches read the list from end to end."""
# By default, the entries of some 20,000 hits would be sorted on disk, and thousands of texts would be compared by one
# process, because PostgreSQL does not know how long that takes. Each further process takes some 10 ms to start.
_LIMITS = (
    "SET gin_pending_list_limit = '64MB'; SET work_mem = '16MB'; "
    "SET max_parallel_workers_per_gather = 1; SET parallel_setup_cost = 400"
)
_ENTRIES = "new_search_entries"
_KEY = 0x6E77_0005
"""The key of the advisory lock of the process that merges, so that others do not wait for it."""
_MERGE = f"""SELECT CASE WHEN pg_has_role(relowner, 'USAGE') AND pg_try_advisory_xact_lock({_KEY})
THEN gin_clean_pending_list(oid) END FROM pg_class WHERE oid = 'ix_search_entry_tokens'::regclass"""  # noqa: S608


def prepare_connections(engine: Engine) -> None:
    """Let the connections of `engine` sort in memory, compare many texts in parallel, and rarely merge the list."""

    def set_limits(connection: Any, _record: object) -> None:
        connection.execute(_LIMITS)
        connection.commit()

    event.listen(engine, "connect", set_limits)


def note_entry(session: Session) -> None:
    """Increase the number of search entries that the transaction of `session` adds to the index by one."""
    session.info[_ENTRIES] = session.info.get(_ENTRIES, 0) + 1


class PendingEntries:
    """A counter of the entries that this process has added since it last merged the pending list."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._count = 0

    def committed(self, session: Session) -> None:
        """Count the search entries that the transaction of `session` added, after it was committed.

        If enough entries were added since the pending list was last merged, merge it now.
        """
        self._count += session.info.get(_ENTRIES, 0)
        if self._count < MERGE_AFTER or self._engine.dialect.name == "sqlite":
            return
        self._count = 0
        try:
            with self._engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.exec_driver_sql(_MERGE)
        except DBAPIError as error:
            # The entries are found in the list as well; they are merged later.
            logger.debug("new entries could not be merged into the search index: %s", error.orig)

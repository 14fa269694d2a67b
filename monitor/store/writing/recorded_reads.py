"""Transactions that read before they take PostgreSQL's write lock, and then check that their reads are still current.

Deciding about a notice takes much longer than writing the decision. If the decision is made before the lock is taken,
other writers wait only while the reads are repeated and the changes are written.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection

from monitor.store.cluster.write_lock import LOCK_KEY, READS, note_lock

# The time at which the lock was obtained, because the answer arrives together with the answers to the repeated reads.
_LOCK = f"SELECT clock_timestamp() FROM pg_advisory_xact_lock({LOCK_KEY})"  # noqa: S608 - a constant
_TIME = "SELECT clock_timestamp()"
_ROW_LOCKS = (" FOR UPDATE", " FOR SHARE", " FOR NO KEY UPDATE", " FOR KEY SHARE")
Rows = list[tuple[bytes | None, ...]]


class StaleReadsError(Exception):
    """Another transaction has changed data that this transaction read before it took the lock."""


@dataclass
class RecordedReads:
    """The queries of a transaction, with the rows that they returned.

    `is_current` becomes true when the queries, repeated under the lock, have returned the same rows.
    """

    queries: list[tuple[str, Any, Rows]] = field(default_factory=list)
    is_current: bool = False

    def begin(self, connection: Connection) -> None:
        """Begin to record the queries of the transaction on this connection."""
        connection.info[READS] = self

    def record(self, sql: str, parameters: Any, cursor: Any) -> None:
        """Record a query that a cursor of the driver has executed."""
        self.queries.append((sql, parameters, _rows(cursor)))

    def expect(self, sql: str, parameters: Any, *rows: Sequence[str]) -> None:
        """Add a query that must return exactly the rows `rows` when it is repeated under the lock.

        The values in `rows` are given as text.
        """
        self.queries.append((sql, parameters, [tuple(value.encode() for value in row) for row in rows]))


class LockAndRepeat:
    """The statements of a pipeline that take the write lock and repeat the recorded reads."""

    def __init__(self, connection: Connection, reads: RecordedReads) -> None:
        self._connection = connection
        self._reads = reads
        self._began = time.monotonic()
        driver: Any = connection.connection.driver_connection
        self._locked = driver.cursor().execute(_LOCK)
        self._repeated = [driver.cursor().execute(sql, parameters) for sql, parameters, _ in reads.queries]
        self._read = driver.cursor().execute(_TIME)

    def verify(self) -> None:
        """Check, after the pipeline has ended, that the repeated reads returned the same rows as the recorded ones.

        Raises StaleReadsError if they did not.
        """
        [locked_at], [read_at] = self._locked.fetchone(), self._read.fetchone()
        note_lock(self._connection, self._began, (read_at - locked_at).total_seconds())
        for cursor, (_, _, rows) in zip(self._repeated, self._reads.queries, strict=True):
            if _rows(cursor) != rows:
                raise StaleReadsError
        self._reads.is_current = True


def reads_of(connection: Connection) -> RecordedReads | None:
    """Return the recorded reads of a transaction, or None if its reads are not recorded.

    The recording ends when the transaction takes the lock.
    """
    return connection.info.get(READS)


def end_recording(connection: Connection) -> RecordedReads | None:
    """Stop recording the reads of a transaction that is about to take the lock, and return the recorded reads.

    The result is None if the reads of the transaction are not recorded.
    """
    reads: RecordedReads | None = connection.info.pop(READS, None)
    return reads


def only_reads(sql: str) -> bool:
    """Return whether a statement neither changes data nor locks rows."""
    return sql.startswith("SELECT") and not any(lock in sql for lock in _ROW_LOCKS)


def _rows(cursor: Any) -> Rows:
    found = cursor.pgresult
    columns = range(found.nfields)
    return [tuple(found.get_value(row, column) for column in columns) for row in range(found.ntuples)]

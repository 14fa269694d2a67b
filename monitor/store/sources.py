"""The SQL repository of sources."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Executable, Row, and_, bindparam, delete, insert, or_, select, update
from sqlalchemy.orm import Session

from monitor.model import Outage, PollTimes, SourceRecord, Trouble
from monitor.model.sources import Rhythm
from monitor.store.batches import batches
from monitor.store.source_history import (
    rhythm_of,
    seen_of,
    trouble_of_row,
    written_rhythm,
    written_seen,
    written_trouble,
)
from monitor.store.tables import (
    FlappingRow,
    LocationRow,
    NoticeRow,
    OutageRow,
    PollRow,
    ReadingRow,
    RevisionRow,
    RevisitRow,
    SearchEntryRow,
    SourceRow,
)
from monitor.store.writing.deferred import execute_later

_AT_ONCE = 1000
"""The number of rows that are in memory at once when all sources are read."""
_LONGEST_POLL = timedelta(hours=1)
"""A duration that no poll reaches."""
_TABLES_OF_SOURCES = (NoticeRow, RevisionRow, LocationRow, ReadingRow, FlappingRow, RevisitRow, SearchEntryRow, PollRow)

# Statements are built once: building one takes longer than its execution. They use the table rather than SourceRow,
# because many rows are read and written for each poll, and the session's bookkeeping of each row costs more than both.
_TABLE = SourceRow.metadata.tables[SourceRow.__tablename__]
_COLUMNS = _TABLE.c
_NOW = bindparam("now", type_=_COLUMNS.due_at.type)
_IS_DUE = and_(_COLUMNS.due_at <= _NOW, or_(_COLUMNS.leased_until.is_(None), _COLUMNS.leased_until <= _NOW))
_SOME = _COLUMNS.id.in_(bindparam("ids", expanding=True))
_ROW_OF = bindparam("of", type_=_COLUMNS.id.type)
_ALL = select(_TABLE).order_by(_COLUMNS.id)
_TIMES = select(_COLUMNS.id, _COLUMNS.due_at, _COLUMNS.last_poll_at, _COLUMNS.failures).order_by(_COLUMNS.id)
_RHYTHMS = select(_COLUMNS.id, _COLUMNS.rhythm).where(_COLUMNS.rhythm.is_not(None))
_ONE = select(_TABLE).where(_COLUMNS.id == _ROW_OF)
_THESE = select(_TABLE).where(_SOME)
_DUE = select(_COLUMNS.id).where(_IS_DUE).order_by(_COLUMNS.due_at)
_LEASE = (
    update(_TABLE)
    .where(_SOME, _IS_DUE)
    .values(leased_until=bindparam("until"), lease_owner=bindparam("owner"))
    .returning(*_COLUMNS)
)
_RELEASE = (
    update(_TABLE).where(_COLUMNS.id == _ROW_OF).values(due_at=bindparam("due"), leased_until=None, lease_owner=None)
)
_UPDATE = update(_TABLE).where(_COLUMNS.id == _ROW_OF)


class SqlSourceRepository:
    """The repository of sources and their troubles."""

    def __init__(self, session: Session) -> None:
        self._session = session
        # The records of this transaction that were read or written last.
        self._held: dict[str, SourceRecord] = {}

    def get(self, source: str) -> SourceRecord | None:
        """Return the record of a source, or None if the source was never registered."""
        if source not in self._held:
            self._records(_ONE, {"of": source})
        return self._held.get(source)

    def _records(self, rows: Executable, parameters: Mapping[str, Any] | None = None) -> list[SourceRecord]:
        # By the connection, because a session's own work on a statement takes longer than the statement.
        records = [record_of(row) for row in self._session.connection().execute(rows, parameters)]
        self._held.update((record.id, record) for record in records)
        return records

    def overdue(self, before: datetime) -> list[SourceRecord]:
        """Return the sources with a due time before `before`, ordered by id. Leased sources are included."""
        return self._records(_ALL.where(_COLUMNS.due_at < before))

    def preload(self, sources: Sequence[str]) -> None:
        """Load these sources into the transaction's memory with one query."""
        for some in batches(sources):
            self._records(_THESE, {"ids": some})

    def all(self) -> list[SourceRecord]:
        """Return the records of all sources ever registered, ordered by id."""
        return [record_of(row) for row in self._session.execute(_ALL)]

    def times(self) -> Iterator[PollTimes]:
        """Yield the times of the last and next polls of all sources ever registered, ordered by id.

        The sources' other data is not loaded.
        """
        for row in self._session.execute(_TIMES, execution_options={"yield_per": _AT_ONCE}):
            yield PollTimes(*row)

    def rhythms(self) -> dict[str, Rhythm]:
        """Return the learnt publication rhythm of each source that has one, by source id."""
        rows = self._session.execute(_RHYTHMS, execution_options={"yield_per": _AT_ONCE})
        return {name: rhythm for name, written in rows if (rhythm := rhythm_of(written))}

    def register(self, source: str, due_at: datetime) -> None:
        """Register a source with the due time `due_at`, unless it is already registered."""
        if self.get(source) is None:
            values = {"id": source, "state": {}, "due_at": due_at, "failures": 0}
            self._session.execute(insert(_TABLE).values(values))

    def due(self, now: datetime) -> list[str]:
        """Return the ids of the sources that are due and not leased, ordered by due time."""
        return list(self._session.connection().scalars(_DUE, {"now": now}))

    def claim(self, sources: Sequence[str], now: datetime, lease_until: datetime, owner: str) -> list[SourceRecord]:
        """Lease sources to `owner` until `lease_until`, and return their records.

        Only those of the `sources` that are due at `now` and not leased are included.
        """
        lease = {"now": now, "until": lease_until, "owner": owner}
        claimed = [record for some in batches(sources) for record in self._records(_LEASE, lease | {"ids": some})]
        return sorted(claimed, key=lambda record: record.due_at or now)

    def release(self, source: str, due_at: datetime) -> None:
        """End the lease of a source, and set its due time to `due_at`."""
        self._session.execute(_RELEASE, {"of": source, "due": due_at})  # no row if it was renamed since it was leased
        self._held.pop(source, None)

    def rename(self, before: str, after: str) -> bool:
        """Change the id of a source from `before` to `after`, and return whether this was possible.

        The source keeps its state, notices and polls, but its lease ends. Events keep the previous id. The result is
        False if the id `after` is already in use.
        """
        if self.get(before) is None or self.get(after) is not None:
            return False
        for table in _TABLES_OF_SOURCES:
            self._session.execute(update(table).where(table.source_id == before).values(source_id=after))
        values = {"id": after, "leased_until": None, "lease_owner": None}
        self._session.execute(_UPDATE.values(values), {"of": before})
        self._session.expire_all()
        self._held.clear()
        return True

    def correct_times(self, due: Mapping[str, datetime], now: datetime) -> None:
        """Correct recorded times that are in the future after the system clock was set back.

        Such times are replaced by `now`. The time of a source's first successful poll is replaced by a slightly earlier
        time, because no alerts are sent for notices first seen before it. Leases and the due times of other sources are
        not changed.
        """
        self._held.clear()
        for source, due_at in due.items():
            self._session.execute(update(SourceRow).where(SourceRow.id == source).values(due_at=due_at))
        # A poll that began before this correction may have listed a new notice a moment before `now`.
        earlier = now - _LONGEST_POLL
        late = SourceRow.baseline_at > now
        self._session.execute(update(SourceRow).where(late).values(baseline_at=earlier))
        for name in ("last_poll_at", "last_success_at", "last_new_at", "trouble_since"):
            column: ColumnElement[datetime] = getattr(SourceRow, name)
            self._session.execute(update(SourceRow).where(column > now).values({name: now}))

    def put(self, record: SourceRecord) -> None:
        """Record a source's new state, and end its lease."""
        self.put_all([record])

    def put_all(self, records: Sequence[SourceRecord]) -> None:
        """Record the new states of sources, at most one record per source, and end their leases."""
        rows = []
        # In the order of ids, so that two transactions cannot wait for each other.
        for record in sorted(records, key=lambda record: record.id):
            rows.append({"of": record.id, **_values(record, self._held.get(record.id))})
            # The row may keep its due time, so a record without one is read again.
            if record.due_at:
                self._held[record.id] = record
            else:
                self._held.pop(record.id, None)
        for _, alike in groupby(rows, key=tuple):
            execute_later(self._session.connection(), _UPDATE, list(alike))

    def put_trouble(self, source: str, trouble: Trouble) -> None:
        """Record a source's trouble without changing its other data or its lease."""
        self._session.execute(_UPDATE, _trouble_values(trouble) | {"of": source})
        self._held.pop(source, None)

    def troubles(self) -> dict[str, Trouble]:
        """Return the current trouble of each source that has one, by source id."""
        columns = (
            SourceRow.id,
            SourceRow.trouble_code,
            SourceRow.trouble_detail,
            SourceRow.trouble_since,
            SourceRow.trouble_told,
            SourceRow.trouble_grouped,
            SourceRow.trouble_reminded_at,
        )
        rows = self._session.execute(select(*columns).where(SourceRow.trouble_code.is_not(None)))
        return {
            name: trouble_of_row(code, detail, at, told, grouped, reminded)
            for name, code, detail, at, told, grouped, reminded in rows
            if code and at
        }

    def bring_forward(self, sources: Sequence[str], due_at: datetime) -> None:
        """Set the due time of the sources to `due_at`, except sources that are leased or due earlier."""
        self._held.clear()
        for some in batches(sources):
            free = or_(SourceRow.leased_until.is_(None), SourceRow.leased_until <= due_at)
            self._session.execute(
                update(SourceRow).where(SourceRow.id.in_(some), free, SourceRow.due_at > due_at).values(due_at=due_at)
            )

    def outage(self) -> Outage | None:
        """Return the current network outage, or None if the network is up."""
        row = self._session.scalars(select(OutageRow)).first()
        return Outage(row.since, row.reminded_at) if row else None

    def put_outage(self, outage: Outage | None) -> None:
        """Record a network outage, or its end if `outage` is None."""
        self._session.execute(delete(OutageRow))
        if outage:
            self._session.add(OutageRow(since=outage.since, reminded_at=outage.reminded_at))
            self._session.flush()


def _values(record: SourceRecord, before: SourceRecord | None) -> dict[str, Any]:
    """Return the values to write for a record, by column name. `before` is the record now in the table, or None.

    Columns that contain JSON are left out if they have not changed.
    """
    values = {
        "baseline_at": record.baseline_at,
        "failures": record.failures,
        **_trouble_values(record.trouble),
        "last_poll_at": record.last_poll_at,
        "last_success_at": record.last_success_at,
        "last_new_at": record.last_new_at,
        "leased_until": None,
        "lease_owner": None,
    }
    if record.due_at:
        values["due_at"] = record.due_at
    if before is None or record.state != before.state:
        values["state"] = record.state
    if before is None or record.rhythm != before.rhythm:
        values["rhythm"] = written_rhythm(record.rhythm)
    if before is None or record.seen != before.seen:
        values["seen"] = written_seen(record.seen)
    return values


def _trouble_values(trouble: Trouble | None) -> dict[str, Any]:
    return {
        "trouble_code": trouble.code if trouble else None,
        "trouble_detail": written_trouble(trouble) if trouble else None,
        "trouble_since": trouble.since if trouble else None,
        "trouble_told": bool(trouble and trouble.told),
        "trouble_grouped": bool(trouble and trouble.grouped),
        "trouble_reminded_at": trouble.reminded_at if trouble else None,
    }


def record_of(row: SourceRow | Row[Any]) -> SourceRecord:
    """Return the record of a source from its row."""
    trouble = None
    if row.trouble_code and row.trouble_since:
        trouble = trouble_of_row(
            row.trouble_code,
            row.trouble_detail,
            row.trouble_since,
            row.trouble_told,
            row.trouble_grouped,
            row.trouble_reminded_at,
        )
    return SourceRecord(
        id=row.id,
        state=row.state,
        baseline_at=row.baseline_at,
        due_at=row.due_at,
        failures=row.failures,
        trouble=trouble,
        last_poll_at=row.last_poll_at,
        last_success_at=row.last_success_at,
        last_new_at=row.last_new_at,
        rhythm=rhythm_of(row.rhythm),
        seen=seen_of(row.seen),
    )

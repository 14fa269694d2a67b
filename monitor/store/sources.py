"""The SQL repository of sources."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from monitor.model import Outage, SourceRecord, Trouble
from monitor.model.reasons import trouble_reason, write_reason
from monitor.store.batches import batches
from monitor.store.source_history import rhythm_of, seen_of, written_rhythm, written_seen
from monitor.store.tables import (
    LookRow,
    NoticeRow,
    OutageRow,
    PlaceRow,
    PollRow,
    ReadingRow,
    RevisionRow,
    SearchEntryRow,
    SourceRow,
    UnrestRow,
)

_LONGEST_POLL = timedelta(hours=1)
"""A duration that no poll reaches."""
_TABLES_OF_SOURCES = (NoticeRow, RevisionRow, PlaceRow, ReadingRow, UnrestRow, LookRow, SearchEntryRow, PollRow)


class SqlSourceRepository:
    """The repository of sources and their troubles."""

    def __init__(self, session: Session) -> None:
        self._session = session
        # Sources loaded in this transaction, with their records at that time. A session keeps no unreferenced rows.
        self._held: dict[str, tuple[SourceRow, SourceRecord]] = {}

    def get(self, source: str) -> SourceRecord | None:
        """Return the record of a source, or None if the source was never registered."""
        row = self._session.get(SourceRow, source)
        if row is None:
            return None
        self._held[source] = row, _record(row)
        return self._held[source][1]

    def overdue(self, before: datetime) -> list[SourceRecord]:
        """Return the sources that were due before `before`, whether leased or not, ordered by id."""
        rows = select(SourceRow).where(SourceRow.due_at < before).order_by(SourceRow.id)
        return [_record(row) for row in self._session.scalars(rows)]

    def preload(self, sources: Sequence[str]) -> None:
        """Load these sources into the transaction's memory with one query."""
        for some in batches(sources):
            for row in self._session.scalars(select(SourceRow).where(SourceRow.id.in_(some))):
                self._held[row.id] = row, _record(row)

    def all(self) -> list[SourceRecord]:
        """Return the records of all sources ever registered, ordered by id."""
        return [_record(row) for row in self._session.scalars(select(SourceRow).order_by(SourceRow.id))]

    def register(self, source: str, due_at: datetime) -> None:
        """Register a source with the due time `due_at`, unless it is already registered."""
        if self._session.get(SourceRow, source) is None:
            self._session.add(SourceRow(id=source, due_at=due_at))
            self._session.flush()

    def due(self, now: datetime) -> list[str]:
        """Return the ids of the sources that are due and not leased, ordered by due time."""
        return list(self._session.scalars(select(SourceRow.id).where(_is_due(now)).order_by(SourceRow.due_at)))

    def claim(self, sources: Sequence[str], now: datetime, lease_until: datetime, owner: str) -> list[SourceRecord]:
        """Lease those sources that are still due and not leased, and return their records."""
        claimed: list[SourceRow] = []
        for some in batches(sources):
            claimed += self._session.scalars(
                select(SourceRow).where(SourceRow.id.in_(some), _is_due(now)).order_by(SourceRow.due_at)
            )
        for row in claimed:
            row.leased_until = lease_until
            row.lease_owner = owner
        return [_record(row) for row in claimed]

    def release(self, source: str, due_at: datetime) -> None:
        """End the lease of a source, and set its due time to `due_at`."""
        row = self._session.get(SourceRow, source)
        if row is None:
            return  # renamed since it was leased
        row.due_at = due_at
        row.leased_until = None
        row.lease_owner = None

    def rename(self, before: str, after: str) -> bool:
        """Give a source another id, with its state, notices and polls; return false if `after` is known already.

        Events keep the id of their time. The lease of the source ends.
        """
        row = self._session.get(SourceRow, before)
        if row is None or self._session.get(SourceRow, after) is not None:
            return False
        for table in _TABLES_OF_SOURCES:
            self._session.execute(update(table).where(table.source_id == before).values(source_id=after))
        values = {"id": after, "leased_until": None, "lease_owner": None}
        self._session.execute(update(SourceRow).where(SourceRow.id == before).values(values))
        self._session.expire_all()
        return True

    def correct_times(self, due: Mapping[str, datetime], now: datetime) -> None:
        """Set the due times of the sources in `due`, and limit all other times of all sources to `now`.

        Leases are not changed. The limit matters, for example, because a baseline time in the future would suppress the
        alerts of all notices found before it.
        """
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
        row = self._session.get_one(SourceRow, record.id)
        before = self._held[record.id][1] if record.id in self._held else None
        row.state = record.state
        row.baseline_at = record.baseline_at
        row.failures = record.failures
        row.due_at = record.due_at or row.due_at
        _set_trouble(row, record.trouble)
        row.last_poll_at = record.last_poll_at
        row.last_success_at = record.last_success_at
        row.last_new_at = record.last_new_at
        if before is None or (record.rhythm, record.seen) != (before.rhythm, before.seen):
            row.rhythm = written_rhythm(record.rhythm)
            row.seen = written_seen(record.seen)
        row.leased_until = row.lease_owner = None

    def put_trouble(self, source: str, trouble: Trouble) -> None:
        """Record a source's trouble without changing its other data or its lease."""
        _set_trouble(self._session.get_one(SourceRow, source), trouble)

    def troubles(self) -> dict[str, Trouble]:
        """Return the present troubles by source id."""
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
            name: Trouble(trouble_reason(code, detail), at, told, grouped, reminded)
            for name, code, detail, at, told, grouped, reminded in rows
            if code and at
        }

    def bring_forward(self, sources: Sequence[str], due_at: datetime) -> None:
        """Set the due time of the sources to `due_at`, except sources that are leased or due earlier."""
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


def _set_trouble(row: SourceRow, trouble: Trouble | None) -> None:
    row.trouble_code = trouble.code if trouble else None
    row.trouble_detail = write_reason(trouble.reason) if trouble else None
    row.trouble_since = trouble.since if trouble else None
    row.trouble_told = bool(trouble and trouble.told)
    row.trouble_grouped = bool(trouble and trouble.grouped)
    row.trouble_reminded_at = trouble.reminded_at if trouble else None


def _is_due(now: datetime) -> ColumnElement[bool]:
    free = or_(SourceRow.leased_until.is_(None), SourceRow.leased_until <= now)
    return and_(SourceRow.due_at <= now, free)


def _record(row: SourceRow) -> SourceRecord:
    trouble = None
    if row.trouble_code and row.trouble_since:
        trouble = Trouble(
            trouble_reason(row.trouble_code, row.trouble_detail),
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

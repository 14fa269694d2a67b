"""The SQL repositories of events and heartbeats."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, cast

from sqlalchemy import Table, delete, func, insert, select
from sqlalchemy.orm import Session

from monitor.model import Beat, Event, EventKind
from monitor.model.configuration import ConfigEntry, ConfigKind
from monitor.model.events import NewEvent
from monitor.store.batches import LIMIT, batches
from monitor.store.cluster.write_lock import take_write_lock
from monitor.store.tables import ConfigEntryRow, EventRow, HeartbeatRow, PositionRow
from monitor.store.writing.deferred import execute_later
from monitor.store.writing.upsert import insert_into

_ADD_EVENT = insert(cast(Table, EventRow.__table__)).inline()  # the id is not needed
# Columns instead of objects of the session, because there may be a hundred thousand entries.
_ENTRY_COLUMNS = (ConfigEntryRow.kind, ConfigEntryRow.id, ConfigEntryRow.fields)


class SqlEventRepository:
    """The repository of the event log and its readers' positions."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self, kind: EventKind, at: datetime, source: str | None, notice: int | None, detail: dict[str, Any]
    ) -> None:
        """Append an event of the given kind at the time `at` to the event log.

        `source` and `notice` are the ids of the source and the notice that the event is about, or None. `detail`
        contains further data.
        """
        self.add_all([NewEvent(kind, at, source, notice, detail)])

    def add_all(self, events: Sequence[NewEvent]) -> None:
        """Append events in the given order."""
        if events:
            take_write_lock(self._session)
            execute_later(self._session.connection(), _ADD_EVENT, list(map(_row, events)))

    def after(self, position: int, limit: int) -> list[Event]:
        """Return at most `limit` events with an id greater than `position`, in ascending order of ids."""
        rows = self._session.scalars(select(EventRow).where(EventRow.id > position).order_by(EventRow.id).limit(limit))
        return list(map(_event, rows))

    def of_list(self, name: str, limit: int) -> list[Event]:
        """Return at most `limit` events about the living list with the id `name`, the latest first."""
        query = select(EventRow).where(EventRow.list_id == name).order_by(EventRow.id.desc()).limit(limit)
        return list(map(_event, self._session.scalars(query)))

    def last_id(self) -> int:
        """Return the id of the latest event, or 0 if there are no events."""
        return self._session.scalar(select(func.max(EventRow.id))) or 0

    def counts(self, position: int) -> dict[str, int]:
        """Return for each kind of event how many events have an id greater than `position`."""
        rows = select(EventRow.kind, func.count()).where(EventRow.id > position).group_by(EventRow.kind)
        return {str(kind): int(count) for kind, count in self._session.execute(rows)}

    def position(self, name: str) -> int | None:
        """Return the id of the last event that a reader of the event log has read, or None if none is recorded.

        `name` is the name of the reader.
        """
        row = self._session.get(PositionRow, name)
        return row.event_id if row else None

    def put_position(self, name: str, event: int | None) -> None:
        """Record the id of the last event that a reader of the event log has read.

        `name` is the name of the reader. If `event` is None, the recorded position of this reader is removed.
        """
        if event is None:
            self._session.execute(delete(PositionRow).where(PositionRow.name == name))
        else:
            self._session.merge(PositionRow(name=name, event_id=event))


def _row(event: NewEvent) -> dict[str, Any]:
    return {
        "at": event.at,
        "kind": event.kind,
        "source_id": event.source,
        "notice_id": event.notice,
        "detail": event.detail,
        "list_id": event.detail["list"] if event.kind.startswith("list.") else None,
    }


def _event(row: EventRow) -> Event:
    return Event(row.id, row.at, cast(EventKind, row.kind), row.source_id, row.notice_id, row.detail)


class SqlConfigurationRepository:
    """The repository of recorded configuration entries, with which a new configuration is compared."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def is_empty(self) -> bool:
        """Return whether no configuration has been recorded yet."""
        return self._session.execute(select(ConfigEntryRow.kind).limit(1)).first() is None

    def each(self) -> Iterator[ConfigEntry]:
        """Yield all recorded entries, ordered by kind and id."""
        rows = select(*_ENTRY_COLUMNS).order_by(ConfigEntryRow.kind, ConfigEntryRow.id)
        for row in self._session.execute(rows, execution_options={"yield_per": LIMIT}):
            yield ConfigEntry(*row)

    def some(self, kind: ConfigKind, ids: Sequence[str]) -> list[ConfigEntry]:
        """Return the recorded entries of this kind that have one of these ids, ordered by id."""
        found: list[ConfigEntry] = []
        for names in batches(sorted(ids)):
            rows = select(*_ENTRY_COLUMNS).where(ConfigEntryRow.kind == kind, ConfigEntryRow.id.in_(names))
            found += [ConfigEntry(*row) for row in self._session.execute(rows.order_by(ConfigEntryRow.id))]
        return found

    def put(self, entries: Iterable[ConfigEntry]) -> None:
        """Record these entries. Recorded entries with the same kind and id are replaced."""
        added = insert_into(self._session.get_bind().dialect.name, ConfigEntryRow)
        statement = added.on_conflict_do_update(index_elements=["kind", "id"], set_={"fields": added.excluded.fields})
        left = iter(entries)
        while some := list(islice(left, LIMIT)):
            rows = [{"kind": entry.kind, "id": entry.id, "fields": dict(entry.fields)} for entry in some]
            self._session.execute(statement, rows)

    def remove(self, kind: ConfigKind, ids: Sequence[str]) -> None:
        """Remove the recorded entries of this kind that have one of these ids."""
        for names in batches(ids):
            self._session.execute(
                delete(ConfigEntryRow).where(ConfigEntryRow.kind == kind, ConfigEntryRow.id.in_(names))
            )


class SqlHeartbeatRepository:
    """The repository of the heartbeats of running daemons."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, beat: Beat) -> None:
        """Record the heartbeat of a daemon, replacing its previous heartbeat."""
        self._session.merge(HeartbeatRow(owner=beat.owner, started_at=beat.started_at, at=beat.at, detail=beat.detail))

    def drop(self, owners: Sequence[str]) -> None:
        """Remove the heartbeats of the daemons with these owner names."""
        self._session.execute(delete(HeartbeatRow).where(HeartbeatRow.owner.in_(owners)))

    def all(self) -> list[Beat]:
        """Return the heartbeats of all daemons, the latest first."""
        rows = self._session.scalars(select(HeartbeatRow).order_by(HeartbeatRow.at.desc()))
        return [Beat(row.owner, row.started_at, row.at, row.detail) for row in rows]

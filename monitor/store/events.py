"""The SQL repositories of events and heartbeats."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete, func, insert, select
from sqlalchemy.orm import Session

from monitor.model import Beat, Event, EventKind
from monitor.model.configuration import ConfigEntry, ConfigKind
from monitor.model.events import NewEvent
from monitor.store.batches import batches
from monitor.store.cluster.write_lock import take_write_lock
from monitor.store.tables import ConfigEntryRow, EventRow, HeartbeatRow, PositionRow
from monitor.store.writing.deferred import execute_later

_ADD_EVENT = insert(cast(Table, EventRow.__table__)).inline()  # the id is not needed


class SqlEventRepository:
    """The repository of the event log and its readers' positions."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self, kind: EventKind, at: datetime, source: str | None, notice: int | None, detail: dict[str, Any]
    ) -> None:
        """Append an event."""
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
        """Return at most `limit` events of a living list, the latest first."""
        query = select(EventRow).where(EventRow.list_id == name).order_by(EventRow.id.desc()).limit(limit)
        return list(map(_event, self._session.scalars(query)))

    def last_id(self) -> int:
        """Return the id of the latest event, or 0 if there are no events."""
        return self._session.scalar(select(func.max(EventRow.id))) or 0

    def counts(self, position: int) -> dict[str, int]:
        """Return the number of events with an id greater than `position`, by kind."""
        rows = select(EventRow.kind, func.count()).where(EventRow.id > position).group_by(EventRow.kind)
        return {str(kind): int(count) for kind, count in self._session.execute(rows)}

    def position(self, name: str) -> int | None:
        """Return the id of the last event that the reader `name` has read, or None if no position is recorded."""
        row = self._session.get(PositionRow, name)
        return row.event_id if row else None

    def put_position(self, name: str, event: int | None) -> None:
        """Record the last event that the reader `name` has read, or remove the reader's position if `event` is None."""
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
    """The repository of the configuration's entries as last seen."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def all(self) -> list[ConfigEntry]:
        """Return the entries, ordered by kind and id."""
        rows = self._session.scalars(select(ConfigEntryRow).order_by(ConfigEntryRow.kind, ConfigEntryRow.id))
        return [ConfigEntry(cast(ConfigKind, row.kind), row.id, row.fields) for row in rows]

    def replace(self, entries: Sequence[ConfigEntry]) -> None:
        """Record these entries in place of all others."""
        self._session.execute(delete(ConfigEntryRow))
        for some in batches(entries):
            rows = [{"kind": entry.kind, "id": entry.id, "fields": dict(entry.fields)} for entry in some]
            self._session.execute(insert(ConfigEntryRow), rows)


class SqlHeartbeatRepository:
    """The repository of the heartbeats of running daemons."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, beat: Beat) -> None:
        """Record the heartbeat of a daemon, replacing its previous heartbeat."""
        self._session.merge(HeartbeatRow(owner=beat.owner, started_at=beat.started_at, at=beat.at, detail=beat.detail))

    def drop(self, owners: Sequence[str]) -> None:
        """Remove the heartbeats of these daemons."""
        self._session.execute(delete(HeartbeatRow).where(HeartbeatRow.owner.in_(owners)))

    def all(self) -> list[Beat]:
        """Return the heartbeats of all daemons, the latest first."""
        rows = self._session.scalars(select(HeartbeatRow).order_by(HeartbeatRow.at.desc()))
        return [Beat(row.owner, row.started_at, row.at, row.detail) for row in rows]

"""The event log and the heartbeats of daemons, in the database."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Table, delete, func, insert, select
from sqlalchemy.orm import Session

from monitor.model import Beat, Event, EventKind
from monitor.store.tables import BeatRow, EventRow, PositionRow

_ADD_EVENT = insert(cast(Table, EventRow.__table__))


class SqlEventRepository:
    """The event log and its readers' positions."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(
        self, kind: EventKind, at: datetime, source: str | None, notice: int | None, detail: dict[str, Any]
    ) -> None:
        """Append an event."""
        row = {"at": at, "kind": kind, "source_id": source, "notice_id": notice, "detail": detail}
        self._session.connection().execute(_ADD_EVENT, row)

    def after(self, position: int, limit: int) -> list[Event]:
        """Return the events with a larger id than `position`, in order."""
        rows = self._session.scalars(select(EventRow).where(EventRow.id > position).order_by(EventRow.id).limit(limit))
        return [Event(row.id, row.at, row.kind, row.source_id, row.notice_id, row.detail) for row in rows]  # type: ignore[arg-type]

    def last_id(self) -> int:
        """Return the id of the latest event; 0 if there is none."""
        return self._session.scalar(select(func.max(EventRow.id))) or 0

    def counts(self, position: int) -> dict[str, int]:
        """Return how many events of each kind have a larger id than `position`."""
        rows = select(EventRow.kind, func.count()).where(EventRow.id > position).group_by(EventRow.kind)
        return {str(kind): int(count) for kind, count in self._session.execute(rows)}

    def position(self, name: str) -> int | None:
        """Return the position of a reader in the event log; None if it never read any."""
        row = self._session.get(PositionRow, name)
        return row.event_id if row else None

    def put_position(self, name: str, event: int | None) -> None:
        """Record the position of a reader in the event log; None removes it."""
        if event is None:
            self._session.execute(delete(PositionRow).where(PositionRow.name == name))
        else:
            self._session.merge(PositionRow(name=name, event_id=event))


class SqlHeartbeatRepository:
    """Heartbeats of running daemons."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, beat: Beat) -> None:
        """Record the heartbeat of a daemon in place of its previous one."""
        self._session.merge(BeatRow(owner=beat.owner, started_at=beat.started_at, at=beat.at, detail=beat.detail))

    def drop(self, owners: Sequence[str]) -> None:
        """Remove the heartbeats of these daemons."""
        self._session.execute(delete(BeatRow).where(BeatRow.owner.in_(owners)))

    def all(self) -> list[Beat]:
        """Return all heartbeats, the latest first."""
        rows = self._session.scalars(select(BeatRow).order_by(BeatRow.at.desc()))
        return [Beat(row.owner, row.started_at, row.at, row.detail) for row in rows]

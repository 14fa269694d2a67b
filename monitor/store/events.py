"""The event log and daemons' signs of life, in the database."""

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
        """Appends an event."""
        row = {"at": at, "kind": kind, "source_id": source, "notice_id": notice, "detail": detail}
        self._session.connection().execute(_ADD_EVENT, row)

    def after(self, position: int, limit: int) -> list[Event]:
        """Events with a larger id than `position`, in order."""
        rows = self._session.scalars(select(EventRow).where(EventRow.id > position).order_by(EventRow.id).limit(limit))
        return [Event(row.id, row.at, row.kind, row.source_id, row.notice_id, row.detail) for row in rows]  # type: ignore[arg-type]

    def last_id(self) -> int:
        """The id of the latest event; 0 when there is none."""
        return self._session.scalar(select(func.max(EventRow.id))) or 0

    def counts(self, position: int) -> dict[str, int]:
        """How many events of each kind there are with a larger id than `position`."""
        rows = select(EventRow.kind, func.count()).where(EventRow.id > position).group_by(EventRow.kind)
        return {str(kind): int(count) for kind, count in self._session.execute(rows)}

    def position(self, name: str) -> int | None:
        """How far somebody has followed the events; None when they never did."""
        row = self._session.get(PositionRow, name)
        return row.event_id if row else None

    def put_position(self, name: str, event: int | None) -> None:
        """Notes how far somebody has followed the events; None forgets it."""
        if event is None:
            self._session.execute(delete(PositionRow).where(PositionRow.name == name))
        else:
            self._session.merge(PositionRow(name=name, event_id=event))


class SqlHeartbeatRepository:
    """Signs of life of running daemons."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, beat: Beat) -> None:
        """Notes the sign of life of a daemon in place of its last one."""
        self._session.merge(BeatRow(owner=beat.owner, started_at=beat.started_at, at=beat.at, detail=beat.detail))

    def drop(self, owners: Sequence[str]) -> None:
        """Forgets these daemons."""
        self._session.execute(delete(BeatRow).where(BeatRow.owner.in_(owners)))

    def all(self) -> list[Beat]:
        """The signs of life there are, the latest first."""
        rows = self._session.scalars(select(BeatRow).order_by(BeatRow.at.desc()))
        return [Beat(row.owner, row.started_at, row.at, row.detail) for row in rows]

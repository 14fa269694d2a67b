"""The store on SQLAlchemy: transactions for reading and for writing."""

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, cast

from sqlalchemy import Engine, Table, delete, func, insert, select, union, update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from monitor.errors import StoreError
from monitor.model import Beat, Event, EventKind
from monitor.store.alerts import AlertQueries
from monitor.store.channels import ChannelQueries
from monitor.store.deadlines import DeadlineQueries
from monitor.store.deliveries import DeliveryQueries
from monitor.store.flapping import UnrestQueries
from monitor.store.identity import IdentityQueries
from monitor.store.lock import sole
from monitor.store.notices import NoticeQueries
from monitor.store.retention import KeepingQueries
from monitor.store.revisits import LookQueries
from monitor.store.sources import SourceQueries
from monitor.store.subscription_stats import StandingQueries
from monitor.store.tables import BeatRow, DeliveryRow, EventRow, PositionRow, SourceRow

_ADD_EVENT = insert(cast(Table, EventRow.__table__))


class SqlTransaction(
    SourceQueries,
    NoticeQueries,
    LookQueries,
    IdentityQueries,
    DeadlineQueries,
    AlertQueries,
    DeliveryQueries,
    ChannelQueries,
    StandingQueries,
    KeepingQueries,
    UnrestQueries,
):
    """The port's `Transaction` on one session."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.held = {}

    def add_event(
        self, kind: EventKind, at: datetime, source: str | None, notice: int | None, detail: dict[str, Any]
    ) -> None:
        """Appends an event."""
        row = {"at": at, "kind": kind, "source_id": source, "notice_id": notice, "detail": detail}
        self.session.connection().execute(_ADD_EVENT, row)

    def events_after(self, position: int, limit: int) -> list[Event]:
        """Events with a larger id than `position`, in order."""
        rows = self.session.scalars(select(EventRow).where(EventRow.id > position).order_by(EventRow.id).limit(limit))
        return [Event(row.id, row.at, row.kind, row.source_id, row.notice_id, row.detail) for row in rows]  # type: ignore[arg-type]

    def last_event(self) -> int:
        """The id of the latest event; 0 when there is none."""
        return self.session.scalar(select(func.max(EventRow.id))) or 0

    def event_counts(self, position: int) -> dict[str, int]:
        """How many events of each kind there are with a larger id than `position`."""
        rows = select(EventRow.kind, func.count()).where(EventRow.id > position).group_by(EventRow.kind)
        return {str(kind): int(count) for kind, count in self.session.execute(rows)}

    def position(self, name: str) -> int | None:
        """How far somebody has followed the events; None when they never did."""
        row = self.session.get(PositionRow, name)
        return row.event_id if row else None

    def put_position(self, name: str, event: int | None) -> None:
        """Notes how far somebody has followed the events; None forgets it."""
        if event is None:
            self.session.execute(delete(PositionRow).where(PositionRow.name == name))
        else:
            self.session.merge(PositionRow(name=name, event_id=event))

    def put_beat(self, beat: Beat) -> None:
        """Notes the sign of life of a daemon in place of its last one."""
        self.session.merge(BeatRow(owner=beat.owner, started_at=beat.started_at, at=beat.at, detail=beat.detail))

    def drop_beats(self, owners: Sequence[str]) -> None:
        """Forgets these daemons."""
        self.session.execute(delete(BeatRow).where(BeatRow.owner.in_(owners)))

    def beats(self) -> list[Beat]:
        """The signs of life there are, the latest first."""
        rows = self.session.scalars(select(BeatRow).order_by(BeatRow.at.desc()))
        return [Beat(row.owner, row.started_at, row.at, row.detail) for row in rows]

    def release_leases(self, owners: Sequence[str]) -> None:
        """Ends all leases of these owners."""
        for table in (SourceRow, DeliveryRow):
            self.session.execute(
                update(table).where(table.lease_owner.in_(owners)).values(lease_owner=None, leased_until=None)
            )

    def lease_owners(self) -> list[str]:
        """Who holds leases."""
        owners = union(
            *(select(table.lease_owner).where(table.lease_owner.is_not(None)) for table in (SourceRow, DeliveryRow))
        )
        return sorted(self.session.scalars(owners))


class SqlStore:
    """The port's `Store` on an engine made by `open_store`."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self._writer = engine.execution_options(writes=True)
        self._file = _identity(engine)

    @contextmanager
    def reading(self) -> Iterator[SqlTransaction]:
        """A transaction that only reads."""
        with _faults(), Session(self.engine) as session:
            yield SqlTransaction(session)

    @contextmanager
    def writing(self) -> Iterator[SqlTransaction]:
        """A transaction that holds the store's write lock from its beginning."""
        with _faults(), Session(self._writer) as session, session.begin():
            yield SqlTransaction(session)

    @contextmanager
    def rehearsing(self) -> Iterator[SqlTransaction]:
        """As `writing`, but nothing is kept."""
        with _faults(), Session(self._writer) as session:
            yield SqlTransaction(session)
            session.flush()
            session.rollback()

    def verify(self) -> None:
        """Raises StoreError when the database's file is no longer the one that was opened: what is written would be
        lost without a word."""
        if self._file and _identity(self.engine) != self._file:
            raise StoreError(f"the database {self.engine.url.database} was removed or replaced while it was in use")

    def sole(self) -> AbstractContextManager[None]:
        """Holds the lock of the one daemon. Raises DatabaseBusyError when another daemon has it."""
        return sole(self.engine)

    def close(self) -> None:
        """Closes all connections."""
        self.engine.dispose()


def _identity(engine: Engine) -> tuple[int, int] | None:
    path = engine.url.database
    if engine.dialect.name != "sqlite" or not path or path == ":memory:":
        return None
    try:
        found = Path(path).stat()
    except OSError:
        return (0, 0)
    return found.st_dev, found.st_ino


@contextmanager
def _faults() -> Iterator[None]:
    try:
        yield
    except DBAPIError as error:
        raise StoreError(f"the database failed: {' '.join(str(error.orig).split())}") from error


class Rehearsal:
    """A store of which nothing stays: for dry runs, which then go the way of real ones."""

    def __init__(self, store: SqlStore) -> None:
        self.reading = store.reading
        self.writing = store.rehearsing

"""The SQL repository of turns."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import cast

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from monitor.errors import StaleEpochError
from monitor.model.turns import TurnKind, TurnLease, TurnRecord
from monitor.runtime.clock import utc_now
from monitor.store.tables import DeliveryRow, SourceRow, TurnRow
from monitor.store.writing.recorded_reads import RecordedReads
from monitor.store.writing.upsert import insert_into

_EPOCH = "SELECT epoch FROM turn WHERE kind = %(kind)s AND key = %(key)s FOR SHARE"


class SqlTurnRepository:
    """The repository of turns, which are temporary rights of a worker to do certain work.

    A turn is held under a lease, which ends unless it is renewed. Whether it has ended is decided by the clock of the
    database, because the clocks of different hosts may differ.
    """

    def __init__(self, session: Session) -> None:
        self._session = session

    def now(self) -> datetime:
        """Return the time of the database's clock."""
        if self._session.get_bind().dialect.name == "sqlite":
            return utc_now()  # the file is on this host
        now: datetime = self._session.execute(select(func.clock_timestamp())).scalar_one()
        return now

    def take(self, kind: TurnKind, key: str, owner: str, duration: timedelta) -> TurnLease | None:
        """Lease the turn of this kind and key for `duration`, or return None if an earlier lease has not ended.

        The new lease has a higher epoch than all earlier leases of the same kind and key. Leases on sources and
        deliveries that remain from these earlier leases are ended.
        """
        row = self._session.get(TurnRow, (kind, key), with_for_update=True) or self._added(kind, key)
        now = self.now()
        if row.leased_until is not None and row.leased_until > now:
            return None
        ended = row.ended_at or row.leased_until
        before = row.owner
        row.epoch = row.epoch + 1
        row.owner = owner
        row.leased_until = now + duration
        row.ended_at = None
        self._session.flush()
        self._end_leases_of_former_turns(kind, key)
        rested = None if ended is None else max(now - ended, timedelta(0))
        return TurnLease(kind, key, row.epoch, owner, rested, before is not None and before != owner)

    def _added(self, kind: TurnKind, key: str) -> TurnRow:
        insert = insert_into(self._session.get_bind().dialect.name, TurnRow)
        row = {"kind": kind, "key": key, "epoch": 0, "failures": 0, "told": False}
        # Another process may add it at the same time.
        self._session.execute(insert.values(row).on_conflict_do_nothing())
        return self._session.get_one(TurnRow, (kind, key), with_for_update=True)

    def _end_leases_of_former_turns(self, kind: TurnKind, key: str) -> None:
        ended = {"lease_owner": None, "leased_until": None}
        if kind == "crawl":
            left = (SourceRow.shard == int(key), SourceRow.lease_owner.like("turn/%"))
            self._session.execute(update(SourceRow).where(*left).values(ended))
        elif kind == "deliver":
            unsent = (
                DeliveryRow.status == "queued",
                DeliveryRow.channel == key,
                DeliveryRow.lease_owner.like("turn/%"),
            )
            self._session.execute(update(DeliveryRow).where(*unsent).values(ended))

    def renew(self, lease: TurnLease, duration: timedelta) -> None:
        """Extend the lease so that it ends `duration` from now.

        Raises StaleEpochError if the turn has a newer lease.
        """
        self._own(lease).leased_until = self.now() + duration

    def check(self, lease: TurnLease) -> None:
        """Raise StaleEpochError if the turn has a newer lease.

        If it has none, no other process can lease the turn until the transaction ends.
        """
        epoch = select(TurnRow.epoch).filter_by(kind=lease.kind, key=lease.key)
        if self._session.scalar(epoch.with_for_update(read=True)) != lease.epoch:
            raise StaleEpochError(lease.kind, lease.key, lease.epoch)

    def check_later(self, lease: TurnLease, reads: RecordedReads) -> None:
        """Have the lease checked in the same way as by `check`, but only when the transaction takes the write lock.

        At that time, the reads that are recorded in `reads` are repeated. The check is added to them as one more read.
        """
        reads.expect(_EPOCH, {"kind": lease.kind, "key": lease.key}, [str(lease.epoch)])

    def _own(self, lease: TurnLease) -> TurnRow:
        row = self._session.get(TurnRow, (lease.kind, lease.key), with_for_update=True, populate_existing=True)
        if row is None or row.epoch != lease.epoch:
            raise StaleEpochError(lease.kind, lease.key, lease.epoch)
        return row

    def release(self, lease: TurnLease, due_at: datetime | None, error: str | None = None) -> int:
        """End the lease of a turn, and return the number of consecutive failed turns.

        `due_at` is the time at which the next turn is due. If this turn failed, `error` is the reason. Raises
        StaleEpochError if the turn has a newer lease.
        """
        row = self._own(lease)
        row.leased_until = None
        row.ended_at = self.now()
        row.due_at = due_at
        row.failures = row.failures + 1 if error else 0
        row.error = error
        return row.failures

    def all(self, kind: TurnKind | None = None) -> list[TurnRecord]:
        """Return the last turn of each kind and key (such as a shard or channel), ordered by kind and key.

        If `kind` is given, only turns of that kind are returned.
        """
        rows = select(TurnRow).order_by(TurnRow.kind, TurnRow.key)
        return [_record(row) for row in self._session.scalars(rows if kind is None else rows.filter_by(kind=kind))]

    def put_told(self, kind: TurnKind, keys: Sequence[str], told: bool) -> None:
        """Record whether the operator was informed that no worker takes the turns of this kind with these keys.

        This can also be recorded for keys for which no turn was ever taken.
        """
        if told:
            for key in keys:
                if self._session.get(TurnRow, (kind, key)) is None:
                    self._added(kind, key)
        self._session.execute(update(TurnRow).filter_by(kind=kind).where(TurnRow.key.in_(keys)).values(told=told))


def _record(row: TurnRow) -> TurnRecord:
    return TurnRecord(
        cast(TurnKind, row.kind),
        row.key,
        row.epoch,
        row.owner,
        row.leased_until,
        row.ended_at,
        row.due_at,
        row.failures,
        row.error,
        row.told,
    )

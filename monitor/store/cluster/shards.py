"""The SQL repository of the shards of sources."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Executable, bindparam, exists, func, insert, or_, select, true, update
from sqlalchemy.orm import Session

from monitor.errors import StaleEpochError
from monitor.model import SourceRecord
from monitor.model.turns import TurnLease
from monitor.store.batches import batches
from monitor.store.cluster.turns import SqlTurnRepository
from monitor.store.sources import record_of
from monitor.store.tables import SourceRow, TurnRow

# Built once, and with the table, because the mapper would take most of the time of a claim.
_TABLE = SourceRow.metadata.tables[SourceRow.__tablename__]
_COLUMNS = _TABLE.c
_NOW = bindparam("now", type_=_COLUMNS.due_at.type)
_TURN = TurnRow.metadata.tables[TurnRow.__tablename__]


def _claim_statement(dialect: str) -> Executable:
    """Return the SQL statement that claims due sources.

    On PostgreSQL, the statement also checks the lease of the turn, so that only one round trip is needed. It returns no
    row if the turn has a newer lease, and one row without values if no source is due. On SQLite, which has no updates
    within queries, the lease must be checked before.
    """
    held = select(_TURN.c.epoch).where(
        _TURN.c.kind == bindparam("kind_of_lease"),
        _TURN.c.key == bindparam("key_of_lease"),
        _TURN.c.epoch == bindparam("epoch_of_lease"),
    )
    lease = held.with_for_update(read=True).cte("lease")
    due = (
        select(_COLUMNS.id)
        .where(
            _COLUMNS.shard == bindparam("shard_of_lease"),
            _COLUMNS.due_at <= _NOW,
            or_(_COLUMNS.leased_until.is_(None), _COLUMNS.leased_until <= _NOW),
        )
        .order_by(_COLUMNS.due_at)
        .limit(bindparam("most"))
        .with_for_update(skip_locked=True)
    )
    changes = update(_TABLE).values(leased_until=bindparam("until"), lease_owner=bindparam("owner"))
    if dialect == "sqlite":
        return changes.where(_COLUMNS.id.in_(due)).returning(*_COLUMNS)
    claimed = changes.where(_COLUMNS.id.in_(due.where(exists(select(lease.c.epoch))))).returning(*_COLUMNS)
    found = claimed.cte("claimed")
    return select(found).select_from(lease.outerjoin(found, true()))


_CLAIM = {dialect: _claim_statement(dialect) for dialect in ("sqlite", "postgresql")}


class SqlShardRepository:
    """The repository of shards, which are the groups into which sources are divided for workers."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def assign(self, shards: Mapping[str, int], now: datetime) -> None:
        """Assign each source in `shards` to its shard, and remove all other sources from their shards.

        `shards` maps source ids to shard numbers. Sources without a shard are not claimed. Unknown sources are
        registered, and are due at `now`.
        """
        found = self._session.execute(select(SourceRow.id, SourceRow.shard))
        known: dict[str, int | None] = {row.id: row.shard for row in found}
        added = [name for name in shards if name not in known]
        for some in batches(added):
            rows = [{"id": name, "shard": shards[name], "state": {}, "due_at": now, "failures": 0} for name in some]
            self._session.execute(insert(_TABLE), rows)
        moved = {name: shards.get(name) for name, shard in known.items() if shards.get(name) != shard}
        for shard in set(moved.values()):
            names = [name for name, found in moved.items() if found == shard]
            for some in batches(names):
                self._session.execute(update(SourceRow).where(SourceRow.id.in_(some)).values(shard=shard))

    def claim(self, lease: TurnLease, now: datetime, lease_until: datetime, limit: int) -> list[SourceRecord]:
        """Lease at most `limit` due sources of the shard to which `lease` belongs, in the order of their due times.

        The leases on the sources end at `lease_until`. Raises StaleEpochError if the turn has a newer lease.
        """
        asked: dict[str, Any] = {
            "shard_of_lease": int(lease.key),
            "now": now,
            "most": limit,
            "until": lease_until,
            "owner": lease.holder,
        }
        dialect = self._session.get_bind().dialect.name
        if dialect == "sqlite":
            SqlTurnRepository(self._session).check(lease)
        else:
            asked |= {"kind_of_lease": lease.kind, "key_of_lease": lease.key, "epoch_of_lease": lease.epoch}
        rows = self._session.execute(_CLAIM[dialect], asked).all()
        if not rows and dialect != "sqlite":
            raise StaleEpochError(lease.kind, lease.key, lease.epoch)
        return sorted((record_of(row) for row in rows if row.id), key=lambda record: record.due_at or now)

    def give_back(self, lease: TurnLease) -> None:
        """End the leases on all sources that were claimed under `lease` but not polled.

        The due times of these sources stay the same.
        """
        mine = SourceRow.lease_owner == lease.holder
        at = SourceRow.shard == int(lease.key)
        self._session.execute(update(SourceRow).where(at, mine).values(lease_owner=None, leased_until=None))

    def next_due(self, shard: int) -> datetime | None:
        """Return the earliest due time of a shard's unleased sources, or None if the shard has none."""
        free = (SourceRow.shard == shard, SourceRow.lease_owner.is_(None))
        return self._session.scalar(select(func.min(SourceRow.due_at)).where(*free))

    def sources(self, shards: Sequence[int], limit: int) -> list[str]:
        """Return the ids of at most `limit` sources of these shards, in ascending order."""
        names = select(SourceRow.id).where(SourceRow.shard.in_(shards)).order_by(SourceRow.id)
        return list(self._session.scalars(names.limit(limit)))

    def due_since(self) -> dict[int, datetime]:
        """Return the earliest due time among the unleased sources of each shard, by shard number.

        Shards without unleased sources are left out.
        """
        free = (SourceRow.shard.is_not(None), SourceRow.lease_owner.is_(None))
        earliest = select(SourceRow.shard, func.min(SourceRow.due_at)).where(*free).group_by(SourceRow.shard)
        return {shard: at for shard, at in self._session.execute(earliest) if shard is not None}

"""Interfaces of the repositories of turns and shards."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from monitor.model import SourceRecord
from monitor.model.turns import TurnKind, TurnLease, TurnRecord


class TurnRepository(Protocol):
    """The repository of turns, which are temporary rights of a worker to do certain work.

    A turn is held under a lease, which ends unless it is renewed. Whether it has ended is decided by the clock of the
    database, because the clocks of different hosts may differ.
    """

    def now(self) -> datetime:
        """Return the time of the database's clock."""

    def take(self, kind: TurnKind, key: str, owner: str, duration: timedelta) -> TurnLease | None:
        """Lease the turn of this kind and key for `duration`, or return None if an earlier lease has not ended.

        The new lease has a higher epoch than all earlier leases of the same kind and key. Leases on sources and
        deliveries that remain from these earlier leases are ended.
        """

    def renew(self, lease: TurnLease, duration: timedelta) -> None:
        """Extend the lease so that it ends `duration` from now.

        Raises StaleEpochError if the turn has a newer lease.
        """

    def check(self, lease: TurnLease) -> None:
        """Raise StaleEpochError if the turn has a newer lease.

        If it has none, no other process can lease the turn until the transaction ends.
        """

    def release(self, lease: TurnLease, due_at: datetime | None, error: str | None = None) -> int:
        """End the lease of a turn, and return the number of consecutive failed turns.

        `due_at` is the time at which the next turn is due. If this turn failed, `error` is the reason. Raises
        StaleEpochError if the turn has a newer lease.
        """

    def all(self, kind: TurnKind | None = None) -> list[TurnRecord]:
        """Return the last turn of each kind and key (such as a shard or channel), ordered by kind and key.

        If `kind` is given, only turns of that kind are returned.
        """

    def put_told(self, kind: TurnKind, keys: Sequence[str], told: bool) -> None:
        """Record whether the operator was informed that no worker takes the turns of this kind with these keys.

        This can also be recorded for keys for which no turn was ever taken.
        """


class ShardRepository(Protocol):
    """The repository of shards, which are the groups into which sources are divided for workers."""

    def assign(self, shards: Mapping[str, int], now: datetime) -> None:
        """Assign each source in `shards` to its shard, and remove all other sources from their shards.

        `shards` maps source ids to shard numbers. Sources without a shard are not claimed. Unknown sources are
        registered, and are due at `now`.
        """

    def claim(self, lease: TurnLease, now: datetime, lease_until: datetime, limit: int) -> list[SourceRecord]:
        """Lease at most `limit` due sources of the shard to which `lease` belongs, in the order of their due times.

        The leases on the sources end at `lease_until`. Raises StaleEpochError if the turn has a newer lease.
        """

    def give_back(self, lease: TurnLease) -> None:
        """End the leases on all sources that were claimed under `lease` but not polled.

        The due times of these sources stay the same.
        """

    def next_due(self, shard: int) -> datetime | None:
        """Return the earliest due time of a shard's unleased sources, or None if the shard has none."""

    def sources(self, shards: Sequence[int], limit: int) -> list[str]:
        """Return the ids of at most `limit` sources of these shards, in ascending order."""

    def due_since(self) -> dict[int, datetime]:
        """Return the earliest due time among the unleased sources of each shard, by shard number.

        Shards without unleased sources are left out.
        """

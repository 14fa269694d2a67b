"""Turns, which divide the work on a database among workers.

A turn is the right of one worker, limited by a lease, to do the work of one key, for example to poll the sources of a
shard. Each lease has a higher epoch than earlier leases, so that writes of former owners can be rejected.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

TurnKind = Literal["crawl", "deliver", "housekeep"]
"""The kinds of turns. The key of a turn is a shard (`crawl`), a channel (`deliver`) or a task (`housekeep`)."""


@dataclass(frozen=True)
class TurnLease:
    """The lease of a turn. `epoch` increases with each lease of the same kind and key.

    `rested` is the time since the end of the previous lease, or None if this is the first lease. `moved` is true if
    another process held the previous lease.
    """

    kind: TurnKind
    key: str
    epoch: int
    owner: str
    rested: timedelta | None = None
    moved: bool = False

    @property
    def holder(self) -> str:
        """The name under which this turn leases sources and deliveries."""
        return f"turn/{self.kind}/{self.key}/{self.epoch}"


@dataclass(frozen=True)
class TurnRecord:
    """The last turn of a kind and key.

    `leased_until` is None if the turn has ended. `due_at` is the time at which the next turn is due. `failures` is the
    number of consecutive failed turns, and `error` is the reason for the last failure. `told` is true if the operator
    was informed that no worker takes this turn.
    """

    kind: TurnKind
    key: str
    epoch: int
    owner: str | None
    leased_until: datetime | None
    ended_at: datetime | None
    due_at: datetime | None
    failures: int = 0
    error: str | None = None
    told: bool = False

    def is_held(self, now: datetime) -> bool:
        """Return whether a process holds the lease."""
        return self.leased_until is not None and self.leased_until > now

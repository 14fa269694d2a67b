"""Turns, which divide the work on a database among workers.

A turn is the right of one worker to do certain work for a limited time, for example to poll a shard (a group of
sources). The work is identified by its kind (such as `crawl`) and its key (such as the number of the shard). Each turn
has a number, its epoch, which is higher than the epochs of all earlier turns at the same work. Therefore, writes by a
worker whose turn was taken over can be rejected.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

TurnKind = Literal["crawl", "deliver", "housekeep"]
"""The kinds of turns. The key of a turn is a shard (`crawl`), a channel (`deliver`) or a task (`housekeep`)."""


@dataclass(frozen=True)
class TurnLease:
    """The lease of a turn. `epoch` increases with each lease of the same kind and key.

    `rested` is the time from the end of the previous lease to the start of this one, or None if this is the first
    lease. `moved` is true if another process held the previous lease.
    """

    kind: TurnKind
    key: str
    epoch: int
    owner: str
    rested: timedelta | None = None
    moved: bool = False

    @property
    def holder(self) -> str:
        """Return the name that is recorded as the owner of sources and deliveries leased during this turn."""
        return f"turn/{self.kind}/{self.key}/{self.epoch}"


@dataclass(frozen=True)
class TurnRecord:
    """The recorded state of the last turn with this kind and key.

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
        """Return whether the turn's lease is still valid at the time `now`."""
        return self.leased_until is not None and self.leased_until > now

"""What happened, and who is alive."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

EventKind = Literal[
    "notice.new",
    "notice.copied",
    "notice.revised",
    "notice.gone",
    "notice.traced",
    "notice.restless",
    "source.troubled",
    "source.recovered",
    "source.reminded",
    "network.down",
    "network.up",
    "network.reminded",
    "alert.sent",
    "alert.given_up",
    "channel.paused",
    "channel.resumed",
    "daemon.watching",
]


@dataclass(frozen=True)
class Event:
    """A row of the append-only event table."""

    id: int
    at: datetime
    kind: EventKind
    source: str | None
    notice: int | None
    detail: dict[str, Any]


@dataclass(frozen=True)
class Beat:
    """The daemon's sign of life. `detail` says what its children are at."""

    owner: str
    started_at: datetime
    at: datetime
    detail: dict[str, Any] = field(default_factory=dict)

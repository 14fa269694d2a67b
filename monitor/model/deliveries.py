"""Messages, and the channels they go to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from monitor.model.alerts import Alert

DeliveryStatus = Literal["queued", "sent", "given_up"]


@dataclass(frozen=True)
class Delivery:
    """One message to one channel: an event of a notice, with the alerts it serves and that were not sent yet; or
    (`bundle` is given) a digest of them; or (`reports` is) what the operator is told: the events from the first to the
    last of these. Of the latter two `notice` and `revision` are None. `created_at`: since when it has been due.
    `attempts` counts failed tries but those of a paused channel; `failing_since` is when the first of all of them
    was."""

    id: int
    channel: str
    event: str
    notice: int | None
    revision: int | None
    attempts: int
    created_at: datetime
    alerts: tuple[Alert, ...] = ()
    reports: tuple[int, int] | None = None
    bundle: str | None = None
    failing_since: datetime | None = None


@dataclass(frozen=True)
class Queued:
    """A delivery and what has become of it. `error` says why the last try failed."""

    delivery: Delivery
    status: DeliveryStatus
    due_at: datetime
    ended_at: datetime | None = None
    error: str | None = None


@dataclass(frozen=True)
class ChannelState:
    """What is known of a channel: its failures in a row since when and why, whether it is paused, when it may be tried
    again, and when it was lately handed messages (no more of that than its limit needs)."""

    name: str
    failures: int = 0
    failing_since: datetime | None = None
    error: str | None = None
    paused_at: datetime | None = None
    next_try_at: datetime | None = None
    handed: tuple[datetime, ...] = ()


@dataclass(frozen=True)
class Backlog:
    """Deliveries by what has become of them."""

    queued: int = 0
    sent: int = 0
    given_up: int = 0


@dataclass(frozen=True)
class ChannelBacklog:
    """What waits for one channel: how many messages, since when, and why the last try failed."""

    channel: str
    queued: int
    since: datetime
    error: str | None = None

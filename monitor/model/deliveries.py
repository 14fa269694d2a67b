"""Messages, and the channels they go to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from monitor.model.alerts import Alert

DeliveryStatus = Literal["queued", "sent", "given_up"]


@dataclass(frozen=True)
class Delivery:
    """One message to one channel.

    It is an event of a notice, with the alerts that it serves and that were not sent yet; or (`bundle` is given) a
    digest of them; or (`reports` is given) a report to the operator: the events from the first to the last of these.
    For the latter two, `notice` and `revision` are None.

    `created_at`: since when it has been due. `attempts` counts failed tries except those of a paused channel;
    `failing_since` is the time of the first of all of them; `refusals` grows with those that the
    message may have caused.
    """

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
    refusals: int = 0


@dataclass(frozen=True)
class Queued:
    """A delivery and its outcome so far. `error` is the reason why the last try failed."""

    delivery: Delivery
    status: DeliveryStatus
    due_at: datetime
    ended_at: datetime | None = None
    error: str | None = None


@dataclass(frozen=True)
class ChannelState:
    """The state of a channel.

    It records its failures in a row, since when and why; whether it is paused; when it may be tried again; and when it
    was recently given messages (only as many of these times as its limit needs); and the delivery that may have caused
    all its failures.
    """

    name: str
    failures: int = 0
    failing_since: datetime | None = None
    error: str | None = None
    paused_at: datetime | None = None
    next_try_at: datetime | None = None
    handed: tuple[datetime, ...] = ()
    suspect: int | None = None


@dataclass(frozen=True)
class Backlog:
    """Deliveries by their outcome."""

    queued: int = 0
    sent: int = 0
    given_up: int = 0


@dataclass(frozen=True)
class ChannelBacklog:
    """The messages that wait for one channel: how many, since when, and why the last try failed."""

    channel: str
    queued: int
    since: datetime
    error: str | None = None

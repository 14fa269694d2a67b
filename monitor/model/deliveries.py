"""Messages to be delivered, and the state of their channels."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from monitor.model.alerts import Alert

DeliveryStatus = Literal["queued", "sent", "given_up"]


@dataclass(frozen=True)
class Delivery:
    """One message to one channel.

    There are three kinds: a message about one event of a notice, with its unsent alerts; a digest of alerts, if
    `bundle` is set; and a report to the operator, if `reports` is set. `reports` holds the first and the last id of the
    reported events. `notice` and `revision` are None for digests and reports.

    `created_at` is the original due time. `attempts` is the number of failed attempts, without those made while the
    channel was paused; `failing_since` is the time of the first failed attempt, including those. `refusals` increases
    with each failure that the message itself may have caused.
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
    """A delivery and its current outcome. `error` is the reason why the last attempt failed."""

    delivery: Delivery
    status: DeliveryStatus
    due_at: datetime
    ended_at: datetime | None = None
    error: str | None = None


@dataclass(frozen=True)
class ChannelState:
    """The state of a channel.

    `failures` is the number of consecutive failures, `failing_since` the time of the first and `error` the reason of
    the last. `paused_at` is None if the channel is not paused. No message is sent before `next_try_at`. `handed` holds
    the times of recent messages, as many as its rate limit needs. `suspect` is the id of the delivery that may have
    caused all these failures.
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
    """Numbers of deliveries by outcome."""

    queued: int = 0
    sent: int = 0
    given_up: int = 0


@dataclass(frozen=True)
class ChannelBacklog:
    """A summary of the queued messages of one channel.

    `since` is the earliest creation time, `error` the reason of a failed attempt.
    """

    channel: str
    queued: int
    since: datetime
    error: str | None = None

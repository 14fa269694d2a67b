"""Messages to be delivered, and the state of their channels."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from monitor.model.alerts import Alert

DeliveryStatus = Literal["queued", "sent", "given_up"]


@dataclass(frozen=True)
class Delivery:
    """A message to be sent to a channel.

    There are three kinds. If `reports` is set, the message is a report to the operator; `reports` contains the first
    and the last id of the reported events. If `bundle` is set, it is a digest of alerts. Otherwise, it is about one
    event of a notice and has the unsent alerts about this event. `notice` and `revision` are None for digests and
    reports.

    `created_at` is the original due time. `attempts` is the number of failed attempts, not counting attempts made while
    the channel was paused. `failing_since` is the time of the first failed attempt, even if the channel was paused.
    `refusals` increases with each failure that the message itself may have caused.
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
    """A delivery and its current state. `error` is the reason why the last attempt failed."""

    delivery: Delivery
    status: DeliveryStatus
    due_at: datetime
    ended_at: datetime | None = None
    error: str | None = None


@dataclass(frozen=True)
class ChannelState:
    """The state of a channel.

    `failures` is the number of consecutive failures. `failing_since` is the time of the first of these failures, and
    `error` is the reason for the last. `paused_at` is None if the channel is not paused. No message is sent before
    `next_try_at`. `handed` contains the times at which recent messages were sent, as many as the rate limit requires.
    `suspect` is the id of the delivery that may have caused all these failures, or None.
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
    """The numbers of deliveries that are queued, were sent, or were given up."""

    queued: int = 0
    sent: int = 0
    given_up: int = 0


@dataclass(frozen=True)
class ChannelBacklog:
    """A summary of the queued messages of a channel.

    `queued` is their number. `since` is the time at which the earliest of them was created. `error` is an error of one
    of them, or None if no attempt has failed.
    """

    channel: str
    queued: int
    since: datetime
    error: str | None = None

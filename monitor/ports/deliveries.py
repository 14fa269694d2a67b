"""Interfaces of the repositories of messages, channels and leases."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from monitor.model import (
    Backlog,
    ChannelBacklog,
    ChannelState,
    Delivery,
    DeliveryStatus,
    Queued,
)


class DeliveryRepository(Protocol):
    """The repository of queued messages and their outcomes."""

    def claim(self, now: datetime, lease_until: datetime, owner: str, channel: str | None = None) -> Delivery | None:
        """Lease and return the delivery with the earliest due time, or return None if no delivery is due.

        The lease belongs to `owner` and ends at `lease_until`. If `channel` is given, only deliveries of that channel
        are considered. In this case, the result is also None while another delivery of the channel is leased.
        """

    def mark_sent(self, delivery: int, at: datetime) -> None:
        """Mark a delivery as sent."""

    def mark_alert_sent(self, delivery: int, alert: int, at: datetime) -> None:
        """Mark one alert of a delivery as sent.

        If this was the last unsent alert, the delivery is also marked as sent. Otherwise, the lease of the delivery
        ends.
        """

    def mark_failed(
        self,
        delivery: int,
        error: str,
        due_at: datetime | None,
        at: datetime | None = None,
        counted: bool = True,
        refusals: int = 0,
        keeps_place: bool = False,
    ) -> None:
        """Record that the attempt to send a delivery at the time `at` failed for the reason `error`.

        If `due_at` is None, the delivery is given up. Otherwise, it is due again at `due_at` or, if `keeps_place` is
        true, at its first due time. With `keeps_place`, it is thus still sent before later deliveries, and the caller
        must delay the whole channel.

        The number of attempts is increased by one, unless `counted` is false. The number of refusals is increased by
        `refusals`.
        """

    def restore_place(self, delivery: int) -> None:
        """Make a queued delivery due at its first due time, so that it keeps its position in the queue."""

    def split(self, delivery: int, error: str, at: datetime) -> None:
        """Replace a digest by separate messages for its unsent alerts, one message for each event of a notice.

        New messages are due at the time `at`, and `error` is recorded in them as the reason for the replacement. If the
        channel already has a message about the same event, the alerts are added to that message. If it was already
        sent, the alerts are dropped.
        """

    def waiting_since(self, channel: str, before: datetime, limit: int) -> list[Delivery]:
        """Return at most `limit` unleased deliveries of a channel that have been waiting since `before` or longer.

        A delivery begins to wait at its first failure or, if it never failed, at its due time.
        """

    def latest(self, limit: int, status: DeliveryStatus | None = None, channel: str | None = None) -> list[Queued]:
        """Return at most `limit` deliveries, the latest first.

        If `status` is given, only deliveries with that status are returned. If `channel` is given, only deliveries of
        that channel are returned.
        """

    def get(self, delivery: int) -> Queued | None:
        """Return a delivery by id, or None if it does not exist."""

    def correct_times(self, now: datetime, longest: timedelta) -> None:
        """Correct the due times of queued deliveries after the system clock was set back.

        Deliveries that should be sent without delay become due at `now`. Deliveries that failed before become due at
        `now + longest` at the latest. Due times that result from the configured schedule, such as those of digests, are
        not changed.
        """

    def retry(self, delivery: int, at: datetime) -> None:
        """Make an unsent delivery due at the time `at`, even if it was given up.

        Its number of attempts is reset to zero. A delivery that is being sent stays unchanged.
        """

    def queue_report(self, channel: str, first: int, last: int, at: datetime) -> None:
        """Queue a message to the operator about the events whose ids are between `first` and `last`, both included."""

    def due_channels(self, now: datetime, channel: str | None = None) -> list[str]:
        """Return the names of the channels that have a due delivery, in ascending order.

        A channel with a delivery that is currently being sent is left out. If `channel` is given, only that channel is
        considered.
        """

    def backlog(self) -> Backlog:
        """Return the numbers of queued, sent and given-up deliveries."""

    def counts_by_channel(self) -> dict[str, Backlog]:
        """Return the numbers of queued, sent and given-up deliveries by channel name."""

    def backlog_by_channel(self) -> list[ChannelBacklog]:
        """Return a summary of the queued deliveries of each channel, ordered by channel name."""


class ChannelRepository(Protocol):
    """The repository of the states of channels, such as their failures and pauses."""

    def get(self, name: str) -> ChannelState:
        """Return the state of a channel, or a state with default values if the channel was never used."""

    def all(self) -> list[ChannelState]:
        """Return the states of all channels, ordered by name."""

    def put(self, state: ChannelState) -> None:
        """Record the current state of a channel."""


class LeaseRepository(Protocol):
    """The repository of leases on sources and deliveries."""

    def release(self, owners: Sequence[str]) -> None:
        """End all leases on sources and deliveries that are held by these owners."""

    def source_lease_beyond(self, latest: datetime) -> bool:
        """Return whether any lease on a source ends later than `latest`."""

    def shorten_source_leases(self, latest: datetime) -> None:
        """Shorten all leases of sources that end later than `latest`, so that they end at `latest`."""

    def shorten_delivery_leases(self, latest: datetime) -> None:
        """Shorten all leases of deliveries that end later than `latest`, so that they end at `latest`."""

    def owners(self) -> list[str]:
        """Return the owners of all leases, in ascending order."""

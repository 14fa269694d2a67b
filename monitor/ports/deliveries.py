"""Messages, channels and leases."""

from collections.abc import Sequence
from datetime import datetime
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
    """Queued messages and their outcomes."""

    def claim(self, now: datetime, lease_until: datetime, owner: str, channel: str | None = None) -> Delivery | None:
        """Leases the delivery that is due longest, None when none is due. Of a channel that is named one delivery at a
        time is leased."""

    def mark_sent(self, delivery: int, at: datetime) -> None:
        """Marks a delivery as sent."""

    def mark_alert_sent(self, delivery: int, alert: int, at: datetime) -> None:
        """Marks one alert of a delivery as sent; the delivery too when it was the last one, else its lease ends."""

    def mark_failed(
        self, delivery: int, error: str, due_at: datetime | None, at: datetime | None = None, counted: bool = True
    ) -> None:
        """Records a failed try, which was then; due again at `due_at`, or given up when None. A try that is not counted
        leaves the number of attempts."""

    def waiting_since(self, channel: str, before: datetime, limit: int) -> list[Delivery]:
        """Deliveries of a channel that nobody sends now, and that failed first, or were due when they never did, before
        that."""

    def latest(self, limit: int, status: DeliveryStatus | None = None, channel: str | None = None) -> list[Queued]:
        """The latest deliveries, the newest first."""

    def get(self, delivery: int) -> Queued | None:
        """A delivery by id."""

    def retry(self, delivery: int, at: datetime) -> None:
        """Makes a delivery that waits or was given up due then, as if it had never failed; one that is being sent stays
        as it is."""

    def queue_report(self, channel: str, first: int, last: int, at: datetime) -> None:
        """Queues a message that tells the operator of the events from `first` to `last`."""

    def due_channels(self, now: datetime, channel: str | None = None) -> list[str]:
        """Channels with a delivery that is due, by name; none of those that are just being handed one. With `channel`,
        that one alone is looked at."""

    def backlog(self) -> Backlog:
        """How many deliveries are queued, sent and given up."""

    def counts_by_channel(self) -> dict[str, Backlog]:
        """How many deliveries of each channel are queued, sent and given up, by name."""

    def backlog_by_channel(self) -> list[ChannelBacklog]:
        """What is queued for each channel, by name."""


class ChannelRepository(Protocol):
    """Circuit-breaker state of channels."""

    def get(self, name: str) -> ChannelState:
        """What is known of a channel; of one that was never tried, only its name."""

    def all(self) -> list[ChannelState]:
        """What is known of all channels, by name."""

    def put(self, state: ChannelState) -> None:
        """Records what is known of a channel now."""


class LeaseRepository(Protocol):
    """Leases on sources and deliveries."""

    def release(self, owners: Sequence[str]) -> None:
        """Ends all leases of these owners."""

    def owners(self) -> list[str]:
        """Who holds leases."""

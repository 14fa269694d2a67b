"""Messages, channels and leases."""

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
    """Queued messages and their outcomes."""

    def claim(self, now: datetime, lease_until: datetime, owner: str, channel: str | None = None) -> Delivery | None:
        """Lease the delivery that has been due the longest; return None if none is due.

        If a channel is named, only its deliveries are considered, and only one of them is leased at a time.
        """

    def mark_sent(self, delivery: int, at: datetime) -> None:
        """Mark a delivery as sent."""

    def mark_alert_sent(self, delivery: int, alert: int, at: datetime) -> None:
        """Mark one alert of a delivery as sent.

        If it was the last one, the delivery is marked as sent too; otherwise its lease ends.
        """

    def mark_failed(
        self,
        delivery: int,
        error: str,
        due_at: datetime | None,
        at: datetime | None = None,
        counted: bool = True,
        refusals: int = 0,
    ) -> None:
        """Record a failed attempt at the time `at`.

        The delivery is due again at `due_at`, or given up if that is None. If the attempt is not `counted`, the number
        of attempts stays the same. `refusals` is added to those of the message.
        """

    def split(self, delivery: int, error: str, at: datetime) -> None:
        """Put the unsent alerts of a digest into a message for each event of a notice, due at the time `at`.

        The digest itself is removed. A message that there is already takes the alerts; one that was sent has told its
        channel of the event.
        """

    def waiting_since(self, channel: str, before: datetime, limit: int) -> list[Delivery]:
        """Return the unleased deliveries of a channel that have been waiting since `before` or longer.

        A delivery waits since its first failure, or since it was due if it never failed.
        """

    def latest(self, limit: int, status: DeliveryStatus | None = None, channel: str | None = None) -> list[Queued]:
        """Return the latest deliveries, the newest first."""

    def get(self, delivery: int) -> Queued | None:
        """Return a delivery by id, None if there is none."""

    def correct_times(self, now: datetime, longest: timedelta) -> None:
        """Correct the times of queued deliveries that lie ahead, as the clock was set back since they were written.

        What was to be sent at once is due now; what failed is due after `longest` at the latest. Times that the
        calendar sets, of digests and the ends of quiet hours, are kept.
        """

    def retry(self, delivery: int, at: datetime) -> None:
        """Make a waiting or given-up delivery due at the time `at`, as if it had never failed.

        A delivery that is being sent stays unchanged.
        """

    def queue_report(self, channel: str, first: int, last: int, at: datetime) -> None:
        """Queue a message to the operator about the events from `first` to `last`."""

    def due_channels(self, now: datetime, channel: str | None = None) -> list[str]:
        """Return the channels with a delivery that is due, ordered by name.

        A channel with a delivery that is currently being sent is left out. With `channel`, only that channel is
        considered.
        """

    def backlog(self) -> Backlog:
        """Return how many deliveries are queued, sent and given up."""

    def counts_by_channel(self) -> dict[str, Backlog]:
        """Return how many deliveries of each channel are queued, sent and given up, by channel name."""

    def backlog_by_channel(self) -> list[ChannelBacklog]:
        """Return the queued deliveries of each channel in summary, ordered by name."""


class ChannelRepository(Protocol):
    """Circuit-breaker state of channels."""

    def get(self, name: str) -> ChannelState:
        """Return the state of a channel; for a channel never tried it has only the name."""

    def all(self) -> list[ChannelState]:
        """Return the states of all channels, ordered by name."""

    def put(self, state: ChannelState) -> None:
        """Record the present state of a channel."""


class LeaseRepository(Protocol):
    """Leases on sources and deliveries."""

    def release(self, owners: Sequence[str]) -> None:
        """End all leases of these owners."""

    def source_lease_beyond(self, latest: datetime) -> bool:
        """Return whether a lease on a source ends later than `latest`."""

    def shorten_source_leases(self, latest: datetime) -> None:
        """Let no lease on a source end later than `latest`."""

    def shorten_delivery_leases(self, latest: datetime) -> None:
        """Let no lease on a delivery end later than `latest`."""

    def owners(self) -> list[str]:
        """Return the owners that hold leases."""

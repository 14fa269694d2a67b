"""What the delivery worker needs besides the store: a sender and the rules of delivering."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from monitor.config.rate_limit import RateLimit
from monitor.messages.cloud_events import CloudEvent
from monitor.messages.render import Message


class Sender(Protocol):
    """What takes messages: `monitor.delivery.channels.Channels`, or the fake."""

    def takes_events(self, name: str) -> bool:
        """Whether the channel takes each alert as an event, rather than messages."""

    def send(self, name: str, message: Message) -> None:
        """Sends, or raises ChannelError."""

    def send_event(self, name: str, event: CloudEvent) -> None:
        """Sends, or raises ChannelError."""


@dataclass(frozen=True)
class DeliveryRules:
    """What the configuration says of delivering: when to give up, and how much a channel is handed; one that is not
    named has no limit."""

    give_up_after: timedelta = timedelta(days=3)
    limits: Mapping[str, RateLimit] = field(default_factory=dict)

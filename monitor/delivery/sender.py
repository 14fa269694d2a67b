"""The dependencies of the delivery worker besides the store: a sender and the rules of delivering."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Protocol

from monitor.config.rate_limit import RateLimit
from monitor.messages.cloud_events import CloudEvent
from monitor.messages.render import Message
from monitor.model import Alert
from monitor.text.i18n import Language


class Sender(Protocol):
    """A receiver of messages: `monitor.delivery.channels.Channels`, or the fake."""

    def takes_events(self, name: str) -> bool:
        """Return whether the channel accepts each alert as an event, rather than messages."""

    def send(self, name: str, message: Message) -> None:
        """Send the message, or raise ChannelError."""

    def send_event(self, name: str, event: CloudEvent) -> None:
        """Send the event, or raise ChannelError."""


@dataclass(frozen=True)
class MessageLanguages:
    """The languages of messages: of each subscription that names one, and of the settings (None: neither)."""

    default: Language | None = None
    by_subscription: Mapping[str, Language] = field(default_factory=dict)

    def of(self, alerts: Sequence[Alert]) -> Language | None:
        """Return the language of a message for these alerts: of the first subscription that names one."""
        named = (self.by_subscription.get(alert.subscription) for alert in alerts)
        return next(filter(None, named), self.default)


@dataclass(frozen=True)
class DeliveryRules:
    """How to deliver: when to give up, in which language, and how many messages a channel accepts (by default any)."""

    give_up_after: timedelta = timedelta(days=3)
    limits: Mapping[str, RateLimit] = field(default_factory=dict)
    languages: MessageLanguages = MessageLanguages()

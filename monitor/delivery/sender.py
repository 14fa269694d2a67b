"""The interface for sending messages, and the rules of delivery."""

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
    """A sender of messages and events to channels: `monitor.delivery.channels.Channels`, or the fake in tests."""

    def takes_events(self, name: str) -> bool:
        """Return whether the channel accepts a separate event for each alert, instead of messages."""

    def send(self, name: str, message: Message) -> None:
        """Send the message to the channel `name`. Raise ChannelError if sending fails."""

    def send_event(self, name: str, event: CloudEvent) -> None:
        """Send the event to the channel `name`. Raise ChannelError if sending fails."""


@dataclass(frozen=True)
class MessageLanguages:
    """The languages in which messages are written, and the names of topics that appear in messages.

    `by_subscription` contains the languages of subscriptions. `default` is the language of messages to all other
    subscriptions, or None if no language is configured.
    """

    default: Language | None = None
    by_subscription: Mapping[str, Language] = field(default_factory=dict)
    topic_names: Mapping[str, str] = field(default_factory=dict)
    """The names of topics by id."""

    def of(self, alerts: Sequence[Alert]) -> Language | None:
        """Return the language of a message for these alerts.

        It is the language of the first alert whose subscription specifies a language. If there is none, it is the
        default language.
        """
        named = (self.by_subscription.get(alert.subscription) for alert in alerts)
        return next(filter(None, named), self.default)


@dataclass(frozen=True)
class DeliveryRules:
    """The rules of delivery.

    A failing delivery is given up after `give_up_after`. `limits` contains the rate limits of channels by name; there
    are none by default.
    """

    give_up_after: timedelta = timedelta(days=3)
    limits: Mapping[str, RateLimit] = field(default_factory=dict)
    languages: MessageLanguages = MessageLanguages()

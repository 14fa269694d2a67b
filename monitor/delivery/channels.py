"""Classes that send messages to channels. A channel is a webhook or a service that Apprise supports.

This is the only module that imports Apprise.
"""

import logging
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import apprise
import apprise.apprise
from apprise.exception import AppriseException

from monitor.config import Channel, Config
from monitor.config.redaction import Secrets, hide_addresses
from monitor.config.settings import TEMPLATES_FOLDER
from monitor.config.webhook_keys import webhook_url
from monitor.delivery.http_tap import record_responses
from monitor.delivery.message_limits import limit_of, shortened, within
from monitor.delivery.responses import error_kind_in, may_be_message, reasons_in, rejection_in, requested_wait_s
from monitor.delivery.service_calls import ServiceBusyError, ServiceCalls
from monitor.delivery.webhooks import Webhook
from monitor.errors import ChannelError
from monitor.messages.cloud_events import CloudEvent, message_event
from monitor.messages.formats import MessageFormat, Shape
from monitor.messages.render import BODY_LIMIT, Message
from monitor.messages.template_files import read_templates
from monitor.messages.templates import RenderedMessage, Templates
from monitor.text.sanitize import cut

TIMEOUT_S = 45
SOCKET_TIMEOUT_S = 20.0
"""`TIMEOUT_S` is the time in seconds after which sending counts as failed. `SOCKET_TIMEOUT_S` is the maximum connect
and read timeout of a plug-in. It is shorter than `TIMEOUT_S`, so that no message is accepted after its attempt was
given up. The lease of a delivery is longer than both."""
MAIL_LIMIT = 16_000
CHAT_LIMIT = 6000
"""The maximum length of an HTML body in characters, including tags: `MAIL_LIMIT` in e-mail, and `CHAT_LIMIT` in chat
services that accept longer messages."""
_calls = ServiceCalls()
# Apprise's own pool has a few threads for all services: some slow services would occupy all of them.
apprise.apprise.get_shared_executor = lambda: _calls  # type: ignore[assignment, return-value]
# Apprise's log lines contain channel URLs; the relevant part of them is in the error that is raised here.
logging.getLogger("apprise").addHandler(logging.NullHandler())
logging.getLogger("apprise").propagate = False
# The log lines of the HTTP library that Apprise's plug-ins use also contain secrets: URL paths contain tokens.
logging.getLogger("urllib3").setLevel(logging.ERROR)

_DATA = frozenset({"json", "jsons", "xml", "xmls", "form", "forms", "amqp", "amqps", "apprise", "apprises"})
"""Schemes of channels that pass a message to a program. Such messages are plain text unless the channel's URL specifies
another format."""
_MAIL = frozenset({"mailto", "mailtos"})
"""Schemes whose plug-ins state only in a log line whether a message was refused or the server is unreachable."""
_MARKDOWN_ON_REQUEST = frozenset({"ntfy", "ntfys", "gotify", "gotifys"})
"""Schemes of services that display Markdown, but for which Apprise assumes plain text unless Markdown is requested."""
_MARKDOWN_ALWAYS = frozenset({"mmost", "mmosts", "zulip", "revolt", "fluxer", "fluxers", "nctalk", "nctalks"})
"""Schemes of services that interpret the text as Markdown although Apprise passes it as plain text."""


@dataclass(frozen=True)
class Description:
    """The properties of a channel, without its URL.

    They are the name of the service, the URL scheme, the formats that the service accepts, and the shape of messages
    (their format and length limits).
    """

    service: str
    scheme: str
    formats: tuple[str, ...]
    shape: Shape


def channels_of(config: Config) -> "Channels":
    """Return a sender to the configured channels that uses the user's own message templates.

    A faulty template is logged when it is first used.
    """
    templates = read_templates(config.folder / TEMPLATES_FOLDER)
    return Channels(config.settings.channels, templates, config.disabled_channels)


class Channels:
    """A sender of messages and events to the configured channels. A channel is addressed by its name.

    The URLs of channels contain secrets, which are removed from logs and errors. Nothing can be sent to the `disabled`
    channels, which are faulty and not in `channels`.
    """

    def __init__(
        self,
        channels: Mapping[str, Channel | str],
        templates: Templates | None = None,
        disabled: Collection[str] = (),
    ) -> None:
        given = {
            name: channel if isinstance(channel, Channel) else Channel(url=channel)
            for name, channel in channels.items()
        }
        self._addresses = {name: channel.url for name, channel in given.items()}
        urls = {name: webhook_url(channel.url) for name, channel in given.items()}
        self._webhooks = {
            name: Webhook(url, given[name].secrets, given[name].trusted) for name, url in urls.items() if url
        }
        self._templates = templates or Templates()
        self._disabled = disabled

    def check(self) -> dict[str, str]:
        """Return an error for each channel whose URL Apprise does not recognize, by channel name."""
        faults = {}
        for name in self._addresses.keys() - self._webhooks.keys():
            try:
                self._sender(name)
            except ChannelError as error:
                faults[name] = str(error)
        return faults

    def describe(self, name: str) -> Description:
        """Return the description of a channel. Raise ChannelError if Apprise does not recognize the channel's URL."""
        if self.takes_events(name):
            return Description("Webhook", self._scheme(name), (), Shape(MessageFormat.text, BODY_LIMIT, 0))
        service = self._sender(name)[0]
        scheme = self._scheme(name)
        formats = tuple(
            MessageFormat(form) for form in MessageFormat if service.resolve_format(form.value).value == form.value
        )
        shape, _ = self._shape(name, service)
        return Description(str(service.service_name), scheme, formats, shape)

    def takes_events(self, name: str) -> bool:
        """Return whether the channel accepts a separate event for each alert, instead of messages."""
        return name in self._webhooks

    def send_event(self, name: str, event: CloudEvent) -> None:
        """Send an event to a webhook and return after its receiver has accepted it.

        Raise ChannelError if sending fails.
        """
        try:
            self._webhooks[name].send(event)
        except ChannelError as error:
            raise error.with_detail(f"channel {name}: {error}") from error

    def send(self, name: str, message: Message) -> None:
        """Send a message and return after the service has accepted it.

        Raise ChannelError, which contains the service's reason, if sending fails.
        """
        if self.takes_events(name):
            self.send_event(name, message_event(f"message-{uuid4().hex}", message, datetime.now(UTC)))
            return
        sender = self._sender(name)
        written, declared = self._written(name, message, sender[0])
        try:
            with _calls.of(self._addresses[name]), record_responses() as answers:
                reasons = _sent(sender, written, declared)
        except ServiceBusyError:
            raise ChannelError(f"channel {name}: the service is still receiving the last message") from None
        refusal = rejection_in(self._scheme(name), answers)
        if reasons is None and refusal is None:
            return
        said = "; ".join(dict.fromkeys([*(reasons or ()), *reasons_in(answers)]))
        error = refusal or ChannelError(
            said or "the service did not accept the message",
            error_kind_in(answers),
            requested_wait_s(answers),
            may_be_message=may_be_message(answers) if answers else self._scheme(name) in _MAIL,
        )
        # The cause may contain the URL, which would be shown in a traceback.
        raise error.with_detail(f"channel {name}: {self._without_secrets(name, str(error))}") from None

    def _written(self, name: str, message: Message, service: apprise.NotifyBase) -> tuple[RenderedMessage, str]:
        """Return the message rendered for the channel's service, and the message format to declare to Apprise."""
        shape, declared = self._shape(name, service)
        shape = shortened(shape, message.refusals)
        if message.content is None:
            is_split = "overflow=" in self._addresses[name] and not message.refusals
            body = message.body if is_split else _cut(message.body, shape)
            return RenderedMessage(message.title, body), MessageFormat.text.value
        return self._templates.write(message.content, shape), declared

    def _shape(self, name: str, service: apprise.NotifyBase) -> tuple[Shape, str]:
        """Return the format and length limits of messages for the service, and the format to declare to Apprise."""
        scheme = self._scheme(name)
        form = declared = _format(service, scheme)
        if scheme in _MARKDOWN_ALWAYS:
            form = MessageFormat.markdown
        title = max(0, service.title_maxlen)
        room = service.body_maxlen
        if service.overflow_amalgamate_title and title:
            # The title counts as a part of the body; the rest is what Apprise puts between them.
            title = min(title, room // 3)
            room -= title + 20
        shape = Shape(form, min(_limit(service, form), room), title, service.body_max_line_count or None)
        return within(shape, limit_of(scheme)), declared.value

    def _scheme(self, name: str) -> str:
        return self._addresses[name].partition("://")[0].lower()

    def _sender(self, name: str) -> apprise.Apprise:
        if name in self._disabled:
            raise ChannelError(
                f"channel {name}: the channel is disabled, because its configuration is faulty", "lasting"
            )
        if name not in self._addresses:
            raise ChannelError(f"channel {name}: there is no such channel in the configuration", "lasting")
        # A message is untrusted text: escape sequences in it must not be interpreted.
        asset = apprise.AppriseAsset(interpret_escapes=False, interpret_emojis=False, storage_mode="memory")
        sender = apprise.Apprise(asset=asset)
        if not sender.add(self._addresses[name]) or len(sender) != 1:
            raise ChannelError(f"channel {name}: Apprise does not recognise the channel's URL", "lasting")
        for service in sender:
            service.socket_connect_timeout = min(service.socket_connect_timeout or 4.0, SOCKET_TIMEOUT_S)
            service.socket_read_timeout = min(service.socket_read_timeout or 4.0, SOCKET_TIMEOUT_S)
            if self._scheme(name) in _MARKDOWN_ON_REQUEST and not _asks_for_a_format(self._addresses[name]):
                service.notify_format = apprise.NotifyFormat.MARKDOWN
        return sender

    def _without_secrets(self, name: str, text: str) -> str:
        """Return the text without any part of the channel's URL that could be a secret."""
        hidden = hide_addresses(Secrets(addresses=[self._addresses[name]]).hide(text))
        return " ".join(hidden.split())[:500]


def _format(service: apprise.NotifyBase, scheme: str) -> MessageFormat:
    """Return the richest format that the service accepts, or the format that the channel's URL specifies."""
    richest = (MessageFormat.html, MessageFormat.markdown, MessageFormat.text)
    for form in reversed(richest) if scheme in _DATA else richest:
        if service.resolve_format(form.value).value == form.value:
            return form
    return MessageFormat.text


def _limit(service: apprise.NotifyBase, form: MessageFormat) -> int:
    """Return the maximum number of characters in the body of a message with the format `form`.

    The number is chosen so that messages are convenient to read. The service's own limit is applied separately.
    """
    if form is not MessageFormat.html:
        return BODY_LIMIT
    # A service with HTML as its default format is e-mail, or states a limit of its own.
    return MAIL_LIMIT if service.resolve_format().value == form.value else CHAT_LIMIT


def _cut(text: str, shape: Shape) -> str:
    """Return the text, shortened to the length limits of the shape."""
    while not shape.takes(text):
        text = cut(text, min(shape.body, len(text) * 3 // 4))
    return text


def _asks_for_a_format(address: str) -> bool:
    try:
        return "format" in parse_qs(urlsplit(address).query)
    except ValueError:
        return False


def _sent(sender: apprise.Apprise, written: RenderedMessage, declared: str) -> list[str] | None:
    """Send a message in the format `declared`.

    Return None on success, or the reasons for the failure as reported by the plug-in.
    """
    try:
        with sender.notify(title=written.title, body=written.body, body_format=declared, timeout=TIMEOUT_S) as result:
            if result:
                return None
            return [str(entry.message) for entry in result.logs() if entry.level in ("WARNING", "ERROR")]
    except (AppriseException, TypeError, ValueError) as error:
        return [str(error)]

"""Sending a message to a channel. The only importer of Apprise."""

import logging
import re
from collections.abc import Mapping

import apprise

from monitor.errors import ChannelError
from monitor.rendering import Message

TIMEOUT_S, SOCKET_TIMEOUT_S = 60, 20.0
"""Seconds after which a channel counts as failed, and the most that its plug-in may wait to connect and to read: it
ends first, so that no message is taken after it was given up. The lease of a delivery is longer than both."""
# Its own log lines carry addresses; what matters of them is in the error that is raised here.
logging.getLogger("apprise").addHandler(logging.NullHandler())
logging.getLogger("apprise").propagate = False


class Channels:
    """The configuration's channels by name. Addresses carry secrets: none reaches a log or an error."""

    def __init__(self, addresses: Mapping[str, str]) -> None:
        self._addresses = dict(addresses)

    def check(self) -> dict[str, str]:
        """What is wrong with each channel whose address Apprise does not understand."""
        faults = {}
        for name in self._addresses:
            try:
                self._sender(name)
            except ChannelError as error:
                faults[name] = str(error)
        return faults

    def send(self, name: str, message: Message) -> None:
        """Sends the message, and returns when the service has taken it. Raises ChannelError with its reason."""
        sender = self._sender(name)
        with sender.notify(
            title=message.title, body=message.body, body_format=apprise.NotifyFormat.TEXT, timeout=TIMEOUT_S
        ) as result:
            if result:
                return
            reasons = [str(entry.message) for entry in result.logs() if entry.level in ("WARNING", "ERROR")]
        reason = self._without_secrets(name, "; ".join(dict.fromkeys(reasons)))
        raise ChannelError(f"channel {name}: {reason or 'the service did not take the message'}")

    def _sender(self, name: str) -> apprise.Apprise:
        if name not in self._addresses:
            raise ChannelError(f"channel {name}: there is no such channel in the configuration")
        # A message is text from strangers: no escapes in it mean anything.
        asset = apprise.AppriseAsset(interpret_escapes=False, interpret_emojis=False, storage_mode="memory")
        sender = apprise.Apprise(asset=asset)
        if not sender.add(self._addresses[name]) or len(sender) != 1:
            raise ChannelError(f"channel {name}: its address is none that Apprise understands")
        for service in sender:
            service.socket_connect_timeout = min(service.socket_connect_timeout or 4.0, SOCKET_TIMEOUT_S)
            service.socket_read_timeout = min(service.socket_read_timeout or 4.0, SOCKET_TIMEOUT_S)
        return sender

    def _without_secrets(self, name: str, text: str) -> str:
        """The text without any part of the channel's address that could be a secret."""
        address = self._addresses[name]
        secrets = {address, *re.split(r"[/@:?&=]+", address)}
        for secret in sorted((one for one in secrets if len(one) >= 4), key=len, reverse=True):
            text = text.replace(secret, "…")
        return " ".join(re.sub(r"\w+://\S+", "…", text).split())[:500]

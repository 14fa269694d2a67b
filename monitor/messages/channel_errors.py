"""A function that translates channel errors. Pure function; no I/O.

The errors are stored in English. They can contain a text that the service behind the channel wrote.
"""

from monitor.text.i18n import N_
from monitor.text.phrases import translate_phrase

_ERRORS = (
    N_("channel {channel}: {detail}"),
    N_("there is no such channel in the configuration"),
    N_("the channel is disabled, because its configuration is faulty"),
    N_("Apprise does not recognise the channel's URL"),
    N_("the service did not accept the message"),
    N_("the service is still receiving the last message"),
    N_("the service answered with error {code}: {text}"),
    N_("the service answered with error {code}"),
    N_("the service answered with an error: {text}"),
    N_("the service answered with an error"),
    N_("the receiver answered with HTTP {status}: {text}"),
    N_("the receiver answered with HTTP {status}"),
    N_("the receiver's host name cannot be resolved"),
    N_("the address is not valid"),
    N_("{reason}; to allow private addresses, set `trusted: true` in the channel"),
    N_("the receiver did not answer in time"),
    N_("the receiver's certificate is invalid"),
    N_("the receiver is unreachable, or closed the connection"),
    N_("the request failed: {kind}"),
)


def channel_error(text: str) -> str:
    """Translate a channel error into the current language. A text that was written by the service is not translated."""
    return translate_phrase(text, _ERRORS)

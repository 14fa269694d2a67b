"""A function that detects unencoded special characters in the URLs of the settings. Pure function; no I/O."""

import re
from urllib.parse import urlsplit

from monitor.text.i18n import gettext

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_WEB = re.compile(r"(?i)(?:webhook\+)?https?://")


def _authority(rest: str) -> str:
    return re.split(r"[/?]", rest, maxsplit=1)[0]


def address_fault(address: str, written: str | None = None) -> str | None:
    """Return a message if a URL contains special characters that must be encoded, or None. It never quotes the URL.

    `written` is the URL as it is in the file, before variables are substituted. An `@` in the value of a variable is
    not a fault.
    """
    if _CONTROL.search(address.strip("\n")):
        return gettext("the URL contains a line break or another control character")
    _, mark, rest = address.partition("://")
    if not mark:
        return None
    authority = _authority(rest)
    if _authority((written or address).partition("://")[2]).count("@") > 1:
        return gettext("an `@` in a user or password must be written `%40`")
    if "#" in authority or (_WEB.match(address) and urlsplit(address).fragment):
        return gettext("a `#` in a URL must be written `%23`")
    return None

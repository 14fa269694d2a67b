"""Faults of the addresses in the settings that come of marks which are not encoded. Pure."""

import re
from urllib.parse import urlsplit

from monitor.text.i18n import gettext

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_WEB = re.compile(r"(?i)(?:webhook\+)?https?://")


def _authority(rest: str) -> str:
    return re.split(r"[/?]", rest, maxsplit=1)[0]


def address_fault(address: str, written: str | None = None) -> str | None:
    """Return what is wrong with the marks of an address, None if nothing is. It never repeats the address.

    `written`: the address as the file has it, before variables are filled in. Services take an `@` from a variable.
    """
    if _CONTROL.search(address.strip("\n")):
        return gettext("a line break or another control character in the URL")
    _, mark, rest = address.partition("://")
    if not mark:
        return None
    authority = _authority(rest)
    if _authority((written or address).partition("://")[2]).count("@") > 1:
        return gettext("an `@` in a user or password must be written `%40`")
    if "#" in authority or (_WEB.match(address) and urlsplit(address).fragment):
        return gettext("a `#` in a URL must be written `%23`")
    return None

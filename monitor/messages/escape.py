"""Texts of strangers made harmless for a chat or a mail. Pure.

Nothing in them can hide, reorder, mention, link or tag. What is changed stays readable: `＠` for @, `＜` before what
would be a tag, `evil[.]com` and `http[:]//` for what a client would make a link of by itself. Escaping for a format
comes after this, and is not relied on here.
"""

import re
from functools import cache
from urllib.parse import quote, urlsplit

from crawler.model.suffixes import suffixes
from monitor.text.sanitize import plain

_TAG = re.compile(r"<(?=[A-Za-z!?/@#&＠])")
_SCHEME = re.compile(r"(?i)(?<=[a-z0-9+.-]):(?=[/\\]{2})|(?<=\bjavascript):|(?<=\bvbscript):|(?<=\bdata):")
_DOT = re.compile(r"(?<=[\w-])\.(?=([A-Za-z][A-Za-z0-9-]*)|(\w{2,8}))")
_WWW = re.compile(r"(?i)(?<![a-z0-9])(www)\.")
_HOST = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
# What is left as it is in an address: unreserved characters and those that part it (RFC 3986), none that means
# something in Markdown, and no @.
_PLAIN_IN_ADDRESS = "/?#&=+;,:%-._~"
ADDRESS_LIMIT = 2000


def escape_text(text: str) -> str:
    """Return one line in which no client finds a mention, a tag or a link."""
    text = _TAG.sub("＜", plain(text)).replace("@", "＠").replace("](", "] (")
    text = _SCHEME.sub("[:]", text)
    text = _DOT.sub(lambda found: "[.]" if _ends_a_host(found[1], found[2]) else ".", text)
    return _WWW.sub(r"\1[.]", text)


def address(url: str) -> str:
    """Return the address as a link may hold it in any format; empty when it is no web address, or too long.

    Whatever could end the link or has a meaning in a format is percent-encoded.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    except (ValueError, UnicodeError):
        return ""
    # The parser leaves line ends out, and with them joins what is no host.
    if parts.scheme not in ("http", "https") or any(char in url for char in "\t\r\n") or not _HOST.fullmatch(host):
        return ""
    at = url.find(parts.netloc, len(parts.scheme) + 3) + len(parts.netloc)
    made = f"{parts.scheme}://{host}{quote(url[at:], safe=_PLAIN_IN_ADDRESS, errors='replace')}"
    return made if len(made) <= ADDRESS_LIMIT else ""


def _ends_a_host(word: str | None, letters: str | None) -> bool:
    """Return whether what follows a dot is a top-level domain.

    It is a whole word of ASCII letters, or the beginning of others.
    """
    if word:
        return word.lower() in _top_level() or word.lower().startswith("xn--")
    return any((letters or "")[:end] in _top_level() for end in range(2, len(letters or "") + 1))


@cache
def _top_level() -> frozenset[str]:
    """Return the top-level domains of the Public Suffix List."""
    return frozenset(suffix.rsplit(".", 1)[-1] for suffix in suffixes().tlds)

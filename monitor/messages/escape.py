"""Functions that escape untrusted text for chat and mail. Pure functions; no I/O.

No part of an escaped text can hide, reorder, mention, link or tag anything. Replacements stay readable: `＠` for @,
`＜` for the start of a tag, `evil[.]com` and `http[:]//` for text that a client would turn into a link by itself.
Escaping for a format is applied afterwards; the functions of this module do not rely on it.
"""

import re
from functools import cache
from urllib.parse import quote, urlsplit

from crawler.model.network.suffixes import suffixes
from monitor.text.sanitize import plain

_TAG = re.compile(r"<(?=[A-Za-z!?/@#&＠])")
_SCHEME = re.compile(r"(?i)(?<=[a-z0-9+.-]):(?=[/\\]{2})|(?<=\bjavascript):|(?<=\bvbscript):|(?<=\bdata):")
_DOT = re.compile(r"(?<=[\w-])\.(?=([A-Za-z][A-Za-z0-9-]*)|(\w{2,8}))")
_WWW = re.compile(r"(?i)(?<![a-z0-9])(www)\.")
_HOST = re.compile(r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?")
# Characters of a URL that are not percent-encoded: unreserved characters and delimiters (RFC 3986), except @ and
# those with a meaning in Markdown.
_PLAIN_IN_ADDRESS = "/?#&=+;,:%-._~"
ADDRESS_LIMIT = 2000


def escape_text(text: str) -> str:
    """Return the text as one line in which no client finds a mention, a tag or a link."""
    text = _TAG.sub("＜", plain(text)).replace("@", "＠").replace("](", "] (")
    text = _SCHEME.sub("[:]", text)
    text = _DOT.sub(lambda found: "[.]" if _is_top_level_domain(found[1], found[2]) else ".", text)
    return _WWW.sub(r"\1[.]", text)


def address(url: str) -> str:
    """Return `url` in a form that is safe for links in any format.

    All characters that could end the link or have a meaning in a format are percent-encoded. The result is empty if the
    URL is too long or is not an http(s) URL.
    """
    url = url.strip()
    try:
        parts = urlsplit(url)
        host = parts.netloc if parts.netloc.isascii() else parts.netloc.encode("idna").decode()
    except (ValueError, UnicodeError):
        return ""
    # `urlsplit` drops line breaks, which could join unrelated text into a host name.
    if parts.scheme not in ("http", "https") or any(char in url for char in "\t\r\n") or not _HOST.fullmatch(host):
        return ""
    at = url.find(parts.netloc, len(parts.scheme) + 3) + len(parts.netloc)
    made = f"{parts.scheme}://{host}{quote(url[at:], safe=_PLAIN_IN_ADDRESS, errors='replace')}"
    return made if len(made) <= ADDRESS_LIMIT else ""


def _is_top_level_domain(word: str | None, letters: str | None) -> bool:
    """Return whether a client may regard the text after a dot as a top-level domain.

    The text is passed as `word` if it consists of ASCII letters, digits and hyphens. It must then be a top-level domain
    as a whole. Any other text is passed as `letters`, and need only begin with a top-level domain.
    """
    if word:
        return word.lower() in _top_level() or word.lower().startswith("xn--")
    return any((letters or "")[:end] in _top_level() for end in range(2, len(letters or "") + 1))


@cache
def _top_level() -> frozenset[str]:
    """Return the top-level domains of the Public Suffix List."""
    return frozenset(suffix.rsplit(".", 1)[-1] for suffix in suffixes().tlds)

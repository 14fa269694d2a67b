"""Kinds of elements of a page: blocks, inline elements, links, line breaks, and elements that are not shown.

Pure functions; no I/O.
"""

import re
from collections.abc import Mapping
from enum import Enum

from lxml.html import HtmlElement

INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd mark o:p nobr q rb rp rt ruby s samp"
    " small span strike strong sub sup time tt u var wbr st1:chsdate".split()
)
BREAKS = frozenset(("br", "hr"))
FILE = re.compile(r"(?i)\.(pdf|docx?|xlsx?|pptx?|wps|et|ofd|rtf|txt|csv|zip|rar|7z)(?=$|[?#&;])")
"""Matches a file extension in a URL."""
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
_NO_SIZE = re.compile(r"(?i)(?<![\w-])font-size\s*:\s*0(?![.\d])")
_PIECE = 20
"""The maximum number of characters of a hidden inline element that is omitted. Longer ones may be the article itself,
which a script shows."""
_READINGS = frozenset(("rp", "rt"))
"""Pronunciations that are printed above characters, and their brackets."""


class ElementKind(Enum):
    """The treatment of an element. A holder is an inline element that may contain the article."""

    SKIPPED, INLINE, LINK, BREAK, BLOCK, HOLDER = range(6)


def kind_of(element: HtmlElement) -> ElementKind:
    """Return the kind of an element."""
    tag = element.tag
    if tag == "a":
        return ElementKind.LINK if _leads_to_page(element) else ElementKind.INLINE
    if tag in BREAKS:
        return ElementKind.BREAK
    if tag not in INLINE:
        return ElementKind.BLOCK
    if tag in _READINGS or _is_hidden_piece(element):
        return ElementKind.SKIPPED
    # An inline element with an id or class may contain the article.
    holds = tag in ("span", "font") and len(element) and (element.get("id") or element.get("class"))
    return ElementKind.HOLDER if holds else ElementKind.INLINE


def _is_hidden_piece(element: HtmlElement) -> bool:
    """Return whether an inline element is a hidden word or two, which some sites put into words against copying.

    Digits, and elements with an id or class, are no such pieces: a script may show them, as with hidden dates.
    """
    style = element.get("style")
    if not style or len(element) or element.get("id") or element.get("class"):
        return False
    text = element.text or ""
    if len(text) > _PIECE or any(map(str.isdigit, text)):
        return False
    return _hides(style) or _NO_SIZE.search(style) is not None


def _leads_to_page(element: HtmlElement) -> bool:
    """Return whether an `a` element links to a page.

    The text of other links, to a file or to a mailbox, may be part of the article. Editors make whole paragraphs with a
    mail address such links.
    """
    href = element.get("href")
    return href is not None and not FILE.search(href) and href.lstrip()[:7].lower() != "mailto:"


def is_hidden(attributes: Mapping[str, str]) -> bool:
    """Return whether an element with these attributes is hidden by its `style` or `hidden` attribute."""
    return _hides(attributes.get("style", "")) or "hidden" in attributes


def _hides(style: str) -> bool:
    style = style.lower()
    # Most styles have neither word. To search for words is several times faster than the pattern.
    return ("none" in style or "hidden" in style) and _HIDDEN.search(style) is not None

"""Checks of a document's outer structure: its root element, and whether the document is complete or too complex.

Pure functions whose running time is linear in the size of the document; no I/O.
"""

import json
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from crawler.model.details.pages import PageDetail
from crawler.model.errors import TooComplexError

_BLANK = " \t\r\n\f\ufeff\u200b\x00"
_ROOT = re.compile(r"<(?:[A-Za-z_][\w.-]{0,60}:)?([A-Za-z_][\w.-]{0,60})(?=[\s/>])")
_DOCTYPE = re.compile(r"(?i)<!doctype\b[^\[>]{0,2000}")
_SUBSET_END = re.compile(r"\]\s*>")
_SCRIPT = re.compile(r"(?is)<(script|style)\b(?:.*?(</\1\s{0,9}>)|.*\Z)")
_CONTAINERS = "div|ul|ol|table|script|style|section|article|main|select|a|title|textarea|h[1-6]"
_CONTAINER = re.compile(rf"(?i)<({_CONTAINERS})\b")
_CONTAINER_END = re.compile(rf"(?i)</({_CONTAINERS})\b")
_HIDDEN = re.compile(r"(?s)<!--(?:.*?-->|.*\Z)|<!\[CDATA\[(?:.*?\]\]>|.*\Z)")
_LONG_TAG = 8000
"""The minimum number of characters of a tag whose attributes are counted."""
_TAG_NAME = re.compile("[A-Za-z]")
_VALUE = re.compile(r"""\"[^"]*"|'[^']*'""")
TAGS_LIMIT = 600_000
"""The maximum number of tags on a page that is parsed. The longest listings of portals have about 50,000."""
DEPTH_LIMIT = 3000
"""The maximum number of unclosed elements on a page. The parsing time grows with the square of the depth."""
_MANY = 10_000
_CLOSED = ("div", "span", "font", "center", "table", "ul", "section", "b>", "i>", "strong", "em>", "blockquote")
WHOLE_LIMIT = 4 * 1024 * 1024
"""A truncated response is searched for the end of its document only if it has at most this number of characters.

The search takes place in the process that fetches pages, and must therefore be short.
"""
ATTRIBUTES_LIMIT = 3000
"""The maximum number of attributes of a tag. libxml2 compares each attribute with all previous attributes."""


def require_parsable(text: str) -> None:
    """Raise TooComplexError if a page would take too long to parse.

    This is the case if the page has too many tags, too many unclosed elements, or too many attributes in a tag.
    """
    tags = text.count("<")
    if tags > TAGS_LIMIT:
        raise TooComplexError(PageDetail.TOO_MANY_TAGS.of(count=tags, limit=TAGS_LIMIT))
    if tags > _MANY and (depth := _least_depth(text.lower())) > DEPTH_LIMIT:
        raise TooComplexError(PageDetail.TOO_DEEP.of(count=depth, limit=DEPTH_LIMIT))
    for part in _long_parts(text):
        tag = part.partition(">")[0]
        if len(tag) <= _LONG_TAG or not _TAG_NAME.match(tag):
            continue
        bare = _VALUE.sub(" ", tag)
        if max(len(bare.split()), bare.count("=")) > ATTRIBUTES_LIMIT:
            raise TooComplexError(PageDetail.TOO_MANY_ATTRIBUTES.of(limit=ATTRIBUTES_LIMIT))


def _long_parts(text: str) -> list[str]:
    """Return the parts between the characters `<` that are longer than `_LONG_TAG`. Most of them are scripts.

    A part of this length contains a whole stretch of half the length, so that few positions need to be searched.
    """
    step = _LONG_TAG // 2
    parts: list[str] = []
    end = 0
    for at in range(0, len(text) - step + 1, step):
        if at >= end and text.find("<", at, at + step) < 0:
            end = text.find("<", at)
            end = len(text) if end < 0 else end
            parts.append(text[text.rfind("<", 0, at) + 1 : end])
    return [part for part in parts if len(part) > _LONG_TAG]


def _least_depth(markup: str) -> int:
    """Return a lower bound of the nesting depth of a page.

    It is the number of elements that lack their mandatory end tag. `markup` is the text of the page in lower case.
    """
    return sum(max(0, markup.count(f"<{name}") - markup.count(f"</{name}")) for name in _CLOSED)


@dataclass(frozen=True)
class Root:
    """The root element of a document.

    `name` is its name in lower case, without a namespace prefix. `start` is the position of its start tag.
    """

    name: str
    start: int


def root_of(text: str) -> Root | None:
    """Return the root element of a document, or None if the text does not begin with one.

    Blanks, a byte order mark, an XML declaration, comments, processing instructions and a document type may precede the
    element.
    """
    at = 0
    while True:
        at = _after_blanks(text, at)
        if text.startswith("<?", at):
            after = text.find("?>", at) + 2
        elif text.startswith("<!--", at):
            after = text.find("-->", at + 4) + 3
        elif text[at : at + 9].lower() == "<!doctype":
            after = _after_doctype(text, at)
        else:
            root = _ROOT.match(text, at)
            return Root(root[1].lower(), at) if root else None
        if after <= at:
            return None  # unterminated
        at = after


def _after_blanks(text: str, at: int) -> int:
    while at < len(text) and text[at] in _BLANK:
        at += 1
    return at


def _after_doctype(text: str, at: int) -> int:
    head = _DOCTYPE.match(text, at)
    end = head.end() if head else at
    if text.startswith("[", end):
        close = _SUBSET_END.search(text, end)
        return close.end() if close else 0
    return end + 1 if text.startswith(">", end) else 0


def visible(text: str) -> str:
    """Return the text without comments and CDATA sections. An unterminated comment or section extends to the end."""
    return _HIDDEN.sub(" ", text)


def without_elements(text: str, names: Sequence[str]) -> str:
    """Return the text without the elements with these names. Elements that are not closed are kept.

    The running time is linear.
    """
    lower = text.lower()
    if len(lower) != len(text):
        lower = text  # the lower case of some letters is two characters
    opening = re.compile(rf"(?i)<({'|'.join(names)})\b")
    parts: list[str] = []
    unclosed: set[str] = set()
    at = 0
    kept = 0
    while tag := opening.search(text, at):
        name = tag[1].lower()
        end = -1 if name in unclosed else lower.find(f"</{name}", tag.end())
        at = tag.end()
        if end < 0:
            unclosed.add(name)
            if len(unclosed) == len(names):
                break
            continue
        parts.append(text[kept : tag.start()])
        after = lower.find(">", end)
        at = kept = after + 1 if after >= 0 else len(text)
    return "".join((*parts, text[kept:]))


def closing_of(markup: str, *names: str) -> int:
    """Return the position after the last end tag of an element with one of the `names`, or -1 if there is none.

    If there is no end tag (`</feed>`), the last self-closing tag (`<feed/>`) is used instead. Namespace prefixes are
    ignored. `markup` must be a text returned by `visible`.
    """
    pattern = rf"(?i)</(?:[\w.-]{{1,60}}:)?(?:{'|'.join(names)})\s{{0,9}}>"
    own = rf"(?i)<(?:[\w.-]{{1,60}}:)?(?:{'|'.join(names)})(?:\s[^<>]{{0,2000}})?/>"
    ends = [match.end() for match in re.finditer(pattern, markup)] or [
        match.end() for match in re.finditer(own, markup)
    ]
    return ends[-1] if ends else -1


def is_whole(text: str) -> bool:
    """Return whether a document is complete.

    A complete document ends with the end tag of its root element, or is valid JSON. A document of more than WHOLE_LIMIT
    characters counts as incomplete.
    """
    if len(text) > WHOLE_LIMIT:
        return False
    start = text[:2048].lstrip(_BLANK)[:1]
    if start in ("{", "["):
        return _is_json(text)
    markup = visible(text).rstrip(_BLANK)
    if re.search(r"(?i)</html\s{0,9}>\Z", markup):
        return True
    root = root_of(text)
    return root is not None and root.name != "html" and closing_of(markup, root.name) == len(markup)


def is_truncated(text: str) -> bool:
    """Return whether the end of an HTML page is missing.

    This is the case if neither its body nor its root element is closed, and it ends within a tag or within an element
    with a mandatory end tag.
    """
    if not re.search(r"(?i)<(?:html|body)[\s>]", text[:20_000]) or re.search(r"(?i)</(?:html|body)\s{0,9}>", text):
        return False
    # An unterminated script is replaced by an unterminated tag.
    markup = visible(_SCRIPT.sub(lambda script: " " if script[2] else f"<{script[1]}", text)).rstrip(_BLANK)
    if re.search(r"<(?:/?[A-Za-z][^<>]{0,5000})?\Z", markup):
        return True
    opened = Counter(tag[1].lower() for tag in _CONTAINER.finditer(markup))
    closed = Counter(tag[1].lower() for tag in _CONTAINER_END.finditer(markup))
    return any(times > closed[name] for name, times in opened.items())


def _is_json(text: str) -> bool:
    try:
        json.loads(text.strip(_BLANK))
    except (ValueError, RecursionError):
        return False
    return True

"""Insertion of omitted end tags of list items, table cells and rows, as browsers imply them.

libxml2 closes such an element only if all elements in it are closed. If the rows of a list lack the end tags of their
inner elements, it nests each row in the row before, and drops the content below 256 levels. The WHATWG HTML standard
closes a row at the start of the next row (13.2.6.4.7, "in body", and 13.2.6.4.15, "in cell"). Pure functions whose
running time is linear in the size of the page; no I/O.
"""

import re
from collections import Counter
from collections.abc import Iterator

_TABLE = frozenset(("table",))
_CELL = frozenset(("td", "th", "caption", *_TABLE))
_LIST = frozenset(("ul", "ol", "menu", *_CELL))
_SPECIAL = frozenset(
    "article aside blockquote center details dl fieldset figure footer form header main nav section".split()
) | frozenset((*_LIST, "tr"))
"""Elements that a row does not leave: a row inside them is not the next row of the list around them."""
_STARTS = {
    "li": (("li",), _SPECIAL | {"dt", "dd"}),
    "dt": (("dt", "dd"), _SPECIAL | {"li"}),
    "dd": (("dt", "dd"), _SPECIAL | {"li"}),
    "td": (("td", "th"), _TABLE | {"tr"}),
    "th": (("td", "th"), _TABLE | {"tr"}),
    "tr": (("tr",), _TABLE),
}
"""For each start tag, the elements that it closes, and the elements around which they are not closed."""
_ENDS = {"li": _LIST, "td": _TABLE, "th": _TABLE, "tr": _TABLE, "table": frozenset[str]()}
"""For each end tag, the elements that it does not leave. For all other end tags, they are those of `_CELL`."""
_CLOSED = ("div", *_STARTS)
"""Elements that libxml2 leaves open at the end of an element around them, or that may lack their end tag."""
_REACH = 250
"""Maximum number of open elements that are searched, which is about the depth of trees that libxml2 builds."""
_CLOSED_TAG = re.compile(rf"(?i)</?(?:{'|'.join(_CLOSED)})(?![a-z])")
_NAMES = "|".join(sorted({"div", *_STARTS, *_SPECIAL}, key=len, reverse=True))
_TAG = re.compile(
    r"(?is)<!--.*?(?:-->|\Z)"
    r"|<(?:script|style)\b.*?(?:</(?:script|style)\b|\Z)"
    rf"|<(?P<end>/?)(?:(?P<name>{_NAMES})(?=[\s/>])|[a-z])"
    r"""(?:[^>="']++|=\s*+(?:"[^"]*+"|'[^']*+')|[="'])*+>?"""
)


def with_end_tags(text: str) -> str:
    """Return the text of an HTML page with the omitted end tags of list items, table cells and table rows."""
    if not _lacks_ends(text):
        return text
    parts: list[str] = []
    kept = 0
    for at, ends in _implied(text):
        parts += (text[kept:at], *(f"</{name}>" for name in ends if name in _CLOSED))
        kept = at
    return "".join((*parts, text[kept:]))


def _lacks_ends(text: str) -> bool:
    """Return whether a page has more start tags than end tags of an element in `_CLOSED`."""
    counts = Counter(map(str.lower, _CLOSED_TAG.findall(text)))
    return any(counts[f"<{name}"] > counts[f"</{name}"] for name in _CLOSED)


def _implied(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the positions of tags that first close other elements, and these elements, inner ones first."""
    around: list[str] = []
    for tag in _TAG.finditer(text):
        name = (tag["name"] or "").lower()
        if not name or (not tag["end"] and text[tag.end() - 2] == "/"):
            continue
        closes, stops = ((name,), _ENDS.get(name, _CELL)) if tag["end"] else _STARTS.get(name, ((), _SPECIAL))
        depth = _innermost(around, closes, stops)
        if depth is not None:
            yield tag.start(), around[depth + bool(tag["end"]) :][::-1]
            del around[depth:]
        if not tag["end"]:
            around.append(name)


def _innermost(around: list[str], names: tuple[str, ...], stops: frozenset[str]) -> int | None:
    """Return the index of the innermost open element in `names`, or None if an element in `stops` is inside it."""
    for depth in range(len(around) - 1, max(-1, len(around) - 1 - _REACH), -1):
        if around[depth] in names:
            return depth
        if around[depth] in stops:
            return None
    return None

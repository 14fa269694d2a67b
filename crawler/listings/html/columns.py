"""Columns of rows. Texts at the same position within their rows belong to the same column."""

from collections import Counter

from lxml.html import HtmlElement

from crawler.listings.html.dom_index import Token
from crawler.listings.html.rows import Row

_PLACE = 12
"""Maximum number of elements in the path that identifies a position."""
_HIGHLIGHTS = {"b", "strong", "em", "i", "u", "font", "mark"}
Column = tuple[str, ...]


def columns(row: Row, segment: list[Token]) -> list[tuple[Column, Token]]:
    """Return the tokens of a row, each with its column.

    `segment` are the tokens. A column is identified by the path of elements from the row to the token, followed by a
    number that distinguishes tokens with the same path.
    """
    seen: Counter[Column] = Counter()
    found = []
    for token in segment:
        place = _place(row.element, token.parent)
        seen[place] += 1
        found.append(((*place, str(seen[place])), token))
    return found


def _place(row: HtmlElement, parent: HtmlElement) -> Column:
    place: list[str] = []
    element: HtmlElement | None = parent
    while element is not None and element is not row and len(place) < _PLACE:
        if element.tag in ("td", "th"):
            place.append(f"{element.tag}{sum(1 for _ in element.itersiblings('td', 'th', preceding=True))}")
        elif element.tag not in _HIGHLIGHTS:
            place.append(f"{element.tag}.{(element.get('class') or '').strip().partition(' ')[0]}")
        element = element.getparent()
    # For a token beside the row, or with a longer path than _PLACE, only the nearest element is used.
    return tuple(place) if element is row else ("beside", *place[:1])

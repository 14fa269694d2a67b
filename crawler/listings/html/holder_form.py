"""The form of a holder of rows: tags and names around it, without numbers."""

import re

from lxml.html import HtmlElement

from crawler.listings.html.dom_index import INLINE

_NUMBER = re.compile(r"\d+(?=$|[\s#])")
"""The number at the end of a name."""
_ROW_TAGS = {"tr", "td", "li", "dt", "dd", "article"}
"""Classes that distinguish odd from even rows, not one list from another."""
_LISTS = {"tr": {"table"}, "td": {"table", "tr"}, "li": {"ul", "ol", "menu"}, "dt": {"dl"}, "dd": {"dl"}}
"""Elements that must lie between two nested rows of the same kind."""
Form = tuple[str, ...]


def _left_open(tags: list[str], tag: str) -> int:
    """Return the index at which a row begins that was never closed.

    The parser puts the next row inside it, though the two are siblings.
    """
    if tag in _LISTS:
        for at in range(len(tags) - 1, -1, -1):
            if tags[at] == tag:
                return at
            if tags[at] in _LISTS[tag]:
                break
    return len(tags)


class HolderForms:
    """The forms of holders: tags and names from the root down, without the numbers in names."""

    def __init__(self) -> None:
        self._names: dict[HtmlElement, str] = {}

    def of(self, up: tuple[HtmlElement, ...]) -> Form:
        """Return the form of the last of the elements, given from the root down."""
        form: list[str] = []
        tags: list[str] = []
        for element in up:
            if element.tag in INLINE:
                continue
            at = _left_open(tags, element.tag)
            del form[at:], tags[at:]
            form.append(self._name(element))
            tags.append(element.tag)
        return tuple(form)

    def _name(self, element: HtmlElement) -> str:
        if element not in self._names:
            names = "" if element.tag in _ROW_TAGS else f".{element.get('class') or ''}#{element.get('id') or ''}"
            written = f"{element.tag}{names}"
            self._names[element] = _NUMBER.sub("", written[:300])
        return self._names[element]

"""The form of an element that contains rows (a "holder"): the tags, classes and ids from the root down to it.

Elements with the same form contain rows of the same list.
"""

import re

from lxml.html import HtmlElement

from crawler.listings.html.dom_index import INLINE

_NUMBER = re.compile(r"\d+(?=$|[\s#])")
"""Matches a number at the end of a class or id."""
_ROW_TAGS = {"tr", "td", "li", "dt", "dd", "article"}
"""Tags whose classes and ids are ignored, because they distinguish odd from even rows, not different lists."""
_LISTS = {"tr": {"table"}, "td": {"table", "tr"}, "li": {"ul", "ol", "menu"}, "dt": {"dl"}, "dd": {"dl"}}
"""For each tag of rows, the tags of the elements that contain such rows.

A row inside another row without such an element between them is not nested: the end tag of the first row is missing.
"""
Form = tuple[str, ...]


def _left_open(tags: list[str], tag: str) -> int:
    """Return the index in `tags` of an unclosed row that wrongly contains an element.

    `tags` are the tags of the elements that contain the element, from the root down, and `tag` is the element's own
    tag. If the end tag of a row is missing, the parser nests the next row in it, although the two are siblings. If no
    row is unclosed, the result is the length of `tags`.
    """
    if tag in _LISTS:
        for at in range(len(tags) - 1, -1, -1):
            if tags[at] == tag:
                return at
            if tags[at] in _LISTS[tag]:
                break
    return len(tags)


class HolderForms:
    """Determines the forms of elements that contain rows, with a cache of element names.

    Numbers at the ends of classes and ids are removed, because they distinguish elements of the same list.
    """

    def __init__(self) -> None:
        self._names: dict[HtmlElement, str] = {}

    def of(self, up: tuple[HtmlElement, ...]) -> Form:
        """Return the form of an element. `up` are its ancestors from the root down, followed by the element itself."""
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

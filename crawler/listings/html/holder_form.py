"""Forms of holders (elements that contain rows): the tags and names of the elements from the root to the holder."""

import re

from lxml.html import HtmlElement

from crawler.listings.html.dom_index import INLINE

_NUMBER = re.compile(r"\d+(?=$|[\s#])")
"""Matches a number at the end of a name."""
_ROW_TAGS = {"tr", "td", "li", "dt", "dd", "article"}
"""Tags whose classes and ids are ignored, because they distinguish odd from even rows, not different lists."""
_LISTS = {"tr": {"table"}, "td": {"table", "tr"}, "li": {"ul", "ol", "menu"}, "dt": {"dl"}, "dd": {"dl"}}
"""For each row tag, the tags of its containers. Genuinely nested rows have such a container between them."""
Form = tuple[str, ...]


def _left_open(tags: list[str], tag: str) -> int:
    """Return the index in `tags` of an unclosed sibling that precedes an element with `tag`, or the length of `tags`.

    If a row is not closed, the parser nests the next row in it, although the two are siblings.
    """
    if tag in _LISTS:
        for at in range(len(tags) - 1, -1, -1):
            if tags[at] == tag:
                return at
            if tags[at] in _LISTS[tag]:
                break
    return len(tags)


class HolderForms:
    """Calculator of holders' forms: tags and names from the root down, with numbers at the ends of names removed."""

    def __init__(self) -> None:
        self._names: dict[HtmlElement, str] = {}

    def of(self, up: tuple[HtmlElement, ...]) -> Form:
        """Return the form of the last element of `up`, which lists the elements from the root down."""
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

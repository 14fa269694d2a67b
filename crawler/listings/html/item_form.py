"""The form of an item: the tags and classes from a row down to its main link.

A list may be spread over several boxes of a page, such as a box of highlights and a box of older notices. Rows with the
same form belong to the same list, whatever box contains them.
"""

import re
from collections import defaultdict
from collections.abc import Callable

from lxml.html import HtmlElement

from crawler.listings.html.dom_index import is_in_furniture, is_sidebar, navigation_score
from crawler.listings.html.rows import Family, Row

_CLASSES = 2
"""Minimum number of elements with a class in a form that is specific to one list.

With fewer classes, as in `<li><a>`, rows of different lists have the same form.
"""
_DIGITS = re.compile(r"\d+")
_SAMPLE = 10
ItemForm = tuple[tuple[str, str], ...]


def item_form(row: Row) -> ItemForm | None:
    """Return the form of a row's item, or None if the form is not specific to one list."""
    path = (*row.anchor.up, row.anchor.element)
    if row.element not in path:
        return None
    form = tuple((inner.tag, first_class(inner)) for inner in path[path.index(row.element) :])
    return form if sum(bool(name) for _, name in form) >= _CLASSES else None


def place_of(form: ItemForm, path: tuple[HtmlElement, ...]) -> int:
    """Return the index of the element in `path` that is a row with an item of the form, or 0 if there is none.

    `path` are the elements from the root down to an anchor. Rows in navigation or in sidebars do not count.
    """
    at = len(path) - len(form)
    if at < 1 or tuple((element.tag, first_class(element)) for element in path[at:]) != form:
        return 0
    return 0 if is_in_furniture(path[:at]) else at


def joined(families: list[Family], dates: Callable[[HtmlElement], int]) -> list[Family]:
    """Return the families, with those joined whose items have the same form and whose boxes have the same class.

    The joined families are all dated or all undated, and not in elements of navigation or sidebars. The box of one of
    them may have an additional class, such as `active`. `dates` counts the dates inside an element.
    """
    by_form: dict[tuple[ItemForm, bool], list[tuple[set[str], list[Family]]]] = defaultdict(list)
    apart = []
    for family in families:
        form = item_form(family.rows[0]) if family.rows else None
        if form is None or any(navigation_score(up) == 1 or is_sidebar(up) for up in family.up):
            apart.append(family)
        else:
            sample = family.rows[:_SAMPLE]
            dated = sum(1 for row in sample if dates(row.element)) * 2 >= len(sample)
            names = set(_DIGITS.sub("", family.up[-1].get("class") or "").split())
            boxes = by_form[(form, dated)]
            alike = next((alike for box, alike in boxes if box <= names or names <= box), None)
            if alike is None or bool(names) != bool(boxes[0][0]):
                boxes.append((names, [family]))
            else:
                alike.append(family)
    return [*apart, *(merged(alike) for boxes in by_form.values() for _, alike in boxes)]


def merged(families: list[Family]) -> Family:
    """Return one family with the rows of several families, in page order.

    The field `up` is taken from the first family.
    """
    rows = [row for family in families for row in family.rows]
    holders = sum(family.holders for family in families)
    return Family(sorted(rows, key=lambda row: row.first), families[0].up, holders)


def first_class(element: HtmlElement) -> str:
    """Return the first class of an element, without digits."""
    return _DIGITS.sub("", (element.get("class") or "").strip().partition(" ")[0])

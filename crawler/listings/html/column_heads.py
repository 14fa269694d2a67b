"""Column heads: texts above the rows, such as 发布日期, that give a meaning to the dates in their column."""

import re
from collections.abc import Iterator

from lxml.html import HtmlElement

from crawler.text.date_labels import label_meaning
from crawler.text.dates import Meaning

_LONGEST = 30
_CELLS = range(2, 30)
_HEADS = 3
"""Maximum number of heading rows in a table."""
_OF_DATES = re.compile(
    r"(?i)(?:时间|時間|日期|日時|日付|年月日|\bdate|\bposted|\bpublished|\bdeadline|날짜|일자|일시|등록일|작성일)"
)
_DIGIT = re.compile(r"\d")


def heads_above(first: HtmlElement) -> dict[int, Meaning]:
    """Return a mapping from column indexes to the meanings of the column heads above the row `first`."""
    below = _row_of(first)
    width = sum(1 for _ in _cells(below))
    for head in _candidates(first):
        cells = list(_cells(head))
        words = [" ".join(cell.text_content().split()) for _, cell in cells]
        if len(cells) not in _CELLS or any(len(text) > _LONGEST or _DIGIT.search(text) for text in words):
            continue
        # Menus also precede lists.
        if below.tag != "tr" and (len(cells) != width or not any(map(_OF_DATES.search, words))):
            continue
        labels = {place: label_meaning(text) for (place, _), text in zip(cells, words, strict=True) if text}
        found = {place: Meaning.OTHER if label.counts else label.meaning for place, label in labels.items()}
        if any(meaning is not Meaning.NONE for meaning in found.values()):
            return found
    return {}


def place_in_row(row: HtmlElement, element: HtmlElement) -> int:
    """Return the column index of the cell in `row` that contains an element, or -1."""
    around = _row_of(row)
    cell = element
    while (parent := cell.getparent()) is not None and parent is not around:
        cell = parent
    if parent is None:
        return -1
    return next((place for place, found in _cells(around) if found is cell), -1)


def _row_of(element: HtmlElement) -> HtmlElement:
    """Return the table row that is or contains an element, or the element itself if it is not in a table row."""
    if element.tag == "tr":
        return element
    return next(element.iterancestors("tr"), element) if element.tag in ("td", "a", "span", "p", "b") else element


def _cells(row: HtmlElement) -> Iterator[tuple[int, HtmlElement]]:
    place = 0
    for cell in row.iterchildren():
        if isinstance(cell.tag, str):
            yield place, cell
            span = cell.get("colspan") or "1"
            place += int(span) if span.isdecimal() and len(span) < 3 else 1


def _candidates(element: HtmlElement) -> Iterator[HtmlElement]:
    """Yield the elements that may be column heads above the row that is or contains `element`.

    In a table, these are the first rows of the table. In a list, these are the elements before the list's first row.
    """
    row = _row_of(element)
    table = next(row.iterancestors("table"), None) if row.tag == "tr" else None
    if table is not None:
        for number, other in enumerate(table.iter("tr")):
            if other is row or number >= _HEADS:
                break
            yield other
        return
    for around in (row, row.getparent()):
        before = around.getprevious() if around is not None else None
        while before is not None and not isinstance(before.tag, str):
            before = before.getprevious()
        if before is not None:
            yield before
            yield from (child for child in list(before)[:1] if isinstance(child.tag, str))

"""Candidate rows: the elements of a page that repeat, each around one link.

The row of an anchor is the largest element around it that holds no other anchor of its kind; its holder is the element
around that, in which the rows are siblings. Anchors of one kind are those with a title of their own, or those with the
same text ("PDF", "details"). Holders of the same form make one family: a data region in the terms of MDR (Liu et al.,
2003), found by tag paths (Miao et al., 2009) rather than by comparing trees, so in time linear in the page.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from crawler.listings.html.dom_index import INLINE, Anchor, DomIndex, is_furniture
from crawler.listings.html.holder_form import Form, HolderForms

INLINE_ROWS = INLINE | {"p"}
"""Elements that wrap a row or replace it, differently from row to row."""
ROW_ANCHORS = 40
"""Anchors that a row may hold."""


@dataclass(eq=False)
class Row:
    """A row: its element, the anchors whose row it is, and `anchor`, whose page is the notice."""

    element: HtmlElement
    holder: HtmlElement
    anchors: list[Anchor]
    first: int

    @property
    def anchor(self) -> Anchor:
        """The anchor whose page is the notice of the row."""
        return self.anchors[0]


@dataclass(eq=False)
class Family:
    """Rows of holders of one form, in the order of the page.

    `up` are the elements around the first holder and the holder itself.
    """

    rows: list[Row] = field(default_factory=list)
    up: tuple[HtmlElement, ...] = ()
    holders: int = 0


def find_families(page: DomIndex, dates: Callable[[HtmlElement], int]) -> list[Family]:
    """Return the page's families of rows.

    Holders of one form are two families when some show dates and others do not; `dates` counts those inside a holder.
    """
    rows = _lifted(_rows(page))
    for row in rows:
        row.anchors.sort(key=page.rank)
        del row.anchors[ROW_ANCHORS:]
    by_holder: dict[HtmlElement, list[Row]] = defaultdict(list)
    for row in rows:
        by_holder[row.holder].append(row)
    found: dict[Form, Family] = defaultdict(Family)
    forms = HolderForms()
    for holder, inside in by_holder.items():
        up = inside[0].anchor.up
        at = up.index(holder)
        dated = dates(holder) * 2 >= len(inside)
        for tag, like in _by_tag(inside).items():
            family = found[(*forms.of(up[: at + 1]), tag, "dated" if dated else "")]
            family.up = family.up or up[: at + 1]
            family.rows.extend(like)
            family.holders += 1
    for family in found.values():
        family.rows.sort(key=lambda row: row.first)
    return list(found.values())


def _by_tag(rows: Iterable[Row]) -> dict[str, list[Row]]:
    by_tag: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_tag["" if row.element.tag in INLINE_ROWS else row.element.tag].append(row)
    return by_tag


def _rows(page: DomIndex) -> list[Row]:
    """Return one row for each element that is the row of an anchor, with all the anchors whose row it is."""
    kinds: dict[str, list[Anchor]] = defaultdict(list)
    for anchor in page.anchors:
        kinds[page.kind(anchor)].append(anchor)
    found: dict[HtmlElement, Row] = {}
    for anchors in kinds.values():
        for anchor, depth in zip(anchors, _depths(anchors), strict=True):
            if depth < 1:
                continue
            path = (*anchor.up, anchor.element)
            row = found.setdefault(path[depth], Row(path[depth], path[depth - 1], [], anchor.token))
            row.first = min(row.first, anchor.token)
            row.anchors.append(anchor)
    return list(found.values())


def _depths(anchors: list[Anchor]) -> list[int]:
    """Return the depth of each anchor's row.

    The row is below the deepest element that its anchor shares with the anchor before or after it that leads elsewhere.
    0: there is no such anchor.
    """
    depths = [0] * len(anchors)
    first = 0  # of the anchors that lead to the same page: a picture and a title are one row
    for number in range(1, len(anchors)):
        if anchors[number].url != anchors[first].url:
            for same in range(first, number):
                depths[same] = max(depths[same], _shared(anchors[same], anchors[number]))
            first = number
        if first:
            depths[number] = _shared(anchors[number], anchors[first - 1])
    return depths


def _shared(one: Anchor, other: Anchor) -> int:
    """Return the number of elements that two anchors have around them in common."""
    shared = 0
    for left, right in zip(one.up, other.up, strict=False):
        if left is not right:
            break
        shared += 1
    return shared


def _lifted(rows: list[Row]) -> list[Row]:
    """Return the rows, with those inside a row of a larger list merged into it.

    Such a row is a notice with its attachments beside it.
    """
    inside = Counter(row.holder for row in rows)
    own = Counter((row.holder, row.element.tag) for row in rows)
    kept: dict[HtmlElement, Row] = {}
    for row in rows:
        element = row.element
        holder = row.holder
        at = row.anchors[0].up.index(holder)
        if (
            at > 0
            and not is_furniture(holder)
            and own[(row.anchors[0].up[at - 1], holder.tag)] >= max(2, inside[holder])
        ):
            element = holder
            holder = row.anchors[0].up[at - 1]
        whole = kept.setdefault(element, Row(element, holder, [], row.first))
        whole.anchors.extend(row.anchors)
        whole.first = min(whole.first, row.first)
    return list(kept.values())

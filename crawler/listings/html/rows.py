"""Candidate rows: the elements of a page that repeat, each around one link.

The row of an anchor is the largest element around it that holds no other anchor of its kind; the row's holder is its
parent element, in which the rows are siblings. Anchors of one kind are those with a title of their own, or those with
the same text ("PDF", "details"). Holders of the same form make one family: a data region in the terms of MDR (Liu et
al., 2003), found by tag paths (Miao et al., 2009) rather than by comparing trees, so in time linear in the page size.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from crawler.listings.html.dom_index import INLINE, Anchor, DomIndex, is_furniture
from crawler.listings.html.holder_form import Form, HolderForms

INLINE_ROWS = INLINE | {"p"}
"""Elements that may wrap or replace a row inconsistently: in some rows of a list, but not in others."""
ROW_ANCHORS = 40
"""Maximum number of anchors in a row."""


@dataclass(eq=False)
class Row:
    """A row: its element, its holder, and the anchors whose row it is.

    `first`: the index of the first token of its anchors.
    """

    element: HtmlElement
    holder: HtmlElement
    anchors: list[Anchor]
    first: int

    @property
    def anchor(self) -> Anchor:
        """Return the anchor that links to the row's notice."""
        return self.anchors[0]


@dataclass(eq=False)
class Family:
    """Rows of holders with the same form, in page order.

    `up`: the elements from the root down to the first holder, inclusive. `holders`: the number of holders.
    """

    rows: list[Row] = field(default_factory=list)
    up: tuple[HtmlElement, ...] = ()
    holders: int = 0


def find_families(page: DomIndex, dates: Callable[[HtmlElement], int]) -> list[Family]:
    """Return the page's families of rows.

    `dates` counts the dates inside a holder: holders of one form make two families if some contain dates and others do
    not.
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
    """Return one row for each element that is the row of an anchor, with all anchors that have this row."""
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
    """Return the depth of each anchor's row, or 0 if no other anchor leads to another URL.

    The row is the child of the deepest element that contains both its anchor and the nearest anchor before or after it
    with another URL.
    """
    depths = [0] * len(anchors)
    first = 0  # first of consecutive anchors with the same URL: a picture and a title are one row
    for number in range(1, len(anchors)):
        if anchors[number].url != anchors[first].url:
            for same in range(first, number):
                depths[same] = max(depths[same], _shared(anchors[same], anchors[number]))
            first = number
        if first:
            depths[number] = _shared(anchors[number], anchors[first - 1])
    return depths


def _shared(one: Anchor, other: Anchor) -> int:
    """Return the number of ancestor elements that two anchors share."""
    shared = 0
    for left, right in zip(one.up, other.up, strict=False):
        if left is not right:
            break
        shared += 1
    return shared


def _lifted(rows: list[Row]) -> list[Row]:
    """Return the rows, with rows nested in a row of a larger list merged into that row.

    Such nested rows are, for example, a notice and its attachments.
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

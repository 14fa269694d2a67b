"""Candidate rows: repeated elements of a page that each contain a link.

The row of an anchor is the largest element that contains the anchor and no other anchor of the same kind. The row's
parent element is its holder, in which the rows are siblings. Anchors are of the same kind if all have titles, if all
have texts with numbers, or if all have the same text ("PDF", "details"). Holders of the same form make up a family,
which MDR (Liu et al., 2003) calls a data region. Families are determined by tag paths (Miao et al., 2009) instead of
tree comparisons, so the running time is linear in the page size.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from lxml.html import HtmlElement

from crawler.listings.html.dom_index import INLINE, Anchor, DomIndex, is_furniture
from crawler.listings.html.holder_form import Form, HolderForms

INLINE_ROWS = INLINE | {"p"}
"""Elements that may wrap or replace some rows of a list, but not others."""
ROW_ANCHORS = 40
"""Maximum number of anchors in a row."""


@dataclass(eq=False)
class Row:
    """A row: its element, its holder, and the anchors that have this row.

    `first` is the index of the first token in the anchors.
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

    `up` are the elements from the root down to the first holder, which is included. `holders` is the number of holders.
    """

    rows: list[Row] = field(default_factory=list)
    up: tuple[HtmlElement, ...] = ()
    holders: int = 0


def find_families(page: DomIndex, dates: Callable[[HtmlElement], int]) -> list[Family]:
    """Return the page's families of rows.

    `dates` counts the dates inside a holder. Holders of the same form make up two families if some of them contain
    dates and others do not.
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
    """Return the rows of all anchors, each with all the anchors that have this row."""
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
    """Return the depth of each anchor's row, or 0 for every anchor if all anchors lead to the same URL.

    The parent of the row is the deepest element that contains the anchor and the nearest previous or next anchor with a
    different URL.
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
    """Merge rows that are nested in a row of a larger list into that row, and return the remaining rows.

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

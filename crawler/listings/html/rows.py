"""Candidate rows: which elements of a page repeat, each around one link.

The row of an anchor is the largest element around it that holds no other anchor of its kind; its holder is the element
around that, in which rows stand side by side. Anchors of one kind are those with a title of their own, or those that
say the same ("PDF", "details"). Holders of the same form make one family: what MDR (Liu et al., 2003) calls a data
region, found by tag paths (Miao et al., 2009) rather than by comparing trees, so in time linear in the page.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import pairwise
from statistics import median

from lxml.html import HtmlElement

from crawler.listings.html.dom_index import INLINE, Anchor, DomIndex

_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"\d+(?=$|[\s#])")
"""The number at the end of a name."""
INLINE_ROWS = INLINE | {"p"}
"""Elements that wrap a row or stand in its place, now one and now another."""
_ROW_TAGS = {"tr", "td", "li", "dt", "dd", "article"}
"""Elements whose names tell odd rows from even ones, not one list from another."""
_LISTS = {"tr": {"table"}, "td": {"table", "tr"}, "li": {"ul", "ol", "menu"}, "dt": {"dl"}, "dd": {"dl"}}
"""What must stand between two rows of a kind, one inside the other."""
_ROW_ANCHORS = 40
"""Anchors that a row may hold."""
Form = tuple[str, ...]


@dataclass(eq=False)
class Row:
    """A row: its element, the anchors in it that stand for it, and `anchor`, the one whose page is the notice."""

    element: HtmlElement
    holder: HtmlElement
    anchors: list[Anchor]
    first: int

    @property
    def anchor(self) -> Anchor:
        """The anchor that the row is about."""
        return self.anchors[0]


@dataclass(eq=False)
class Family:
    """Rows of holders of one form, in the order of the page. `up` are the elements around the first holder and it."""

    rows: list[Row] = field(default_factory=list)
    up: tuple[HtmlElement, ...] = ()
    holders: int = 0


def families(page: DomIndex, dates: Callable[[HtmlElement], int]) -> list[Family]:
    """The page's families of rows. Holders of one form are two families where some show dates and others do
    not; `dates` counts those inside a holder."""
    rows = _lifted(_rows(page))
    for row in rows:
        row.anchors.sort(key=page.rank)
        del row.anchors[_ROW_ANCHORS:]
    by_holder: dict[HtmlElement, list[Row]] = defaultdict(list)
    for row in rows:
        by_holder[row.holder].append(row)
    found: dict[Form, Family] = defaultdict(Family)
    forms = _Forms()
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


def _left_open(tags: list[str], tag: str) -> int:
    """Where a row begins that was never closed: the parser puts the next one inside it, though it stands beside it."""
    if tag in _LISTS:
        for at in range(len(tags) - 1, -1, -1):
            if tags[at] == tag:
                return at
            if tags[at] in _LISTS[tag]:
                break
    return len(tags)


class _Forms:
    """The form of a holder: tags and names from the root down, numbers in names apart."""

    def __init__(self) -> None:
        self._names: dict[HtmlElement, str] = {}

    def of(self, up: tuple[HtmlElement, ...]) -> Form:
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


def _rows(page: DomIndex) -> list[Row]:
    """One row for each element that is the row of an anchor, with all the anchors whose row it is."""
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
    """How deep each anchor's row stands: below the deepest element that it shares with the anchor before or after it
    that leads elsewhere. 0: there is no other."""
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
    """How many elements two anchors have around them in common."""
    shared = 0
    for left, right in zip(one.up, other.up, strict=False):
        if left is not right:
            break
        shared += 1
    return shared


def _lifted(rows: list[Row]) -> list[Row]:
    """Rows that stand inside a row of a larger list are that row: a notice with its attachments beside it."""
    inside = Counter(row.holder for row in rows)
    own = Counter((row.holder, row.element.tag) for row in rows)
    kept: dict[HtmlElement, Row] = {}
    for row in rows:
        element = row.element
        holder = row.holder
        at = row.anchors[0].up.index(holder)
        if at > 0 and own[(row.anchors[0].up[at - 1], holder.tag)] >= max(2, inside[holder]):
            element = holder
            holder = row.anchors[0].up[at - 1]
        whole = kept.setdefault(element, Row(element, holder, [], row.first))
        whole.anchors.extend(row.anchors)
        whole.first = min(whole.first, row.first)
    return list(kept.values())


def completed(
    page: DomIndex, family: Family, others: set[HtmlElement], dates: Callable[[HtmlElement], int]
) -> list[Row]:
    """The family's rows, and those of the same place that stand alone or whose links are of another kind: the only row
    of its month, the one pinned to the top. `others` are the holders of other families."""
    known = {row.element for row in family.rows}
    tags = {row.element.tag for row in family.rows}
    count = Counter(row.holder for row in family.rows)
    forms = _Forms()
    depth = len(family.up)
    form = forms.of(family.up)
    anchors: dict[tuple[HtmlElement, HtmlElement], list[Anchor]] = defaultdict(list)
    for anchor in page.anchors:
        path = (*anchor.up, anchor.element)
        for holder, element in pairwise(path[depth - 1 :]):
            alone = holder is path[depth - 1] and holder not in others and forms.of(path[:depth]) == form
            if count[holder] > 1 or alone:
                if element not in known and (element.tag in tags or tags <= INLINE_ROWS):
                    anchors[(holder, element)].append(anchor)
                break
    rows = list(family.rows)
    dated = sum(1 for row in rows if dates(row.element)) > len(rows) / 2
    for (holder, element), inside in anchors.items():
        inside.sort(key=page.rank)
        if dated and count[holder] < 2 and not dates(element):
            continue
        if len(inside) <= _ROW_ANCHORS and not known.intersection(inside[0].up):
            rows.append(Row(element, holder, inside, inside[0].token))
    return sorted(rows, key=lambda row: row.first)


def rank_alike(page: DomIndex, rows: list[Row]) -> None:
    """Puts first in each row the first anchor with a long title, or else one of a kind that most rows have."""
    kinds = Counter(kind for row in rows for kind in {page.kind(anchor) for anchor in row.anchors})
    for row in rows:
        longest = max(len(anchor.says) for anchor in row.anchors)
        row.anchors.sort(
            key=lambda anchor: (
                page.kind(anchor) != "title",
                kinds[page.kind(anchor)] * 2 < len(rows),
                page.kind(anchor) == "title" and len(anchor.says) * 2 < longest,
                page.rank(anchor),
            )
        )


def columns_apart(page: DomIndex, family: Family, dates: Callable[[HtmlElement], int]) -> Family:
    """The family with one row for each notice, where a holder shows several links of one notice: a title and the office
    that published it, in cells of their own.

    `dates` counts the dates inside a holder: as many as links, and each link is a notice (a listing in columns).
    """
    by_holder: dict[HtmlElement, list[Row]] = defaultdict(list)
    for row in family.rows:
        by_holder[row.holder].append(row)
    sizes = [len(rows) for rows in by_holder.values()]
    if len(sizes) < 3 or not 1.5 <= median(sizes) <= 6:
        return family
    shown = median(dates(holder) for holder in by_holder)
    if shown >= median(sizes) or (not shown and _alike([row.anchor.url for row in family.rows])):
        return family
    places: dict[int, list[int]] = defaultdict(list)
    for rows in by_holder.values():
        for place, row in enumerate(rows):
            places[place].append(len(row.anchor.says) if page.is_title(row.anchor) else 0)
    best = max(places, key=lambda place: (len(places[place]) * 2 > len(sizes), median(places[place]), -place))
    whole = []
    for holder, rows in by_holder.items():
        row = rows[min(best, len(rows) - 1)]
        at = row.anchor.up.index(holder)
        if at:
            whole.append(Row(holder, row.anchor.up[at - 1], row.anchors, rows[0].first))
    return Family(whole, family.up[:-1], family.holders) if whole else family


def _alike(urls: list[str]) -> bool:
    """Whether most addresses have one form, numbers apart."""
    forms = Counter(_DIGITS.sub("#", url.rpartition("/")[0]) for url in urls)
    return forms.most_common(1)[0][1] > 0.6 * len(urls)

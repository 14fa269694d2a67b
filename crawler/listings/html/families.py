"""Corrections to a family of rows: addition of missing rows, ranking of anchors, and merging of columns."""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import pairwise
from statistics import median

from lxml.html import HtmlElement

from crawler.listings.html.dom_index import Anchor, DomIndex, is_furniture
from crawler.listings.html.holder_form import HolderForms
from crawler.listings.html.rows import INLINE_ROWS, ROW_ANCHORS, Family, Row

_DIGITS = re.compile(r"\d+")


def completed(
    page: DomIndex, family: Family, others: set[HtmlElement], dates: Callable[[HtmlElement], int]
) -> list[Row]:
    """Return the family's rows plus the missing rows at the same position in the page.

    Such a row is missing from the family because it is alone in its holder, such as the only row of a month, or because
    its link is of another kind, such as a row pinned to the top. `others` are the holders of other families; `dates`
    counts the dates inside an element.
    """
    known = {row.element for row in family.rows}
    tags = {row.element.tag for row in family.rows}
    count = Counter(row.holder for row in family.rows)
    forms = HolderForms()
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
        if (dated and count[holder] < 2 and not dates(element)) or (is_furniture(element) and element not in known):
            continue
        if len(inside) <= ROW_ANCHORS and not known.intersection(inside[0].up):
            rows.append(Row(element, holder, inside, inside[0].token))
    return sorted(rows, key=lambda row: row.first)


def with_headings(page: DomIndex, rows: list[Row]) -> None:
    """Add to each row the anchors in its heading, if the heading links to a single page in most rows.

    These anchors may be missing from a row if other links repeat the title, or if a link with a title is beside the
    row.
    """
    starts = [anchor.token for anchor in page.headings]
    found: list[list[Anchor]] = []
    for row in rows:
        start, end = page.spans[row.element]
        inside = page.headings[bisect_left(starts, start) : bisect_left(starts, end)]
        found.append(inside if len({anchor.url for anchor in inside}) == 1 else [])
    if sum(map(bool, found)) > len(rows) / 2:
        for row, inside in zip(rows, found, strict=True):
            row.anchors += [anchor for anchor in inside if anchor not in row.anchors]


def rank_alike(page: DomIndex, rows: list[Row]) -> None:
    """Sort the anchors of each row so that the anchor to the notice is first.

    The criteria are, in this order: an anchor in a heading (if most rows have one), an anchor with a title, an anchor
    of a kind that most rows have, and a title at least half as long as the row's longest text.
    """
    heads = set(map(id, page.headings))
    headed = sum(1 for row in rows if any(id(anchor) in heads for anchor in row.anchors)) > len(rows) / 2
    kinds = Counter(kind for row in rows for kind in {page.kind(anchor) for anchor in row.anchors})
    for row in rows:
        longest = max(len(anchor.says) for anchor in row.anchors)
        row.anchors.sort(
            key=lambda anchor: (
                headed and id(anchor) not in heads,
                page.kind(anchor) != "title",
                kinds[page.kind(anchor)] * 2 < len(rows),
                page.kind(anchor) == "title" and len(anchor.says) * 2 < longest,
                page.rank(anchor),
            )
        )


def columns_apart(page: DomIndex, family: Family, dates: Callable[[HtmlElement], int]) -> Family:
    """Return the family with one row per notice if each holder contains several links that belong to the same notice.

    Examples of such links are a title and its issuing authority, in separate cells. `dates` counts the dates inside a
    holder. If a holder has as many dates as links, each link is a notice, and the family is returned unchanged (a
    listing in columns).
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
    """Return whether most URLs differ only in numbers and in the last part of their path."""
    forms = Counter(_DIGITS.sub("#", url.rpartition("/")[0]) for url in urls)
    return forms.most_common(1)[0][1] > 0.6 * len(urls)

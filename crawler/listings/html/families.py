"""Corrections to a family of rows, which are similar rows whose parent elements ("holders") have the same form.

Missing rows are added, the main link of each row is determined, and rows that are columns of one notice are merged.
"""

import re
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Callable
from itertools import chain, pairwise
from statistics import median

from lxml.html import HtmlElement

from crawler.listings.html.dom_index import Anchor, DomIndex, heading_level, heading_of, navigation_score
from crawler.listings.html.holder_form import HolderForms
from crawler.listings.html.item_form import item_form, place_of
from crawler.listings.html.rows import INLINE_ROWS, ROW_ANCHORS, Family, Row

_DIGITS = re.compile(r"\d+")
_MOST = 0.8
_FEW = 0.3
"""Minimum share of dated second lines, and maximum share of titles with a date, if titles and dates alternate."""
_GROUPS = 3
"""Minimum number of rows that may have other rows inside."""


def completed(
    page: DomIndex, family: Family, others: set[HtmlElement], dates: Callable[[HtmlElement], int]
) -> list[Row]:
    """Return the rows of a family, together with rows of the same list that the family lacks.

    Three kinds of rows may be missing. A row may be alone in its holder (the parent element of rows), such as the only
    row of a month. Or its main link is of another kind than in the other rows, such as in a row pinned to the top. Or
    it is in a box around the other rows, and its item has the same form, such as the first row.
    `others` are the holders of other families. `dates` counts the dates inside an element.
    """
    known = {row.element for row in family.rows}
    tags = {row.element.tag for row in family.rows}
    count = Counter(row.holder for row in family.rows)
    forms = HolderForms()
    depth = len(family.up)
    form = forms.of(family.up)
    like = item_form(family.rows[0])
    anchors: dict[tuple[HtmlElement, HtmlElement], list[Anchor]] = defaultdict(list)
    for anchor in page.anchors:
        path = (*anchor.up, anchor.element)
        at = place_of(like, path) if like else 0
        if at and path[at] not in known and path[at - 1] in family.up[:-1]:
            anchors[(path[at - 1], path[at])].append(anchor)
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
        if (dated and count[holder] < 2 and not dates(element)) or (navigation_score(element) and element not in known):
            continue
        if len(inside) <= ROW_ANCHORS and not known.intersection(inside[0].up):
            rows.append(Row(element, holder, inside, inside[0].token))
    return sorted(rows, key=lambda row: row.first)


def with_headings(page: DomIndex, rows: list[Row]) -> None:
    """Add the links in a row's heading to the row's links, if most rows have a heading with links.

    A row may lack these links if other links repeat the title, or if another link with a title is beside the row.
    """
    found = [_heading_links(page, row) for row in rows]
    if sum(map(bool, found)) > len(rows) / 2:
        for row, inside in zip(rows, found, strict=True):
            row.anchors += [anchor for anchor in inside if anchor not in row.anchors]


def _heading_links(page: DomIndex, row: Row) -> list[Anchor]:
    """Return the links in the row's only heading of the highest level, or an empty list if there are several."""
    start, end = page.spans[row.element]
    inside = page.headings[bisect_left(page.heading_starts, start) : bisect_left(page.heading_starts, end)]
    level = min(map(heading_level, inside), default=0)
    inside = [anchor for anchor in inside if heading_level(anchor) == level]
    several = len({anchor.url for anchor in inside}) > 1 and len({heading_of(anchor) for anchor in inside}) > 1
    return [] if several else inside


def sort_links(page: DomIndex, rows: list[Row]) -> None:
    """Sort the links of each row so that the link to the notice is first.

    A link precedes another one by these criteria, in this order: it is in a heading of a higher level (if most rows
    have one); it has a title; most rows have a link of the same kind; its title is at least half as long as the row's
    longest text.
    """
    heads = set(map(id, page.headings))
    headed = sum(1 for row in rows if any(id(anchor) in heads for anchor in row.anchors)) > len(rows) / 2
    kinds = Counter(kind for row in rows for kind in {page.kind(anchor) for anchor in row.anchors})
    for row in rows:
        longest = max(len(anchor.full_text) for anchor in row.anchors)
        row.anchors.sort(
            key=lambda anchor: (
                heading_level(anchor) if headed else 0,
                page.kind(anchor) != "title",
                kinds[page.kind(anchor)] * 2 < len(rows),
                page.kind(anchor) == "title" and len(anchor.full_text) * 2 < longest,
                page.rank(anchor),
            )
        )
    labels = _labels_of_details(page, rows)
    for row in rows:
        if better := _better_link(page, row, labels):
            row.anchors.remove(better)
            row.anchors.insert(0, better)


def _labels_of_details(page: DomIndex, rows: list[Row]) -> set[str]:
    """Return the kinds of links that most rows have and that lead to another page in each row, such as "Details"."""
    urls: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        for kind, anchor in {page.kind(anchor): anchor for anchor in row.anchors if anchor.text}.items():
            urls[kind].append(anchor.url)
    return {
        kind
        for kind, found in urls.items()
        if kind.startswith("=") and len(rows) < 2 * len(found) and len(set(found)) == len(found)
    }


def _better_link(page: DomIndex, row: Row, labels: set[str]) -> Anchor | None:
    """Return a link that names the row's notice better than the row's first link does, or None.

    If the first link is a picture, this is a link to the same page with a title. If the picture leads elsewhere, it is
    one of the `labels`: the alternative text of a picture describes the picture, not the notice. If the first link is
    one of the labels, it is the first of the longer links to the same page.
    """
    first = row.anchors[0]
    same = [anchor for anchor in row.anchors[1:] if anchor.url == first.url and anchor.text]
    if not first.text:
        better = (anchor for anchor in same if page.is_title(anchor))
        others = () if same else (anchor for anchor in row.anchors if anchor.text and page.kind(anchor) in labels)
        return next(chain(better, others), None)
    longer = (anchor for anchor in same if len(anchor.text) > len(first.text))
    return next(longer, None) if page.kind(first) in labels else None


def without_second_lines(page: DomIndex, rows: list[Row], dates: Callable[[HtmlElement], int]) -> list[Row]:
    """Return the rows without the second line of each notice, in case titles and dates are in alternate rows.

    For example, the title of a notice may be in one row of a table, and its date, with a link, in the next row. `dates`
    counts the dates inside an element.
    """
    if len(rows) < 2 * _GROUPS:
        return rows
    for titles, lines in ((rows[::2], rows[1::2]), (rows[1::2], rows[::2])):
        dated = sum(1 for row in lines if dates(row.element)) >= _MOST * len(lines)
        named = sum(1 for row in titles if page.is_title(row.anchor)) >= _MOST * len(titles)
        if dated and named and sum(1 for row in titles if dates(row.element)) <= _FEW * len(titles):
            usual = median(len(row.anchor.full_text) for row in titles)
            long = {row.element for row in titles if 2 * len(row.anchor.full_text) >= usual}
            return [row for row in rows if row.element in long or not dates(row.element)]
    return rows


def merge_column_rows(page: DomIndex, family: Family, dates: Callable[[HtmlElement], int]) -> Family:
    """Return a family with one row per notice, in case the given family has several rows for each notice.

    For example, the title and the issuing authority of a notice may be rows of their own, in separate cells. Their
    parent element then becomes the row. But if a parent element contains as many dates as links, each link is a notice,
    and the family is returned unchanged. `dates` counts the dates inside an element.
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
    if (not shown and _are_titles(page, list(by_holder.values()))) or _are_labelled_alike(page, family):
        return family
    places: dict[int, list[int]] = defaultdict(list)
    for rows in by_holder.values():
        for place, row in enumerate(rows):
            places[place].append(len(row.anchor.full_text) if page.is_title(row.anchor) else 0)
    best = max(places, key=lambda place: (len(places[place]) * 2 > len(sizes), median(places[place]), -place))
    whole = []
    for holder, rows in by_holder.items():
        row = rows[min(best, len(rows) - 1)]
        at = row.anchor.up.index(holder)
        if at:
            whole.append(Row(holder, row.anchor.up[at - 1], row.anchors, rows[0].first))
    return Family(whole, family.up[:-1], family.holders) if whole else family


def _are_titles(page: DomIndex, groups: list[list[Row]]) -> bool:
    """Return whether each link in the groups is a notice of its own, as in groups of notices below the names of months.

    This is so if almost all links are titles and differ from each other, and if the first titles of the groups are
    about as long as the others.
    """
    rows = [row for group in groups for row in group]
    if len({row.anchor.full_text for row in rows}) < 0.9 * len(rows):
        return False
    if sum(1 for row in rows if page.is_title(row.anchor)) < 0.9 * len(rows):
        return False
    first = median(len(group[0].anchor.full_text) for group in groups)
    others = median(len(row.anchor.full_text) for group in groups for row in group[1:])
    return max(first, others) <= 2 * min(first, others)


def _are_labelled_alike(page: DomIndex, family: Family) -> bool:
    """Return whether almost all links have the same text, such as "View", and different URLs: each is a notice."""
    label, count = Counter(page.kind(row.anchor) for row in family.rows).most_common(1)[0]
    alike = {row.anchor.url for row in family.rows if page.kind(row.anchor) == label}
    return label.startswith("=") and min(count, len(alike)) >= _MOST * len(family.rows)


def families_of_list(families: list[Family], family: Family) -> list[Family]:
    """Return the families that form one list with `family`, which comes first.

    The others may be older notices, for example. Two families form one list if their items have the same form. They
    also form one list if the elements that contain their rows are siblings with the same tag, and if the tags between a
    row and its link are the same.
    """
    kind = _kind(family)
    form = item_form(family.rows[0])
    others = [other for other in families if other.up[-1:] != family.up[-1:]]
    return [
        family,
        *(
            other
            for other in others
            if (form and item_form(other.rows[0]) == form)
            or (other.up[-2:-1] == family.up[-2:-1] != () and _kind(other) == kind)
        ),
    ]


def is_part_of(page: DomIndex, family: Family, whole: Family) -> bool:
    """Return whether the rows of `family` are parts of the rows of `whole`, such as keywords and authors of notices.

    This is so if they are inside those rows, and either only few of those rows have such parts, or the texts of the
    parts are much shorter than the headings of those rows. Rows below the name of a group, such as a section of the
    site, have longer texts than that name.
    """
    outer = {row.element for row in whole.rows}
    if family is whole or len(outer) < _GROUPS or not all(outer.intersection(row.anchor.up) for row in family.rows):
        return False
    if 2 * len(family.rows) <= len(outer):
        return True
    heads = [len(links[0].full_text) for row in whole.rows if (links := _heading_links(page, row))]
    return len(heads) > len(outer) / 2 and 2 * median(len(row.anchor.full_text) for row in family.rows) <= median(heads)


def _kind(family: Family) -> tuple[str, tuple[str, ...]]:
    """Return the tag of the element that contains a family's rows, and the tags from a row down to its link.

    The tags are taken from the first row of the family.
    """
    row = family.rows[0]
    path = (*row.anchor.up, row.anchor.element)
    inside = path[path.index(row.element) :] if row.element in path else path[-1:]
    return row.holder.tag, tuple(element.tag for element in inside)


def _alike(urls: list[str]) -> bool:
    """Return whether most URLs are equal except for numbers and the last part of the path."""
    forms = Counter(_DIGITS.sub("#", url.rpartition("/")[0]) for url in urls)
    return forms.most_common(1)[0][1] > 0.6 * len(urls)

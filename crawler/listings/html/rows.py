"""Detection of candidate rows: repeated elements of a page that each contain a link.

The row of an anchor is the largest element that contains the anchor and no other anchor of the same kind. Its parent
element is called the holder. Anchors are of the same kind if all have titles, if all have texts with numbers, if all
have the same text ("PDF", "details"), or if all are in headings of the same level. The rows of all holders with the
same form (see `holder_form`) are a family; MDR (Liu et al., 2003) calls it a data region. Families are found by tag
paths (Miao et al., 2009) instead of tree comparisons, so the running time is linear in the page size.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from itertools import groupby

from lxml.html import HtmlElement

from crawler.listings.html.dom_index import INLINE, Anchor, DomIndex, heading_level, heading_of, navigation_score
from crawler.listings.html.holder_form import Form, HolderForms

INLINE_ROWS = INLINE | {"p"}
"""Tags of elements that may form or wrap some rows of a list but not the other rows."""
_GROUPS = 3
"""Minimum number of row-containing parent elements in a list with groups, such as one group for each month."""
_RUN = 4
"""Consecutive anchors with the same URL and different texts are separate rows if there are at least this many."""
_HEADED = 3
"""Minimum number of links in headings of the same level that are rows of a list."""
ROW_ANCHORS = 40
"""Maximum number of anchors in a row."""


@dataclass(eq=False)
class Row:
    """A row of a page.

    `holder` is the parent element of `element`, and `anchors` are the links in the row. `first` is the index of the
    first token that belongs to one of these links.
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
    """Rows whose holders (parent elements) have the same form, in page order.

    `up` are the elements from the root down to the first holder, inclusive. `holders` is the number of holders.
    """

    rows: list[Row] = field(default_factory=list)
    up: tuple[HtmlElement, ...] = ()
    holders: int = 0


def find_families(page: DomIndex, dates: Callable[[HtmlElement], int]) -> list[Family]:
    """Return the page's families of rows. A family consists of all rows whose holders have the same form.

    `dates` counts the dates inside a holder. Holders of the same form are split into two families if only some of them
    contain dates.
    """
    rows = _without_nested(_rows(page))
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
        family.rows = _outside_navigation(family.rows)
        family.rows.sort(key=lambda row: row.first)
    return _regrouped(_with_paragraphs(list(found.values())), dates)


def _with_paragraphs(families: list[Family]) -> list[Family]:
    """Join the rows of a list that was typed by hand, and return the families.

    In such a list, most paragraphs contain one link and are rows. In a paragraph with several links, each link is a
    row; these rows, which form another family, are added to the family of the paragraphs.
    """
    forms = HolderForms()
    typed = [
        family for family in families if len(family.rows) > 1 and {row.element.tag for row in family.rows} == {"p"}
    ]
    alone = {forms.of(family.up): family for family in typed}
    kept = []
    for family in families:
        beside = alone.get(forms.of(family.up[:-1])) if family.up and family.up[-1].tag == "p" else None
        if beside is None:
            kept.append(family)
        else:
            beside.rows = sorted([*beside.rows, *family.rows], key=lambda row: row.first)
            beside.holders += family.holders
    return kept


def _regrouped(families: list[Family], dates: Callable[[HtmlElement], int]) -> list[Family]:
    """Move rows into the family of the grouped list to which they belong, and return the families.

    For example, a list may be grouped by month. If a month has only one notice, the row of this notice may be in the
    wrong family, because the nearest other link is in another group. Rows without a date are not moved into groups with
    dates.
    """
    forms = HolderForms()
    by_form: dict[tuple[Form, str], Family] = {}
    for family in sorted(families, key=lambda family: len(family.rows)):
        if family.rows and family.holders >= _GROUPS:
            by_form[(forms.of(family.up), family.rows[0].element.tag)] = family
    largest = max((len(family.rows) for family in by_form.values()), default=0)
    kept = [family for family in families if len(family.rows) >= largest]
    for family in families:
        if len(family.rows) >= largest:
            continue
        found = [_place_in(row, len(family.up), by_form, forms) for row in family.rows]
        targets = {id(target): target for target, _ in found if target}
        target = next(iter(targets.values()), None)
        fits = target is not None and len(targets) == 1 and all(row for _, row in found)
        if target is None or not fits or not _is_larger(target, family, dates):
            kept.append(family)
        else:
            _add(target, [row for _, row in found if row])
    return kept


def _add(target: Family, rows: list[Row]) -> None:
    """Add rows to a family. The links of a row whose element already is a row of the family are added to that row."""
    own = {row.element: row for row in target.rows}
    for row in rows:
        same = own.setdefault(row.element, row)
        if same is row:
            target.rows.append(row)
            target.holders += 1
        else:
            same.anchors += [anchor for anchor in row.anchors if anchor not in same.anchors]
            same.first = min(same.first, row.first)
    target.rows.sort(key=lambda row: row.first)


def _is_larger(target: Family, family: Family, dates: Callable[[HtmlElement], int]) -> bool:
    """Return whether the rows of `family` can be moved into `target`.

    The family `target` must have more rows and be inside a holder of `family`. If its rows have dates, all rows of
    `family` must have dates too.
    """
    if len(target.rows) <= len(family.rows) or family.up[-1] not in target.up:
        return False
    return not dates(target.up[-1]) or all(dates(row.element) for row in family.rows)


def _place_in(
    row: Row, depth: int, by_form: dict[tuple[Form, str], Family], forms: HolderForms
) -> tuple[Family | None, Row | None]:
    """Return the family to which a row can be moved, and the row as a member of that family.

    The holders of that family are inside the row's holder. Both results are None if there is no such family. `depth` is
    the number of elements from the root down to the row's holder. `by_form` maps pairs of holder form and row tag to
    families.
    """
    path = (*row.anchor.up, row.anchor.element)
    for at in range(depth + 1, len(path)):
        family = by_form.get((forms.of(path[:at]), path[at].tag))
        if family:
            return family, Row(path[at], path[at - 1], row.anchors, row.first)
    return None, None


def _outside_navigation(rows: list[Row]) -> list[Row]:
    """Return the rows outside the page's navigation, or all rows if every row is in the navigation."""
    outside = [row for row in rows if not navigation_score(row.holder) and not navigation_score(row.element)]
    return outside or rows


def _by_tag(rows: Iterable[Row]) -> dict[str, list[Row]]:
    by_tag: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_tag["" if row.element.tag in INLINE_ROWS else row.element.tag].append(row)
    return by_tag


def _rows(page: DomIndex) -> list[Row]:
    """Return the rows of all anchors. Anchors whose row is the same element share a Row."""
    kinds: dict[str, list[Anchor]] = defaultdict(list)
    for anchor in page.anchors:
        kinds[page.kind(anchor)].append(anchor)
    levels: dict[int, list[Anchor]] = defaultdict(list)
    for anchor in page.headings:
        levels[heading_level(anchor)].append(anchor)
    kinds.update((f"<h{level}>", anchors) for level, anchors in levels.items() if len(anchors) >= _HEADED)
    found: dict[HtmlElement, Row] = {}
    for anchors in kinds.values():
        for anchor, depth in zip(anchors, _depths(anchors), strict=True):
            if depth < 1:
                continue
            path = (*anchor.up, anchor.element)
            row = found.setdefault(path[depth], Row(path[depth], path[depth - 1], [], anchor.token))
            row.first = min(row.first, anchor.token)
            if anchor not in row.anchors:
                row.anchors.append(anchor)
    return list(found.values())


def _depths(anchors: list[Anchor]) -> list[int]:
    """Return for each anchor the number of elements around its row, or 0 for all anchors if all have the same URL.

    The parent element of a row is the deepest element that contains both the anchor and the nearest anchor with another
    URL, which may precede or follow it.
    """
    depths = [0] * len(anchors)
    urls = _distinct_urls(anchors)
    first = 0  # first of consecutive anchors with the same URL: a picture and a title are one row
    for number in range(1, len(anchors)):
        if urls[number] != urls[first]:
            for same in range(first, number):
                depths[same] = max(depths[same], _shared(anchors[same], anchors[number]))
            first = number
        if first:
            depths[number] = _shared(anchors[number], anchors[first - 1])
    return depths


def _distinct_urls(anchors: list[Anchor]) -> list[str]:
    """Return the URLs of the anchors. Long runs of anchors with the same URL get distinct URLs, made of URL and text.

    A run is long if it has at least _RUN different texts. A shorter run may be the title and the summary of one notice.
    """
    urls: list[str] = []
    for url, run in groupby(anchors, key=lambda anchor: anchor.url):
        texts = [anchor.full_text for anchor in run]
        urls += [f"{url}\n{text}" for text in texts] if len(set(texts)) >= _RUN else [url] * len(texts)
    return urls


def _shared(one: Anchor, other: Anchor) -> int:
    """Return the number of ancestor elements that two anchors share."""
    shared = 0
    for left, right in zip(one.up, other.up, strict=False):
        if left is not right:
            break
        shared += 1
    return shared


def _without_nested(rows: list[Row]) -> list[Row]:
    """Merge rows nested in a row of a larger list into that row, and return the remaining rows.

    Nested rows are, for example, the attachments of a notice. Several rows with headings in one element are not nested:
    the element is a line of a grid.
    """
    inside = Counter(row.holder for row in rows)
    own = Counter((row.holder, row.element.tag) for row in rows)
    headed = Counter(row.holder for row in rows if any(heading_of(anchor) is not None for anchor in row.anchors))
    kept: dict[HtmlElement, Row] = {}
    for row in rows:
        element = row.element
        holder = row.holder
        at = row.anchors[0].up.index(holder)
        if (
            at > 0
            and headed[holder] < 2
            and not navigation_score(holder)
            and own[(row.anchors[0].up[at - 1], holder.tag)] >= max(2, inside[holder])
        ):
            element = holder
            holder = row.anchors[0].up[at - 1]
        whole = kept.setdefault(element, Row(element, holder, [], row.first))
        whole.anchors.extend(row.anchors)
        whole.first = min(whole.first, row.first)
    return list(kept.values())

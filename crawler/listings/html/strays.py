"""Removal of rows that are not notices from a list of notices, such as links to the next page."""

from collections import Counter
from statistics import median
from urllib.parse import urlsplit

from crawler.listings.html.article_form import is_paging
from crawler.listings.html.dom_index import DomIndex
from crawler.listings.html.evidence import has_arrow, width_of
from crawler.listings.html.fields import RowFields
from crawler.listings.html.rows import INLINE_ROWS

DEAD_TITLE = 16
"""The text of a link without a known URL may be the title of a notice if it has at least this width."""


def without_dead_titles(page: DomIndex, chosen: list[RowFields]) -> list[RowFields]:
    """Return the rows, except those whose title is a link without a URL.

    Such a row was found only because of another, shorter link beside the title, such as a keyword. The URL of that link
    is not the URL of the notice.
    """
    void = [(element, page.tokens_of(element)) for element in page.void]
    titled = [(up, width_of(" ".join(token.text for token in tokens))) for up, tokens in void]
    wide = {id(up): width for element, width in titled if width >= DEAD_TITLE for up in element.iterancestors()}
    return [
        fields
        for fields in chosen
        if wide.get(id(fields.row.element), 0) <= 2 * width_of(fields.row.anchor.full_text)
        or not fields.row.anchor.full_text
    ]


def without_strays(found: list[RowFields]) -> list[RowFields]:
    """Return the rows without those that are not notices, such as links to more rows or to the next page.

    If most rows have a date, rows without a date are removed if they are short or have an arrow, or if the links of all
    dated rows have the same text, such as "Agenda", and theirs have another. Otherwise, two kinds
    are removed: links to other pages of the list, and links to another host at an unusual position in their row.
    """
    dated = [fields for fields in found if fields.day]
    if len(dated) < 0.7 * len(found):
        return _of_one_site(found)
    label, times = Counter(fields.row.anchor.full_text for fields in dated).most_common(1)[0]
    if 1 < times == len(dated):
        return [fields for fields in found if fields.day or fields.row.anchor.full_text == label]
    usual = median(len(fields.title or "") for fields in dated)
    places = Counter(_place(fields) for fields in dated)
    place = places.most_common(1)[0][0]
    return [
        fields
        for fields in found
        if fields.day
        or (_fits(fields, usual * (0.25 if _place(fields) == place else 0.5)) and not has_arrow(fields.title or ""))
    ]


def _of_one_site(found: list[RowFields]) -> list[RowFields]:
    hosts = Counter(urlsplit(fields.row.anchor.url).hostname for fields in found)
    places = Counter(_place(fields) for fields in found)
    paged = sum(1 for fields in found if is_paging(fields.row.anchor.url))
    host, most = max(hosts.items(), key=lambda item: item[1], default=(None, 0))
    usual = places.most_common(1)[0][0] if places else ()
    if most < 0.8 * len(found) or paged > len(found) / 2:
        return found
    return [
        fields
        for fields in found
        if fields.day
        or not (
            is_paging(fields.row.anchor.url)
            or (urlsplit(fields.row.anchor.url).hostname != host and _place(fields) != usual)
        )
    ]


def _fits(fields: RowFields, least: float) -> bool:
    return len(fields.title or "") >= min(least, 20)


def _place(fields: RowFields) -> tuple[str, ...]:
    """Return the tags of the elements between a row and its link, without inline elements."""
    up = fields.row.anchor.up
    at = up.index(fields.row.element) + 1 if fields.row.element in up else len(up)
    return tuple(element.tag for element in up[at:] if element.tag not in INLINE_ROWS)

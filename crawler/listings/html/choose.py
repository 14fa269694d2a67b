"""Choice of a page's list of notices among its families of rows."""

import re
from collections import Counter
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlsplit

from crawler.listings.html.dom_index import Anchor, DomIndex, Token, is_furniture
from crawler.listings.html.evidence import RowEvidence, is_evident, is_evident_alone, width_of
from crawler.listings.html.families import columns_apart, completed, rank_alike, with_headings
from crawler.listings.html.fields import RowFieldReader, RowFields
from crawler.listings.html.holder_form import HolderForms
from crawler.listings.html.page_form import ShownRow, is_no_list, is_paging
from crawler.listings.html.rows import INLINE_ROWS, Family, find_families
from crawler.model.dates import date_in_url
from crawler.text.dates import DateContext

_PHRASE = 24
_SENTENCE = 40
"""Texts up to the width `_PHRASE` may be names of site sections; texts from the width `_SENTENCE` are surely titles."""
_LONE = 12
"""Maximum number of tokens in a list with a single row. A longer row is a large part of the page, not a notice."""
_SAMPLE = 40
"""Approximate number of rows that are used to score a family."""
_DATED = 0.5
"""Rows are evidence of notices if at least this share of them has dates, in the row or in a heading above."""
_PROSE = 20
"""Minimum length in characters of a text that is a sentence, not a label."""
_TRAIL = 6
"""Number of tokens after the last row that may still belong to that row."""
_ARTICLE = 400
"""Minimum total width of the sentences of an article."""
_SENTENCE_END = re.compile("[。！？；]")
"""Matches only the punctuation of Chinese sentences. Prose around a list is rare in Chinese but common elsewhere."""
_DEAD_TITLE = 16
"""If the URL of a link is unknown, its text may be a title if it has at least this width."""


@dataclass(frozen=True)
class Chosen:
    """The rows of a page's list.

    `evident` states whether the rows show evidence of notices. Rows without evidence may be a menu.
    """

    rows: list[RowFields]
    evident: bool
    place: str = ""


def choose_notices(page: DomIndex, context: DateContext, url: str) -> Chosen:
    """Return the rows of the page's list of notices in page order, or no rows if the page has no repeated rows.

    A list with evidence of notices takes precedence over any list without evidence.
    """
    reader = RowFieldReader(page, context)
    candidates = [columns_apart(page, family, reader.dates_in) for family in find_families(page, reader.dates_in)]
    for candidate in candidates:
        rank_alike(page, candidate.rows)
    judged = [(*_worth(page, reader, family, url), family) for family in candidates]
    evident, best, family = max(judged, key=lambda judgement: judgement[:2], default=(False, 0.0, None))
    if family is None or best <= 0:
        return Chosen([], evident=False)
    others = {row.holder for other in candidates if other is not family for row in other.rows}
    rows = completed(page, family, others, reader.dates_in)
    with_headings(page, rows)
    rank_alike(page, rows)
    chosen = _without_strays(reader.read(rows))
    place = ">".join(HolderForms().of(family.up))
    return Chosen(chosen, evident and not _is_no_list(page, reader, chosen, url), place)


def _is_no_list(page: DomIndex, reader: RowFieldReader, chosen: list[RowFields], url: str) -> bool:
    """Return whether the rest of the page shows that rows that look like notices are not a list of notices."""
    if _is_beside_the_list(page, reader, chosen) or _is_beside_an_article(page, chosen):
        return True
    segments = reader.segments([fields.row for fields in chosen])
    rows = [
        ShownRow(
            RowEvidence(fields.title or "", fields.row.anchor.url, dated=bool(fields.day)), fields.row.element, segment
        )
        for fields, segment in zip(chosen, segments, strict=True)
    ]
    return bool(chosen) and is_no_list(page, chosen[0].row.element.getroottree().getroot(), rows, url)


def _is_beside_an_article(page: DomIndex, chosen: list[RowFields]) -> bool:
    """Return whether the prose outside the rows is longer than the titles in the rows and long enough for an article.

    In that case, the page itself is a notice, and the rows are links beside the notice.
    """
    spans = [page.spans[fields.row.element] for fields in chosen]
    first = min((start for start, _ in spans), default=0)
    last = max((end for _, end in spans), default=0)
    prose = sum(
        width_of(token.text)
        for token in (*page.tokens[:first], *page.tokens[last + _TRAIL :])
        if token.anchor < 0 and len(token.text) >= _PROSE and _SENTENCE_END.search(token.text)
    )
    return prose >= _ARTICLE and prose > sum(width_of(fields.title or "") for fields in chosen)


def _is_beside_the_list(page: DomIndex, reader: RowFieldReader, chosen: list[RowFields]) -> bool:
    """Return whether the page has at least as many dated titles without a known link URL as chosen rows.

    In that case, the rows are not the page's list. The result is False if there are fewer than two such titles.
    """
    titles = {fields.title for fields in chosen}
    dead = 0
    for element in page.dead:
        start, end = page.spans[element]
        tokens = page.tokens[start:end]
        words = " ".join(token.text for token in tokens)
        near = [*tokens, *page.tokens[max(0, start - 1) : start], *page.tokens[end : end + 2]]
        if width_of(words) >= _DEAD_TITLE and words not in titles:
            dead += any(token.anchor < 0 and reader.token_day(token) for token in near)
    return dead >= max(2, len(chosen))


def _worth(page: DomIndex, reader: RowFieldReader, family: Family, url: str) -> tuple[bool, float]:
    """Return whether a family shows evidence of notices, and a score of its resemblance to a list of notices.

    The score grows with the number of rows, the length of the titles, and the share of rows with dates in the row or
    the URL. It is lower for navigation elements.
    """
    sample = family.rows[:: max(1, len(family.rows) // _SAMPLE)]
    segments = reader.segments(sample)
    dated = reader.share_dated(sample, segments)
    in_address = sum(1 for row in sample if date_in_url(row.anchor.url)) / len(sample)
    words = median(_words(page, row.anchor, segment) for row, segment in zip(sample, segments, strict=True))
    rows = len({row.anchor.url for row in family.rows})
    shown = [
        RowEvidence(_title(page, row.anchor, segment), row.anchor.url, reader.shows_day(segment))
        for row, segment in zip(sample, segments, strict=True)
    ]
    if dated >= _DATED:  # in the rows or in a heading above them
        shown = [RowEvidence(row.title, row.url, dated=True) for row in shown]
    alone = rows < 2 and is_evident_alone(shown[0], url) and words >= _PHRASE / 2 and len(segments[0]) <= _LONE
    if words < 2 or (rows < 2 and not alone):
        return False, 0
    furniture = max(map(is_furniture, family.up), default=0)
    # Titles as long as sentences are likely notices even without dates; short ones are ambiguous.
    likely = 0.12 + 0.3 * min(1, max(0, (words - _PHRASE) / (_SENTENCE - _PHRASE))) + max(dated, in_address * 0.7)
    worth = max(0.5, rows - 1) / (rows + 9) * min(words, _SENTENCE) * likely * (1 - 0.8 * furniture)
    return alone or (furniture < 1 and is_evident(shown, url)), worth


def _title(page: DomIndex, anchor: Anchor, segment: list[Token]) -> str:
    """Return a row's title or, if its link has no title, the row's longest text."""
    if page.is_title(anchor):
        return anchor.says
    return max([anchor.says, *(token.text for token in segment)], key=width_of)


def _words(page: DomIndex, anchor: Anchor, segment: list[Token]) -> float:
    """Return the width of a row's title or, if its link has no title, an estimate."""
    if page.is_title(anchor):
        return width_of(anchor.says)
    return max([width_of(anchor.says), *(width_of(token.text) for token in segment)]) / 2


def _without_strays(found: list[RowFields]) -> list[RowFields]:
    """Return the rows without those that are not notices, such as a link to more rows or to the next page.

    If most rows are dated, short rows without a date are removed. Otherwise, links to another page of the list are
    removed, as well as links to another host with an unusual position in the row.
    """
    dated = [fields for fields in found if fields.day]
    if len(dated) < 0.7 * len(found):
        return _of_one_site(found)
    usual = median(len(fields.title or "") for fields in dated)
    places = Counter(_place(fields) for fields in dated)
    place = places.most_common(1)[0][0]
    return [
        fields for fields in found if fields.day or _fits(fields, usual * (0.25 if _place(fields) == place else 0.5))
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


def _fits(one: RowFields, least: float) -> bool:
    return len(one.title or "") >= min(least, 20)


def _place(one: RowFields) -> tuple[str, ...]:
    """Return the tags of the elements between a row and its link, without inline elements."""
    up = one.row.anchor.up
    at = up.index(one.row.element) + 1 if one.row.element in up else len(up)
    return tuple(element.tag for element in up[at:] if element.tag not in INLINE_ROWS)

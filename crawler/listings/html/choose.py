"""Which of a page's families of rows is its list of notices."""

from collections import Counter
from statistics import median
from unicodedata import east_asian_width

from crawler.listings.html.dom_index import Anchor, DomIndex, Token, is_furniture
from crawler.listings.html.families import columns_apart, completed, rank_alike
from crawler.listings.html.fields import RowFieldReader, RowFields
from crawler.listings.html.rows import INLINE_ROWS, Family, find_families
from crawler.model.dates import date_in_url
from crawler.text.dates import DateContext

_PHRASE = 24
_SENTENCE = 40
"""Widths of what may be a column's name, and of what must be a title."""
_LONE = 12
"""Tokens of a row that stands alone: a list of one notice, not half of a page."""
_SAMPLE = 40
"""Rows of a family that its worth is judged by."""


def choose_notices(page: DomIndex, context: DateContext) -> list[RowFields]:
    """The rows of the page's list of notices, in the order of the page; none when nothing looks like one."""
    reader = RowFieldReader(page, context)
    candidates = [columns_apart(page, family, reader.dates_in) for family in find_families(page, reader.dates_in)]
    for candidate in candidates:
        rank_alike(page, candidate.rows)
    judged = [(_worth(page, reader, family), family) for family in candidates]
    best, family = max(judged, key=lambda judgement: judgement[0], default=(0.0, None))
    if family is None or best <= 0:
        return []
    others = {row.holder for other in candidates if other is not family for row in other.rows}
    rows = completed(page, family, others, reader.dates_in)
    rank_alike(page, rows)
    return _without_strays(reader.read(rows))


def _worth(page: DomIndex, reader: RowFieldReader, family: Family) -> float:
    """How much a family looks like notices: many rows, long titles, dates, addresses of documents, no furniture."""
    sample = family.rows[:: max(1, len(family.rows) // _SAMPLE)]
    segments = reader.segments(sample)
    dated = reader.share_dated(sample, segments)
    in_address = sum(1 for row in sample if date_in_url(row.anchor.url)) / len(sample)
    words = median(_words(page, row.anchor, segment) for row, segment in zip(sample, segments, strict=True))
    rows = len({row.anchor.url for row in family.rows})
    if words < 2 or (rows < 2 and not (dated and words >= _PHRASE / 2 and len(segments[0]) <= _LONE)):
        return 0
    furniture = max(map(is_furniture, family.up), default=0)
    # Whole sentences are notices even without dates; a few words may be anything.
    likely = 0.12 + 0.3 * min(1, max(0, (words - _PHRASE) / (_SENTENCE - _PHRASE))) + max(dated, in_address * 0.7)
    return max(0.5, rows - 1) / (rows + 9) * min(words, _SENTENCE) * likely * (1 - 0.8 * furniture)


def _words(page: DomIndex, anchor: Anchor, segment: list[Token]) -> float:
    """The width of a row's title; a guess where its link has none of its own."""
    if page.is_title(anchor):
        return _width(anchor.says)
    return max([_width(anchor.says), *(_width(token.text) for token in segment)]) / 2


def _width(text: str) -> int:
    """How wide a text stands: Chinese characters are two wide (Unicode Standard Annex 11)."""
    return len(text) + sum(1 for char in text if east_asian_width(char) in "WF")


def _without_strays(found: list[RowFields]) -> list[RowFields]:
    """Without what stands among dated rows, undated and short: a link to more of them, or to their next page."""
    dated = [fields for fields in found if fields.day]
    if len(dated) < 0.7 * len(found):
        return found
    usual = median(len(fields.title or "") for fields in dated)
    places = Counter(_place(fields) for fields in dated)
    place = places.most_common(1)[0][0]
    return [
        fields for fields in found if fields.day or _fits(fields, usual * (0.25 if _place(fields) == place else 0.5))
    ]


def _fits(one: RowFields, least: float) -> bool:
    return len(one.title or "") >= min(least, 20)


def _place(one: RowFields) -> tuple[str, ...]:
    """The elements between a row and its link, but for those that only highlight."""
    up = one.row.anchor.up
    at = up.index(one.row.element) + 1 if one.row.element in up else len(up)
    return tuple(element.tag for element in up[at:] if element.tag not in INLINE_ROWS)

"""Selection of the list of notices among the families of rows on an HTML page.

A family is a set of similar rows, such as the entries of a menu, of a sidebar or of the list; see `rows`.
"""

from dataclasses import dataclass
from math import ceil
from statistics import median

from crawler.listings.html.article_form import ShownRow
from crawler.listings.html.beside import (
    are_beside_own_pages,
    is_beside_an_article,
    is_beside_the_list,
    repeat_labels,
)
from crawler.listings.html.calibration import CALIBRATION
from crawler.listings.html.dom_index import DomIndex, is_in_furniture, is_sidebar, navigation_score
from crawler.listings.html.evidence import (
    RowEvidence,
    is_archive,
    is_evident,
    is_evident_alone,
    width_of,
)
from crawler.listings.html.families import (
    completed,
    families_of_list,
    is_part_of,
    merge_column_rows,
    sort_links,
    with_headings,
    without_second_lines,
)
from crawler.listings.html.fields import RowFieldReader, RowFields
from crawler.listings.html.holder_form import HolderForms
from crawler.listings.html.item_form import joined, merged
from crawler.listings.html.page_form import is_no_list, is_post
from crawler.listings.html.rows import Family, Row, find_families
from crawler.listings.html.strays import without_dead_titles, without_strays
from crawler.model.dates import date_in_url
from crawler.text.dates import DateContext

_PHRASE = 24
_SENTENCE = 40
"""Texts up to the width `_PHRASE` may be names of site sections; texts from the width `_SENTENCE` are surely titles."""
_LONE = 12
"""Maximum number of tokens in a list with a single row. A longer row is a large part of the page, not a notice."""
_SAMPLE = 24
_RUN = 4
"""Approximate number of rows of a family that are examined to compute its score, and of neighbours among them."""


@dataclass(frozen=True)
class Chosen:
    """The rows that were chosen as the page's list of notices.

    `evident` is false if the rows may be a menu, because they have no dates, titles or URLs typical of notices. `place`
    is the path (tags, classes and ids) from the root to the element that contains the rows.
    """

    rows: list[RowFields]
    evident: bool
    place: str = ""


def choose_notices(page: DomIndex, context: DateContext, url: str) -> Chosen:
    """Return the rows of the page's notice list in page order, or no rows if the page has no repeated rows.

    Rows with dates, titles or URLs typical of notices take precedence over any other rows.
    """
    reader = RowFieldReader(page, context)
    dates_in = reader.dates.dates_in
    candidates = [merge_column_rows(page, family, dates_in) for family in find_families(page, dates_in)]
    candidates = joined(candidates, dates_in)
    for candidate in candidates:
        sort_links(page, candidate.rows)
    judged = [(*_worth(page, reader, family, url), family) for family in candidates]
    # Recent notices in a sidebar are not the listing if the page has another list.
    shown = [judgement for judgement in judged if judgement[0] and not any(map(is_sidebar, judgement[2].up))]
    shown = [
        judgement for judgement in shown if not any(is_part_of(page, judgement[2], other) for _, _, other in shown)
    ]
    evident, best, family = max(shown or judged, key=lambda judgement: judgement[:2], default=(False, 0.0, None))
    if family is None or best <= 0:
        return Chosen([], evident=False)
    if not shown and any(map(is_sidebar, family.up)) and (lone := _lone_post(page)):
        fields = reader.read([lone])
        return Chosen(fields, evident=is_archive(url))
    members = families_of_list([other for _, _, other in shown if _continues(reader, family, other)], family)
    apart = [other for other in candidates if not any(other is member for member in members)]
    others = {row.holder for other in apart for row in other.rows}
    rows = without_second_lines(page, completed(page, merged(members), others, dates_in), dates_in)
    with_headings(page, rows)
    sort_links(page, rows)
    chosen = without_dead_titles(page, without_strays(reader.read(rows)))
    place = ">".join(HolderForms().of(family.up))
    beside = are_beside_own_pages(apart, chosen, url)
    return Chosen(chosen, evident and not beside and not _is_no_list(page, reader, chosen, url), place)


def _continues(reader: RowFieldReader, family: Family, other: Family) -> bool:
    """Return whether two families of rows may be two parts of one list that is sorted from new to old.

    Almost all rows must have dates, and no row in the part that is lower on the page may be newer than a row in the
    other part.
    """
    first, second = sorted((family, other), key=lambda part: part.rows[0].first)
    newer = [fields.day for fields in reader.read(first.rows) if fields.day]
    older = [fields.day for fields in reader.read(second.rows) if fields.day]
    dated = len(newer) + len(older) >= 0.9 * (len(first.rows) + len(second.rows))
    return bool(newer and older) and dated and min(newer) >= max(older)


def _lone_post(page: DomIndex) -> Row | None:
    """Return a row for the only link in a heading, or None if the page has several such links or none.

    For example, the archive page of a month may contain a single post. Headings in sidebars and navigation are ignored.
    """
    found = [anchor for anchor in page.headings if page.is_title(anchor) and not is_in_furniture(anchor.up)]
    if len({anchor.url for anchor in found}) != 1 or len(found[0].up) < 2:
        return None
    return Row(found[0].up[-1], found[0].up[-2], found, found[0].token)


def _is_no_list(page: DomIndex, reader: RowFieldReader, chosen: list[RowFields], url: str) -> bool:
    """Return whether the page is not a listing although the chosen rows look like notices.

    The decision is based on the rest of the page, for example on the text of an article beside the rows.
    """
    if repeat_labels(chosen) or is_beside_the_list(page, reader, chosen) or is_beside_an_article(page, chosen):
        return True
    rows = [ShownRow(_evidence(fields, fields.title), fields.row.element, fields.segment) for fields in chosen]
    return bool(rows) and is_no_list(page, chosen[0].row.element.getroottree().getroot(), rows, url)


def _evidence(fields: RowFields, title: str | None) -> RowEvidence:
    """Return the evidence that a row is a notice. It is dated if it shows a date or an age, or is marked as a post."""
    return RowEvidence(title or "", fields.row.anchor.url, fields.dated or is_post(fields.row.element))


def _worth(page: DomIndex, reader: RowFieldReader, family: Family, url: str) -> tuple[bool, float]:
    """Return whether a family's rows are evidently notices, and a score of how much they resemble notices.

    The score is higher for more rows, for longer titles, and for a larger share of rows with a date in the text or the
    URL. It is lower in navigation elements. `url` is the URL of the page.
    """
    sample = reader.read(_sample(family.rows))
    shown = [_evidence(fields, fields.title or fields.row.anchor.full_text) for fields in sample]
    dated = sum(fields.dated for fields in sample) / len(sample)
    in_address = sum(1 for row in shown if date_in_url(row.url)) / len(sample)
    # Links that are no titles, such as "Details", may be inside rows whose titles have links of their own.
    words = median(
        width_of(row.title) / (1 if page.is_title(fields.row.anchor) else 2)
        for row, fields in zip(shown, sample, strict=True)
    )
    rows = len({row.anchor.url for row in family.rows})
    alone = rows < 2 and is_evident_alone(shown[0], url) and words >= _PHRASE / 2 and _is_short(page, sample[0])
    if words < 2 or (rows < 2 and not alone):
        return False, 0
    furniture = max(map(navigation_score, family.up), default=0)
    # Titles as long as sentences are likely notices even without dates; short ones are ambiguous.
    likely = 0.12 + 0.3 * min(1, max(0, (words - _PHRASE) / (_SENTENCE - _PHRASE))) + max(dated, in_address * 0.7)
    worth = max(0.5, rows - 1) / (rows + 9) * min(words, _SENTENCE) * likely * (1 - 0.8 * furniture)
    return alone or (furniture < 1 and is_evident(shown, url)), worth


def _sample(rows: list[Row]) -> list[Row]:
    """Return about `_SAMPLE` of the rows, in runs of neighbours: titles and labels may alternate from row to row."""
    step = ceil(len(rows) / _SAMPLE)
    return [row for number, row in enumerate(rows) if number // _RUN % step == 0]


def _is_short(page: DomIndex, only: RowFields) -> bool:
    """Return whether the only row of a list is a small part of the page, and its link is not a part of a paragraph."""
    line = page.tokens[only.row.first].line
    beside = (token for token in only.segment if token.line == line and token.anchor < 0)
    return len(only.segment) <= _LONE and all(width_of(token.text) < CALIBRATION.prose for token in beside)

"""What is beside the chosen rows of a page: an article, another list, or the pages below the page itself.

Such rows are not the page's list of notices, although they look like notices.
"""

import re

from lxml.html import HtmlElement

from crawler.listings.html.calibration import CALIBRATION
from crawler.listings.html.dom_index import DomIndex, is_in_furniture, is_sidebar
from crawler.listings.html.evidence import is_below, is_document, is_file, names_notice, width_of
from crawler.listings.html.fields import RowFieldReader, RowFields
from crawler.listings.html.rows import Family
from crawler.listings.html.strays import DEAD_TITLE

_PROSE = 20
"""Minimum length in characters of a text that is a sentence, not a label."""
_TRAIL = 6
"""Number of tokens after the last row that may still belong to that row."""
_ARTICLE = 400
"""Minimum total width of the sentences of an article."""
_SENTENCE_END = re.compile("[。！？；]")
"""Matches the punctuation of Chinese sentences only. In other languages, a list often has prose around it."""
_ITEMS = frozenset({"li", "dl", "article"})


def are_beside_own_pages(families: list[Family], chosen: list[RowFields], url: str) -> bool:
    """Return whether the page lists the pages below its own URL, and the chosen rows are a shorter list beside them.

    For example, a page of products may have a box with the latest news of the company.
    """
    if not chosen or any(is_below(fields.row.anchor.url, url) for fields in chosen):
        return False
    return any(
        len(urls) >= max(CALIBRATION.few, len(chosen))
        and not is_in_furniture(family.up)
        and sum(is_below(other, url) and is_document(other) for other in urls) >= CALIBRATION.marked * len(urls)
        for family in families
        if (urls := {row.anchor.url for row in family.rows})
    )


def repeat_labels(chosen: list[RowFields]) -> bool:
    """Return whether the rows repeat a few titles, like buttons below pictures or variants of goods.

    The result is False if the rows have different dates, or if most rows link to files or have titles typical of
    notices. Such rows, for example minutes, calls for tenders and decisions, often have the same title.
    """
    limits = CALIBRATION
    exempt = sum(is_file(fields.row.anchor.url) or names_notice(fields.title or "") for fields in chosen)
    if len(chosen) < limits.few or exempt > limits.most * len(chosen):
        return False
    titles = {fields.title for fields in chosen}
    if not any(fields.dated for fields in chosen):
        return len(titles) <= limits.most * len(chosen)
    days = {fields.day for fields in chosen}
    return len(titles) == len(days) == 1 and None not in days and width_of(chosen[0].title or "") < limits.title


def is_beside_an_article(page: DomIndex, chosen: list[RowFields]) -> bool:
    """Return whether the prose outside the rows is longer than the rows' titles, and long enough for an article.

    In that case, the page itself is a notice, and the rows are related links.
    """
    spans = [page.spans[fields.row.element] for fields in chosen]
    first = min((start for start, _ in spans), default=0)
    last = max((end for _, end in spans), default=0)
    prose = sum(
        width_of(token.text)
        for token in (*page.tokens[:first], *page.tokens[last + _TRAIL :])
        if token.anchor < 0
        and len(token.text) >= _PROSE
        and _SENTENCE_END.search(token.text)
        and not _is_in_box(token.parent)
    )
    return prose >= _ARTICLE and prose > sum(width_of(fields.title or "") for fields in chosen)


def _is_in_box(element: HtmlElement) -> bool:
    """Return whether an element is in a sidebar, or in a list item or `article` that contains a link."""
    around = (element, *element.iterancestors())
    item = next((up for up in around if up.tag in _ITEMS), None)
    if item is not None and next(item.iter("a"), None) is not None:
        return True
    return any(is_sidebar(up) for up in around)


def is_beside_the_list(page: DomIndex, reader: RowFieldReader, chosen: list[RowFields]) -> bool:
    """Return whether the page has another list, which is its actual list.

    The actual list consists of dated titles whose links have no known URL, so it cannot be parsed. There must be at
    least two such titles, and at least as many as chosen rows. Two are enough if the chosen rows show no dates.
    """
    titles = {fields.title for fields in chosen}
    dead = 0
    holders = {fields.row.holder for fields in chosen}
    void = [element for element in page.void if holders.isdisjoint(element.iterancestors())]
    for element in (*page.dead, *void):
        start, end = page.spans[element]
        tokens = page.tokens[start:end]
        words = " ".join(token.text for token in tokens)
        near = [*tokens, *page.tokens[max(0, start - 1) : start], *page.tokens[end : end + 2]]
        if width_of(words) >= DEAD_TITLE and words not in titles:
            dead += any(token.anchor < 0 and reader.dates.token_day(token) for token in near)
    if dead < 2 or dead >= len(chosen):
        return dead >= 2
    return not any(map(reader.dates.shows_day, reader.segments([fields.row for fields in chosen])))

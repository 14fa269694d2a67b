"""Detection of pages that are articles, not listings: their repeated rows are related links or parts of the article.

Pure functions; no I/O.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.listings.html.calibration import CALIBRATION
from crawler.listings.html.dom_index import DomIndex, Token, is_sidebar
from crawler.listings.html.evidence import RowEvidence, is_document, is_file, width_of
from crawler.model.dates import date_in_url

DIGITS = re.compile(r"\d+")
_PAGING = re.compile(
    r"(?i)(?:/pages?[/_-]?\d{1,4}/?$|[?&](?:page|paged|pageno|pageindex|pagenum|p|start|offset)=\d{1,5}(?:&|$))"
)
"""Matches the URL of a page after the first one of a listing with several pages, which contains a page number.

Such a page is not an article, whatever its metadata state.
"""
_ARTICLE_META = frozenset({"articletitle", "article:published_time"})
_ARTICLE_DATA = re.compile(
    r'"@type"\s{0,5}:\s{0,5}\[?\s{0,5}"(?:\w{0,20}Article|BlogPosting|Product|Person|ProfilePage)"'
)


@dataclass(frozen=True)
class ShownRow:
    """The properties of a row that show whether its page is a listing or an article.

    `evidence` is the title and URL of the row's link, and whether a date is beside it. `tokens` are the row's texts.
    """

    evidence: RowEvidence
    element: HtmlElement | None = None
    tokens: Sequence[Token] = ()


def is_beside_article(page: DomIndex, root: HtmlElement, rows: Sequence[ShownRow], url: str) -> bool:
    """Return whether a page is an article. If it is, `rows` are only related links or parts of the article.

    A page is an article if it has much more prose outside the rows than text inside them. The required ratio depends on
    the page's URL and metadata. A page with few rows may be an article because of its URL or metadata alone.
    """
    limits = CALIBRATION
    if not rows:
        return False
    inside, outside = _texts(page, rows)
    prose = sum(width_of(text) for text in outside if width_of(text) >= limits.prose)
    titles = sum(width_of(row.evidence.title) for row in rows)
    ratio = prose / max(1, titles + sum(map(width_of, inside)))
    paged = is_paging(url)
    document = not paged and (is_document(url) or date_in_url(url) is not None)
    described = not paged and _is_described_as_article(root)
    sibling = _is_sibling(url, [row.evidence.url for row in rows])
    if document and _are_beside_the_text(url, rows, ratio):
        return True
    few = len(rows) <= limits.few_rows
    # A page published on a day, like the pages of its rows, is one of them.
    if sibling and (few or ratio >= limits.sibling_ratio or date_in_url(url)):
        return True
    if few and (document or described):
        long_rows = median(sum(width_of(token.text) for token in row.tokens if token.anchor < 0) for row in rows)
        if long_rows >= limits.long_row and not all(row.evidence.dated for row in rows):
            return True
    return ratio >= _ratio_of_articles(rows, described=described, document=document)


def _are_beside_the_text(url: str, rows: Sequence[ShownRow], ratio: float) -> bool:
    """Return whether rows on an article's page are only related links, judged by their place and their targets.

    If most rows are dated, the result is False. Otherwise it is True if the rows are in a sidebar. It is also True if
    most of them lead to the article's own section of the site and `ratio` is high enough. `url` is the URL of the page,
    and `ratio` is the amount of prose outside the rows divided by the amount of text in the rows.
    """
    if share_of(row.evidence.dated for row in rows) >= CALIBRATION.most:
        return False
    element = rows[0].element
    if element is not None and any(is_sidebar(up) for up in element.iterancestors()):
        return True
    own = _section_masked(url)
    cousins = share_of(_section_masked(row.evidence.url) == own for row in rows) > CALIBRATION.most
    return cousins and ratio >= CALIBRATION.sibling_ratio


def _section_masked(url: str) -> tuple[str | None, str, int, str]:
    """Return a URL's host, first directory, number of directories, and file name with `#` in place of each number.

    URLs with the same result belong to the same section of a site.
    """
    parts = urlsplit(url)
    folder, _, name = parts.path.rpartition("/")
    return parts.hostname, folder.strip("/").partition("/")[0], folder.count("/"), DIGITS.sub("#", name)


def _ratio_of_articles(rows: Sequence[ShownRow], *, described: bool, document: bool) -> float:
    limits = CALIBRATION
    share = share_of(row.evidence.dated for row in rows)
    if share_of(is_file(row.evidence.url) for row in rows) >= limits.most:
        return limits.file_ratio if (described or document) and share < limits.marked else float("inf")
    dated = share >= limits.most
    if described:
        return limits.many_described_ratio if dated and len(rows) >= limits.many_rows else limits.described_ratio
    if document:
        return limits.dated_document_ratio if dated else limits.document_ratio
    return limits.dated_ratio if dated else limits.undated_ratio


def is_paging(url: str) -> bool:
    """Return whether a URL leads to a second or later page of a listing, such as `list_2.html`."""
    return bool(_PAGING.search(url))


def _texts(page: DomIndex, rows: Sequence[ShownRow]) -> tuple[set[str], set[str]]:
    """Return two sets of texts that are not links: the texts inside the rows, and the texts outside the rows."""
    within: set[int] = set()
    start, end = _main_span(page, rows)
    for row in rows:
        if row.element is not None:
            within.update(range(*page.spans[row.element]))
    inside = {page.tokens[at].text for at in within if page.tokens[at].anchor < 0}
    outside = {
        token.text for at, token in enumerate(page.tokens[start:end], start) if at not in within and token.anchor < 0
    }
    return inside, outside


def _main_span(page: DomIndex, rows: Sequence[ShownRow]) -> tuple[int, int]:
    """Return the span of the tokens in the `main` element around the rows, or in the whole page if there is none.

    The span is the index of the first token and the index after the last token.
    """
    element = rows[0].element if rows else None
    main = next(element.iterancestors("main"), None) if element is not None else None
    return page.spans[main] if main is not None else (0, len(page.tokens))


def _is_described_as_article(root: HtmlElement) -> bool:
    """Return whether the page's metadata describe it as an article.

    Open Graph, JSON-LD, and the `meta` elements of Chinese government sites are checked.
    """
    for meta in root.iter("meta"):
        name = (meta.get("property") or meta.get("name") or "").lower()
        content = (meta.get("content") or "").strip()
        if (name in _ARTICLE_META and content) or (name == "og:type" and content.lower() in ("article", "product")):
            return True
    return any(
        _ARTICLE_DATA.search((script.text or "")[:20_000])
        for script in root.iter("script")
        if script.get("type") == "application/ld+json"
    )


def _is_sibling(url: str, urls: Sequence[str]) -> bool:
    """Return whether most of `urls` are equal to `url`, the page's URL, except for numbers in the path."""
    own = _masked(url)
    last = own.rpartition("/")[2]
    return "#" in last and share_of(_masked(other) == own for other in urls) > CALIBRATION.most


def _masked(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname}{DIGITS.sub('#', parts.path)}" if not parts.query else url


def share_of(values: Iterator[bool]) -> float:
    """Return the share of true values, or 0 if there are no values."""
    found = list(values)
    return sum(found) / max(1, len(found))

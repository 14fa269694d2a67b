"""Detection of pages whose repeated rows are not notices: articles with related links, shops, reviews, directories.

Pure functions; no I/O.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.listings.html.calibration import CALIBRATION
from crawler.listings.html.dom_index import DomIndex, Token
from crawler.listings.html.evidence import RowEvidence, is_document, is_evident, is_file, width_of
from crawler.model.dates import date_in_url
from crawler.model.url_key import names_a_page, url_key

_OFFER = frozenset({"price", "prices", "cart", "basket", "sku", "offer", "offers", "product"})
_RATING = frozenset({"rating", "ratings", "star", "stars", "reviewrating"})
_REVIEW = frozenset({"review", "reviews"})
"""Names that schema.org and shop systems use in classes and microdata for offers, ratings and reviews."""
_NAMED = re.compile(r"[a-z]+")
_PRICE = re.compile(
    r"(?i)(?:from\s)?(?:(?:US|CA|AU)?[$€£]\s?\d[\d.,'\s]{0,12}|\d[\d.,'\s]{0,12}(?:€|£|\$|zł|kr|EUR|USD|CHF|GBP))(?:\s?\*|\s/.{1,12})?"
)
_PRICE_LENGTH = 30
_PAGING = re.compile(
    r"(?i)(?:/pages?[/_-]?\d{1,4}/?$|[?&](?:page|paged|pageno|pageindex|pagenum|p|start|offset)=\d{1,5}(?:&|$))"
)
"""Matches the URL of a numbered page in a series. Such a page is not an article, whatever its metadata state."""
_ARTICLE_META = frozenset({"articletitle", "article:published_time"})
_ARTICLE_DATA = re.compile(
    r'"@type"\s{0,5}:\s{0,5}\[?\s{0,5}"(?:\w{0,20}Article|BlogPosting|Product|Person|ProfilePage)"'
)


@dataclass(frozen=True)
class ShownRow:
    """A row with the data needed to classify its page: its evidence, its element, and its tokens."""

    evidence: RowEvidence
    element: HtmlElement | None = None
    tokens: Sequence[Token] = ()


def is_no_list(page: DomIndex, root: HtmlElement, rows: Sequence[ShownRow], url: str) -> bool:
    """Return whether the rest of the page shows that rows that look like notices are not a list of notices.

    Rows from a page's scripts have no elements.
    """
    if not rows:
        return False
    shown = [row.evidence for row in rows]
    if len(rows) > 1 and not is_evident(shown, url):
        return True
    return (
        is_on_the_page(shown, url)
        or is_directory(shown)
        or is_gallery(rows)
        or shows_goods(root, rows)
        or is_beside_article(page, root, rows, url)
    )


def is_beside_article(page: DomIndex, root: HtmlElement, rows: Sequence[ShownRow], url: str) -> bool:
    """Return whether a page is an article, and `rows` are related links or parts of the article.

    A page is an article if the ratio of prose outside the rows to text inside the rows exceeds a limit, which depends
    on the page's URL and metadata. In some cases, a page with few rows is an article because of its URL or metadata
    alone.
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
    if sibling and (ratio >= limits.sibling_ratio or len(rows) <= limits.few_rows):
        return True
    if len(rows) <= limits.few_rows and (document or described):
        long_rows = median(sum(width_of(token.text) for token in row.tokens if token.anchor < 0) for row in rows)
        if long_rows >= limits.long_row and not all(row.evidence.dated for row in rows):
            return True
    return ratio >= _ratio_of_articles(rows, described=described, document=document)


def _ratio_of_articles(rows: Sequence[ShownRow], *, described: bool, document: bool) -> float:
    limits = CALIBRATION
    dated = _share(row.evidence.dated for row in rows) >= limits.most
    if _share(is_file(row.evidence.url) for row in rows) >= limits.most:
        return limits.file_ratio if described and not dated else float("inf")
    if described:
        return limits.described_ratio
    if document:
        return limits.dated_document_ratio if dated else limits.document_ratio
    return limits.dated_ratio if dated else limits.undated_ratio


def is_paging(url: str) -> bool:
    """Return whether a URL leads to a numbered page in a series."""
    return bool(_PAGING.search(url))


def _texts(page: DomIndex, rows: Sequence[ShownRow]) -> tuple[set[str], set[str]]:
    """Return the distinct texts outside links, split into those inside the rows and those outside the rows."""
    within: set[int] = set()
    for row in rows:
        if row.element is not None:
            within.update(range(*page.spans[row.element]))
    inside = {page.tokens[at].text for at in within if page.tokens[at].anchor < 0}
    outside = {token.text for at, token in enumerate(page.tokens) if at not in within and token.anchor < 0}
    return inside, outside


def _is_described_as_article(root: HtmlElement) -> bool:
    """Return whether the page's metadata describe it as an article.

    The metadata are Open Graph, JSON-LD, and the `meta` elements of Chinese government sites.
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


_DIGITS = re.compile(r"\d+")


def _is_sibling(url: str, urls: Sequence[str]) -> bool:
    """Return whether a page's URL and the URLs of most rows differ only in the numbers in their paths."""
    own = _masked(url)
    last = own.rpartition("/")[2]
    return "#" in last and _share(_masked(other) == own for other in urls) > CALIBRATION.most


def _masked(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.hostname}{_DIGITS.sub('#', parts.path)}" if not parts.query else url


def shows_goods(root: HtmlElement, rows: Sequence[ShownRow]) -> bool:
    """Return whether rows are offers of a shop, or reviews, judged by element names or prices.

    If the rows contain only titles, they are offers if the page has about as many prices as rows.
    """
    limits = CALIBRATION
    names = [set(_names_in(row.element)) if row.element is not None else set() for row in rows]
    if _share(len(found & _OFFER) > 1 or bool(found & _RATING and found & _REVIEW) for found in names) >= limits.marked:
        return True
    if _share(row.evidence.dated for row in rows) >= limits.most:
        return False
    priced = _share(any(_is_price(token.text) for token in row.tokens) for row in rows)
    counts = Counter(name for element in root.iter() for name in set(_names_of(element)))
    enough = max(3, limits.marked * len(rows))
    return priced >= limits.most or (counts["price"] >= enough and counts["product"] >= enough)


def _is_price(text: str) -> bool:
    return len(text) <= _PRICE_LENGTH and bool(_PRICE.fullmatch(text.strip()))


def _names_in(element: HtmlElement) -> Iterator[str]:
    for inner in element.iter():
        yield from _names_of(inner)


def _names_of(element: HtmlElement) -> Iterator[str]:
    if not isinstance(element.tag, str):
        return
    for attribute in ("class", "id", "itemtype", "itemprop"):
        if value := element.get(attribute):
            yield from _NAMED.findall(value[:300].lower())


def is_directory(rows: Sequence[RowEvidence]) -> bool:
    """Return whether undated rows are in alphabetical order, as in directories and tables of contents.

    The result is False for lists of files, which may be minutes in order, and for titles with East Asian characters,
    whose order is not alphabetical.
    """
    limits = CALIBRATION
    if len(rows) < limits.directory_rows or any(row.dated for row in rows):
        return False
    if _share(is_file(row.url) or width_of(row.title) > len(row.title) for row in rows) >= limits.most:
        return False
    titles = [_DIGITS.sub("#", row.title.casefold()) for row in rows]
    in_order = _share(left <= right for left, right in pairwise(titles))
    return len(set(titles)) > len(titles) / 2 and in_order >= limits.sorted_pairs


def is_gallery(rows: Sequence[ShownRow]) -> bool:
    """Return whether rows are pictures with a short caption."""
    pictures = _share(row.element is not None and next(row.element.iter("img"), None) is not None for row in rows)
    width = median(width_of(row.evidence.title) for row in rows)
    return pictures >= CALIBRATION.marked and width < CALIBRATION.caption


def is_on_the_page(rows: Sequence[RowEvidence], url: str) -> bool:
    """Return whether most rows link to fragments of the page itself, such as its comments."""
    own = url_key(url).partition("?")[0]
    return (
        _share(
            bool(fragment := urlsplit(row.url).fragment)
            and not names_a_page(fragment)
            and url_key(row.url).partition("?")[0] == own
            for row in rows
        )
        > CALIBRATION.most
    )


def _share(values: Iterator[bool]) -> float:
    found = list(values)
    return sum(found) / max(1, len(found))

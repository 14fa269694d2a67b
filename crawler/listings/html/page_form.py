"""Detection of pages whose repeated rows are not notices: articles with related links, shops, reviews, directories.

Pure functions; no I/O.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import pairwise
from statistics import median
from urllib.parse import urlsplit

from lxml.html import HtmlElement

from crawler.listings.html.article_form import DIGITS, ShownRow, is_beside_article, share_of
from crawler.listings.html.calibration import CALIBRATION
from crawler.listings.html.dom_index import DomIndex
from crawler.listings.html.evidence import (
    RowEvidence,
    are_names_only,
    is_evident,
    is_evident_alone,
    is_file,
    width_of,
)
from crawler.listings.paging import is_paged
from crawler.model.url_key import names_a_page, url_key

_OFFER = frozenset({"price", "prices", "cart", "basket", "sku", "offer", "offers", "product"})
_RATING = frozenset({"rating", "ratings", "star", "stars", "reviewrating"})
_REVIEW = frozenset({"review", "reviews"})
"""Names that schema.org and shop systems use in classes and microdata for offers, ratings and reviews."""
_POST = frozenset({"hentry", "h-entry", "type-post"})
"""Classes of posts: of the microformats hAtom and h-entry, and of WordPress."""
_OTHER_TYPE = re.compile(r"(?:^|\s)type-(?!post(?:\s|$))")
"""Matches the class of a WordPress page or product. WordPress gives these the class `hentry` too."""
_ARTICLE = re.compile(r"schema\.org/(?:\w{0,20}Article|BlogPosting)\s*$")
_INDEX_OF = re.compile(r"(?i)index of /|\S{1,80} - /")
_ABOVE_OR_SORTED = re.compile(r"(?:\.\./?|\?C=[NMSD][;&]O=[AD])")
"""Match the title of a web server's index of a directory, and its links: to the directory above, or sorting rows."""
_NAMED = re.compile(r"[a-z]+")
_PRICE = re.compile(
    r"(?i)(?:from\s)?(?:(?:US|CA|AU)?[$€£]\s?\d[\d.,'\s]{0,12}|\d[\d.,'\s]{0,12}(?:€|£|\$|zł|kr|EUR|USD|CHF|GBP))(?:\s?\*|\s/.{1,12})?"
)
_PRICE_LENGTH = 30


def is_no_list(page: DomIndex, root: HtmlElement, rows: Sequence[ShownRow], url: str) -> bool:
    """Return whether a page is not a list of notices although its rows look like notices.

    The decision is based on the rows and the rest of the page. For rows that come from scripts of the page, `element`
    is None.
    """
    if not rows:
        return False
    if _is_file_index(root):
        return True
    shown = [row.evidence for row in rows]
    if not (is_evident(shown, url) if len(rows) > 1 else is_evident_alone(shown[0], url)):
        return True
    return (
        (are_names_only(shown) and not is_paged(root))
        or is_on_the_page(shown, url)
        or is_directory(shown)
        or are_questions(shown)
        or is_gallery(rows)
        or shows_goods(root, rows)
        or is_beside_article(page, root, rows, url)
    )


def _is_file_index(root: HtmlElement) -> bool:
    """Return whether a page is a directory index that a web server generated, which lists files and not notices.

    In the indexes of Apache, nginx, lighttpd and IIS, the title names the directory, and links lead to the parent
    directory or sort the files.
    """
    return bool(_INDEX_OF.match(" ".join((root.findtext(".//title") or "").split()))) and any(
        _ABOVE_OR_SORTED.fullmatch((anchor.get("href") or "").strip())
        or anchor.text_content().strip().casefold() in ("parent directory", "[to parent directory]")
        for anchor in root.iter("a")
    )


def is_post(row: HtmlElement) -> bool:
    """Return whether the markup of a row says that it is a post or an article, by microformat or by schema.org."""
    for element in row.iter():
        if isinstance(element.tag, str):
            names = element.get("class") or ""
            if _ARTICLE.search(element.get("itemtype") or "") or not _POST.isdisjoint(names.split()):
                return not _OTHER_TYPE.search(names)
    return False


def shows_goods(root: HtmlElement, rows: Sequence[ShownRow]) -> bool:
    """Return whether rows are products of a shop or reviews, judged by element names or prices.

    If the rows contain only titles, they are products if the page has about as many prices as rows.
    """
    limits = CALIBRATION
    names = [set(_names_in(row.element)) if row.element is not None else set() for row in rows]
    if (
        share_of(len(found & _OFFER) > 1 or bool(found & _RATING and found & _REVIEW) for found in names)
        >= limits.marked
    ):
        return True
    if share_of(row.evidence.dated for row in rows) >= limits.most:
        return False
    priced = share_of(any(_is_price(token.text) for token in row.tokens) for row in rows)
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
    """Return whether undated rows are in alphabetical order or combine a few words, as in directories.

    Tables of contents are often in alphabetical order. The links of a generated directory combine the same words, such
    as each subject with each town. The result is False if most rows link to files, because lists of minutes, for
    example, are often sorted by title. It is also False if most titles contain East Asian characters, whose order is
    not alphabetical.
    """
    limits = CALIBRATION
    if len(rows) < limits.directory_rows or any(row.dated for row in rows):
        return False
    if share_of(is_file(row.url) or width_of(row.title) > len(row.title) for row in rows) >= limits.most:
        return False
    titles = [DIGITS.sub("#", row.title.casefold()) for row in rows]
    in_order = share_of(left <= right for left, right in pairwise(titles))
    words = {word for title in titles for word in title.split()}
    combined = len(titles) >= limits.many_combinations and len(words) < limits.most * len(titles)
    return len(set(titles)) > len(titles) / 2 and (in_order >= limits.sorted_pairs or combined)


def are_questions(rows: Sequence[RowEvidence]) -> bool:
    """Return whether undated titles are questions, as in a list of frequently asked questions."""
    asked = share_of(row.title.rstrip().endswith(("?", "？", "؟")) for row in rows)
    return len(rows) >= CALIBRATION.few and not any(row.dated for row in rows) and asked >= CALIBRATION.marked


def is_gallery(rows: Sequence[ShownRow]) -> bool:
    """Return whether rows are pictures with a short caption and without prose.

    Dated rows with a few captions are not: they have links such as "Agenda" beside icons.
    """
    prose = share_of(any(width_of(token.text) >= CALIBRATION.prose for token in row.tokens) for row in rows)
    if prose >= CALIBRATION.most:
        return False
    pictures = share_of(row.element is not None and next(row.element.iter("img"), None) is not None for row in rows)
    captions = [row.evidence.title for row in rows]
    return (
        pictures >= CALIBRATION.marked
        and median(map(width_of, captions)) < CALIBRATION.caption
        and (len(set(captions)) > CALIBRATION.most * len(rows) or not all(row.evidence.dated for row in rows))
    )


def is_on_the_page(rows: Sequence[RowEvidence], url: str) -> bool:
    """Return whether most rows link to fragments of the page itself, such as `#comment-3`."""
    own = url_key(url).partition("?")[0]
    return (
        share_of(
            bool(fragment := urlsplit(row.url).fragment)
            and not names_a_page(fragment)
            and url_key(row.url).partition("?")[0] == own
            for row in rows
        )
        > CALIBRATION.most
    )

"""Rows of a listing that share a URL. They are either given distinct URLs, or reported as an error.

Pure functions; no I/O.
"""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from urllib.parse import urldefrag

from crawler.model.details.listings import ListingDetail
from crawler.model.errors import CrawlerError, SharedAddressError
from crawler.model.link import URL_LIMIT, Link
from crawler.model.url_key import ENTRY_MARK, url_key

_SHARED = 2
"""An error is reported if at least this number of rows was skipped.

The URL of each of these rows differs from another row's URL only in the fragment.
"""
_TITLES = 3
"""An error is reported if at least this number of titles has the same URL.

A smaller number may be the titles of a picture and of its caption.
"""


def with_distinct_urls(links: Sequence[Link], *, of_page: bool = False) -> list[Link]:
    """Return the links of a listing, in which entries that share a URL are given distinct URLs.

    The distinct URL has a mark in the fragment, made of the title and the date of the entry. The page at the shared URL
    is not fetched, because it cannot be the notice of every entry. In an HTML page (`of_page`), two entries that share
    a URL may be the title and the summary of one notice. Therefore, entries of an HTML page are given distinct URLs
    only if they are dated and have at least _TITLES different titles.
    """
    rows: dict[str, set[str]] = defaultdict(set)
    for link in links:
        if link.title and link.page is None and (link.published_on or not of_page):
            rows[url_key(link.url)].add(_mark(link))
    shared = {key for key, marks in rows.items() if len(marks) >= (_TITLES if of_page else 2)}
    return [
        _marked(link)
        if shared and url_key(link.url) in shared and link.title and (link.published_on or not of_page)
        else link
        for link in links
    ]


def _mark(link: Link) -> str:
    written = f"{link.title}\n{link.published_on or ''}"
    return hashlib.blake2b(written.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _marked(link: Link) -> Link:
    bare, fragment = urldefrag(link.url)
    url = f"{bare}#{fragment}{ENTRY_MARK}{_mark(link)}"
    return link.model_copy(update={"url": url, "page": link.page or bare, "content": link.content or ""})


def shared_addresses(links: Iterable[Link]) -> tuple[CrawlerError, ...]:
    """Return an error in a tuple if several notices of a listing seem to have the same URL, otherwise an empty tuple.

    Rows seem to be different notices if they have different titles, and if they are dated or their URLs differ only in
    the fragment. A few such rows cause no error.
    """
    titles: dict[str, tuple[str, str | None]] = {}
    dated: dict[str, set[str]] = defaultdict(set)
    dropped = 0
    for link in links:
        if len(link.url) > URL_LIMIT:
            continue
        if "#" in link.url:
            first = titles.setdefault(url_key(link.url), (link.url, link.title))
            dropped += first[0] != link.url and first[1] != link.title
        if link.published_on and link.title:
            dated[link.url].add(link.title)
    if dropped >= _SHARED:
        return (SharedAddressError(ListingDetail.SAME_BUT_FRAGMENT.of(count=dropped)),)
    same = sum(len(found) - 1 for found in dated.values() if len(found) >= _TITLES)
    return (SharedAddressError(ListingDetail.SAME_URL.of(count=same)),) if same else ()

"""Rows of a listing that share a URL: kept apart where each row is a notice, or reported. Pure functions; no I/O."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Sequence
from urllib.parse import urldefrag

from crawler.model.errors import CrawlerError, SharedAddressError
from crawler.model.link import URL_LIMIT, Link
from crawler.model.url_key import ENTRY_MARK, url_key

_SHARED = 2
"""Minimum number of skipped rows, whose URLs differ from another row's only in the fragment, that is reported."""
_TITLES = 3
"""Minimum number of titles of rows with the same URL that is reported; fewer are those of a picture and its caption."""


def kept_apart(links: Sequence[Link]) -> list[Link]:
    """Return the links of an API response or a sitemap, with distinct URLs for entries that share a URL.

    Such entries are distinguished by their titles and dates, in a mark in the fragment. Their page cannot be the notice
    of every entry, so it is not fetched.
    """
    rows: dict[str, set[str]] = defaultdict(set)
    for link in links:
        if link.title and link.page is None:
            rows[url_key(link.url)].add(_mark(link))
    shared = {key for key, marks in rows.items() if len(marks) > 1}
    return [_marked(link) if shared and url_key(link.url) in shared and link.title else link for link in links]


def _mark(link: Link) -> str:
    written = f"{link.title}\n{link.published_on or ''}"
    return hashlib.blake2b(written.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _marked(link: Link) -> Link:
    bare, fragment = urldefrag(link.url)
    url = f"{bare}#{fragment}{ENTRY_MARK}{_mark(link)}"
    return link.model_copy(update={"url": url, "page": link.page or bare, "content": link.content or ""})


def shared_addresses(links: Iterable[Link]) -> tuple[CrawlerError, ...]:
    """Return an error if several entries lead to the same page; only the first of them becomes a link.

    Reported are entries whose URLs differ in the fragment, and dated entries with several titles and one URL.
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
        return (SharedAddressError(f"{dropped} rows were skipped: their URLs differ from others only in the fragment"),)
    same = sum(len(found) - 1 for found in dated.values() if len(found) >= _TITLES)
    return (SharedAddressError(f"{same} rows were skipped: other rows have the same URL"),) if same else ()

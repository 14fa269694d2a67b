"""Conversion of feed entries to links with distinct URLs. Pure functions; no I/O."""

import hashlib
import html
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from urllib.parse import urldefrag, urlsplit

from crawler.listings.found import entry_link, page_address
from crawler.model.details.listings import ListingDetail
from crawler.model.errors import ListingError
from crawler.model.link import URL_LIMIT, Link
from crawler.model.page import Page
from crawler.model.url_key import ENTRY_MARK, url_key

_PLAIN_ID = re.compile(r"[\w.-]{1,64}", re.ASCII)
CONTENT_LIMIT = 1_000_000
"""Maximum number of characters of an entry's own content that are kept."""


@dataclass(frozen=True)
class FeedEntry:
    """A feed entry with its original values.

    `addresses` are the possible URLs of the entry's page, best first. `ident` is the guid or id. `permalink` is the
    guid if the feed declares it to be a URL. `written` is the date in its original form. `content` is the entry's own
    text as HTML.
    """

    addresses: tuple[str, ...]
    title: str | None = None
    day: date | None = None
    ident: str = ""
    permalink: str | None = None
    written: str = ""
    content: str = ""


@dataclass(frozen=True)
class _Addressed:
    entry: FeedEntry
    url: str

    @property
    def look(self) -> tuple[str, str, str]:
        """Return the title, the date and the content of the entry, which are the parts that readers see."""
        return self.entry.title or "", self.entry.written, self.entry.content


def links_of_entries(
    base: str, entries: Iterable[FeedEntry], shared: Sequence[str] = ()
) -> tuple[list[Link], list[ListingError]]:
    """Return a link for each entry, and remarks that count the skipped entries.

    `base` is the URL against which relative URLs are resolved. Entries that share a URL are distinguished by a mark in
    the link's fragment. Such a link also contains the entry's own content, because the page at the shared URL cannot be
    the notice of every entry. `shared` are the URLs of the feed and of its home page, which are never URLs of notices.
    """
    found: list[_Addressed] = []
    lost: list[FeedEntry] = []
    for entry in entries:
        url = _address(base, entry)
        if url:
            found.append(_Addressed(entry, url))
        else:
            lost.append(entry)
    groups: dict[str, list[_Addressed]] = defaultdict(list)
    for addressed in found:
        groups[_page_of(addressed.url)].append(addressed)
    common = {url_key(url) for url in shared}
    links: dict[int, Link] = {}
    merged: list[FeedEntry] = []
    for key, group in groups.items():
        apart, same = _distinct(group)
        merged += same
        for addressed, link in zip(apart, _links(apart, key in common), strict=True):
            links[id(addressed)] = link
    ordered = [links[id(addressed)] for addressed in found if id(addressed) in links]
    return ordered, [*_remark(lost, ListingDetail.ENTRIES_WITHOUT_PAGE), *_remark(merged, ListingDetail.ENTRIES_MERGED)]


def _page_of(url: str) -> str:
    """Return the key (see `url_key`) of the page at a URL.

    The fragment is ignored, unless it starts with `/` or `!`: then it identifies a separate page.
    """
    bare, fragment = urldefrag(url)
    return url_key(url if fragment.startswith(("/", "!")) else bare)


def _remark(entries: list[FeedEntry], detail: ListingDetail) -> list[ListingError]:
    if not entries:
        return []
    first = entries[0]
    title = (first.title or first.ident or "–")[:200]
    return [ListingError(detail.of(count=len(entries), title=title))]


def _address(base: str, entry: FeedEntry) -> str | None:
    for address in entry.addresses:
        url = page_address(base, address)
        if url and len(url) + len(ENTRY_MARK) + 64 <= URL_LIMIT:
            return url
    return None


def _distinct(group: list[_Addressed]) -> tuple[list[_Addressed], list[FeedEntry]]:
    """Return the distinct entries among entries with the same URL, and the repetitions of these entries.

    A repetition has the same title, date and content as an earlier entry, but another id. If the id is the same as
    well, the entry is an exact duplicate, and is in neither list.
    """
    kept: list[_Addressed] = []
    merged: list[FeedEntry] = []
    known: set[tuple[str, str, str, str]] = set()
    looks: set[tuple[str, str, str, str]] = set()
    for addressed in group:
        fragment = urlsplit(addressed.url).fragment
        own = (addressed.entry.ident, fragment, *addressed.look[:2])
        look = (fragment, *addressed.look)
        if own in known and look in looks:
            continue  # an exact duplicate
        if look in looks:
            merged.append(addressed.entry)
            continue
        known.add(own)
        looks.add(look)
        kept.append(addressed)
    return kept, merged


def _links(group: list[_Addressed], is_shared: bool) -> list[Link]:
    if len(group) == 1 and not (is_shared and (group[0].entry.ident or group[0].entry.title)):
        return [_plain(addressed, addressed.url) for addressed in group]
    if permalinks := _permalinks(group):
        return [_plain(addressed, url) for addressed, url in zip(group, permalinks, strict=True)]
    return [_marked(addressed, mark) for addressed, mark in zip(group, _marks(group), strict=True)]


def _plain(addressed: _Addressed, url: str) -> Link:
    link = entry_link(url, url, addressed.entry.title, addressed.entry.day)
    assert link is not None
    return link


def _marked(addressed: _Addressed, mark: str) -> Link:
    bare, fragment = urldefrag(addressed.url)
    link = _plain(addressed, f"{bare}#{fragment}{ENTRY_MARK}{mark}")
    return link.model_copy(update={"page": bare, "content": addressed.entry.content[:CONTENT_LIMIT]})


def _permalinks(group: list[_Addressed]) -> list[str]:
    """Return the guids of entries with the same URL if all guids are different URLs, otherwise an empty list.

    The result is also empty if one of the guids is the shared URL.
    """
    found = [page_address(addressed.url, addressed.entry.permalink or "") for addressed in group]
    urls = [url for url in found if url and len(url) <= URL_LIMIT]
    keys = {url_key(url) for url in urls}
    apart = len(urls) == len(keys) == len(group) and url_key(group[0].url) not in keys
    return urls if apart else []


def _marks(group: list[_Addressed]) -> list[str]:
    """Return a mark for each entry of a group, by which it differs from all other entries of the group.

    The mark is derived from the id, from the fragment, or from title and date, in this order. The first of them that no
    other entry shares is used. If all are shared, the mark is derived from all parts of the entry together.
    """
    ways = [_ways(addressed) for addressed in group]
    counts = Counter(way for found in ways for way in set(found))
    return [_mark(next((way for way in found if way[1] and counts[way] == 1), found[-1])[1]) for found in ways]


def _ways(addressed: _Addressed) -> list[tuple[int, str]]:
    entry = addressed.entry
    title, written, content = addressed.look
    said = [
        entry.ident,
        urlsplit(addressed.url).fragment,
        f"{title}\n{written}" if title else "",
        f"{title}\n{written}\n{content}\n{entry.ident}",
    ]
    return list(enumerate(said))


def _mark(way: str) -> str:
    if _PLAIN_ID.fullmatch(way):
        return way
    return hashlib.blake2b(way.encode("utf-8", "replace"), digest_size=8).hexdigest()


def page_of_entry(link: Link, now: datetime) -> Page:
    """Return a feed entry's content as an HTML page, which is parsed and stored like a fetched page.

    `link` must be a link with an entry mark in its fragment. `now` is recorded as the time at which the page was
    fetched.
    """
    title = html.escape(link.title or "")
    body = f"<article><h1>{title}</h1>\n{link.content or ''}</article>"
    text = f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{title}</title></head><body>{body}</body></html>'
    return Page(
        url=link.url,
        body=text.encode("utf-8", "replace"),
        fetched_at=now,
        content_type="text/html; charset=utf-8",
    )

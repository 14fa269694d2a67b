"""Links of the entries of a feed, an API's answer or a sitemap: common functions."""

import re
from dataclasses import dataclass
from datetime import date, datetime
from html import unescape
from urllib.parse import urljoin, urlsplit

from crawler.model.errors import CrawlerError
from crawler.model.link import Link
from crawler.model.source import SYSTEMS, Source
from crawler.text.dates import DateContext

ROWS_LIMIT = 5000
"""Entries of a feed or an API's answer that are read; more than the links that are taken from one listing."""
_ABSOLUTE = re.compile(r"https?://[\w.-]+(?::\d+)?/")


def entry_link(base: str, href: str, title: str | None, day: date | None) -> Link | None:
    """Return the link of an entry, or None when its address leads to no page."""
    url = page_address(base, href)
    return Link(url=url, title=one_line(whole(title or "")), published_on=day) if url else None


def weight(links: list[Link]) -> tuple[int, int]:
    """Return how much some links resemble a list of notices, to choose among lists: those with dates count first."""
    return sum(1 for link in links if link.published_on), len(links)


def page_address(base: str, href: str) -> str | None:
    """Return the absolute address, or None when it is not http or https."""
    href = href.strip().replace("&amp;", "&")  # written twice by some systems
    try:
        # Joining takes most of the time of a large sitemap, whose addresses are whole already.
        url = href if _ABSOLUTE.match(href) else urljoin(base, href)
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname
    except ValueError:
        return None
    return whole(url) if usable else None


def whole(text: str) -> str:
    """Return the text without lone surrogates: JSON can hold them, and no encoding used here accepts them."""
    return text.encode("utf-8", "replace").decode("utf-8")


def one_line(text: str | None) -> str | None:
    """Return a title as plain text on one line, or None when nothing is left."""
    # Feeds carry markup in titles, escaped or not; `<` before anything but a tag's name is a word's bracket.
    return " ".join(unescape(re.sub(r"</?[a-zA-Z][^<>]{0,200}>", "", text)).split()) or None if text else None


def source_context(source: Source, today: date, now: datetime | None = None) -> DateContext:
    """Return the context of a source's dates; `now` is the time when its listing was fetched."""
    country = source.region[0] if source.region else "CN" if source.type in SYSTEMS else ""
    local = now.astimezone(source.zone) if now else None
    # A moment of another day than the caller's says nothing of the hours before it.
    return DateContext(today, country, now=local if local and local.date() == today else None)


@dataclass(frozen=True)
class Found:
    """The content of one page of a listing, as its module reads it: links, each as often as it is listed.

    `rows` counts the entries, with or without links. `fault`: the reason why the page broke off, after these links.
    `remarks`: defects of some entries. `next`: the address of the listing's next page. `parts`: the sitemaps of an
    index, newest first, and `parts_dated` whether all of them have the time of their last change. `cut` counts entries
    beyond ROWS_LIMIT, which are not read.
    """

    links: list[Link]
    rows: int = 0
    fault: CrawlerError | None = None
    remarks: tuple[CrawlerError, ...] = ()
    next: str | None = None
    parts: tuple[str, ...] = ()
    parts_dated: bool = True
    cut: int = 0
    doubtful: tuple[Link, ...] = ()
    """Links of a list without evidence of notices, such as a menu."""
    frames: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    """URLs of the page's frames, and of the scripts that may know where its links lead, where it has no links."""
    place: str = ""
    """The place of the links in the page: the form of the element around them."""

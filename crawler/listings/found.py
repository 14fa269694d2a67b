"""An entry of a feed, an API's answer or a sitemap, as a link: what they share."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, tzinfo
from html import unescape
from urllib.parse import urljoin, urlsplit

from crawler.model.dates import local_date, parse_date
from crawler.model.errors import CrawlerError
from crawler.model.link import Link

_ABSOLUTE = re.compile(r"https?://[\w.-]+(?::\d+)?/")
_EPOCHS = {10: 1, 13: 1000}
"""Digits of a moment in seconds and in milliseconds since 1970; eight and fourteen digits are a date."""


def entry_link(base: str, href: str, title: str | None, day: date | None) -> Link | None:
    """The link that an entry gives, or None when its address leads to no page."""
    url = page_address(base, href)
    return Link(url=url, title=one_line(whole(title or "")), published_on=day) if url else None


def weight(links: list[Link]) -> tuple[int, int]:
    """How much some links look like a list of notices, of several lists on a page: those with dates count first."""
    return sum(1 for link in links if link.published_on), len(links)


def page_address(base: str, href: str) -> str | None:
    """The address made whole, or None when it is not http or https."""
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
    """The text without half characters: JSON can hold them, and no encoding of ours takes them."""
    return text.encode("utf-8", "replace").decode("utf-8")


def one_line(text: str | None) -> str | None:
    """A title as plain text on one line, or None when nothing is left."""
    # Feeds carry markup in titles, escaped or not; `<` before anything but a tag's name is a word's bracket.
    return " ".join(unescape(re.sub(r"</?[a-zA-Z][^<>]{0,200}>", "", text)).split()) or None if text else None


def iso_day(written: str, zone: tzinfo) -> date | None:
    """The source's day of a date or moment as ISO 8601 writes it; one without a zone is the source's own."""
    try:
        moment = datetime.fromisoformat(written)
        return local_date(moment, zone) if moment.tzinfo else moment.date()
    except (ValueError, OverflowError):
        return None


def day_of(value: object, zone: tzinfo, today: date) -> date | None:
    """The day that an API's value means: ISO 8601, seconds or milliseconds since 1970, or as listings write dates."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    written = str(int(value)) if isinstance(value, float) and abs(value) < 1e15 else str(value)
    written = written.strip()[:100]
    if written.isascii() and written.isdigit() and len(written) in _EPOCHS:
        moment = datetime.fromtimestamp(int(written) // _EPOCHS[len(written)], UTC)
        return local_date(moment, zone)
    if written.isascii() and written.isdigit() and len(written) == 14:
        written = written[:8]
    return iso_day(written, zone) or parse_date(written, today)


@dataclass(frozen=True)
class Found:
    """What one page of a listing gives, as its module reads it: links, each as often as it is listed.

    `rows` counts what stood there, links or not. `fault`: the page broke off, and these links came before. `remarks`:
    what is amiss with some entries. `next`: the address of the listing's next page. `parts`: the sitemaps of an index,
    newest first, and `parts_dated` whether all of them say when they changed.
    """

    links: list[Link]
    rows: int = 0
    fault: CrawlerError | None = None
    remarks: tuple[CrawlerError, ...] = ()
    next: str | None = None
    parts: tuple[str, ...] = ()
    parts_dated: bool = True
    doubtful: tuple[Link, ...] = ()
    """Links of a list without evidence of notices, such as a menu."""
    frames: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    """URLs of the page's frames, and of the scripts that may know where its links lead, where it has no links."""
    place: str = ""
    """The place of the links in the page: the form of the element around them."""

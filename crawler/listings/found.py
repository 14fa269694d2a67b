"""The class Found, which is the result of parsing a listing in any format, and functions shared by all parsers."""

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
"""Maximum number of entries parsed in a feed or an API response; larger than LINK_LIMIT of `crawler.listings`."""
_ABSOLUTE = re.compile(r"https?://[\w.-]+(?::\d+)?/")


def entry_link(base: str, href: str, title: str | None, day: date | None) -> Link | None:
    """Return the link of an entry, or None when `href` is not an HTTP or HTTPS URL."""
    url = page_address(base, href)
    return Link(url=url, title=one_line(without_surrogates(title or "")), published_on=day) if url else None


def weight(links: list[Link]) -> tuple[int, int]:
    """Return a sort key for choosing among lists: the number of links with dates, and the number of all links."""
    return sum(1 for link in links if link.published_on), len(links)


def page_address(base: str, href: str) -> str | None:
    """Return the absolute URL of `href`, or None when it is not an HTTP or HTTPS URL."""
    href = href.strip().replace("&amp;", "&")  # some systems escape `&` twice
    try:
        # `urljoin` would take most of the time for a large sitemap, whose URLs are absolute anyway.
        url = href if _ABSOLUTE.match(href) else urljoin(base, href)
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and parts.hostname
    except ValueError:
        return None
    return without_surrogates(url) if usable else None


def without_surrogates(text: str) -> str:
    """Return the text with lone surrogates replaced, because JSON can contain them but UTF-8 cannot encode them."""
    return text.encode("utf-8", "replace").decode("utf-8")


def one_line(text: str | None) -> str | None:
    """Return a title as plain text on one line, or None if the result is empty."""
    # Titles in feeds contain markup, escaped or not; a `<` that is not followed by a tag name is a literal character.
    return " ".join(unescape(re.sub(r"</?[a-zA-Z][^<>]{0,200}>", "", text)).split()) or None if text else None


def source_context(source: Source, today: date, now: datetime | None = None) -> DateContext:
    """Return the context in which a source's dates are parsed, such as the current date and the country.

    `now` is the time when the source's listing was fetched. It is needed for relative times, such as "2 hours ago".
    """
    country = source.region[0] if source.region else "CN" if source.type in SYSTEMS else ""
    local = now.astimezone(source.zone) if now else None
    # Relative times ("2 hours ago") can be resolved only if the listing was fetched on `today`.
    return DateContext(today, country, now=local if local and local.date() == today else None)


@dataclass(frozen=True)
class Found:
    """The content of a listing page as parsed by the module for its format.

    `links` may contain duplicates. `rows` is the number of entries, with or without links. `fault` is the error that
    ended parsing early, or None. `remarks` are errors in single entries. `next` is the URL of the listing's next page.
    `parts` are the URLs of the sitemaps in a sitemap index, newest first; `parts_dated` is true if all of them have a
    last modification time. `cut` is the number of entries beyond ROWS_LIMIT, which are not parsed.
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
    """Links that may belong to a menu, because their rows have no dates, titles or URLs typical of notices."""
    frames: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    """URLs of the page's frames (`frames`), and of its scripts that may define the functions called by its links.

    Both are empty unless the page has no links.
    """
    place: str = ""
    """The element that contains the links: the tags, classes and ids of the elements from the root to it."""
    unmatched: tuple[str, ...] = ()
    """The names of the selectors that find nothing in any row."""
    title: str = ""
    """The title of an HTML page."""

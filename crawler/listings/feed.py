"""RSS, Atom and JSON Feed (https://www.jsonfeed.org/version/1.1/) → links."""

import calendar
import json
import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, tzinfo
from time import struct_time
from typing import Any

from crawler.listings.found import entry_link, iso_day, one_line
from crawler.model.dates import local_date
from crawler.model.errors import FeedBrokenError, ListingError
from crawler.model.link import Link
from crawler.model.page import Page
from crawler.model.source import Source

_XML_FEED = re.compile(r"(?i)<(rss|feed|rdf:rdf)[\s>]")
_END = re.compile(r"(?i)</(rss|feed|rdf:rdf)\s*>")
_TAIL = 4000
_ZONED = re.compile(r"(?:Z|[+-]\d\d:?\d\d|\b[A-Z]{1,5})\s*$")


def looks_like_feed(page: Page) -> bool:
    """Whether the page's bytes are a feed's, whatever it is labelled."""
    head = page.text[:2048].lstrip("\ufeff \t\r\n")
    if head.startswith("{"):
        return "jsonfeed.org/version/" in head
    return not re.search(r"(?i)<html[\s>]", head) and bool(_XML_FEED.search(head))


def read_feed(page: Page, source: Source) -> tuple[list[Link], FeedBrokenError | None]:
    """A feed's entries, and the fault when it breaks off in the middle. Raises ListingError when it is no feed."""
    if page.text.lstrip("\ufeff \t\r\n").startswith("{"):
        entries = _json_entries(page, source.zone)
        fault = None
    else:
        entries, fault = _xml_entries(page, source.zone)
    return [link for entry in entries if (link := entry_link(page.final_url, *entry))], fault


_Entries = Iterator[tuple[str, str | None, date | None]]


def _xml_entries(page: Page, zone: tzinfo) -> tuple[_Entries, FeedBrokenError | None]:
    if not looks_like_feed(page):
        raise ListingError(f"this is no RSS, Atom or JSON feed: {page.final_url}")
    import feedparser

    # feedparser sniffs encodings itself; handing it decoded text keeps one rule for all pages.
    parsed = feedparser.parse(_declare_utf8(page.text), resolve_relative_uris=False, sanitize_html=False)
    fault = None
    if not _END.search(page.text[-_TAIL:]):
        fault = FeedBrokenError("the feed is cut off before its end")
    elif parsed.bozo and not parsed.entries:
        raise FeedBrokenError(f"the feed is not well-formed: {one_line(str(parsed.bozo_exception))}")
    return _parsed_entries(parsed, zone), fault


def _declare_utf8(text: str) -> bytes:
    # The text is UTF-8 from here on, so its own declaration must not be believed.
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff"), count=1).encode("utf-8", "replace")


def _parsed_entries(parsed: Any, zone: tzinfo) -> _Entries:
    for entry in parsed.entries:
        href = entry.get("link") or _permalink(entry)
        if href:
            # Asked of the dict itself: feedparser passes `updated` off as `published`, with a warning.
            name = "published" if dict.get(entry, "published_parsed") else "updated"
            moment = dict.get(entry, f"{name}_parsed")
            written = str(dict.get(entry, name) or "")
            yield href, entry.get("title"), _day_of(moment, written, zone)


def _permalink(entry: Any) -> str | None:
    guid = str(entry.get("id") or "")
    return guid if guid.startswith(("http://", "https://")) else None


def _day_of(moment: struct_time | None, written: str, zone: tzinfo) -> date | None:
    """The source's day of a moment that feedparser gives in UTC; a date written without a zone is the source's own."""
    try:
        if moment is None:
            return None
        if not _ZONED.search(written):
            return date(*moment[:3])
        return local_date(datetime.fromtimestamp(calendar.timegm(moment), UTC), zone)
    except (ValueError, OverflowError, OSError):
        # A struct_time may hold impossible values.
        return None


def _json_entries(page: Page, zone: tzinfo) -> _Entries:
    try:
        document = json.loads(page.text)
    except (ValueError, RecursionError) as error:
        raise FeedBrokenError(f"the JSON feed is not well-formed: {error}") from error
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list):
        raise ListingError(f"this JSON is no feed, it has no `items`: {page.final_url}")
    found = (
        (item, item.get("url") or item.get("external_url") or _permalink(item))
        for item in items
        if isinstance(item, dict)
    )
    return ((href, _text(item.get("title")), _json_day(item, zone)) for item, href in found if isinstance(href, str))


def _json_day(item: dict[str, Any], zone: tzinfo) -> date | None:
    return iso_day(str(item.get("date_published") or item.get("date_modified") or ""), zone)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None

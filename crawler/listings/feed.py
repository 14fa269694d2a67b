"""RSS, Atom and JSON Feed (https://www.jsonfeed.org/version/1.1/) → links."""

import json
import re
from collections.abc import Iterator
from datetime import date, tzinfo
from typing import Any

from crawler.listings.found import entry_link, one_line, source_context
from crawler.model.dates import local_date
from crawler.model.errors import FeedBrokenError, ListingError
from crawler.model.link import Link
from crawler.model.page import Page
from crawler.model.source import Source
from crawler.text.date_moments import moment_day
from crawler.text.dates import DateContext

_XML_FEED = re.compile(r"(?i)<(rss|feed|rdf:rdf)[\s>]")
_END = re.compile(r"(?i)</(rss|feed|rdf:rdf)\s*>")
_TAIL = 4000


def looks_like_feed(page: Page) -> bool:
    """Whether the page's bytes are a feed's, whatever it is labelled."""
    head = page.text[:2048].lstrip("\ufeff \t\r\n")
    if head.startswith("{"):
        return "jsonfeed.org/version/" in head
    return not re.search(r"(?i)<html[\s>]", head) and bool(_XML_FEED.search(head))


def read_feed(page: Page, source: Source) -> tuple[list[Link], FeedBrokenError | None]:
    """A feed's entries, and the fault when it breaks off in the middle. Raises ListingError when it is no feed."""
    context = source_context(source, local_date(page.fetched_at, source.zone), page.fetched_at)
    if page.text.lstrip("\ufeff \t\r\n").startswith("{"):
        entries = _json_entries(page, source.zone, context)
        fault = None
    else:
        entries, fault = _xml_entries(page, source.zone, context)
    return [link for entry in entries if (link := entry_link(page.final_url, *entry))], fault


_Entries = Iterator[tuple[str, str | None, date | None]]


def _xml_entries(page: Page, zone: tzinfo, context: DateContext) -> tuple[_Entries, FeedBrokenError | None]:
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
    return _parsed_entries(parsed, zone, context), fault


def _declare_utf8(text: str) -> bytes:
    # The text is UTF-8 from here on, so its own declaration must not be believed.
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", text.lstrip("\ufeff"), count=1).encode("utf-8", "replace")


def _parsed_entries(parsed: Any, zone: tzinfo, context: DateContext) -> _Entries:
    for entry in parsed.entries:
        href = entry.get("link") or _permalink(entry)
        if href:
            # Asked of the dict itself: feedparser passes `updated` off as `published`, with a warning. What it makes of
            # dates that it does not know is a day in this month, so only what is written counts.
            days = (moment_day(dict.get(entry, name), zone, context) for name in ("published", "created", "updated"))
            yield href, entry.get("title"), next(filter(None, days), None)


def _permalink(entry: Any) -> str | None:
    guid = str(entry.get("id") or "")
    return guid if guid.startswith(("http://", "https://")) else None


def _json_entries(page: Page, zone: tzinfo, context: DateContext) -> _Entries:
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
    return (
        (href, _text(item.get("title")), _json_day(item, zone, context))
        for item, href in found
        if isinstance(href, str)
    )


def _json_day(item: dict[str, Any], zone: tzinfo, context: DateContext) -> date | None:
    days = (moment_day(item.get(name), zone, context) for name in ("date_published", "date_modified"))
    return next(filter(None, days), None)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None

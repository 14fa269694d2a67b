"""Extraction of links from RSS, Atom and JSON Feed (https://www.jsonfeed.org/version/1.1/)."""

import html
import json
import re
from collections.abc import Iterator
from datetime import date, tzinfo
from typing import Any
from urllib.parse import urljoin

from crawler.listings.feed_entries import FeedEntry, links_of_entries
from crawler.listings.found import ROWS_LIMIT, Found, source_context
from crawler.model.dates import local_date
from crawler.model.details.listings import ListingDetail
from crawler.model.errors import FeedBrokenError, ListingError, TooComplexError
from crawler.model.markup import closing_of, require_parsable, root_of, visible
from crawler.model.page import Page
from crawler.model.source import Source
from crawler.text.date_moments import moment_day
from crawler.text.dates import DateContext

_ROOTS = ("rss", "feed", "rdf")
_XML_FEED = re.compile(r"(?i)<(rss|feed|rdf:rdf)[\s>]")
_JSON_VERSION = re.compile(r'"version"\s{0,99}:\s{0,99}"https?:\\?/\\?/(?:www\.)?jsonfeed\.org\\?/version')
_ENTRY = re.compile(r"(?i)<(/?)((?:[\w.-]{1,60}:)?(?:item|entry))(?=[\s/>])")
_NAMESPACE = re.compile(r"""\sxmlns(?::[\w.-]{1,60})?\s{0,9}=\s{0,9}(?:"[^"]{0,500}"|'[^']{0,500}')""")
_PREFIX = re.compile(
    r"(?i)(</?)[\w.-]{1,60}:(?=(?:rss|rdf|feed|channel|item|entry|title|link|id|guid|pubdate|published|updated"
    r"|description|summary|content|enclosure)[\s/>])"
)
_NO_PERMALINK = re.compile(
    r"(?i)<guid\b[^<>]{0,200}\bispermalink\s{0,9}=\s{0,9}[\"']false[\"'][^<>]{0,200}>\s{0,99}"
    r"(?:<!\[CDATA\[)?([^<\]]{1,2000})"
)
_DEPTH_LIMIT = 50
_HTTP = ("http://", "https://")
_MEDIA = re.compile(r"(?i)(?:audio|video|image)/")


def looks_like_feed(page: Page) -> bool:
    """Return whether the page's text is a feed, regardless of its content type."""
    if _is_json(page.text):
        return bool(_JSON_VERSION.search(page.text))
    name = _root(page.text)
    if name == "channel":
        return bool(_ENTRY.search(page.text))
    return name in _ROOTS


def _root(text: str) -> str | None:
    """Return the name of the root element of a feed or another known document, or None.

    Some programs print warnings before the feed. Therefore the start of the text is searched for the tag of a feed if
    the root element is not a known one.
    """
    root = root_of(text)
    if root and root.name in (*_ROOTS, "channel", "html", "urlset", "sitemapindex"):
        return root.name
    # Some programs print warnings before the document.
    head = text[:2048]
    late = _XML_FEED.search(head)
    return late[1].lower().removeprefix("rdf:") if late and not re.search(r"(?i)<html[\s>]", head) else None


def read_feed(page: Page, source: Source) -> Found:
    """Return the entries of a feed as links, and an error in `fault` if the feed is truncated or malformed.

    Every entry becomes a link or is counted in a remark. Raises ListingError when the page is not a feed.
    """
    fault = None
    context = source_context(source, local_date(page.fetched_at, source.zone), page.fetched_at)
    cut = 0
    if _is_json(page.text):
        entries, home, cut = _json_entries(page, source.known_zone, context)
    else:
        if not looks_like_feed(page):
            raise ListingError(ListingDetail.NOT_A_FEED.of(url=page.final_url))
        text, cut = _limited(page.text)
        require_parsable(text)
        entries, home, fault = _xml_entries(text, page.final_url, source.known_zone, context)
    shared = [page.final_url, *([home] if home else [])]
    links, remarks = links_of_entries(page.final_url, entries, shared)
    return Found(links, rows=len(entries), fault=fault, remarks=tuple(remarks), cut=cut)


def _limited(text: str) -> tuple[str, int]:
    """Return the text of a feed with only its first ROWS_LIMIT entries, and the number of omitted entries.

    Raises TooComplexError when entries are nested more than _DEPTH_LIMIT levels deep, because feedparser's running time
    grows with the square of the depth. Valid feeds have no nested entries.
    """
    depth = 0
    entries = 0
    end = None
    for tag in _ENTRY.finditer(text):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > _DEPTH_LIMIT:
            raise TooComplexError(ListingDetail.FEED_TOO_DEEP.of(limit=_DEPTH_LIMIT))
        entries += not tag[1]
        if entries == ROWS_LIMIT + 1 and end is None:
            end = tag.start()
    if end is None:
        return text, 0
    # The text after the last entry closes the feed.
    last = max(text.rfind("</item"), text.rfind("</entry"), text.rfind("</ITEM"), end)
    return text[:end] + text[text.find(">", last) + 1 :], entries - ROWS_LIMIT


def _is_json(text: str) -> bool:
    return text[:2048].lstrip("\ufeff \t\r\n").startswith("{")


def _xml_entries(
    text: str, url: str, zone: tzinfo | None, context: DateContext
) -> tuple[list[FeedEntry], str | None, FeedBrokenError | None]:
    """Return the entries of a feed, the URL of its home page, and an error if the feed is truncated or incomplete.

    `text` is the feed, and `url` is its URL. `zone` and `context` are used to parse dates. Raise FeedBrokenError if the
    feed is so malformed that it has no entries.
    """
    markup = visible(text)
    tags = list(_ENTRY.finditer(markup))
    opened = [tag for tag in tags if not tag[1]]
    parsed = _parsed(text, url)
    if opened and not parsed.entries:
        # Retry without namespaces: an unknown or undeclared one must not make the entries unreadable.
        parsed = _parsed(_PREFIX.sub(r"\1", _NAMESPACE.sub("", text)), url)
    entries = list(_parsed_entries(parsed, zone, context, _no_permalinks(text)))
    home = parsed.feed.get("link")
    end = closing_of(markup, _root(text) or "rss")
    if end < 0 or (opened and opened[-1].start() > end):
        # A truncated entry has no URL, or a wrong one.
        amid = bool(tags) and not tags[-1][1] and len(entries) == len(opened)
        return entries[:-1] if amid else entries, home, FeedBrokenError(ListingDetail.FEED_TRUNCATED.of())
    if parsed.bozo and not entries:
        raise FeedBrokenError(ListingDetail.FEED_MALFORMED.of(reason=str(parsed.bozo_exception)))
    lost = len(opened) - len(entries) if parsed.bozo or not entries else 0
    fault = FeedBrokenError(ListingDetail.FEED_ENTRIES_LOST.of(count=lost)) if lost > 0 else None
    return entries, home, fault


def _parsed(text: str, url: str) -> Any:
    import feedparser  # imported here because only feeds need it

    # feedparser would detect the encoding itself; decoded text is passed so that one rule applies to all pages.
    headers = {"content-location": url, "content-type": "application/xml; charset=utf-8"}
    return feedparser.parse(
        _declare_utf8(text), response_headers=headers, resolve_relative_uris=False, sanitize_html=False
    )


def _declare_utf8(text: str) -> bytes:
    # The text is encoded as UTF-8 here, so its own encoding declaration must be removed.
    plain = text.lstrip("\ufeff")
    return re.sub(r"^\s*<\?xml[^>]*\?>", "", plain, count=1).encode("utf-8", "replace")


def _no_permalinks(text: str) -> set[str]:
    """Return the guids that the feed declares not to be URLs, with `isPermaLink="false"`.

    The library feedparser does not keep this attribute.
    """
    return {html.unescape(guid[1]).strip() for guid in _NO_PERMALINK.finditer(text)}


def _parsed_entries(
    parsed: Any, zone: tzinfo | None, context: DateContext, no_permalinks: set[str]
) -> Iterator[FeedEntry]:
    is_rss = str(parsed.version).startswith("rss")
    for entry in parsed.entries:
        # `dict.get` is used because feedparser's own `get` returns `updated` for a missing `published`, with a warning.
        # feedparser parses unknown formats as a date in the current month, so only the original text is used.
        dates = [str(dict.get(entry, name) or "") for name in ("published", "created", "updated")]
        days = (moment_day(written, zone, context) for written in dates)
        ident = str(entry.get("id") or "")
        yield FeedEntry(
            addresses=tuple(_addresses(entry, ident)),
            title=entry.get("title"),
            day=next(filter(None, days), None),
            ident=ident,
            permalink=ident if is_rss and ident.startswith(_HTTP) and ident not in no_permalinks else None,
            written=next(filter(None, dates), ""),
            content=_content(entry),
        )


def _addresses(entry: Any, ident: str) -> Iterator[str]:
    """Yield the possible URLs of an entry's page, best first.

    These are the entry's link, its external content, its files except media files, its related pages, and finally its
    id (`ident`) if it is a URL.
    """
    links = [(str(link.get("rel") or ""), link) for link in entry.get("links", ()) if link.get("href")]
    link = str(entry.get("link") or "")
    by_id = bool(entry.get("guidislink"))  # feedparser uses the id as the link if the entry has no link
    if link and not by_id:
        yield link
    yield from (str(link["href"]) for rel, link in links if rel == "alternate")
    for part in entry.get("content", ()):
        if source := part.get("src"):
            yield urljoin(part.get("base") or "", str(source))
    files = [link for rel, link in links if rel == "enclosure"]
    files += [{"href": media["url"], "type": media.get("type")} for media in _media(entry)]
    yield from (str(file["href"]) for file in files if not _MEDIA.match(str(file.get("type") or "")))
    yield from (str(link["href"]) for rel, link in links if rel in ("related", "via"))
    if link and by_id:
        yield link
    if ident.startswith(_HTTP):
        yield ident


def _media(entry: Any) -> list[Any]:
    return [media for media in entry.get("media_content", ()) if media.get("url")]


def _content(entry: Any) -> str:
    """Return the longest of an entry's content and summary texts, as HTML."""
    parts = [*entry.get("content", ()), entry.get("summary_detail") or {}]
    return max((_as_html(part.get("value"), part.get("type")) for part in parts), key=len, default="")


def _as_html(text: object, kind: object = "text/html") -> str:
    if not isinstance(text, str):
        return ""
    return text if kind != "text/plain" else "".join(f"<p>{html.escape(line)}</p>" for line in text.splitlines())


def _json_entries(page: Page, zone: tzinfo | None, context: DateContext) -> tuple[list[FeedEntry], str | None, int]:
    """Return the entries of a JSON Feed, the URL of its home page, and the number of entries beyond ROWS_LIMIT.

    `zone` and `context` are used to parse dates. Raise ListingError if the page is not a valid JSON Feed.
    """
    try:
        document = json.loads(page.text.lstrip("\ufeff"))
    except (ValueError, RecursionError) as error:
        raise FeedBrokenError(ListingDetail.JSON_FEED_MALFORMED.of(reason=error)) from error
    items = document.get("items") if isinstance(document, dict) else None
    if not isinstance(items, list):
        raise ListingError(ListingDetail.JSON_NOT_A_FEED.of(url=page.final_url))
    entries = [_json_entry(item, zone, context) for item in items[:ROWS_LIMIT]]
    return entries, _text(document.get("home_page_url")), len(items) - len(entries)


def _json_entry(item: object, zone: tzinfo | None, context: DateContext) -> FeedEntry:
    if not isinstance(item, dict):
        return FeedEntry(())
    ident = str(item.get("id") or "")
    attached = item.get("attachments")
    files = [file for file in attached if isinstance(file, dict)] if isinstance(attached, list) else []
    named = [item.get("url"), item.get("external_url")]
    named += [file.get("url") for file in files if not _MEDIA.match(str(file.get("mime_type") or ""))]
    named += [ident] if ident.startswith(_HTTP) else []
    written = item.get("date_published") or item.get("date_modified") or ""
    content = _as_html(item.get("content_html")) or _as_html(item.get("content_text"), "text/plain")
    return FeedEntry(
        addresses=tuple(address for address in named if isinstance(address, str) and address),
        title=_text(item.get("title")),
        day=_json_day(item, zone, context),
        ident=ident,
        written=str(written),
        content=content or _as_html(item.get("summary"), "text/plain"),
    )


def _json_day(item: dict[str, Any], zone: tzinfo | None, context: DateContext) -> date | None:
    days = (moment_day(item.get(name), zone, context) for name in ("date_published", "date_modified"))
    return next(filter(None, days), None)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None

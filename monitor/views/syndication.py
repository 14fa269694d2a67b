"""Functions that serialize items as Atom (RFC 4287), JSON Feed 1.1 and OPML 2.0. Pure functions; no I/O."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

from monitor.text.sanitize import outside_link, plain

_ATOM = "http://www.w3.org/2005/Atom"
_START = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class FeedHead:
    """The metadata of a feed.

    `address` is the feed's own URL, or empty if it is unknown. `notices` is the URL prefix to which a notice's id is
    appended, or empty if there are no pages of notices.
    """

    id: str
    title: str
    address: str
    notices: str
    language: str


@dataclass(frozen=True)
class FeedItem:
    """An item of a feed: a notice, or a change to a living list.

    `url` is the URL of the notice on its own site. For a notice, `published_at` is the start of the day on which it was
    published or, if that is unknown, the time at which it was first seen, and `updated_at` is the time at which its
    text last changed. For a change to a list, both are the time of the change.
    """

    id: str
    notice: int
    title: str
    url: str
    published_at: datetime
    updated_at: datetime
    lines: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    category: str | None = None
    tags: tuple[str, ...] = ()


def atom_feed(head: FeedHead, items: Sequence[FeedItem]) -> bytes:
    """Return `items` as an Atom feed."""
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed", {"xml:lang": head.language})
    _text(feed, "id", head.id)
    _text(feed, "title", plain(head.title))
    _text(feed, "updated", max((item.updated_at for item in items), default=_START).isoformat())
    if head.address:
        _link(feed, "self", head.address)
    _text(ElementTree.SubElement(feed, f"{{{_ATOM}}}author"), "name", "noticewatch")
    for item in items:
        _atom_entry(ElementTree.SubElement(feed, f"{{{_ATOM}}}entry"), head, item)
    return bytes(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True))


def _atom_entry(element: ElementTree.Element, head: FeedHead, item: FeedItem) -> None:
    _text(element, "id", item.id)
    _text(element, "title", plain(item.title))
    _text(element, "updated", item.updated_at.isoformat())
    _text(element, "published", item.published_at.isoformat())
    page = _page(head, item)
    link = outside_link(item.url) or page
    if link:
        _link(element, "alternate", link)
    if page:
        _link(element, "related", page)
    for author in item.authors:
        _text(ElementTree.SubElement(element, f"{{{_ATOM}}}author"), "name", plain(author))
    if item.category:
        ElementTree.SubElement(element, f"{{{_ATOM}}}category", {"term": plain(item.category)})
    _text(element, "summary", _summary(item))


def json_feed(head: FeedHead, items: Sequence[FeedItem]) -> bytes:
    """Return `items` as a JSON Feed."""
    feed: dict[str, Any] = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": plain(head.title),
        "feed_url": head.address,
        "language": head.language,
        "items": [_json_item(head, item) for item in items],
    }
    if not head.address:
        del feed["feed_url"]
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def _json_item(head: FeedHead, item: FeedItem) -> dict[str, Any]:
    page = _page(head, item)
    link = outside_link(item.url)
    urls = {"url": page or link, "external_url": link or page}
    return {
        "id": item.id,
        **{name: url for name, url in urls.items() if url},
        "title": plain(item.title),
        "content_text": _summary(item),
        "date_published": item.published_at.isoformat(),
        "date_modified": item.updated_at.isoformat(),
        "authors": [{"name": plain(author)} for author in item.authors],
        "tags": [plain(tag) for tag in dict.fromkeys((item.category, *item.tags)) if tag],
    }


def _summary(item: FeedItem) -> str:
    return "\n".join(map(plain, item.lines))


def _page(head: FeedHead, item: FeedItem) -> str:
    return f"{head.notices}{item.notice}" if head.notices else ""


def opml(title: str, feeds: Sequence[tuple[str, str]]) -> bytes:
    """Return an OPML list of `feeds`, given as pairs of title and URL."""
    root = ElementTree.Element("opml", {"version": "2.0"})
    ElementTree.SubElement(ElementTree.SubElement(root, "head"), "title").text = title
    body = ElementTree.SubElement(root, "body")
    for name, address in feeds:
        ElementTree.SubElement(body, "outline", {"type": "rss", "text": plain(name), "xmlUrl": address})
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}").text = text


def _link(parent: ElementTree.Element, rel: str, href: str) -> None:
    ElementTree.SubElement(parent, f"{{{_ATOM}}}link", {"rel": rel, "href": href})

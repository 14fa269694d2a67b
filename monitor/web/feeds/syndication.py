"""Functions that serialize entries as Atom (RFC 4287), JSON Feed 1.1 and OPML 2.0. Pure functions; no I/O."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from xml.etree import ElementTree

from monitor.text.sanitize import plain
from monitor.web.entries import ListEntry
from monitor.web.security.addresses import outside_link

_ATOM = "http://www.w3.org/2005/Atom"
_START = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class FeedHead:
    """The metadata of a feed.

    `address` is the feed's own URL. `notices` is the URL prefix to which a notice's id is appended.
    """

    id: str
    title: str
    address: str
    notices: str
    language: str


def atom_feed(head: FeedHead, entries: Sequence[ListEntry]) -> bytes:
    """Return `entries` as an Atom feed."""
    ElementTree.register_namespace("", _ATOM)
    feed = ElementTree.Element(f"{{{_ATOM}}}feed", {"xml:lang": head.language})
    _text(feed, "id", head.id)
    _text(feed, "title", plain(head.title))
    _text(feed, "updated", _latest(entries).isoformat())
    _link(feed, "self", head.address)
    _text(ElementTree.SubElement(feed, f"{{{_ATOM}}}author"), "name", "noticewatch")
    for entry in entries:
        _atom_entry(ElementTree.SubElement(feed, f"{{{_ATOM}}}entry"), head, entry)
    return bytes(ElementTree.tostring(feed, encoding="utf-8", xml_declaration=True))


def _atom_entry(element: ElementTree.Element, head: FeedHead, entry: ListEntry) -> None:
    notice = entry.notice
    _text(element, "id", f"urn:noticewatch:notice:{notice.id}")
    _text(element, "title", plain(entry.title))
    _text(element, "updated", notice.changed_at.isoformat())
    _text(element, "published", notice.first_seen_at.isoformat())
    _link(element, "alternate", outside_link(notice.url) or f"{head.notices}{notice.id}")
    _link(element, "related", f"{head.notices}{notice.id}")
    for issuer in notice.issuers:
        _text(ElementTree.SubElement(element, f"{{{_ATOM}}}author"), "name", plain(issuer))
    if notice.kind:
        ElementTree.SubElement(element, f"{{{_ATOM}}}category", {"term": plain(notice.kind)})
    _text(element, "summary", "\n".join(entry.lines))


def json_feed(head: FeedHead, entries: Sequence[ListEntry]) -> bytes:
    """Return `entries` as a JSON Feed."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": plain(head.title),
        "feed_url": head.address,
        "language": head.language,
        "items": [
            {
                "id": f"urn:noticewatch:notice:{entry.notice.id}",
                "url": f"{head.notices}{entry.notice.id}",
                "external_url": outside_link(entry.notice.url) or f"{head.notices}{entry.notice.id}",
                "title": plain(entry.title),
                "content_text": "\n".join(entry.lines),
                "date_published": entry.notice.first_seen_at.isoformat(),
                "date_modified": entry.notice.changed_at.isoformat(),
                "authors": [{"name": plain(issuer)} for issuer in entry.notice.issuers],
                "tags": _tags(entry),
            }
            for entry in entries
        ],
    }
    return json.dumps(feed, ensure_ascii=False, indent=1).encode()


def _tags(entry: ListEntry) -> list[str]:
    topics = (topic for alert in entry.alerts for topic in alert.topics)
    return [plain(tag) for tag in dict.fromkeys((entry.notice.kind, *topics)) if tag]


def opml(title: str, feeds: Sequence[tuple[str, str]]) -> bytes:
    """Return an OPML list of `feeds`, given as pairs of title and URL."""
    root = ElementTree.Element("opml", {"version": "2.0"})
    ElementTree.SubElement(ElementTree.SubElement(root, "head"), "title").text = title
    body = ElementTree.SubElement(root, "body")
    for name, address in feeds:
        ElementTree.SubElement(body, "outline", {"type": "rss", "text": plain(name), "xmlUrl": address})
    return bytes(ElementTree.tostring(root, encoding="utf-8", xml_declaration=True))


def _latest(entries: Sequence[ListEntry]) -> datetime:
    return max((entry.notice.changed_at for entry in entries), default=_START)


def _text(parent: ElementTree.Element, name: str, text: str) -> None:
    ElementTree.SubElement(parent, f"{{{_ATOM}}}{name}").text = text


def _link(parent: ElementTree.Element, rel: str, href: str) -> None:
    ElementTree.SubElement(parent, f"{{{_ATOM}}}link", {"rel": rel, "href": href})

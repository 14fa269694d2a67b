"""What became of a notice: where it stands and why, its texts, what it has to do with. Pure."""

from collections.abc import Iterator, Sequence
from typing import Any

from monitor.identity.verdict import Cause
from monitor.model import Location, NoticeLink, NoticeRecord, Revision
from monitor.views.rows import Row, row

_CAUSES: dict[Cause, str] = {
    "change": "",
    "cosmetic": "only its wording changed",
    "restless": "the page changes at every look",
    "origin": "the same, nearer its origin",
}


def history_rows(
    record: NoticeRecord, revisions: Sequence[Revision], places: Sequence[Location], links: Sequence[NoticeLink]
) -> Iterator[Row]:
    """The rows that stand above a notice's facts. Its own place comes first."""
    yield row("id", f"{record.id}, revision {record.revision}")
    yield row("source", record.origin)
    yield row("first seen", f"{record.first_seen_at:%Y-%m-%d %H:%M} UTC at {record.source}")
    for place in sorted(places, key=lambda one: one.url != record.notice.url):
        name = "stands at" if place.url == record.notice.url else "also at"
        yield row(name, f"{place.url} ({place.source}){_gone(place)}")
        if place.why and len(places) > 1:
            yield row("why", place.why, "quiet")
    for one in revisions if len(revisions) > 1 else ():
        yield row(f"revision {one.number}", revision_words(one).partition(", ")[2])
    for link in links:
        yield row(*_said(link, record.id))


def _gone(place: Location) -> str:
    return f", gone since {place.gone_at:%Y-%m-%d}" if place.gone_at else ""


def pruned_rows(record: NoticeRecord) -> Iterator[Row]:
    """That the text is gone, where it is."""
    if record.pruned_at:
        yield row("", f"(the text was pruned on {record.pruned_at:%Y-%m-%d})", "quiet")


def revision_words(one: Revision) -> str:
    """A text of a notice in a line: when it was seen, how long it is, and what it is where it is no change."""
    parts = [
        f"revision {one.number}",
        f"seen {one.seen_at:%Y-%m-%d %H:%M} UTC at {one.source}",
        f"{len(one.notice.text)} characters",
        _CAUSES[one.cause],
    ]
    return ", ".join(filter(None, parts))


def history_object(
    record: NoticeRecord, revisions: Sequence[Revision], places: Sequence[Location], links: Sequence[NoticeLink]
) -> dict[str, Any]:
    """The same for programs."""
    return {
        "first_seen": {"at": record.first_seen_at.isoformat(), "source": record.source},
        "places": [
            {
                "url": one.url,
                "source": one.source,
                "why": one.why,
                "first_seen_at": one.first_seen_at.isoformat(),
                "gone_at": one.gone_at.isoformat() if one.gone_at else None,
            }
            for one in places
        ],
        "revisions": [
            {
                "number": one.number,
                "seen_at": one.seen_at.isoformat(),
                "source": one.source,
                "url": one.notice.url,
                "cause": one.cause,
            }
            for one in revisions
        ],
        "links": [
            {
                "notice": one.other if one.notice == record.id else one.notice,
                "relation": one.relation,
                "why": one.why,
                "direction": "to" if one.notice == record.id else "from",
            }
            for one in links
        ],
    }


def _said(link: NoticeLink, notice: int) -> tuple[str, str]:
    if link.notice == notice:
        return "linked to", f"notice {link.other} ({link.relation}): {link.why}"
    return "linked by", f"notice {link.notice} ({link.relation}): {link.why}"

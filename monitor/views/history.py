"""What became of a notice: where it stands and why, its texts, what it has to do with. Pure."""

from collections.abc import Iterator, Sequence
from typing import Any

from monitor.identity.verdict import Cause
from monitor.messages.reasons import reason_object, render_reason
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
    for place in sorted(places, key=lambda place: place.url != record.notice.url):
        name = "stands at" if place.url == record.notice.url else "also at"
        yield row(name, f"{place.url} ({place.source}){_gone(place)}")
        if place.reason and len(places) > 1:
            yield row("why", render_reason(place.reason), "quiet")
    for revision in revisions if len(revisions) > 1 else ():
        yield row(f"revision {revision.number}", revision_words(revision).partition(", ")[2])
    for link in links:
        yield row(*_link_row(link, record.id))


def _gone(place: Location) -> str:
    return f", gone since {place.gone_at:%Y-%m-%d}" if place.gone_at else ""


def pruned_rows(record: NoticeRecord) -> Iterator[Row]:
    """That the text is gone, where it is."""
    if record.pruned_at:
        yield row("", f"(the text was pruned on {record.pruned_at:%Y-%m-%d})", "quiet")


def revision_words(revision: Revision) -> str:
    """A text of a notice in a line: when it was seen, how long it is, and what it is where it is no change."""
    parts = [
        f"revision {revision.number}",
        f"seen {revision.seen_at:%Y-%m-%d %H:%M} UTC at {revision.source}",
        f"{len(revision.notice.text)} characters",
        _CAUSES[revision.cause],
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
                "url": place.url,
                "source": place.source,
                **reason_object(place.reason),
                "first_seen_at": place.first_seen_at.isoformat(),
                "gone_at": place.gone_at.isoformat() if place.gone_at else None,
            }
            for place in places
        ],
        "revisions": [
            {
                "number": revision.number,
                "seen_at": revision.seen_at.isoformat(),
                "source": revision.source,
                "url": revision.notice.url,
                "cause": revision.cause,
            }
            for revision in revisions
        ],
        "links": [
            {
                "notice": link.other if link.notice == record.id else link.notice,
                "relation": link.relation,
                **reason_object(link.reason),
                "direction": "to" if link.notice == record.id else "from",
            }
            for link in links
        ],
    }


def _link_row(link: NoticeLink, notice: int) -> tuple[str, str]:
    why = render_reason(link.reason)
    if link.notice == notice:
        return "linked to", f"notice {link.other} ({link.relation}): {why}"
    return "linked by", f"notice {link.notice} ({link.relation}): {why}"

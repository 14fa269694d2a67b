"""The history of a notice: its locations with reasons, its revisions, and its relations to other notices.

Pure functions; no I/O.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from monitor.identity.reasons import Cause
from monitor.messages.reasons import reason_object, render_reason
from monitor.model import Location, NoticeLink, NoticeRecord, Revision
from monitor.text.i18n import N_, comma, gettext, ngettext
from monitor.text.zone import local_day, local_time
from monitor.views.rows import Row, row

NO_NAMES: Mapping[str, str] = MappingProxyType({})
_RELATIONS = {
    "sibling": N_("similar notice"),
    "follows": N_("same series"),
    "version": N_("other version"),
    "draft": N_("draft and final text"),
    "forwards": N_("forwarded notice"),
    "interprets": N_("interpretation and policy"),
    "announces": N_("announcement and document"),
    "attaches": N_("attachment and notice"),
}
"""The names of relations, which apply in both directions."""
_CAUSES: dict[Cause, str] = {
    "change": "",
    "cosmetic": N_("wording only"),
    "restless": N_("the page changes on every visit"),
    "origin": N_("same text from a source closer to the origin"),
}


def history_rows(
    record: NoticeRecord,
    revisions: Sequence[Revision],
    places: Sequence[Location],
    links: Sequence[NoticeLink],
    names: Mapping[str, str] = NO_NAMES,
) -> Iterator[Row]:
    """Yield the rows shown above a notice's facts: first its id, its source, and when it was first seen.

    Rows for its locations follow, the location of the displayed text first, and then rows for its revisions and links.
    `names` contains the names of sources by id. Other sources are shown by their ids.
    """
    yield row(gettext("id"), gettext("{id}, revision {number}", id=record.id, number=record.revision))
    yield row(gettext("source"), names.get(record.origin, record.origin))
    yield row(gettext("first seen"), _seen(record.first_seen_at, names.get(record.source, record.source)))
    for place in sorted(places, key=lambda place: place.url != record.notice.url):
        name = gettext("URL") if place.url == record.notice.url else gettext("also at")
        yield row(name, f"{place.url} ({names.get(place.source, place.source)}){_gone(place)}")
        if place.reason and len(places) > 1:
            yield row(gettext("why"), render_reason(place.reason), "quiet")
    for revision in revisions if len(revisions) > 1 else ():
        yield row(gettext("revision {number}", number=revision.number), _revision_facts(revision, names))
    for link in links:
        yield row(*_link_row(link, record.id))


def _gone(place: Location) -> str:
    return gettext(", gone since {day}", day=local_day(place.gone_at)) if place.gone_at else ""


def pruned_rows(record: NoticeRecord) -> Iterator[Row]:
    """Yield one row with the date on which the notice's text was deleted, or nothing if it was not deleted."""
    if record.pruned_at:
        yield row(
            "",
            gettext("(the text was deleted on {day}, as required by `keep.notices`)", day=local_day(record.pruned_at)),
            "quiet",
        )


def revision_words(revision: Revision, names: Mapping[str, str] = NO_NAMES) -> str:
    """Return a one-line description of a revision: number, time, source, length and cause.

    The cause is left out if the text was simply changed. `names` contains the names of sources by id.
    """
    number = gettext("revision {number}", number=revision.number)
    return gettext("{revision}, {facts}", revision=number, facts=_revision_facts(revision, names))


def _revision_facts(revision: Revision, names: Mapping[str, str]) -> str:
    seen = gettext("seen {where}", where=_seen(revision.seen_at, names.get(revision.source, revision.source)))
    count = len(revision.notice.text)
    cause = _CAUSES[revision.cause]
    parts = [seen, ngettext("{count} character", "{count} characters", count), gettext(cause) if cause else ""]
    return comma(*filter(None, parts))


def _seen(moment: datetime, source: str) -> str:
    return gettext("{time} at {source}", time=local_time(moment), source=source)


def history_object(
    record: NoticeRecord, revisions: Sequence[Revision], places: Sequence[Location], links: Sequence[NoticeLink]
) -> dict[str, Any]:
    """Return the history of a notice as a JSON object with the same content as `history_rows`."""
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
        name, other = gettext("linked to"), link.other
    else:
        name, other = gettext("linked from"), link.notice
    return name, gettext(
        "notice {id} ({relation}): {why}",
        id=other,
        relation=gettext(_RELATIONS.get(link.relation, link.relation)),
        why=why,
    )

"""Alerts and messages as CloudEvents 1.0, for other programs. Pure functions; no I/O.

See https://github.com/cloudevents/spec.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from urllib.parse import quote

from crawler.model.notice import Notice
from monitor.messages.diff import alterations
from monitor.messages.relevant_clauses import matched_clauses
from monitor.messages.render import Message
from monitor.model import Alert, Location, NoticeRecord, Revision
from monitor.model.notice_json import notice_object

CloudEvent = Mapping[str, Any]
"""A CloudEvent as a JSON object: attributes by name, including `data`."""
CHANGES = 200
"""Maximum number of altered clauses in an event."""


def alert_event(
    alert: Alert, record: NoticeRecord, revision: Revision, places: Sequence[Location], before: Notice | None = None
) -> CloudEvent:
    """Return the CloudEvent for an alert about a revision of a notice.

    `id` is the alert's id, which is unique in the database. `time` is the time at which the revision was first seen.
    `data` contains the notice as `notices list --format jsonl` prints it, and the reason for the alert: the
    subscription, its topics, the terms, and the measures in which the terms occur. `changes` lists the clauses altered
    since `before`, at most CHANGES, each with its old and new text (null if the clause was added or removed). `changes`
    is null if the altered clauses cannot be determined.
    """
    notice = notice_object(revision.notice, record.id, record.source, revision.number, places)
    measures = [telling.clause.model_dump(mode="json") for telling in matched_clauses(revision.notice, alert.terms)]
    told = {
        "alert": alert.id,
        "subscription": alert.subscription,
        "topics": list(alert.topics),
        "terms": list(alert.terms),
        "measures": measures,
        "changes": _changes(revision.notice, before),
        "notice": notice,
    }
    subject = f"notices/{record.id}/revisions/{revision.number}"
    source = f"/noticewatch/sources/{quote(record.source, safe='')}"
    return _event(str(alert.id), source, f"noticewatch.notice.{alert.event}", revision.seen_at, told, subject=subject)


def _changes(notice: Notice, before: Notice | None) -> list[dict[str, str | None]] | None:
    if before is None or not before.text:
        return None
    found = alterations(before, notice)[:CHANGES]
    return [{"old": alteration.old or None, "new": alteration.new or None} for alteration in found]


def message_event(name: str, message: Message, at: datetime) -> CloudEvent:
    """Return a CloudEvent with the id `name` for a message that is not an alert, such as a report to the operator."""
    return _event(name, "/noticewatch", "noticewatch.message", at, {"title": message.title, "text": message.body})


def _event(name: str, source: str, kind: str, at: datetime, data: Mapping[str, Any], **more: str) -> CloudEvent:
    return {
        "specversion": "1.0",
        "id": name,
        "source": source,
        "type": kind,
        "time": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        **more,
        "datacontenttype": "application/json",
        "data": data,
    }

"""Functions that convert the measures and deadlines of recorded notices to table rows.

Each row is a JSON object. Pure functions; no I/O.
"""

from collections.abc import Iterator
from datetime import date
from typing import Any

from crawler.model.notice import Clause, Deadline, Notice
from monitor.model import NoticeRecord

MEASURE_ROLES = ("measure", "safeguard")


def measure_rows(record: NoticeRecord) -> Iterator[dict[str, Any]]:
    """Yield the measures and safeguards of a notice, in the order of its text."""
    for clause in record.notice.clauses:
        if clause.role in MEASURE_ROLES:
            yield measure_row(record, clause)


def measure_row(record: NoticeRecord, clause: Clause) -> dict[str, Any]:
    """Return the row of one clause of a notice. `by` is the earliest date of its targets."""
    fields = clause.model_dump(mode="json")
    dates = [target.by for target in clause.targets if target.by]
    return {"notice": record.id, **fields, "by": min(dates, default=None), **_document(record)}


def deadline_rows(record: NoticeRecord, today: date) -> Iterator[dict[str, Any]]:
    """Yield the deadlines of a notice, the earliest first. `days_left` is negative for past deadlines."""
    for deadline in sorted(record.notice.deadlines, key=lambda deadline: deadline.date):
        fields = deadline.model_dump(mode="json")
        day = fields.pop("date")
        clause = clause_of(record.notice, deadline)
        place = {
            "path": list(clause.path) if clause else [],
            "heading": clause.heading if clause else None,
            "units": list(clause.responsible_units) if clause else [],
        }
        left = (deadline.date - today).days
        yield {"date": day, "days_left": left, **fields, "notice": record.id, **place, **_document(record)}


def clause_of(notice: Notice, deadline: Deadline) -> Clause | None:
    """Return the innermost clause whose text contains the words of a deadline."""
    found = [clause for clause in notice.clauses if deadline.text and deadline.text in clause.text]
    return max(found, key=lambda clause: len(clause.path), default=None)


def _document(record: NoticeRecord) -> dict[str, Any]:
    """Return the fields by which a row identifies its notice."""
    notice = record.notice
    return {
        "title": notice.title,
        "document_number": notice.document_number,
        "issuers": list(notice.issuers),
        "region": list(notice.region),
        "published_on": notice.published_on.isoformat() if notice.published_on else None,
        "source": record.origin,
        "url": notice.url,
    }

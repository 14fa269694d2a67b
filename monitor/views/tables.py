"""Functions that convert the measures and deadlines of recorded notices to table rows.

Each row is a JSON object. Pure functions; no I/O.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from crawler.model.notice import Clause, Deadline, Notice
from monitor.model import NoticeRecord

MEASURE_ROLES = ("measure", "safeguard")
PlacedDeadline = tuple[Deadline, Clause | None]


def measure_rows(record: NoticeRecord) -> Iterator[dict[str, Any]]:
    """Return the rows of a notice's measures and safeguards, in the order of its text."""
    return (row for _, row in _measures(record))


def task_rows(record: NoticeRecord) -> Iterator[dict[str, Any]]:
    """Yield a row for each responsible unit of each measure, for the table of tasks by unit."""
    for clause, row in _measures(record):
        for unit, part in unit_parts(clause):
            yield {"unit": unit, "part": part, **row}


def _measures(record: NoticeRecord) -> Iterator[tuple[Clause, dict[str, Any]]]:
    deadlines = _placed_deadlines(record.notice)
    for clause in record.notice.clauses:
        if clause.role in MEASURE_ROLES:
            yield clause, _measure_row(record, clause, deadlines)


def unit_parts(clause: Clause) -> Iterator[tuple[str, str]]:
    """Yield the responsible units of a measure, each with its role: lead, responsible or supporting."""
    for unit in dict.fromkeys(clause.responsible_units):
        if unit in clause.supporting_units:
            yield unit, "supporting"
        else:
            yield unit, "lead" if unit in clause.lead_units else "responsible"


def measure_row(record: NoticeRecord, clause: Clause) -> dict[str, Any]:
    """Return the row of one clause of a notice.

    The value of `by` is the date of the clause's earliest target: a date, a month or a year, depending on the text.
    `deadlines` are the deadlines in the clause, and `notice_deadlines` are all deadlines of the notice.
    """
    return _measure_row(record, clause, _placed_deadlines(record.notice))


def _measure_row(record: NoticeRecord, clause: Clause, deadlines: Sequence[PlacedDeadline]) -> dict[str, Any]:
    dates = [target.by for target in clause.targets if target.by]
    return {
        "notice": record.id,
        **clause.model_dump(mode="json"),
        "by": min(dates, key=last_day, default=None),
        "deadlines": [_deadline_object(deadline) for deadline, place in deadlines if place is clause],
        "notice_deadlines": [_deadline_object(deadline) for deadline, _ in deadlines],
        **document_fields(record),
    }


def _deadline_object(deadline: Deadline) -> dict[str, Any]:
    return deadline.model_dump(mode="json", by_alias=True, include={"date", "for_whom", "action", "text"})


def last_day(written: str) -> str:
    """Return the last date of the period `written`, which is a year, a month or a date in ISO form."""
    return written + "-12-31"[len(written) - 4 :] if len(written) < 10 else written


def deadline_rows(record: NoticeRecord, today: date) -> Iterator[dict[str, Any]]:
    """Yield a row for each deadline of a notice, the earliest first.

    `days_left` is the number of days from `today` to the deadline. It is negative for past deadlines.
    """
    for deadline, clause in _placed_deadlines(record.notice):
        fields = deadline.model_dump(mode="json")
        day = fields.pop("date")
        place = {
            "path": list(clause.path) if clause else [],
            "heading": clause.heading if clause else None,
            "units": list(clause.responsible_units) if clause else [],
        }
        left = (deadline.date - today).days
        yield {"date": day, "days_left": left, **fields, "notice": record.id, **place, **document_fields(record)}


def _placed_deadlines(notice: Notice) -> list[PlacedDeadline]:
    """Return the deadlines of a notice, the earliest first, each with the clause that contains it.

    The clause is None if no clause contains the deadline.
    """
    found = sorted(notice.deadlines, key=lambda deadline: deadline.date)
    return [(deadline, clause_of(notice, deadline)) for deadline in found]


def clause_of(notice: Notice, deadline: Deadline) -> Clause | None:
    """Return the innermost clause in which the text of a deadline occurs, or None if there is no such clause."""
    found = [clause for clause in notice.clauses if deadline.text and deadline.text in clause.text]
    return max(found, key=lambda clause: len(clause.path), default=None)


def document_fields(record: NoticeRecord) -> dict[str, Any]:
    """Return the fields that identify a notice in a row of a table, such as its title, issuers and URL."""
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

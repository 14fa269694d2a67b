"""The decision whether a notice enters a living list, changes in it, or leaves it. Pure functions; no I/O.

A living list contains the notices that match a query at present.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Literal

from crawler.model.notice import Notice
from crawler.model.reason import Reason
from monitor.config.living_lists import LivingList
from monitor.lists.columns import last_deadline, order_text, row_values
from monitor.model.living_lists import ListChange, ListedNotice, ListReason

ListCause = Literal["new", "revised", "list", "clock"]
"""The occasion of a decision: a new notice, a change to a known or a related notice, a change to the list, or
the passing of time."""
_DAY = timedelta(days=1)
_ENTERED = {
    "new": ListReason.MATCHES,
    "revised": ListReason.REVISION_MATCHES,
    "list": ListReason.FOUND,
    "clock": ListReason.VALID_AGAIN,
}
_AGAIN = {
    ListReason.DEADLINE_PASSED: ListReason.DEADLINE_EXTENDED,
    ListReason.GONE: ListReason.RETURNED,
    ListReason.REPEALED: ListReason.VALID_AGAIN,
    ListReason.REPLACED: ListReason.VALID_AGAIN,
    ListReason.EXPIRED: ListReason.VALID_AGAIN,
    ListReason.AGED: ListReason.VALID_AGAIN,
}


@dataclass(frozen=True)
class ListCandidate:
    """The present state of a notice that may belong to a list.

    `source` is the source of its text. `repealed_by` and `replaced_by` are ids of notices, or None.
    """

    notice: int
    revision: int
    document: Notice
    first_seen_on: date
    source: str
    is_gone: bool = False
    repealed_by: int | None = None
    replaced_by: int | None = None


def decide_entry(
    listed: LivingList,
    is_wanted: bool,
    candidate: ListCandidate,
    before: ListedNotice | None,
    cause: ListCause,
    now: datetime,
    today: date,
) -> ListChange | None:
    """Return the change to a list that the present state of a notice causes, or None if there is no change.

    `is_wanted` is true if the notice matches the list's query and filters. `before` is the recorded entry of the
    notice, or None; it may be an entry that has already left the list.
    """
    present = before if before is not None and before.left_at is None else None
    obstacle = leave_reason(listed, candidate, today)
    if is_wanted and obstacle is None:
        if present is None:
            return _entered(listed, candidate, before, cause, now, today)
        return _changed(listed, candidate, present, now, today)
    if present is None:
        return None
    reason = obstacle if is_wanted and obstacle else _unwanted(cause)
    return ListChange("left", replace(present, left_at=now, changed_at=now, reason=reason, review_on=None))


def leave_reason(listed: LivingList, candidate: ListCandidate, today: date) -> Reason | None:
    """Return the reason why a rule of a list excludes a notice that matches its query, or None if no rule does."""
    rules = listed.leave
    if rules.gone and candidate.is_gone:
        return Reason.of(ListReason.GONE)
    if rules.repealed and candidate.repealed_by is not None:
        return Reason.of(ListReason.REPEALED, notice=candidate.repealed_by)
    if rules.replaced and candidate.replaced_by is not None:
        return Reason.of(ListReason.REPLACED, notice=candidate.replaced_by)
    return next((reason for day, reason in _days(listed, candidate) if day <= today), None)


def next_review(listed: LivingList, candidate: ListCandidate, today: date) -> date | None:
    """Return the first date after today on which one of the list's rules will remove the notice, or None."""
    return min((day for day, _ in _days(listed, candidate) if day > today), default=None)


def _days(listed: LivingList, candidate: ListCandidate) -> Iterator[tuple[date, Reason]]:
    """Yield the dates on which the list's rules remove the notice, each with the reason."""
    rules = listed.leave
    document = candidate.document
    if rules.repealed and document.expires_on:
        yield _after(document.expires_on), Reason.of(ListReason.EXPIRED, date=document.expires_on.isoformat())
    last = last_deadline(document, rules.deadlines_for) if rules.deadline else None
    if last:
        yield _after(last), Reason.of(ListReason.DEADLINE_PASSED, date=last.isoformat())
    if rules.age is not None:
        start = document.published_on or document.issued_on or candidate.first_seen_on
        yield _after(start, rules.age), Reason.of(ListReason.AGED, days=rules.age.days)


def _after(day: date, span: timedelta = _DAY) -> date:
    try:
        return day + max(span, _DAY)
    except OverflowError:
        return date.max


def _unwanted(cause: ListCause) -> Reason:
    return Reason.of(ListReason.LIST_CHANGED if cause == "list" else ListReason.NO_MATCH)


def _entered(
    listed: LivingList,
    candidate: ListCandidate,
    before: ListedNotice | None,
    cause: ListCause,
    now: datetime,
    today: date,
) -> ListChange:
    known = ListReason(before.reason.code) if before and before.reason.code in set(ListReason) else None
    code = _AGAIN.get(known, _ENTERED[cause]) if known else _ENTERED[cause]
    return ListChange("entered", _row(listed, candidate, now, now, Reason.of(code), today), first=before is None)


def _changed(
    listed: LivingList, candidate: ListCandidate, before: ListedNotice, now: datetime, today: date
) -> ListChange | None:
    """Return the change to an entry, or None if its values, its position and its review date are unchanged."""
    after = _row(listed, candidate, before.entered_at, now, Reason.of(ListReason.REVISED), today)
    fields = tuple(name for name, value in after.values.items() if before.values.get(name) != value)
    if fields:
        return ListChange("changed", after, fields)
    same = replace(after, changed_at=before.changed_at, reason=before.reason)
    return None if same == before else ListChange("changed", same)


def _row(
    listed: LivingList, candidate: ListCandidate, entered_at: datetime, now: datetime, reason: Reason, today: date
) -> ListedNotice:
    values = row_values(listed, candidate.document, candidate.source)
    return ListedNotice(
        listed.id,
        candidate.notice,
        candidate.revision,
        entered_at,
        now,
        reason,
        values,
        order_text(listed, values, entered_at),
        next_review(listed, candidate, today),
    )

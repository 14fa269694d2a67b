"""The state of a target on a date: ahead, due soon, past or superseded."""

import calendar
from collections.abc import Iterator
from datetime import date, timedelta
from enum import StrEnum

from crawler.model.notice import Notice, Target

DUE_DAYS = 90
"""The number of days before the date of a target from which the target is due, unless stated otherwise."""


class TargetState(StrEnum):
    """The state of a target on a date."""

    AHEAD = "ahead"
    """The date of the target lies further ahead than the number of days from which a target is due."""
    DUE = "due"
    """The date of the target is near, or today."""
    PAST = "past"
    """The date of the target has passed."""
    SUPERSEDED = "superseded"
    """The newest revision of the notice no longer contains the target."""
    UNDATED = "undated"
    """The text states no date for the target."""


def due_day(by: str | None) -> date | None:
    """Return the last date on which a target can be met, or None if its date is missing or invalid.

    `by` is the date of the target: a year, a month or a day, such as `2025`, `2025-06` or `2025-06-30`.
    """
    parts = (by or "").split("-")
    try:
        numbers = [int(part) for part in parts]
        year = numbers[0]
        month = numbers[1] if len(numbers) > 1 else 12
        return date(year, month, numbers[2] if len(numbers) > 2 else calendar.monthrange(year, month)[1])
    except (ValueError, IndexError, calendar.IllegalMonthError):
        return None


def target_state(target: Target, today: date, within: int = DUE_DAYS, *, superseded: bool = False) -> TargetState:
    """Return the state of a target on the date `today`.

    A target is due if its date is at most `within` days ahead. `superseded` is true if the newest revision of the
    notice no longer contains the target.
    """
    if superseded:
        return TargetState.SUPERSEDED
    day = due_day(target.by)
    if day is None:
        return TargetState.UNDATED
    if day < today:
        return TargetState.PAST
    return TargetState.DUE if day - today <= timedelta(within) else TargetState.AHEAD


def target_days(notice: Notice) -> Iterator[tuple[int, date]]:
    """Yield a pair for each target of a notice that has a date: the position of the target's clause, and the date."""
    for place, clause in enumerate(notice.clauses):
        for target in clause.targets:
            day = due_day(target.by)
            if day is not None:
                yield place, day

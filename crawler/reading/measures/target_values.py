"""Date, comparison of figures, and geographic or sectoral scope of a target."""

import re
from calendar import monthrange
from collections.abc import Sequence
from datetime import date, timedelta

from crawler.model.notice import Figure, TargetComparison
from crawler.reading.measures.target_rules import SCOPES
from crawler.text.numerals import parse_numeral

_FIRST_PLAN_ENDED = 1955  # from the sixth on, the n-th five-year plan ends 5 * n years later
_SENSES: dict[str, TargetComparison] = {
    "≥": "at_least",
    ">": "more_than",
    "≤": "at_most",
    "<": "less_than",
    "≈": "about",
}


def by_of(match: re.Match[str], day: date | None) -> str | None:
    """Return the target date that a match of ANCHORS states, as a year or an ISO date, or None.

    `day` is the notice date.
    """
    if match["plan"]:
        number = parse_numeral(match["plan"]) or 0
        return str(_FIRST_PLAN_ENDED + 5 * number) if number >= 6 else None
    if match["within"]:
        return str(day.year) if day else None
    if match["alone"]:
        return match["alone"] if day and int(match["alone"]) >= day.year else None
    written = match["year"] or match["before"]
    year = parse_numeral(re.sub(r"民国\s?", "", written)) or 0
    year += 1911 if "民" in written else 0
    if not match["month"]:
        return str(year)
    return _day(year, int(match["month"]), match["day"], at_end=bool(match["end"]))


def _day(year: int, month: int, day: str | None, *, at_end: bool) -> str | None:
    """Return the last day that a stated date allows, as an ISO date, or None if no such date exists.

    `at_end` means that the end (底) of the month is stated.

    6月30日前 means 30 June, 6月底前 the last day of June, 6月前 the last day of May.
    """
    try:
        if day:
            return date(year, month, int(day)).isoformat()
        if at_end:
            return date(year, month, monthrange(year, month)[1]).isoformat()
        return (date(year, month, 1) - timedelta(days=1)).isoformat()
    except ValueError:
        return None


def comparison_of(figures: Sequence[Figure]) -> TargetComparison | None:
    """Return the comparison of the first figure: growth, reduction, a bound or an exact level.

    Return None if `figures` is empty.
    """
    if not figures:
        return None
    first = figures[0]
    if first.change:
        return "growth" if first.change == "rise" else "reduction"
    return _SENSES.get(first.comparison, "exactly")


def scope_of(folded: str) -> str | None:
    """Return the words that state the scope of a target (全市, 地级及以上城市), or None."""
    match = SCOPES.search(folded)
    return match[0] if match else None


def month_end(year: str | int | None, month: int) -> str | None:
    """Return the last day of a month as an ISO date, or None if `year` is None or no such month exists."""
    return _day(int(year), month, None, at_end=True) if year else None

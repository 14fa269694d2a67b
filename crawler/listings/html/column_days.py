"""Selection of each row's publication date among the dates in its columns. Pure functions; no I/O."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from crawler.listings.html.columns import Column
from crawler.text.date_values import (
    NAMED_PUBLICATION,
    PUBLICATION_RANK,
    DateContext,
    DateMention,
    Meaning,
    day_or_none,
    plausible_publication,
)

_AHEAD = 0.2
"""Maximum share of future dates among the publication dates in a column. A higher share indicates deadlines or events.
"""
_FEW = 3
_PADDED = 5
_PINNED = 3
"""Number of rows at the top of a list that may be pinned, and therefore not in date order."""


@dataclass(frozen=True)
class ShownDay:
    """A date shown in a row, with its meaning (publication date, deadline, …).

    `sure` means that the text is certainly a date, and `year_written` means that it states the year. `padded` is true
    if the text is long enough for two numbers of two digits, such as `05-09`.
    """

    day: date
    meaning: Meaning
    sure: bool = True
    year_written: bool = True
    padded: bool = True

    @classmethod
    def of(cls, mention: DateMention, around: Meaning) -> "ShownDay":
        """Return the date in `mention` together with its meaning.

        `around` is the meaning that a label or a column head gives to the date. It is used if the mention itself states
        no meaning.
        """
        meaning = around if mention.meaning is Meaning.NONE else mention.meaning
        named = around in NAMED_PUBLICATION
        return cls(
            mention.day, meaning, mention.sure or named, mention.year_written, mention.end - mention.start >= _PADDED
        )


Days = dict[Column, list[ShownDay]]


def days_of_rows(shown: Sequence[Days], context: DateContext) -> list[date | None]:
    """Return each row's publication date, or None.

    The date is taken from a column labelled as publication date or, if there is no such column, from the column in
    which most rows have a date. Among several such columns, the one with the best date order is chosen. If a row has no
    date in the chosen column, its best other date that may be a publication date is used.
    """
    barred = _ahead(shown, context) | _doubtful(shown)
    usable = [_published(days, barred, context) for days in shown]
    coverage: Counter[Column] = Counter(column for days in usable for column in days)
    if not coverage:
        return [None] * len(shown)
    most = max(coverage.values())
    usual = [column for column, count in coverage.items() if count >= 0.8 * most]
    named = [column for column in coverage if coverage[column] >= 0.5 * most and _rank_of(column, usable) == 0]

    def worth(column: Column) -> tuple[int, float, int, int]:
        column_days = [days[column].day for days in usable if column in days]
        # Among equally ordered columns, prefer the less deeply nested one, which is not in a collapsed box.
        return -_rank_of(column, usable), _in_order(column_days), -len(column), -sum(map(date.toordinal, column_days))

    best = max(named or usual, key=worth)
    found = [days.get(best) or _first(days) for days in usable]
    return _in_years_of_order(found, context)


def _published(days: Days, barred: set[Column], context: DateContext) -> dict[Column, ShownDay]:
    """Return for each column of a row the date that is most likely the publication date.

    `days` maps each column to its dates in the row. The result lacks the columns in `barred`, and columns without a
    date that can be a publication date.
    """
    found = {}
    for column, column_days in days.items():
        fit = [
            shown
            for shown in column_days
            if shown.meaning in PUBLICATION_RANK and plausible_publication(shown.day, context) and column not in barred
        ]
        if fit:
            found[column] = min(fit, key=lambda shown: PUBLICATION_RANK[shown.meaning])
    return found


def _rank_of(column: Column, usable: Sequence[dict[Column, ShownDay]]) -> int:
    ranks = Counter(PUBLICATION_RANK[days[column].meaning] for days in usable if column in days)
    return ranks.most_common(1)[0][0]


def _first(days: dict[Column, ShownDay]) -> ShownDay | None:
    return min(days.values(), key=lambda shown: PUBLICATION_RANK[shown.meaning], default=None)


def _columns(shown: Sequence[Days]) -> dict[Column, list[ShownDay]]:
    """Return the dates in each column: the first one of each row that can be a publication date.

    `shown` contains the dates of each row. Dates labelled with another meaning, such as deadlines, are omitted.
    """
    found: dict[Column, list[ShownDay]] = {}
    for days in shown:
        for column, column_days in days.items():
            usable = next((shown_day for shown_day in column_days if shown_day.meaning in PUBLICATION_RANK), None)
            if usable:
                found.setdefault(column, []).append(usable)
    return found


def _ahead(shown: Sequence[Days], context: DateContext) -> set[Column]:
    """Return the columns that have too many future dates to contain publication dates."""
    return {
        column
        for column, days in _columns(shown).items()
        if sum(1 for shown_day in days if shown_day.day > context.latest) > _AHEAD * len(days)
    }


def _doubtful(shown: Sequence[Days]) -> set[Column]:
    """Return the columns in which most dates are uncertain and probably not dates.

    Uncertain dates are pairs of numbers such as 12-13 or 11-12. They are probably not dates if they are consecutive
    numbers or counts, or are not in date order.
    """
    found = set()
    for column, days in _columns(shown).items():
        unsure = [shown_day for shown_day in days if not shown_day.sure]
        if 2 * len(unsure) <= len(days):
            continue
        pairs = [(shown_day.day.month, shown_day.day.day) for shown_day in days]
        neighbours = all(abs(month - day) == 1 for month, day in pairs)
        padded = all(shown_day.padded for shown_day in days)
        counted = len(set(pairs)) > 1 and len({day for _, day in pairs}) == 1 and not padded
        ordered = padded or _in_order([shown_day.day for shown_day in days]) >= 0.8
        # A few rows are not enough to recognise an order.
        if neighbours or (not padded if len(days) < _FEW else counted or not ordered):
            found.add(column)
    return found


def _in_years_of_order(found: Sequence[ShownDay | None], context: DateContext) -> list[date | None]:
    """Return the rows' dates with corrected years.

    The year of a date without a written year is the latest possible one. In a list that covers more than a year, such a
    date may therefore be later than the dates above it, and its year is decreased. The dates are changed only if they
    are in descending order afterwards, apart from the first _PINNED rows, which may be out of order.
    """
    days = [shown.day if shown else None for shown in found]
    if not found or all(shown is None or shown.year_written for shown in found):
        return days
    moved = list(days)
    before: date | None = None
    for place, shown in enumerate(found):
        if shown is None:
            continue
        day = shown.day
        while before and day > before and not shown.year_written and place >= _PINNED:
            earlier = day_or_none(day.year - 1, day.month, day.day)
            if earlier is None or context.today is None or context.today.year - earlier.year > 20:
                return days
            day = earlier
        moved[place] = day
        before = day
    below = [day for day in moved[_PINNED:] if day]
    return moved if all(left >= other for left, other in pairwise(below)) else days


def _in_order(days: list[date]) -> float:
    """Return the share of neighbouring dates in descending or in ascending order, whichever share is higher."""
    steps = list(pairwise(days))
    falling = sum(1 for left, other in steps if left >= other)
    rising = sum(1 for left, other in steps if left <= other)
    return max(falling, rising) / max(1, len(steps))

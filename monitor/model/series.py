"""Series of recurring notices, and the forecasts of their next editions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple


class Basis(StrEnum):
    """The rule by which the date of the next edition was predicted."""

    DAY_OF_YEAR = "day_of_year"
    SPRING_FESTIVAL = "spring_festival"
    LAST_YEAR = "last_year"
    WORKDAY_OF_MONTH = "workday_of_month"
    INTERVAL = "interval"


class ForecastCode(StrEnum):
    """The result of forecasting the next edition of a series.

    Any code but `EXPECTED` states why there is no expected date.
    """

    EXPECTED = "expected"
    TOO_FEW = "too_few"
    TOO_IRREGULAR = "too_irregular"
    ENDED = "ended"


class SeriesState(StrEnum):
    """The state of a series on a date: the next edition is ahead, due now, overdue, or cannot be forecast."""

    AHEAD = "ahead"
    DUE = "due"
    OVERDUE = "overdue"
    TOO_FEW = "too_few"
    TOO_IRREGULAR = "too_irregular"
    ENDED = "ended"


@dataclass(frozen=True)
class Forecast:
    """The forecast of the next edition of a series.

    The edition is expected on the date `expected`, and probably between `earliest` and `latest`. If there is no
    expected date, `code` states the reason. `editions` is the number of dates on which the forecast is based. If no new
    edition appears, the series counts as ended on the date `ends`.
    """

    code: ForecastCode
    editions: int
    expected: date | None = None
    earliest: date | None = None
    latest: date | None = None
    basis: Basis | None = None
    ends: date | None = None

    def state(self, today: date) -> SeriesState:
        """Return the state of the series on a date."""
        if self.earliest is None or self.latest is None:
            return SeriesState(self.code.value)
        if self.ends and today >= self.ends:
            return SeriesState.ENDED
        if today > self.latest:
            return SeriesState.OVERDUE
        return SeriesState.DUE if today >= self.earliest else SeriesState.AHEAD


class EditionRow(NamedTuple):
    """A notice that is an edition of a series. `day` is the date of the edition, or None if the edition has no date."""

    notice: int
    edition: str
    day: date | None


@dataclass(frozen=True)
class Series:
    """A series of recurring notices.

    `title` is the title of the newest edition, `notice` is its notice id, and `last` is its date. `editions` is the
    number of different editions, with and without a date.
    """

    id: int
    title: str
    issuer: str
    kind: str
    region: tuple[str, ...]
    notice: int
    editions: int
    last: date | None
    forecast: Forecast

    @property
    def country(self) -> str | None:
        """Return the ISO 3166 code of the country, or None if it is unknown."""
        first = self.region[0] if self.region else ""
        return first if len(first) == 2 and first.isascii() and first.isupper() else None


class StaleSeries(NamedTuple):
    """A series whose forecast is outdated. `notices` contains its notices."""

    id: int
    notices: tuple[EditionRow, ...]


@dataclass(frozen=True)
class SeriesQuery:
    """Conditions that a series must satisfy. Empty conditions do not apply.

    `words` must occur in the title or the issuer. The next edition must be expected by the date `expected_by`. The
    result of the forecast must be `code`.
    """

    words: str = ""
    expected_by: date | None = None
    code: ForecastCode | None = None


def first_of_editions(rows: Sequence[EditionRow]) -> list[EditionRow]:
    """Return the earliest notice of each edition, ordered by date. Editions without a date are last.

    A correction of an edition, or another notice with the same year, batch and period, is not a further edition.
    """
    found: dict[str, EditionRow] = {}
    for row in sorted(rows, key=_order):
        found.setdefault(row.edition, row)
    return list(found.values())


def _order(row: EditionRow) -> tuple[bool, date, int]:
    return row.day is None, row.day or date.max - timedelta(1), row.notice

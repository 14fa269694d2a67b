"""Interface of the repository of series."""

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from monitor.model.series import EditionRow, Series, SeriesQuery, StaleSeries


class SeriesRepository(Protocol):
    """The repository of series of recurring notices."""

    def get(self, series: int) -> Series | None:
        """Return a series by id, or None if it does not exist or has no forecast yet."""

    def of_notice(self, notice: int) -> Series | None:
        """Return the series that a notice belongs to, or None if there is none or if it has only one edition."""

    def find(self, query: SeriesQuery, limit: int, after: int = 0) -> list[Series]:
        """Return at most `limit` series with several editions that satisfy the query, after skipping `after` series.

        The series are ordered by the expected date of the next edition. Series without such a date are last.
        """

    def editions(self, series: int, limit: int, after: int = 0) -> list[EditionRow]:
        """Return at most `limit` editions of a series, the newest first, after skipping `after` editions.

        Editions without a date are last.
        """

    def edition_of(self, notice: int) -> EditionRow | None:
        """Return a notice as an edition of its series, or None if it belongs to no series."""

    def later_editions(self, notice: int, limit: int) -> list[EditionRow]:
        """Return at most `limit` other editions of the notice's series with a later date, the earliest first."""

    def stale(self, limit: int, today: date) -> list[StaleSeries]:
        """Return at most `limit` series whose forecast must be renewed, with their notices.

        These are the series whose notices have changed since the forecast, and the series that count as ended on
        `today`.
        """

    def put(self, series: Series) -> None:
        """Record a series with its forecast.

        If the expected date has changed, events recorded by `note` no longer count, so `to_note` may return the series
        again.
        """

    def drop(self, series: int) -> None:
        """Delete a series that no longer has notices."""

    def expected_between(self, first: date, last: date, limit: int, after: int = 0) -> list[Series]:
        """Return at most `limit` series whose next edition is expected between the dates `first` and `last`.

        Both dates are included. Only series with ids greater than `after` are returned.
        """

    def to_note(self, kind: str, today: date, since: date, limit: int) -> list[Series]:
        """Return at most `limit` series for which an event of this kind is due but not recorded yet.

        An event of the kind `expected` is due from the beginning to the end of the forecast window of the next edition.
        An event of the kind `overdue` is due after the end of the window, unless the window ended before `since`.
        """

    def note(self, series: int, kind: str) -> None:
        """Record that the event log contains an event of the kind `kind` about the current forecast of a series."""

    def count(self) -> int:
        """Return the number of series with several editions."""

    def unfiled(self, limit: int) -> list[int]:
        """Return the ids of at most `limit` notices whose series must be determined.

        These are the notices whose series was never determined, or was determined with another version of the series
        keys.
        """

    def file(self, notices: Sequence[int]) -> None:
        """Determine and record the series of these notices."""

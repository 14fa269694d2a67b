"""The SQL repository of series of recurring notices."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session, aliased

from crawler.model.notice import Notice
from crawler.text.fold import fold
from monitor.model.series import Basis, EditionRow, Forecast, ForecastCode, Series, SeriesQuery, StaleSeries
from monitor.series.key import VERSION
from monitor.store.series.membership import file_in_series, series_place
from monitor.store.tables import EditionOfSeriesRow, NoticeRow, RevisionRow, SeriesRow

_REGION = "/"
RECURRING = 2
"""The minimum number of editions that a series must have to be shown."""


class SqlSeriesRepository:
    """The repository of series of recurring notices."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, series: int) -> Series | None:
        """Return a series by id, or None if it does not exist or has no forecast yet."""
        row = self._session.get(SeriesRow, series)
        return _series(row) if row and row.notice_id is not None else None

    def of_notice(self, notice: int) -> Series | None:
        """Return the series that a notice belongs to, or None if there is none or if it has only one edition."""
        named = select(EditionOfSeriesRow.series_id).filter_by(notice_id=notice)
        rows = select(SeriesRow).where(SeriesRow.id.in_(named), SeriesRow.editions >= RECURRING)
        row = self._session.scalar(rows)
        return _series(row) if row and row.notice_id is not None else None

    def find(self, query: SeriesQuery, limit: int, after: int = 0) -> list[Series]:
        """Return at most `limit` series with several editions that satisfy the query, after skipping `after` series.

        The series are ordered by the expected date of the next edition. Series without such a date are last.
        """
        rows = select(SeriesRow).where(
            SeriesRow.editions >= RECURRING, SeriesRow.notice_id.is_not(None), *_wanted(query)
        )
        ordered = rows.order_by(SeriesRow.expected_on.is_(None), SeriesRow.expected_on, SeriesRow.id)
        return [_series(row) for row in self._session.scalars(ordered.offset(after).limit(limit))]

    def editions(self, series: int, limit: int, after: int = 0) -> list[EditionRow]:
        """Return at most `limit` editions of a series, the newest first, after skipping `after` editions.

        Editions without a date are last.
        """
        row = EditionOfSeriesRow
        rows = select(row.notice_id, row.edition, row.day).filter_by(series_id=series)
        ordered = rows.order_by(row.day.is_(None), row.day.desc(), row.notice_id.desc())
        return [EditionRow(*found) for found in self._session.execute(ordered.offset(after).limit(limit))]

    def edition_of(self, notice: int) -> EditionRow | None:
        """Return a notice as an edition of its series, or None if it belongs to no series."""
        row = self._session.get(EditionOfSeriesRow, notice, populate_existing=True)
        return EditionRow(row.notice_id, row.edition, row.day) if row and row.series_id is not None else None

    def later_editions(self, notice: int, limit: int) -> list[EditionRow]:
        """Return at most `limit` other editions of the notice's series with a later date, the earliest first."""
        own = aliased(EditionOfSeriesRow)
        other = EditionOfSeriesRow
        rows = (
            select(other.notice_id, other.edition, other.day)
            .join(own, (own.series_id == other.series_id) & (own.day < other.day) & (own.edition != other.edition))
            .where(own.notice_id == notice)
            .order_by(other.day, other.notice_id)
        )
        return [EditionRow(*row) for row in self._session.execute(rows.limit(limit))]

    def stale(self, limit: int, today: date) -> list[StaleSeries]:
        """Return at most `limit` series whose forecast must be renewed, with their notices.

        A forecast must be renewed if notices of the series have changed since it was made, or if, according to the
        forecast, the series has ended by `today`.
        """
        due = or_(SeriesRow.stale, SeriesRow.ends_on <= today)
        ids = list(self._session.scalars(select(SeriesRow.id).where(due).order_by(SeriesRow.id).limit(limit)))
        members: dict[int, list[EditionRow]] = defaultdict(list)
        for row in self._session.scalars(select(EditionOfSeriesRow).where(EditionOfSeriesRow.series_id.in_(ids))):
            members[row.series_id or 0].append(EditionRow(row.notice_id, row.edition, row.day))
        return [StaleSeries(number, tuple(members[number])) for number in ids]

    def put(self, series: Series) -> None:
        """Record a series with its forecast.

        If the expected date of the next edition has changed, the effect of earlier calls of `note` ends.
        """
        row = self._session.get_one(SeriesRow, series.id)
        made = series.forecast
        if row.expected_on != made.expected:
            row.noted = ""
        values: dict[str, Any] = {
            "stale": False,
            "title": series.title,
            "issuer": series.issuer,
            "kind": series.kind,
            "words": f"{fold(series.title)}\n{fold(series.issuer)}",
            "region": _REGION.join(series.region),
            "notice_id": series.notice,
            "editions": series.editions,
            "last_on": series.last,
            "code": made.code.value,
            "dates": made.editions,
            "expected_on": made.expected,
            "earliest_on": made.earliest,
            "latest_on": made.latest,
            "basis": made.basis.value if made.basis else None,
            "ends_on": made.ends,
        }
        for name, value in values.items():
            setattr(row, name, value)
        self._session.flush()

    def drop(self, series: int) -> None:
        """Delete a series that no longer has notices."""
        self._session.execute(delete(SeriesRow).where(SeriesRow.id == series))

    def expected_between(self, first: date, last: date, limit: int, after: int = 0) -> list[Series]:
        """Return at most `limit` series whose next edition is expected between the dates `first` and `last`.

        Both dates are included. Only series with ids greater than `after` are returned.
        """
        rows = select(SeriesRow).where(SeriesRow.id > after, SeriesRow.expected_on.between(first, last))
        return [_series(row) for row in self._session.scalars(rows.order_by(SeriesRow.id).limit(limit))]

    def to_note(self, kind: str, today: date, since: date, limit: int) -> list[Series]:
        """Return at most `limit` series for which an event of this kind is due but not recorded yet.

        The forecast of a series contains a period in which the next edition is expected. An `expected` event is due
        during this period. An `overdue` event is due after it, unless it ended before `since`.
        """
        began = and_(SeriesRow.earliest_on <= today, SeriesRow.latest_on >= today, SeriesRow.noted == "")
        passed = and_(SeriesRow.latest_on < today, SeriesRow.latest_on >= since, SeriesRow.noted != "overdue")
        rows = select(SeriesRow).where(began if kind == "expected" else passed).order_by(SeriesRow.id).limit(limit)
        return [_series(row) for row in self._session.scalars(rows)]

    def note(self, series: int, kind: str) -> None:
        """Record that an event about the current forecast of a series was added to the event log.

        `kind` is the kind of the event: `expected` or `overdue`.
        """
        self._session.execute(update(SeriesRow).where(SeriesRow.id == series).values(noted=kind))

    def count(self) -> int:
        """Return the number of series with several editions."""
        return self._session.scalar(select(func.count()).where(SeriesRow.editions >= RECURRING)) or 0

    def unfiled(self, limit: int) -> list[int]:
        """Return the ids of at most `limit` notices whose series must be determined.

        These are the notices whose series was never determined, or was determined with another version of the series
        keys.
        """
        old = select(EditionOfSeriesRow.notice_id).where(EditionOfSeriesRow.version != VERSION).limit(limit)
        found = list(self._session.scalars(old))
        if found:
            return found
        missing = (
            select(NoticeRow.id)
            .join(EditionOfSeriesRow, EditionOfSeriesRow.notice_id == NoticeRow.id, isouter=True)
            .where(EditionOfSeriesRow.notice_id.is_(None))
            .limit(limit)
        )
        return list(self._session.scalars(missing))

    def file(self, notices: Sequence[int]) -> None:
        """Determine and record the series of these notices."""
        newest = (RevisionRow.notice_id == NoticeRow.id) & (RevisionRow.number == NoticeRow.revision)
        rows = select(NoticeRow.id, RevisionRow.document).join(RevisionRow, newest).where(NoticeRow.id.in_(notices))
        for number, document in self._session.execute(rows).all():
            file_in_series(self._session, number, series_place(Notice.model_validate(document)))


def _wanted(query: SeriesQuery) -> list[ColumnElement[bool]]:
    wanted = []
    if query.words:
        wanted.append(SeriesRow.words.contains(fold(query.words), autoescape=True))
    if query.expected_by:
        wanted.append(SeriesRow.expected_on <= query.expected_by)
    if query.code:
        wanted.append(SeriesRow.code == query.code.value)
    return wanted


def _series(row: SeriesRow) -> Series:
    assert row.notice_id is not None
    made = Forecast(
        ForecastCode(row.code),
        row.dates,
        row.expected_on,
        row.earliest_on,
        row.latest_on,
        Basis(row.basis) if row.basis else None,
        row.ends_on,
    )
    region = tuple(row.region.split(_REGION)) if row.region else ()
    return Series(row.id, row.title, row.issuer, row.kind, region, row.notice_id, row.editions, row.last_on, made)

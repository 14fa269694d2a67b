"""The SQL repository of the rows of lists that cover all notices."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from monitor.model.readers import AlertSummary, DeadlineDay, MeasureKey
from monitor.store.tables import AlertRow, DeadlineRow, MeasureRow, NoticeRow

_LISTED = 10_000
"""The maximum number of notice ids in the conditions of a query. Only the first (newest) ids are used."""


class SqlListingRepository:
    """The repository of the rows of lists that cover all notices."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def alerts_of(self, notices: Sequence[int]) -> list[AlertSummary]:
        """Return the alerts to subscriptions about these notices, the earliest first."""
        rows = select(AlertRow).where(AlertRow.notice_id.in_(notices)).order_by(AlertRow.id)
        return [
            AlertSummary(row.notice_id, row.event, row.subscription, tuple(row.topics), tuple(row.terms))
            for row in self._session.scalars(rows)
        ]

    def measures(
        self,
        limit: int,
        before: MeasureKey | None,
        *,
        unit: str | None = None,
        by: str | None = None,
        notices: Sequence[int] | None = None,
    ) -> list[MeasureKey]:
        """Return at most `limit` measures that follow the measure `before`.

        The measures of the newest notices are first. If `unit` is given, the folded name of a responsible unit must
        contain that text. If `by` is given, the date of the earliest target must begin with that text. If `notices` is
        given, only measures of these notices are returned.
        """
        query = select(MeasureRow.notice_id, MeasureRow.place)
        if before:
            earlier = and_(MeasureRow.notice_id == before.notice, MeasureRow.place > before.place)
            query = query.where(or_(MeasureRow.notice_id < before.notice, earlier))
        if unit:
            query = query.where(MeasureRow.units.contains(unit, autoescape=True))
        if by:
            query = query.where(MeasureRow.by.startswith(by, autoescape=True))
        if notices is not None:
            query = query.where(_among(MeasureRow.notice_id, notices))
        rows = self._session.execute(query.order_by(MeasureRow.notice_id.desc(), MeasureRow.place).limit(limit))
        return [MeasureKey(*row) for row in rows]

    def deadlines(
        self,
        first: date,
        last: date,
        limit: int,
        after: DeadlineDay | None = None,
        notices: Sequence[int] | None = None,
    ) -> list[DeadlineDay]:
        """Return at most `limit` public deadlines between the dates `first` and `last`, the earliest first.

        Both dates are included. If `after` is given, only the deadlines that follow it are returned; if `notices` is
        given, only the deadlines of these notices.
        """
        query = select(DeadlineRow.day, DeadlineRow.notice_id).where(DeadlineRow.day.between(first, last))
        if after:
            same = and_(DeadlineRow.day == after.day, DeadlineRow.notice_id > after.notice)
            query = query.where(or_(DeadlineRow.day > after.day, same))
        if notices is not None:
            query = query.where(_among(DeadlineRow.notice_id, notices))
        rows = self._session.execute(query.order_by(DeadlineRow.day, DeadlineRow.notice_id).limit(limit))
        return [DeadlineDay(*row) for row in rows]

    def count_alerts(self) -> int:
        """Return the number of recorded alerts."""
        return self._session.scalar(select(func.count()).select_from(AlertRow)) or 0

    def notices_by_source(self) -> dict[str, int]:
        """Return the number of notices first seen at each source, by source id."""
        rows = self._session.execute(select(NoticeRow.source_id, func.count()).group_by(NoticeRow.source_id))
        return {str(source): int(count) for source, count in rows}


def _among(column: InstrumentedAttribute[int], notices: Sequence[int]) -> ColumnElement[bool]:
    return column.in_(list(notices)[:_LISTED])

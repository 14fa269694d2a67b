"""The SQL repository that lists data of all notices, such as measures, deadlines and the notices per day."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from monitor.model.readers import AlertSummary, DeadlineDay, MeasureKey
from monitor.model.regions import is_in_region
from monitor.model.trends import NoticeDay
from monitor.store.batches import among
from monitor.store.search.index import ISSUERS, REGION
from monitor.store.tables import AlertRow, DeadlineRow, MeasureRow, NoticeRow, SearchEntryRow, TargetDayRow


class SqlListingRepository:
    """The repository that lists data of all notices, such as measures, deadlines and the notices per day."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def alerts_of(self, notices: Sequence[int]) -> list[AlertSummary]:
        """Return all alerts about the notices with these ids, the earliest first."""
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
        region: str | None = None,
        notices: Sequence[int] | None = None,
    ) -> list[MeasureKey]:
        """Return the keys of at most `limit` measures. The measures of the newest notices are first.

        If `before` is given, only the measures that follow it in this order are returned. If `unit` is given, the
        folded name of a responsible unit must contain that text. If `by` is given, the date of the measure's earliest
        target, written as text, must begin with `by`, such as `2025`. If `region` (a name or a path) is given, the
        notice must be from that region or a part of it. If `notices` is given, only measures of the notices with these
        ids are returned.
        """
        query = select(MeasureRow.notice_id, MeasureRow.place)
        if before:
            earlier = and_(MeasureRow.notice_id == before.notice, MeasureRow.place > before.place)
            query = query.where(or_(MeasureRow.notice_id < before.notice, earlier))
        if unit:
            query = query.where(MeasureRow.units.contains(unit, autoescape=True))
        if by:
            query = query.where(MeasureRow.by.startswith(by, autoescape=True))
        if region:
            placed = select(SearchEntryRow.notice_id).where(SearchEntryRow.region.in_(self._regions_in(region)))
            query = query.where(MeasureRow.notice_id.in_(placed))
        if notices is not None:
            query = query.where(among(self._session, MeasureRow.notice_id, notices))
        rows = self._session.execute(query.order_by(MeasureRow.notice_id.desc(), MeasureRow.place).limit(limit))
        return [MeasureKey(*row) for row in rows]

    def _regions_in(self, wanted: str) -> list[str]:
        """Return the paths of those recorded regions that are the region `wanted` or a part of it.

        `wanted` is a name or a path. Differences in script, width and case are ignored.
        """
        paths = self._session.scalars(select(SearchEntryRow.region).distinct())
        return [path for path in paths if is_in_region(path.split(REGION), wanted)]

    def deadlines(
        self,
        first: date,
        last: date,
        limit: int,
        after: DeadlineDay | None = None,
        notices: Sequence[int] | None = None,
    ) -> list[DeadlineDay]:
        """Return at most `limit` deadlines between the dates `first` and `last`, the earliest first.

        Both dates are included. If `after` is given, only the deadlines that follow it are returned. If `notices` is
        given, only the deadlines of the notices with these ids are returned.
        """
        query = select(DeadlineRow.day, DeadlineRow.notice_id).where(DeadlineRow.day.between(first, last))
        if after:
            same = and_(DeadlineRow.day == after.day, DeadlineRow.notice_id > after.notice)
            query = query.where(or_(DeadlineRow.day > after.day, same))
        if notices is not None:
            query = query.where(among(self._session, DeadlineRow.notice_id, notices))
        rows = self._session.execute(query.order_by(DeadlineRow.day, DeadlineRow.notice_id).limit(limit))
        return [DeadlineDay(*row) for row in rows]

    def notice_days(self, since: date) -> list[NoticeDay]:
        """Return the date, issuers and region of each notice dated on or after `since`.

        The date of a notice is its publication date. If this is unknown, it is the date of issue. If this is unknown as
        well, it is the date on which the notice was first seen.
        """
        entry = SearchEntryRow
        stated = func.coalesce(entry.published_on, entry.issued_on, type_=entry.published_on.type)
        rows = select(entry.notice_id, stated, entry.issuers, entry.region).where(stated >= since)
        found = [_notice_day(*row) for row in self._session.execute(rows)]
        start = datetime.combine(since, time(), tzinfo=UTC)
        unstated = select(entry.notice_id, entry.first_seen_at, entry.issuers, entry.region).where(
            entry.published_on.is_(None), entry.issued_on.is_(None), entry.first_seen_at >= start
        )
        for notice, seen, issuers, region in self._session.execute(unstated):
            found.append(_notice_day(notice, seen.date(), issuers, region))
        return found

    def with_targets(self, limit: int, before: int | None = None, notices: Sequence[int] | None = None) -> list[int]:
        """Return the ids of at most `limit` notices that state a target with a date, the newest first.

        If `before` is given, only notices with a smaller id are considered. If `notices` is given, only the notices
        with these ids are considered.
        """
        query = select(TargetDayRow.notice_id).distinct().order_by(TargetDayRow.notice_id.desc()).limit(limit)
        if before is not None:
            query = query.where(TargetDayRow.notice_id < before)
        if notices is not None:
            query = query.where(among(self._session, TargetDayRow.notice_id, notices))
        return list(self._session.scalars(query))

    def count_alerts(self) -> int:
        """Return the number of recorded alerts."""
        return self._session.scalar(select(func.count()).select_from(AlertRow)) or 0

    def notices_by_source(self) -> dict[str, int]:
        """Return the number of notices first seen at each source, by source id."""
        rows = self._session.execute(select(NoticeRow.source_id, func.count()).group_by(NoticeRow.source_id))
        return {str(source): int(count) for source, count in rows}


def _notice_day(notice: int, day: date, issuers: str, region: str) -> NoticeDay:
    return NoticeDay(notice, day, tuple(issuers.split(ISSUERS)) if issuers else (), region)

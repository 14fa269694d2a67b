"""The SQL repository of deadlines and targets of notices."""

from datetime import date
from typing import Any, cast

from sqlalchemy import Select, Table, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from crawler.model.notice import Notice
from monitor.model import NoticeRecord
from monitor.model.prepared import PreparedText
from monitor.store.tables import DeadlineRow, NoticeRow, RevisionRow, TargetDayRow
from monitor.store.writing.deferred import execute_later

_DEADLINES = cast(Table, DeadlineRow.__table__)
_ADD = insert(_DEADLINES)
_DROP = delete(_DEADLINES).where(_DEADLINES.c.notice_id == bindparam("notice"))
_TARGETS = cast(Table, TargetDayRow.__table__)
_ADD_TARGET = insert(_TARGETS)
_DROP_TARGETS = delete(_TARGETS).where(_TARGETS.c.notice_id == bindparam("notice"))


class SqlDeadlineRepository:
    """The repository of deadlines and targets of recorded notices."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def between(self, first: date, last: date, after: int, limit: int) -> list[NoticeRecord]:
        """Return at most `limit` notices with a deadline between the dates `first` and `last`, both included.

        Only deadlines of the newest revision count. Only notices with an id greater than `after` are returned, in
        ascending order of their ids.
        """
        named = select(DeadlineRow.notice_id).where(DeadlineRow.day.between(first, last))
        return self._records(named, after, limit)

    def targets_between(self, first: date, last: date, after: int, limit: int) -> list[NoticeRecord]:
        """Return at most `limit` notices with a target between the dates `first` and `last`, both included.

        Only targets of the newest revision count. Only notices with an id greater than `after` are returned, in
        ascending order of their ids.
        """
        named = select(TargetDayRow.notice_id).where(TargetDayRow.day.between(first, last))
        return self._records(named, after, limit)

    def _records(self, named: Select[Any], after: int, limit: int) -> list[NoticeRecord]:
        rows = self._session.execute(
            select(NoticeRow, RevisionRow)
            .join(RevisionRow, (RevisionRow.notice_id == NoticeRow.id) & (RevisionRow.number == NoticeRow.revision))
            .where(NoticeRow.id > after, NoticeRow.id.in_(named), NoticeRow.pruned_at.is_(None))
            .order_by(NoticeRow.id)
            .limit(limit)
        )
        return [
            NoticeRecord(row.id, row.source_id, row.revision, row.first_seen_at, Notice.model_validate(text.document))
            for row, text in rows
        ]


def file_deadlines(session: Session, notice: int, text: PreparedText, *, first: bool = False) -> None:
    """Record the deadline and target dates of a notice's newest revision, replacing the dates recorded before.

    If `first` is true, this is the notice's first revision, and no dates are recorded yet.
    """
    connection = session.connection()
    if not first:
        execute_later(connection, _DROP, {"notice": notice})
        execute_later(connection, _DROP_TARGETS, {"notice": notice})
    if text.deadlines:
        execute_later(connection, _ADD, [{"notice_id": notice, "day": day} for day in text.deadlines])
    if text.targets:
        execute_later(connection, _ADD_TARGET, [{"notice_id": notice, "day": day} for day in text.targets])

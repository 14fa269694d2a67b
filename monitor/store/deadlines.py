"""The SQL repository of deadlines of notices."""

from datetime import date
from typing import cast

from sqlalchemy import Table, bindparam, delete, insert, select
from sqlalchemy.orm import Session

from crawler.model.notice import Notice
from monitor.model import NoticeRecord
from monitor.store.tables import DeadlineRow, NoticeRow, RevisionRow

_DEADLINES = cast(Table, DeadlineRow.__table__)
_ADD = insert(_DEADLINES)
_DROP = delete(_DEADLINES).where(_DEADLINES.c.notice_id == bindparam("notice"))


class SqlDeadlineRepository:
    """The repository of deadlines of recorded notices."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def between(self, first: date, last: date, after: int, limit: int) -> list[NoticeRecord]:
        """Return at most `limit` notices with a deadline between the dates `first` and `last`, both included.

        Only deadlines of the newest revision count. The notices are in ascending order of their ids, and begin after
        the id `after`.
        """
        named = select(DeadlineRow.notice_id).where(DeadlineRow.day.between(first, last))
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


def file_deadlines(session: Session, notice: int, document: Notice, *, first: bool = False) -> None:
    """Record the deadlines of a notice's newest revision, replacing the deadlines of the previous revision.

    If `first` is true, the revision is the notice's first, and there are no earlier deadlines to delete.
    """
    connection = session.connection()
    if not first:
        connection.execute(_DROP, {"notice": notice})
    days = sorted({deadline.date for deadline in document.deadlines})
    if days:
        connection.execute(_ADD, [{"notice_id": notice, "day": day} for day in days])

"""The SQL repository of living lists."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, cast

from sqlalchemy import Row, Table, bindparam, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session, aliased

from crawler.text.fold import fold
from monitor.lists.columns import search_words
from monitor.lists.relations import number_key, title_key
from monitor.model.living_lists import ListChange, ListedNotice, ListProgress
from monitor.model.reasons import NO_REASON, read_reason, write_reason
from monitor.store.tables import EditionOfSeriesRow, ListEntryRow, ListProgressRow, RepealRow
from monitor.store.writing.deferred import execute_later

# Plain statements instead of mapped objects: a notice may enter several lists.
_ENTRY = cast(Table, ListEntryRow.__table__)
_COLUMNS = _ENTRY.c
_ADD_ENTRY = insert(_ENTRY)
_CHANGE_ENTRY = update(_ENTRY).where(
    _COLUMNS.list_id == bindparam("of_list"), _COLUMNS.notice_id == bindparam("of_notice")
)
_REPEAL = cast(Table, RepealRow.__table__)
_ADD_REPEAL = insert(_REPEAL)
_REPEALING = (
    select(_REPEAL.c.notice_id)
    .where(or_(_REPEAL.c.key == bindparam("first"), _REPEAL.c.key == bindparam("last")))
    .order_by(_REPEAL.c.notice_id)
    .distinct()
)


class SqlLivingListRepository:
    """The repository of the entries of living lists."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def of_notice(self, notice: int) -> list[ListedNotice]:
        """Return the entries of a notice in all lists, including removed entries."""
        rows = select(_ENTRY).where(_COLUMNS.notice_id == notice).order_by(_COLUMNS.list_id)
        return list(map(_entry, self._session.execute(rows)))

    def entries(
        self,
        name: str,
        limit: int,
        offset: int = 0,
        *,
        descending: bool = False,
        left: bool = False,
        text: str = "",
    ) -> list[ListedNotice]:
        """Return at most `limit` entries of the list `name`, after skipping `offset` entries.

        By default, the current entries are returned in the order of the list, or in reverse if `descending` is true. If
        `left` is true, the entries of notices that have left the list are returned instead, the latest to leave first.
        If `text` is given, the folded title, issuers or region of an entry must contain that text.
        """
        query = select(_ENTRY).where(_COLUMNS.list_id == name)
        if text:
            query = query.where(_COLUMNS.words.contains(fold(text), autoescape=True))
        if left:
            query = query.where(_COLUMNS.left_at.is_not(None))
            query = query.order_by(_COLUMNS.left_at.desc(), _COLUMNS.notice_id.desc())
        else:
            query = query.where(_COLUMNS.left_at.is_(None))
            ordered = _COLUMNS.sort_key.desc() if descending else _COLUMNS.sort_key
            latest = _COLUMNS.notice_id.desc() if descending else _COLUMNS.notice_id
            query = query.order_by(ordered, latest)
        return list(map(_entry, self._session.execute(query.limit(limit).offset(offset))))

    def counts(self) -> dict[str, int]:
        """Return the number of current entries of each list, by list id. Lists without entries are left out."""
        query = select(_COLUMNS.list_id, func.count()).where(_COLUMNS.left_at.is_(None))
        return {str(name): int(count) for name, count in self._session.execute(query.group_by(_COLUMNS.list_id))}

    def due(self, day: date, lists: Collection[str], limit: int) -> list[ListedNotice]:
        """Return at most `limit` entries of these lists that are due for removal on `day` or earlier."""
        query = (
            select(_ENTRY)
            .where(_COLUMNS.review_on <= day, _COLUMNS.list_id.in_(sorted(lists)))
            .order_by(_COLUMNS.review_on, _COLUMNS.notice_id, _COLUMNS.list_id)
        )
        return list(map(_entry, self._session.execute(query.limit(limit))))

    def put(self, changes: Sequence[ListChange]) -> None:
        """Record the new state of the changed entries. Each entry may occur in only one of `changes`."""
        connection = self._session.connection()
        if added := [_row(change.entry) for change in changes if change.first]:
            execute_later(connection, _ADD_ENTRY, added)
        if known := [change.entry for change in changes if not change.first]:
            rows = [_row(entry) | {"of_list": entry.list, "of_notice": entry.notice} for entry in known]
            execute_later(connection, _CHANGE_ENTRY, rows)

    def progress(self) -> dict[str, ListProgress]:
        """Return, by list id, up to which notice recorded notices were examined for each list.

        Lists without recorded progress are left out.
        """
        rows = self._session.scalars(select(ListProgressRow))
        return {row.list_id: ListProgress(row.list_id, row.digest, row.position) for row in rows}

    def put_progress(self, progress: ListProgress) -> None:
        """Record up to which notice recorded notices were examined for a list."""
        self._session.merge(ListProgressRow(list_id=progress.list, digest=progress.digest, position=progress.position))

    def forget(self, name: str) -> None:
        """Delete the recorded progress of the list `name`, which is no longer configured. Its entries are kept."""
        self._session.execute(delete(ListProgressRow).where(ListProgressRow.list_id == name))

    def current(self, name: str, after: int, limit: int) -> list[ListedNotice]:
        """Return at most `limit` current entries of a list with notice ids greater than `after`, in ascending order."""
        query = (
            select(_ENTRY)
            .where(_COLUMNS.list_id == name, _COLUMNS.left_at.is_(None), _COLUMNS.notice_id > after)
            .order_by(_COLUMNS.notice_id)
        )
        return list(map(_entry, self._session.execute(query.limit(limit))))

    def present(self, name: str, notices: Sequence[int]) -> set[int]:
        """Return the ids of those of the `notices` that are currently in the list `name`."""
        query = select(_COLUMNS.notice_id).where(
            _COLUMNS.list_id == name, _COLUMNS.left_at.is_(None), _COLUMNS.notice_id.in_(notices)
        )
        return set(self._session.scalars(query))

    def earlier_editions(self, notice: int, lists: Collection[str], limit: int) -> list[int]:
        """Return the ids of at most `limit` earlier editions of the series that a notice belongs to.

        Only editions that are currently in at least one of the living lists with the ids `lists` are returned.
        """
        own = aliased(EditionOfSeriesRow)
        other = EditionOfSeriesRow
        query = (
            select(other.notice_id)
            .join(own, (own.series_id == other.series_id) & (own.day > other.day) & (own.edition != other.edition))
            .join(_ENTRY, _COLUMNS.notice_id == other.notice_id)
            .where(own.notice_id == notice, _COLUMNS.list_id.in_(sorted(lists)), _COLUMNS.left_at.is_(None))
            .distinct()
            .order_by(other.notice_id)
        )
        return list(self._session.scalars(query.limit(limit)))

    def put_repeals(self, notice: int, keys: Collection[str]) -> None:
        """Record which documents a notice repeals, replacing the earlier record.

        `keys` identify the documents. They are derived from document numbers and titles.
        """
        connection = self._session.connection()
        connection.execute(delete(_REPEAL).where(_REPEAL.c.notice_id == notice))
        if keys:
            connection.execute(_ADD_REPEAL, [{"key": key, "notice_id": notice} for key in sorted(keys)])

    def repeals_of(self, notice: int) -> set[str]:
        """Return the keys of the documents that a notice repeals, as recorded by `put_repeals`."""
        return set(self._session.scalars(select(RepealRow.key).where(RepealRow.notice_id == notice)))

    def repealing(self, keys: Collection[str]) -> list[int]:
        """Return the ids of the notices that repeal the document with these keys, the earliest first.

        `keys` contains at most two keys: the key of the document's number and the key of its title.
        """
        assert len(keys) <= 2, "a document has the keys of its number and of its title"
        named = {"first": min(keys), "last": max(keys)} if keys else None
        return list(self._session.connection().scalars(_REPEALING, named)) if named else []

    def keyed(self, keys: Collection[str]) -> list[int]:
        """Return the ids of all notices, in any list now or earlier, whose number or title has one of these keys.

        The keys are derived from the document numbers and titles of the notices.
        """
        listed = sorted(keys)
        named = or_(_COLUMNS.number_key.in_(listed), _COLUMNS.title_key.in_(listed))
        return list(self._session.scalars(select(_COLUMNS.notice_id).where(named).distinct())) if listed else []


def _row(entry: ListedNotice) -> dict[str, Any]:
    return {
        "list_id": entry.list,
        "notice_id": entry.notice,
        "revision": entry.revision,
        "entered_at": entry.entered_at,
        "changed_at": entry.changed_at,
        "left_at": entry.left_at,
        "why": write_reason(entry.reason),
        "listed": dict(entry.values),
        "sort_key": entry.order,
        "words": search_words(entry.values),
        "review_on": entry.review_on,
        "number_key": number_key(entry.values.get("number")),
        "title_key": title_key(entry.values.get("title")),
    }


def _entry(row: Row[Any]) -> ListedNotice:
    return ListedNotice(
        row.list_id,
        row.notice_id,
        row.revision,
        row.entered_at,
        row.changed_at,
        read_reason(row.why) or NO_REASON,
        row.listed,
        row.sort_key,
        row.review_on,
        row.left_at,
    )

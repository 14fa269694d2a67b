"""The hits of a search by a time column, the latest first."""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice
from typing import Any, cast

from sqlalchemy import Integer, Table, select
from sqlalchemy.orm import Session

from monitor.store.search.filters import typed
from monitor.store.search.hits import newest_entry
from monitor.store.search.statements import FIRST_WINDOW, PreparedSearch, next_window
from monitor.store.search.texts import checked
from monitor.store.tables import SearchEntryRow, UtcDateTime

_DAY = "COALESCE(published_on, issued_on, '0001-01-01')"
_DAY_BEFORE = f"(SELECT {_DAY} FROM search_entry e WHERE e.notice_id = :before)"  # noqa: S608
"""SQL expressions for the date of a notice, and for that of the last notice of the previous page."""
_ENTRIES = cast(Table, SearchEntryRow.__table__).c


class HitsByTime:
    """The hits of a search in one transaction as pairs of the value in a time column and the notice id.

    Hits of the same time are ordered by their publication dates, the newest first, and hits of the same date by their
    ids. If `before` is given, it is a pair, and only the pairs that follow it in this order are hits.
    """

    def __init__(
        self, session: Session, prepared: PreparedSearch, column: str, before: tuple[datetime, int] | None
    ) -> None:
        self._session = session
        self._prepared = prepared
        self._column = column
        self._before = before

    def latest(self, limit: int) -> list[tuple[datetime, int]]:
        """Return at most `limit` hits, the latest first."""
        hits: list[tuple[datetime, int]] = []
        until = None
        for since in self._periods():
            hits += self._in_period(limit - len(hits), since, until)
            if len(hits) == limit:
                break
            until = since
        return hits

    def _periods(self) -> Iterator[datetime | None]:
        """Yield the starts of the periods that PostgreSQL searches one after the other, the latest first.

        The last start is None. The first period contains at least the changes of the newest `FIRST_WINDOW` notices.
        """
        if self._prepared.in_ranges:
            last = self._before[1] if self._before else newest_entry(self._session)
            size = FIRST_WINDOW
            seen = select(_ENTRIES.first_seen_at).order_by(_ENTRIES.notice_id.desc()).limit(1)
            while since := self._session.scalar(seen.where(_ENTRIES.notice_id <= last - size)):
                yield since
                size += next_window(size, 0, None)
        yield None

    def _in_period(self, limit: int, start: datetime | None, end: datetime | None) -> list[tuple[datetime, int]]:
        column = self._column
        parameters = dict(self._prepared.condition.parameters)
        bounds = ""
        if self._before:
            tied = f"({_DAY} < {_DAY_BEFORE} OR ({_DAY} = {_DAY_BEFORE} AND notice_id > :before))"
            bounds = f" AND ({column} < :changed OR ({column} = :changed AND {tied}))"
            parameters |= {"changed": self._before[0], "before": self._before[1]}
        for name, sign, moment in (("start", ">=", start), ("end", "<", end)):
            if moment:
                bounds += f" AND {column} {sign} :{name}"
                parameters[name] = moment
        order = f"{column} DESC, {_DAY} DESC, notice_id"
        most = None if self._prepared.must_check else limit
        sql = self._prepared.select(f"notice_id, {column}", bounds, order, most)
        times: dict[str, Any] = {column: UtcDateTime()}
        statement = typed(sql, parameters).columns(notice_id=Integer(), **times)
        found = self._session.connection().execute(statement, parameters)
        rows = checked(self._session, self._prepared, iter(found))
        hits = [(row[1], row.notice_id) for row in islice(rows, limit)]
        found.close()
        return hits

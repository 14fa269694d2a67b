"""The hits of a search by their ids, the newest first, and the counts of their facets."""

from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any, cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from monitor.store.search.facets import FacetCounts
from monitor.store.search.filters import typed
from monitor.store.search.statements import COLUMNS, PreparedSearch, counting, first_window, next_window
from monitor.store.search.texts import checked, is_sqlite
from monitor.store.tables import SearchEntryRow

_FETCHED = 2000
_REST = 4
COMPARED = 1000
_JOINED = 200_000
"""`_REST` is the ratio of the size of a range to the rest that is searched with it. `COMPARED` is the size of ranges in
which all notices are compared without the index. `_JOINED` is the maximum size of ranges in which the notices that may
have to be excluded are looked up first: PostgreSQL would search a longer list of them from end to end."""
_ENTRIES = cast(Table, SearchEntryRow.__table__).c


@dataclass
class _Range:
    """A range of notice ids between `after` and `before` (both exclusive), in which at most `limit` hits are read.

    `hits` is the number of hits that were read in it. If `in_index` is false, the index of tokens is not used.
    """

    before: int | None
    after: int
    limit: int | None
    in_index: bool = True
    hits: int = 0


def newest_entry(session: Session) -> int:
    """Return the highest id of the notices in the index, or 0 if it is empty."""
    return session.scalar(select(func.max(_ENTRIES.notice_id))) or 0


class Hits:
    """The hits of a search in one transaction."""

    def __init__(self, session: Session, prepared: PreparedSearch) -> None:
        self._session = session
        self._prepared = prepared

    def ids(self, before: int | None = None, limit: int | None = None, after: int = 0) -> Iterator[int]:
        """Return the ids of at most `limit` hits between `after` and `before` (both exclusive), the newest first."""
        return (row[0] for row in self._rows("notice_id", _Range(before, after, limit)))

    def counted(self, limit: int, page: Sequence[int] = ()) -> tuple[list[int], FacetCounts]:
        """Return the ids of at most `limit` + 1 hits, the newest first, and the facets of the first `limit` of them.

        `page` contains the ids of consecutive hits.
        """
        if self._prepared.must_check or is_sqlite(self._session):
            rows = list(self._rows(COLUMNS, _Range(None, 0, limit + 1)))
            return [row[0] for row in rows], FacetCounts.of_rows(rows[:limit])
        ids: list[int] = []
        counts = FacetCounts()
        for part in self._ranges(_Range(None, 0, limit + 1), page):
            sql, parameters = self._select(COLUMNS, part)
            with self._executed(counting(sql, limit - len(ids)), parameters) as cursor:
                (_, found, *_), *groups = cursor.fetchall()
            for place, _, value, count in groups:
                counts.add(place, value, count)
            part.hits = len(found)
            ids += found
        return ids, counts

    def _rows(self, columns: str, whole: _Range) -> Iterator[Any]:
        """Return the rows of the hits in a range. The first column must be the notice id."""
        limit = whole.limit
        if self._prepared.must_check:
            whole.limit = None
        # Rows are passed on without a generator: there may be thousands.
        rows = chain.from_iterable(self._batches(columns, whole))
        return islice(checked(self._session, self._prepared, rows), limit)

    def _batches(self, columns: str, whole: _Range) -> Iterator[Sequence[Any]]:
        """Yield the rows that the SQL condition selects in a range, in batches, the newest first."""
        for part in self._ranges(whole):
            with self._executed(*self._select(columns, part)) as cursor:
                while rows := cursor.fetchmany(_FETCHED):
                    part.hits += len(rows)
                    yield rows

    def _ranges(self, whole: _Range, page: Sequence[int] = ()) -> Iterator[_Range]:
        """Yield the ranges that are searched one after the other, the newest first. Together, they are `whole`.

        `page` contains the ids of consecutive hits.
        """
        if not self._prepared.in_ranges:
            yield whole
            return
        upper = whole.before or newest_entry(self._session) + 1
        limit = whole.limit
        size = first_window(limit, page)
        while upper > whole.after + 1 and (limit is None or limit > 0):
            # A short rest is searched as well, because each statement reads the same lists of the index.
            lower = upper - 1 - size
            part = _Range(upper, lower if lower - whole.after > size // _REST else whole.after, limit)
            # To compare a few notices takes less time than to look up frequent words.
            part.in_index = self._prepared.must_check or upper - part.after > COMPARED
            yield part
            limit = limit and limit - part.hits
            size = next_window(size, part.hits, limit)
            upper = part.after + 1

    def _select(self, columns: str, part: _Range) -> tuple[str, dict[str, Any]]:
        condition = self._prepared.condition
        # The bounds are not parameters: PostgreSQL plans a repeated statement without them as if it found few notices.
        bounds = f" AND notice_id < {part.before:d}" if part.before is not None else ""
        bounds += f" AND notice_id > {part.after:d}" if part.after else ""
        if not condition.only_text:
            is_small = part.before is not None and part.before - part.after <= _JOINED
            sql = self._prepared.select(
                columns, bounds, "notice_id DESC", part.limit, in_index=part.in_index, joined=is_small
            )
            return sql, condition.parameters
        parameters = condition.parameters | {"text": condition.only_text}
        return self._prepared.select_by_text(columns, bounds.replace("notice_id", "rowid"), part.limit), parameters

    @contextmanager
    def _executed(self, sql: str, parameters: dict[str, Any]) -> Iterator[Any]:
        """Execute a statement and provide the driver's cursor within the context.

        To create thousands of SQLAlchemy rows takes longer than the query.
        """
        with closing(self._session.connection().execute(typed(sql, parameters), parameters)) as found:
            yield found.cursor

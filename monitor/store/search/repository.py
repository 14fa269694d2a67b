"""The SQL repository for searching recorded notices."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import chain, islice
from typing import Any, cast

from sqlalchemy import Integer, Table, func, select
from sqlalchemy.orm import Session

from crawler.model.notice import Notice
from monitor.model.search import COUNTED, NoticeSummary, SearchRequest, SearchResult
from monitor.search.conditions import Fts5Writer
from monitor.search.entries import stored_text, unpack_matchable
from monitor.search.gin import GinWriter
from monitor.search.plan import AllOf, compile_query
from monitor.store.batches import among
from monitor.store.search.facets import count_facets
from monitor.store.search.filters import filtered, typed
from monitor.store.search.index import (
    ENTRIES_WITH_TEXT,
    drop_other_versions,
    file_for_search,
    is_outdated,
)
from monitor.store.search.statements import COLUMNS, FIRST_WINDOW, Hit, PreparedSearch, next_window
from monitor.store.tables import NoticeRow, RevisionRow, SearchBodyRow, SearchEntryRow, UtcDateTime
from monitor.topics import Matchable

_BATCH = 200
"""The number of notices whose texts are loaded and checked together."""
_FETCHED = 2000
_DAY = "COALESCE(published_on, issued_on, '0001-01-01')"
_DAY_BEFORE = f"(SELECT {_DAY} FROM search_entry e WHERE e.notice_id = :before)"  # noqa: S608
"""SQL expressions for the date of a notice, and for that of the last notice of the previous page."""
_ENTRIES = cast(Table, SearchEntryRow.__table__).c
_BODIES = cast(Table, SearchBodyRow.__table__).c


class SqlSearchRepository:
    """The repository of the search index."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def unindexed(self, limit: int) -> list[int]:
        """Return the ids of at most `limit` notices that are not in the index, the latest first."""
        known = select(_ENTRIES.notice_id).where(_ENTRIES.notice_id == NoticeRow.id)
        query = select(NoticeRow.id).where(~known.exists()).order_by(NoticeRow.id.desc()).limit(limit)
        return list(self._session.scalars(query))

    def count_unindexed(self) -> int:
        """Return the number of notices that are not in the index."""
        total = self._session.scalar(select(func.count()).select_from(NoticeRow)) or 0
        return total - (self._session.scalar(select(func.count()).select_from(SearchEntryRow)) or 0)

    def is_outdated(self) -> bool:
        """Return whether any part of the index was created with another version of the index tokens."""
        return is_outdated(self._session)

    def drop_other_versions(self) -> None:
        """Empty the index if any part of it was created with another version of the index tokens."""
        drop_other_versions(self._session)

    def index(self, notices: Sequence[int]) -> None:
        """Add these notices to the index."""
        for notice in notices:
            row = self._session.get_one(NoticeRow, notice)
            revision = self._session.get_one(RevisionRow, (notice, row.revision))
            document = Notice.model_validate(revision.document)
            source = revision.source_id or row.source_id
            file_for_search(self._session, notice, source, document, row.first_seen_at, revision.seen_at)

    def find(
        self, request: SearchRequest, limit: int, before: int | None = None, *, facets: bool = False
    ) -> SearchResult:
        """Return at most `limit` hits, the newest first. If `before` is given, only hits with smaller ids are returned.

        If `facets` is true, the result also contains the number of hits for each value of each facet. These numbers do
        not depend on `limit` and `before`, but only the newest `COUNTED` hits are counted. If `facets` is false, the
        result's `total` is the number of returned hits.
        """
        prepared = self._prepare(request)
        if not facets:
            rows = list(islice(self._hits(prepared, before, limit + 1), limit + 1))
            ids = tuple(row[0] for row in rows[:limit])
            return SearchResult(ids, len(ids), len(rows) > limit)
        rows = list(islice(self._hits(prepared, None, COUNTED + 1), COUNTED + 1))
        counted = rows[:COUNTED]
        counted_ids = [row[0] for row in counted]
        page = [notice for notice in counted_ids if notice < before] if before is not None else counted_ids
        if len(page) < limit and len(rows) > COUNTED:
            page = [row[0] for row in islice(self._hits(prepared, before, limit), limit)]
        more = len(rows) > COUNTED
        return SearchResult(tuple(page[:limit]), len(counted), more, count_facets(counted), frozenset(counted_ids))

    def inbox(
        self, request: SearchRequest, limit: int, before: tuple[datetime, int] | None = None
    ) -> list[tuple[datetime, int]]:
        """Return at most `limit` hits as pairs of the time of the last change and the notice id, the latest first.

        Hits of the same time, such as those of a source's first poll, are ordered by their publication dates, the
        newest first, and hits of the same date by their ids, that is as they were listed.

        `before` is the last pair of the previous page. If it is given, only the pairs that follow it are returned.
        """
        return self._by_time("changed_at", request, limit, before)

    def first_seen(self, request: SearchRequest, limit: int) -> list[tuple[datetime, int]]:
        """Return at most `limit` hits, the latest first.

        Each hit is a pair of the time when the notice was first seen and the notice id.
        """
        return self._by_time("first_seen_at", request, limit, None)

    def matching(self, request: SearchRequest, after: int = 0) -> list[int]:
        """Return the ids of all hits with ids greater than `after`, the newest first."""
        prepared = self._prepare(request)
        return [row[0] for row in self._hits(prepared, None, None, after)]

    def matchables(self, notices: Sequence[int]) -> dict[int, Matchable]:
        """Return the data of these notices that queries are compared with, by notice id.

        Notices that are not in the index are left out.
        """
        if self._is_sqlite:
            stored = select(_BODIES.notice_id, _BODIES.packed).where(among(self._session, _BODIES.notice_id, notices))
            return {notice: unpack_matchable(packed) for notice, packed in self._session.execute(stored)}
        entries = ENTRIES_WITH_TEXT.c
        query = select(entries.notice_id, entries.packed, entries.folded)
        query = query.where(among(self._session, entries.notice_id, notices))
        rows = self._session.execute(query)
        return {notice: unpack_matchable(packed, stored_text(folded)) for notice, packed, folded in rows}

    def summaries(self, notices: Sequence[int]) -> list[NoticeSummary]:
        """Return summaries of these notices, in the order of `notices`."""
        query = (
            select(NoticeRow, RevisionRow.document, RevisionRow.source_id, SearchEntryRow.changed_at)
            .join(RevisionRow, (RevisionRow.notice_id == NoticeRow.id) & (RevisionRow.number == NoticeRow.revision))
            .outerjoin(SearchEntryRow, SearchEntryRow.notice_id == NoticeRow.id)
            .where(NoticeRow.id.in_(notices))
        )
        found = {row[0].id: _summary(*row) for row in self._session.execute(query)}
        return [found[notice] for notice in notices if notice in found]

    def _prepare(self, request: SearchRequest) -> PreparedSearch:
        queries = tuple(filter(None, (request.query, *request.also)))
        writer = Fts5Writer() if self._is_sqlite else GinWriter()
        condition = writer.write(AllOf(tuple(compile_query(query.expression) for query in queries)))
        sql, parameters = filtered(request.filters)
        prepared = replace(
            condition,
            parameters=condition.parameters | parameters,
            only_text=condition.only_text if not sql else None,
        )
        return PreparedSearch(prepared, sql, queries)

    def _by_time(
        self, column: str, request: SearchRequest, limit: int, before: tuple[datetime, int] | None
    ) -> list[tuple[datetime, int]]:
        """Return at most `limit` hits as pairs of the value in the time column `column` and the notice id.

        The latest hits are first. If `before` is given, only pairs that follow it in this order are returned.
        """
        prepared = self._prepare(request)
        hits: list[tuple[datetime, int]] = []
        until = None
        for since in self._periods(prepared, before):
            hits += self._in_period(prepared, column, limit - len(hits), before, (since, until))
            if len(hits) == limit:
                break
            until = since
        return hits

    def _periods(self, prepared: PreparedSearch, before: tuple[datetime, int] | None) -> Iterator[datetime | None]:
        """Yield the starts of the periods that PostgreSQL searches one after the other, the latest first.

        The last start is None. The first period contains at least the changes of the newest `FIRST_WINDOW` notices.
        """
        if prepared.in_ranges:
            last = before[1] if before else self._last_entry()
            size = FIRST_WINDOW
            seen = select(_ENTRIES.first_seen_at).order_by(_ENTRIES.notice_id.desc()).limit(1)
            while since := self._session.scalar(seen.where(_ENTRIES.notice_id <= last - size)):
                yield since
                size += next_window(size, 0, None)
        yield None

    def _in_period(
        self,
        prepared: PreparedSearch,
        column: str,
        limit: int,
        before: tuple[datetime, int] | None,
        period: tuple[datetime | None, datetime | None],
    ) -> list[tuple[datetime, int]]:
        parameters = dict(prepared.condition.parameters)
        bounds = ""
        if before:
            tied = f"({_DAY} < {_DAY_BEFORE} OR ({_DAY} = {_DAY_BEFORE} AND notice_id > :before))"
            bounds = f" AND ({column} < :changed OR ({column} = :changed AND {tied}))"
            parameters |= {"changed": before[0], "before": before[1]}
        for name, sign, end in zip(("start", "end"), (">=", "<"), period, strict=True):
            if end:
                bounds += f" AND {column} {sign} :{name}"
                parameters[name] = end
        order = f"{column} DESC, {_DAY} DESC, notice_id"
        sql = prepared.select(f"notice_id, {column}", bounds, order, None if prepared.must_check else limit)
        moment: dict[str, Any] = {column: UtcDateTime()}
        statement = typed(sql, parameters).columns(notice_id=Integer(), **moment)
        found = self._session.connection().execute(statement, parameters)
        rows = self._checked(prepared, iter(found))
        hits = [(row[1], row.notice_id) for row in islice(rows, limit)]
        found.close()
        return hits

    def _last_entry(self) -> int:
        return self._session.scalar(select(func.max(_ENTRIES.notice_id))) or 0

    @property
    def _is_sqlite(self) -> bool:
        return self._session.connection().dialect.name == "sqlite"

    def _hits(self, prepared: PreparedSearch, before: int | None, limit: int | None, after: int = 0) -> Iterator[Hit]:
        """Yield the rows of hits with ids between `after` and `before` (both exclusive), the newest first.

        If the SQL condition is exact, at most `limit` rows are yielded. Otherwise, `limit` is ignored, and only rows
        that match the queries are yielded.
        """
        batches = self._batches(prepared, before, after, None if prepared.must_check else limit)
        # Rows are passed on without a generator: there may be thousands.
        return self._checked(prepared, chain.from_iterable(batches))

    def _checked(self, prepared: PreparedSearch, rows: Iterator[Any]) -> Iterator[Any]:
        """Return those rows whose notices match the queries in `prepared`.

        The first value of each row must be the notice id. If the SQL condition is exact, all rows are returned
        unchecked.
        """
        return self._matching(prepared, rows) if prepared.must_check else rows

    def _matching(self, prepared: PreparedSearch, rows: Iterator[Any]) -> Iterator[Any]:
        while batch := list(islice(rows, _BATCH)):
            notices = [row[0] for row in batch]
            matchables = self._texts(notices) if prepared.concerns_text else self.matchables(notices)
            for row in batch:
                matchable = matchables[row[0]]
                if all(query.match(matchable) is not None for query in prepared.queries):
                    yield row

    def _texts(self, notices: Sequence[int]) -> dict[int, Matchable]:
        """Return the texts of these notices without their fields and dates, by notice id.

        SQLite stores texts and fields together, so that the result contains the fields as well.
        """
        if self._is_sqlite:
            return self.matchables(notices)
        entries = ENTRIES_WITH_TEXT.c
        query = select(entries.notice_id, entries.folded).where(among(self._session, entries.notice_id, notices))
        rows = self._session.execute(query)
        return {notice: Matchable(stored_text(folded)) for notice, folded in rows}

    def _batches(
        self, prepared: PreparedSearch, before: int | None, after: int, limit: int | None
    ) -> Iterator[Sequence[Hit]]:
        """Yield the rows that the SQL condition selects, at most `limit`, in batches, the newest first."""
        if not prepared.in_ranges:
            yield from self._selected(prepared, before, after, limit)
            return
        upper = before or self._last_entry() + 1
        size = FIRST_WINDOW
        while upper > after + 1 and (limit is None or limit > 0):
            lower = max(after, upper - 1 - size)
            rows = list(chain.from_iterable(self._selected(prepared, upper, lower, limit)))
            yield rows
            limit = limit and limit - len(rows)
            size = next_window(size, len(rows), limit)
            upper = lower + 1

    def _selected(
        self, prepared: PreparedSearch, before: int | None, after: int, limit: int | None
    ) -> Iterator[Sequence[Hit]]:
        condition = prepared.condition
        parameters = dict(condition.parameters)
        bounds = ""
        if before is not None:
            bounds = " AND notice_id < :before"
            parameters["before"] = before
        if after:
            bounds += " AND notice_id > :after"
            parameters["after"] = after
        if condition.only_text:
            most = f" LIMIT {limit:d}" if limit is not None else ""
            # FTS5 itself returns the newest rows first, and stops at the limit.
            inside = bounds.replace("notice_id", "rowid")
            hits = (
                f"SELECT rowid AS hit FROM search_text WHERE search_text MATCH :text{inside} ORDER BY rowid DESC{most}"  # noqa: S608
            )
            sql = f"SELECT {COLUMNS} FROM ({hits}) CROSS JOIN search_entry ON notice_id = hit ORDER BY hit DESC"  # noqa: S608
            parameters["text"] = condition.only_text
        else:
            sql = prepared.select(COLUMNS, bounds, "notice_id DESC", limit)
        found = self._session.connection().execute(typed(sql, parameters), parameters)
        assert found.cursor is not None
        # The driver's rows are used, because creating thousands of SQLAlchemy rows takes longer than the query.
        while rows := found.cursor.fetchmany(_FETCHED):
            yield rows
        found.close()


def _summary(row: NoticeRow, document: dict[str, Any], source: str | None, changed_at: Any) -> NoticeSummary:
    def day(name: str) -> date | None:
        return date.fromisoformat(written) if (written := document.get(name)) else None

    return NoticeSummary(
        id=row.id,
        source=source or row.source_id,
        revision=row.revision,
        first_seen_at=row.first_seen_at,
        changed_at=changed_at or row.first_seen_at,
        url=document["url"],
        title=document.get("title"),
        kind=document.get("kind"),
        document_number=document.get("document_number"),
        issuers=tuple(document.get("issuers", ())),
        region=tuple(document.get("region", ())),
        issued_on=day("issued_on"),
        published_on=day("published_on"),
        text=document.get("text", ""),
        pruned=row.pruned_at is not None,
    )

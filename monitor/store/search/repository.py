"""The SQL repository for searching recorded notices."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import cast

from sqlalchemy import Table, func, select
from sqlalchemy.orm import Session

from crawler.model.notice import Notice
from monitor.model.search import COUNTED, NoticeSummary, SearchCounts, SearchRequest, SearchResult
from monitor.search.conditions import Fts5Writer
from monitor.search.gin import GinWriter
from monitor.search.plan import AllOf, compile_query
from monitor.store.search.by_time import HitsByTime
from monitor.store.search.facets import count_facets
from monitor.store.search.filters import filtered
from monitor.store.search.hits import Hits, newest_entry
from monitor.store.search.index import drop_other_versions, file_for_search, is_outdated
from monitor.store.search.statements import PreparedSearch
from monitor.store.search.summaries import summaries
from monitor.store.search.texts import is_sqlite, matchables
from monitor.store.tables import NoticeRow, RevisionRow, SearchEntryRow
from monitor.topics import Matchable

_ENTRIES = cast(Table, SearchEntryRow.__table__).c


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

    def find(self, request: SearchRequest, limit: int, before: int | None = None) -> SearchResult:
        """Return at most `limit` hits, the newest first.

        If `before` is given, only hits with smaller ids are returned.
        """
        found = tuple(Hits(self._session, self._prepare(request)).ids(before, limit + 1))
        return SearchResult(found[:limit], len(found) > limit, before)

    def count(self, request: SearchRequest, page: SearchResult | None = None) -> SearchCounts:
        """Return the numbers of hits by facet and value. Only the newest `COUNTED` hits are counted.

        `page` is a result of `find` for the request, from which the store estimates how frequent hits are.
        """
        if page and page.is_complete and len(page.ids) <= COUNTED:
            counts = count_facets(self._session, page.ids)
            return SearchCounts(len(page.ids), False, counts.by_facet(), frozenset(page.ids))
        hits = Hits(self._session, self._prepare(request))
        ids, counts = hits.counted(COUNTED, page.ids if page else ())
        every = ids[:COUNTED]
        return SearchCounts(len(every), len(ids) > COUNTED, counts.by_facet(), frozenset(every))

    def inbox(
        self, request: SearchRequest, limit: int, before: tuple[datetime, int] | None = None
    ) -> list[tuple[datetime, int]]:
        """Return at most `limit` hits as pairs of the time of the last change and the notice id, the latest first.

        Hits of the same time, such as those of a source's first poll, are ordered by their publication dates, the
        newest first, and hits of the same date by their ids, that is as they were listed.

        `before` is the last pair of the previous page. If it is given, only the pairs that follow it are returned.
        """
        return HitsByTime(self._session, self._prepare(request), "changed_at", before).latest(limit)

    def first_seen(self, request: SearchRequest, limit: int) -> list[tuple[datetime, int]]:
        """Return at most `limit` hits, the latest first.

        Each hit is a pair of the time when the notice was first seen and the notice id.
        """
        return HitsByTime(self._session, self._prepare(request), "first_seen_at", None).latest(limit)

    def matching(self, request: SearchRequest, after: int = 0) -> list[int]:
        """Return the ids of all hits with ids greater than `after`, the newest first."""
        return list(Hits(self._session, self._prepare(request)).ids(after=after))

    def newest(self) -> int:
        """Return the highest id of the notices in the index, or 0 if it is empty."""
        return newest_entry(self._session)

    def matchables(self, notices: Sequence[int]) -> dict[int, Matchable]:
        """Return the data of these notices that queries are compared with, by notice id.

        Notices that are not in the index are left out.
        """
        return matchables(self._session, notices)

    def summaries(self, notices: Sequence[int]) -> list[NoticeSummary]:
        """Return summaries of these notices, in the order of `notices`."""
        return summaries(self._session, notices)

    def _prepare(self, request: SearchRequest) -> PreparedSearch:
        queries = tuple(filter(None, (request.query, *request.also)))
        writer = Fts5Writer() if is_sqlite(self._session) else GinWriter()
        condition = writer.write(AllOf(tuple(compile_query(query.expression) for query in queries)))
        sql, parameters = filtered(request.filters)
        prepared = replace(
            condition,
            parameters=condition.parameters | parameters,
            only_text=condition.only_text if not sql else None,
        )
        return PreparedSearch(prepared, sql, queries)

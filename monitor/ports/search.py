"""Interface of the repository of the search index."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from monitor.model.search import NoticeSummary, SearchCounts, SearchRequest, SearchResult
from monitor.topics import Matchable


class SearchRepository(Protocol):
    """The repository of the search index."""

    def unindexed(self, limit: int) -> list[int]:
        """Return the ids of at most `limit` notices that are not in the index, the latest first."""

    def count_unindexed(self) -> int:
        """Return the number of notices that are not in the index."""

    def is_outdated(self) -> bool:
        """Return whether any part of the index was created with another version of the index tokens."""

    def drop_other_versions(self) -> None:
        """Empty the index if any part of it was created with another version of the index tokens."""

    def index(self, notices: Sequence[int]) -> None:
        """Add these notices to the index."""

    def find(self, request: SearchRequest, limit: int, before: int | None = None) -> SearchResult:
        """Return at most `limit` hits, the newest first.

        If `before` is given, only hits with smaller ids are returned.
        """

    def count(self, request: SearchRequest, page: SearchResult | None = None) -> SearchCounts:
        """Return the numbers of hits by facet and value. Only the newest `COUNTED` hits are counted.

        `page` is a result of `find` for the request, from which the store estimates how frequent hits are.
        """

    def inbox(
        self, request: SearchRequest, limit: int, before: tuple[datetime, int] | None = None
    ) -> list[tuple[datetime, int]]:
        """Return at most `limit` hits as pairs of the time of the last change and the notice id, the latest first.

        `before` is the last pair of the previous page. If it is given, only the pairs that follow it are returned.
        """

    def first_seen(self, request: SearchRequest, limit: int) -> list[tuple[datetime, int]]:
        """Return at most `limit` hits as pairs of the time first seen and the notice id, the latest first."""

    def matching(self, request: SearchRequest, after: int = 0) -> list[int]:
        """Return the ids of all hits with ids greater than `after`, the newest first."""

    def newest(self) -> int:
        """Return the highest id of the notices in the index, or 0 if it is empty."""

    def matchables(self, notices: Sequence[int]) -> dict[int, Matchable]:
        """Return for each of these notices the data with which queries are compared, by notice id.

        Notices that are not in the index are left out.
        """

    def summaries(self, notices: Sequence[int]) -> list[NoticeSummary]:
        """Return summaries of these notices, in the order of `notices`."""

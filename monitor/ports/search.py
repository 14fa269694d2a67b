"""The search index."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from monitor.model.search import NoticeSummary, SearchRequest, SearchResult
from monitor.topics import Matchable


class SearchRepository(Protocol):
    """The search index."""

    def unindexed(self, limit: int) -> list[int]:
        """Return the notices that are not in the index, the latest first."""

    def count_unindexed(self) -> int:
        """Return the number of notices that are not in the index."""

    def is_outdated(self) -> bool:
        """Return whether another version of the program made some of the index."""

    def drop_other_versions(self) -> None:
        """Empty the index if another version of the program made it."""

    def index(self, notices: Sequence[int]) -> None:
        """Put these notices into the index."""

    def find(
        self, request: SearchRequest, limit: int, before: int | None = None, *, facets: bool = False
    ) -> SearchResult:
        """Return the newest hits before the notice `before`, at most `limit`.

        With `facets`, all hits are counted; without, `total` is the number of the returned hits.
        """

    def inbox(
        self, request: SearchRequest, limit: int, before: tuple[datetime, int] | None = None
    ) -> list[tuple[datetime, int]]:
        """Return the hits whose text changed last, before the given time and notice, each with its time and id."""

    def matching(self, request: SearchRequest, after: int = 0) -> list[int]:
        """Return the ids of all hits after the notice `after`, the newest first."""

    def matchable(self, notice: int) -> Matchable | None:
        """Return what queries are evaluated on; None for a notice that is not in the index."""

    def summaries(self, notices: Sequence[int]) -> list[NoticeSummary]:
        """Return notices in summary, in this order."""

"""The interface of the repository that finds and deletes old data, and finds stored pages to be read again."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from monitor.model import (
    KeptPage,
    Outdated,
    Prunable,
)


class RetentionRepository(Protocol):
    """The repository that finds and deletes old data, and finds stored pages for a newer page reader to read."""

    def kept_pages(
        self, reader: str, after: tuple[int, int], limit: int, source: str | None, since: datetime | None
    ) -> list[KeptPage]:
        """Return at most `limit` revisions whose stored page was read by another page reader version than `reader`.

        The revisions are ordered by notice id and revision number, and begin after the pair `after`. If `source` is
        given, only revisions of notices first seen at that source are returned. If `since` is given, only revisions
        recorded since then are returned. Notices whose text was pruned are left out.
        """

    def outdated(self, what: Prunable, before: datetime, limit: int) -> list[Outdated]:
        """Return at most `limit` rows of the kind `what` that are older than `before` and may be pruned.

        The following may not be pruned: data that a queued message needs, events that a reader of the event log has not
        read yet, and the texts of a notice whose newest revision is not older than `before`.
        """

    def drop(self, what: Prunable, ids: Sequence[int], before: datetime, at: datetime) -> int:
        """Prune the rows with these ids, except those that must be kept, and return the number of pruned rows.

        `before` is the same limit as in `outdated`. A notice whose text is pruned keeps its identifying fields,
        locations, readings and alerts.
        """

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
    """The repository that finds and deletes old data, and finds stored pages that must be read again."""

    def kept_pages(
        self, reader: str, after: tuple[int, int], limit: int, source: str | None, since: datetime | None
    ) -> list[KeptPage]:
        """Return at most `limit` revisions whose stored page was last read by another version of the page reader.

        `reader` is the current version. The revisions are ordered by notice id and revision number. Only those that
        follow the pair `after` in this order are returned. If `source` is given, only revisions of notices first seen
        at that source are returned. If `since` is given, only revisions recorded at that time or later are returned.
        Notices whose text was pruned are left out.
        """

    def outdated(self, what: Prunable, before: datetime, limit: int) -> list[Outdated]:
        """Return at most `limit` rows of the kind `what` that are older than `before` and may be pruned.

        The following may not be pruned: data that a queued message needs, events that a reader of the event log has not
        read yet, and the texts of a notice whose newest revision is not older than `before`.
        """

    def drop(self, what: Prunable, ids: Sequence[int], before: datetime, at: datetime) -> int:
        """Prune those of the rows with these ids that may still be pruned, and return their number.

        `what` and `before` are the same as for `outdated`, and `at` is the time of the pruning. A notice whose text is
        pruned keeps its identifying fields, locations, readings and alerts.
        """

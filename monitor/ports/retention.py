"""Rows to re-read or prune."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from monitor.model import (
    KeptPage,
    Outdated,
    Prunable,
)


class RetentionRepository(Protocol):
    """Old rows to re-read or prune."""

    def kept_pages(
        self, reader: str, after: tuple[int, int], limit: int, source: str | None, since: datetime | None
    ) -> list[KeptPage]:
        """Return the revisions with a page that a reader other than this one read.

        They follow the notice and revision `after`, in order. With `source` only those of notices first seen at the
        source are returned, with `since` only those seen since then. Revisions whose text was pruned are left out.
        """

    def outdated(self, what: Prunable, before: datetime, limit: int) -> list[Outdated]:
        """Return the rows older than `before` that may be pruned.

        Rows that a queued message is about, events after a reader's position, and texts of notices with a revision
        since then may not be pruned.
        """

    def drop(self, what: Prunable, ids: Sequence[int], before: datetime, at: datetime) -> int:
        """Prune those of the rows that may still be pruned; return their number.

        A notice whose text is pruned keeps its identifying fields, its locations, readings and alerts.
        """

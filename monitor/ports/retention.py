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
        """Revisions with a page that another reader than this one read, after this notice and revision, in order;
        of notices first seen at the source, and seen since then. Those whose text was pruned are left out."""

    def outdated(self, what: Prunable, before: datetime, limit: int) -> list[Outdated]:
        """What is older and may be pruned: nothing that a queued message is about or that follows a position, no text
        of a notice with a revision since."""

    def drop(self, what: Prunable, ids: Sequence[int], before: datetime, at: datetime) -> int:
        """Prunes those of them that may still be pruned; gives their number. A notice without its text keeps what
        names it, its places, readings and alerts."""

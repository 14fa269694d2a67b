"""Limits on the number of a source's pages that are stored as evidence within a day."""

import logging
from collections import defaultdict
from datetime import date, datetime

from crawler.model.packed_page import PackedPage

logger = logging.getLogger(__name__)
PAGES = 5000
BYTES = 500 * 1024 * 1024
"""The maximum number of pages of a source, and of their compressed bytes, that are stored within a day (UTC)."""


class PageQuota:
    """Daily limits on the number and the size of the pages that are stored for each source.

    Beyond the limits, notices of a source are still recorded, but without their pages. Each process counts separately
    and starts at zero after a restart, which is sufficient to protect the disk from a flood of pages. Pages are counted
    before their transaction is committed, and the transaction may be repeated. Therefore, call `withdraw` before each
    attempt, and `confirm` after the commit.
    """

    def __init__(self, pages: int = PAGES, size: int = BYTES) -> None:
        self._pages = pages
        self._bytes = size
        self._day: date | None = None
        self._exhausted: set[str] = set()
        self._counts: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
        self._admitted: list[tuple[str, int]] = []

    def withdraw(self) -> None:
        """Stop counting the pages admitted since the last call of `confirm`, because they were not stored."""
        for source, size in self._admitted:
            pages, stored = self._counts[source]
            self._counts[source] = (pages - 1, stored - size)
        self._admitted.clear()

    def confirm(self) -> None:
        """Keep counting the pages admitted so far, because their transaction was committed."""
        self._admitted.clear()

    def admit(self, source: str, page: PackedPage | None, now: datetime) -> PackedPage | None:
        """Return the page and count it, or return None if a limit of the day is reached or `page` is None."""
        if page is None:
            return None
        if now.date() != self._day:
            self._day = now.date()
            self._counts.clear()
            self._exhausted.clear()
            self._admitted.clear()
        pages, size = self._counts[source]
        if pages >= self._pages or size + len(page.body) > self._bytes:
            if source not in self._exhausted:
                self._exhausted.add(source)
                extra = {"action": "page_quota", "source": source}
                logger.warning(
                    "%s: daily limit of stored pages reached; notices are recorded without their pages",
                    source,
                    extra=extra,
                )
            return None
        self._counts[source] = (pages + 1, size + len(page.body))
        self._admitted.append((source, len(page.body)))
        return page

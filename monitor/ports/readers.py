"""Readers of the web page, and the rows of its lists."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol

from monitor.model.readers import AlertSummary, DeadlineDay, FeedAddress, MeasureKey, ReaderMark


class ReaderRepository(Protocol):
    """Marks, sessions and feed addresses."""

    def marks(self, owner: str, notices: Sequence[int]) -> dict[int, ReaderMark]:
        """Return the marks of these notices, by notice."""

    def mark_read(self, owner: str, notices: Sequence[int], at: datetime | None) -> None:
        """Mark these notices as read at a time, or with None as unread."""

    def star(self, owner: str, notice: int, at: datetime | None) -> None:
        """Star a notice, or with None take its star away."""

    def add_session(self, digest: str, owner: str, at: datetime, expires_at: datetime) -> None:
        """Begin a session, and end those that have expired."""

    def session_owner(self, digest: str, now: datetime) -> str | None:
        """Return the owner of a session that has not expired."""

    def end_session(self, digest: str) -> None:
        """End a session."""

    def add_feed(self, token: str, owner: str, selection: dict[str, Any], at: datetime) -> FeedAddress:
        """Publish a selection; return the address it already has, if it has one."""

    def feed(self, token: str) -> FeedAddress | None:
        """Return the feed at a secret address."""

    def feeds(self, owner: str) -> list[FeedAddress]:
        """Return the feeds of an owner, the earliest first."""

    def revoke_feed(self, owner: str, feed: int) -> None:
        """Revoke a feed's address."""


class ListingRepository(Protocol):
    """Rows of lists over all notices."""

    def alerts_of(self, notices: Sequence[int]) -> list[AlertSummary]:
        """Return the alerts of these notices, the earliest first."""

    def measures(
        self,
        limit: int,
        before: MeasureKey | None,
        *,
        unit: str | None = None,
        by: str | None = None,
        notices: Sequence[int] | None = None,
    ) -> list[MeasureKey]:
        """Return measures of the newest notices first, before the given one.

        `unit` is part of a unit's folded name; `by` begins the date of a target; `notices` are the only ones.
        """

    def deadlines(
        self,
        first: date,
        last: date,
        limit: int,
        after: DeadlineDay | None = None,
        notices: Sequence[int] | None = None,
    ) -> list[DeadlineDay]:
        """Return the public deadlines from the first day to the last, the earliest first, after the given one."""

    def count_alerts(self) -> int:
        """Return the number of alerts recorded."""

    def notices_by_source(self) -> dict[str, int]:
        """Return the number of notices first seen at each source."""

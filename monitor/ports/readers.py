"""Interfaces of the repositories of web page users, of API tokens, and of data listed across all notices."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Protocol

from monitor.model.readers import AlertSummary, DeadlineDay, FeedAddress, MeasureKey, ReaderMark
from monitor.model.tokens import ApiToken
from monitor.model.trends import NoticeDay


class ReaderRepository(Protocol):
    """The repository of the web users' data: the notices they read or starred, their sessions, and their feeds."""

    def marks(self, owner: str, notices: Sequence[int]) -> dict[int, ReaderMark]:
        """Return when the user `owner` read and starred these notices, by notice id.

        Notices that the user never marked are left out.
        """

    def mark_read(self, owner: str, notices: Sequence[int], at: datetime | None) -> None:
        """Mark notices as read by `owner` at the time `at`, or as unread if `at` is None."""

    def star(self, owner: str, notice: int, at: datetime | None) -> None:
        """Star a notice for `owner` at the time `at`, or remove the star if `at` is None."""

    def add_session(self, digest: str, owner: str, at: datetime, expires_at: datetime) -> None:
        """Begin a session of the user `owner` that ends at `expires_at`, and remove all expired sessions.

        `digest` is the hash of the secret by which the session is identified. `at` is the current time.
        """

    def session_owner(self, digest: str, now: datetime) -> str | None:
        """Return the owner of the session with this digest, or None if it does not exist or has expired."""

    def end_session(self, digest: str) -> None:
        """End the session with the digest `digest`."""

    def add_feed(self, token: str, owner: str, selection: dict[str, Any], at: datetime) -> FeedAddress:
        """Publish a selection of notices as a feed with the secret token `token`, and return the feed.

        `selection` contains the search options that select the notices. If the owner already publishes the same
        selection, the existing feed is returned and `token` is not used.
        """

    def feed(self, token: str) -> FeedAddress | None:
        """Return the feed with this secret token, or None if it does not exist or was revoked."""

    def feeds(self, owner: str) -> list[FeedAddress]:
        """Return the feeds of an owner, the earliest first."""

    def revoke_feed(self, owner: str, feed: int) -> None:
        """Delete the feed with the id `feed` if it belongs to `owner`, so that its secret URL no longer works."""


class ListingRepository(Protocol):
    """The repository that lists data of all notices, such as measures, deadlines and the notices per day."""

    def alerts_of(self, notices: Sequence[int]) -> list[AlertSummary]:
        """Return all alerts about the notices with these ids, the earliest first."""

    def measures(
        self,
        limit: int,
        before: MeasureKey | None,
        *,
        unit: str | None = None,
        by: str | None = None,
        region: str | None = None,
        notices: Sequence[int] | None = None,
    ) -> list[MeasureKey]:
        """Return the keys of at most `limit` measures, from the newest notice to the oldest.

        If `before` is given, only the measures that follow it in this order are returned. If `unit` is given, the
        folded name of a responsible unit must contain that text. If `by` is given, the date of the earliest target must
        begin with that text. If `region` (a name or a path) is given, the notice must be from that region or a part of
        it. If `notices` is given, only measures of the notices with these ids are returned.
        """

    def deadlines(
        self,
        first: date,
        last: date,
        limit: int,
        after: DeadlineDay | None = None,
        notices: Sequence[int] | None = None,
    ) -> list[DeadlineDay]:
        """Return at most `limit` deadlines between the dates `first` and `last`, the earliest first.

        Both dates are included. If `after` is given, only the deadlines that follow it are returned. If `notices` is
        given, only the deadlines of the notices with these ids are returned.
        """

    def notice_days(self, since: date) -> list[NoticeDay]:
        """Return the date, issuers and region of each notice dated on or after `since`.

        The date of a notice is its publication date. If this is unknown, it is the date of issue. If this is unknown as
        well, it is the date on which the notice was first seen.
        """

    def with_targets(self, limit: int, before: int | None = None, notices: Sequence[int] | None = None) -> list[int]:
        """Return the ids of at most `limit` notices that state a target with a date, the newest first.

        If `before` is given, only notices with a smaller id are considered. If `notices` is given, only the notices
        with these ids are considered.
        """

    def count_alerts(self) -> int:
        """Return the number of recorded alerts."""

    def notices_by_source(self) -> dict[str, int]:
        """Return the number of notices first seen at each source, by source id."""


class TokenRepository(Protocol):
    """The repository of the tokens of the HTTP API."""

    def add(self, digest: str, token: ApiToken) -> bool:
        """Store a token under the digest of its secret, and return whether it was stored.

        The result is False if another token already has the same name.
        """

    def find(self, digest: str) -> ApiToken | None:
        """Return the token whose secret has this digest, or None if there is no such token."""

    def all(self) -> list[ApiToken]:
        """Return all tokens, ordered by name."""

    def revoke(self, name: str) -> bool:
        """Delete the token with this name, and return whether there was one."""

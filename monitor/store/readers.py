"""The SQL repositories of the web users' data and of the tokens of the HTTP API."""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from monitor.model.readers import FeedAddress, ReaderMark
from monitor.model.tokens import ApiToken, TokenScope
from monitor.store.tables import ApiTokenRow, FeedAddressRow, ReaderMarkRow, WebSessionRow


class SqlReaderRepository:
    """The repository of the web users' data: the notices they read or starred, their sessions, and their feeds."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def marks(self, owner: str, notices: Sequence[int]) -> dict[int, ReaderMark]:
        """Return when the user `owner` read and starred these notices, by notice id.

        Notices that the user never marked are left out.
        """
        rows = select(ReaderMarkRow).where(ReaderMarkRow.owner == owner, ReaderMarkRow.notice_id.in_(notices))
        return {row.notice_id: ReaderMark(row.read_at, row.starred_at) for row in self._session.scalars(rows)}

    def mark_read(self, owner: str, notices: Sequence[int], at: datetime | None) -> None:
        """Mark notices as read by `owner` at the time `at`, or as unread if `at` is None."""
        for notice in notices:
            self._mark(owner, notice).read_at = at
        self._session.flush()

    def star(self, owner: str, notice: int, at: datetime | None) -> None:
        """Star a notice for `owner` at the time `at`, or remove the star if `at` is None."""
        self._mark(owner, notice).starred_at = at
        self._session.flush()

    def _mark(self, owner: str, notice: int) -> ReaderMarkRow:
        row = self._session.get(ReaderMarkRow, (owner, notice))
        if row is None:
            row = ReaderMarkRow(owner=owner, notice_id=notice)
            self._session.add(row)
        return row

    def add_session(self, digest: str, owner: str, at: datetime, expires_at: datetime) -> None:
        """Begin a session of the user `owner` that ends at `expires_at`, and remove all expired sessions.

        `digest` is the hash of the secret by which the session is identified. `at` is the current time.
        """
        self._session.execute(delete(WebSessionRow).where(WebSessionRow.expires_at <= at))
        self._session.add(WebSessionRow(digest=digest, owner=owner, created_at=at, expires_at=expires_at))
        self._session.flush()

    def session_owner(self, digest: str, now: datetime) -> str | None:
        """Return the owner of the session with this digest, or None if it does not exist or has expired."""
        row = self._session.get(WebSessionRow, digest)
        return row.owner if row and row.expires_at > now else None

    def end_session(self, digest: str) -> None:
        """End the session with the digest `digest`."""
        self._session.execute(delete(WebSessionRow).where(WebSessionRow.digest == digest))

    def add_feed(self, token: str, owner: str, selection: dict[str, Any], at: datetime) -> FeedAddress:
        """Publish a selection of notices as a feed with the secret token `token`, and return the feed.

        `selection` contains the search options that select the notices. If the owner already publishes the same
        selection, the existing feed is returned and `token` is not used.
        """
        written = _canonical(selection)
        for known in self.feeds(owner):
            if _canonical(known.selection) == written:
                return known
        row = FeedAddressRow(token=token, owner=owner, selection=selection, created_at=at)
        self._session.add(row)
        self._session.flush()
        return _feed(row)

    def feed(self, token: str) -> FeedAddress | None:
        """Return the feed with this secret token, or None if it does not exist or was revoked."""
        row = self._session.scalar(select(FeedAddressRow).where(FeedAddressRow.token == token))
        return _feed(row) if row else None

    def feeds(self, owner: str) -> list[FeedAddress]:
        """Return the feeds of an owner, the earliest first."""
        rows = select(FeedAddressRow).where(FeedAddressRow.owner == owner).order_by(FeedAddressRow.id)
        return [_feed(row) for row in self._session.scalars(rows)]

    def revoke_feed(self, owner: str, feed: int) -> None:
        """Delete the feed with the id `feed` if it belongs to `owner`, so that its secret URL no longer works."""
        mine = (FeedAddressRow.owner == owner) & (FeedAddressRow.id == feed)
        self._session.execute(delete(FeedAddressRow).where(mine))


def _canonical(selection: dict[str, Any]) -> str:
    return json.dumps(selection, sort_keys=True)


def _feed(row: FeedAddressRow) -> FeedAddress:
    return FeedAddress(row.id, row.token, row.owner, row.selection, row.created_at)


class SqlTokenRepository:
    """The repository of the tokens of the HTTP API."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, digest: str, token: ApiToken) -> bool:
        """Store a token under the digest of its secret, and return whether it was stored.

        The result is False if another token already has the same name.
        """
        if self._session.get(ApiTokenRow, token.name) is not None:
            return False
        row = ApiTokenRow(name=token.name, digest=digest, scope=token.scope, created_at=token.created_at)
        self._session.add(row)
        self._session.flush()
        return True

    def find(self, digest: str) -> ApiToken | None:
        """Return the token whose secret has this digest, or None if there is no such token."""
        row = self._session.scalar(select(ApiTokenRow).where(ApiTokenRow.digest == digest))
        return _token(row) if row else None

    def all(self) -> list[ApiToken]:
        """Return all tokens, ordered by name."""
        return [_token(row) for row in self._session.scalars(select(ApiTokenRow).order_by(ApiTokenRow.name))]

    def revoke(self, name: str) -> bool:
        """Delete the token with this name, and return whether there was one."""
        found = self._session.get(ApiTokenRow, name) is not None
        self._session.execute(delete(ApiTokenRow).where(ApiTokenRow.name == name))
        return found


def _token(row: ApiTokenRow) -> ApiToken:
    return ApiToken(row.name, TokenScope(row.scope), row.created_at)

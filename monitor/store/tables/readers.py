"""Tables for the users of the web page: their marks, sessions and feeds."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from monitor.store.tables.base import Base, Key


class ReaderMarkRow(Base):
    """The times at which a user of the web page read and starred a notice.

    A notice whose text changed after `read_at` is unread again.
    """

    __tablename__ = "reader_mark"
    owner: Mapped[str] = mapped_column(String(200), primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True, index=True)
    read_at: Mapped[datetime | None]
    starred_at: Mapped[datetime | None]


class WebSessionRow(Base):
    """A session of a web page user. `digest` is the hash of the session's secret id."""

    __tablename__ = "web_session"
    digest: Mapped[str] = mapped_column(Key, primary_key=True)
    owner: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime] = mapped_column(index=True)


class FeedAddressRow(Base):
    """A feed that publishes a selection of notices at a secret URL. Deleting the row revokes the URL.

    `token`, the secret part of the URL, is stored unhashed, because the web page displays the URL. A hash would not
    protect the published notices, which are in the same database.
    """

    __tablename__ = "feed_address"
    id: Mapped[int] = mapped_column(primary_key=True)
    token: Mapped[str] = mapped_column(Key, unique=True)
    owner: Mapped[str] = mapped_column(String(200), index=True)
    selection: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]


class ApiTokenRow(Base):
    """A token of the HTTP API. `digest` is the hash of its secret."""

    __tablename__ = "api_token"
    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    digest: Mapped[str] = mapped_column(Key, unique=True)
    scope: Mapped[str] = mapped_column(String(10))
    created_at: Mapped[datetime]

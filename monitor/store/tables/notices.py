"""Tables of notices, their texts, locations and revisits."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from monitor.store.tables.base import Base, Key


class NoticeRow(Base):
    """A notice, which may have several revisions and locations."""

    __tablename__ = "notice"
    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(String(500), index=True)
    first_seen_at: Mapped[datetime] = mapped_column(index=True)
    revision: Mapped[int]
    pruned_at: Mapped[datetime | None]


class RevisionRow(Base):
    """A revision of a notice: one of the texts that the notice has had.

    `document` is the notice as read, without its page. `source_id` is the source of the text. If it is null, the source
    of the revision's first reading is meant.
    """

    __tablename__ = "revision"
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]
    document: Mapped[dict[str, Any]]
    page_id: Mapped[int | None] = mapped_column(ForeignKey("page.id"), index=True)
    cause: Mapped[str] = mapped_column(String(20), default="change", server_default="change")
    source_id: Mapped[str | None] = mapped_column(String(500))


class DeadlineRow(Base):
    """The date of a deadline that the newest revision of a notice states."""

    __tablename__ = "deadline"
    day: Mapped[date] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True, index=True)


class TargetDayRow(Base):
    """The date of a target that the newest revision of a notice states.

    If the text states only a month or a year, this is its last date.
    """

    __tablename__ = "target_day"
    day: Mapped[date] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True, index=True)


class ReadingRow(Base):
    """A record that a source's page at a URL contained the text of this revision of a notice.

    Readings are kept when texts are pruned, because verdicts use them.
    """

    __tablename__ = "reading"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Key)
    source_id: Mapped[str] = mapped_column(String(500))
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    revision: Mapped[int]
    fingerprint: Mapped[str] = mapped_column(Key, index=True)
    page_sha256: Mapped[str | None] = mapped_column(Key)
    reader: Mapped[str | None]
    __table_args__ = (UniqueConstraint("key", "source_id", "fingerprint"),)


class PageRow(Base):
    """A page that is kept as evidence. `body` contains its bytes, compressed with zlib.

    `sha256` is the digest of the uncompressed bytes. `link` is the entry of the listing that led to the page. `given`
    contains the fields of the notice that the source provided with this entry. Both are stored so that the page can be
    read again with the same result.
    """

    __tablename__ = "page"
    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str]
    fetched_at: Mapped[datetime] = mapped_column(index=True)
    content_type: Mapped[str | None]
    sha256: Mapped[str] = mapped_column(Key)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    link: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    given: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class LocationRow(Base):
    """A URL at which a notice is located. `key` is the digest of the URL's `url_key`."""

    __tablename__ = "place"
    key: Mapped[str] = mapped_column(Key, primary_key=True)
    url: Mapped[str]
    source_id: Mapped[str] = mapped_column(String(500))
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    first_seen_at: Mapped[datetime]
    gone_at: Mapped[datetime | None]
    why: Mapped[str | None]


class FlappingRow(Base):
    """The recent changes of a source's page at a URL. Flapping pages are recognised by them."""

    __tablename__ = "unrest"
    key: Mapped[str] = mapped_column(Key, primary_key=True)
    source_id: Mapped[str] = mapped_column(String(500), primary_key=True)
    url: Mapped[str]
    text: Mapped[str] = mapped_column(Key)
    score: Mapped[int]
    changed_at: Mapped[datetime]
    recorded_at: Mapped[datetime | None]
    since: Mapped[datetime | None]


class RevisitRow(Base):
    """A source's scheduled revisit of a URL, with the data for a conditional request.

    See `monitor.model.notices.ScheduledRevisit`.
    """

    __tablename__ = "look"
    key: Mapped[str] = mapped_column(Key, primary_key=True)
    url: Mapped[str]
    source_id: Mapped[str] = mapped_column(String(500))
    first_seen_at: Mapped[datetime]
    done: Mapped[int]
    due_at: Mapped[datetime | None]
    missed: Mapped[int]
    etag: Mapped[str | None]
    modified: Mapped[str | None]
    page_hash: Mapped[str | None] = mapped_column(Key)
    link: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    __table_args__ = (Index("ix_look_due", "source_id", "due_at"),)

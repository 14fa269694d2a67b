"""The tables, as typed models."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Date,
    DateTime,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    Text,
    TypeDecorator,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class UtcDateTime(TypeDecorator[datetime]):
    """An aware instant, kept as UTC; a naive one is an error where it enters."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: D102
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime was about to be stored")
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002, D102
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """What all tables share."""

    type_annotation_map = {
        datetime: UtcDateTime(),
        date: Date(),
        dict[str, Any]: JSON(),
        list[Any]: JSON(),
        str: Text(),
    }


Key = String(64)


class SourceRow(Base):
    """A source's state between polls; `due_at` and the lease are what the scheduler goes by."""

    __tablename__ = "source"
    id: Mapped[str] = mapped_column(String(500), primary_key=True)
    state: Mapped[dict[str, Any]] = mapped_column(default=dict)
    baseline_at: Mapped[datetime | None]
    due_at: Mapped[datetime] = mapped_column(index=True)
    leased_until: Mapped[datetime | None]
    lease_owner: Mapped[str | None]
    failures: Mapped[int] = mapped_column(default=0)
    trouble_code: Mapped[str | None]
    trouble_detail: Mapped[str | None]
    trouble_since: Mapped[datetime | None]
    trouble_told: Mapped[bool] = mapped_column(default=False, server_default=false())
    last_poll_at: Mapped[datetime | None]
    last_success_at: Mapped[datetime | None]
    last_new_at: Mapped[datetime | None]
    rhythm: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    trouble_grouped: Mapped[bool] = mapped_column(default=False, server_default=false())
    trouble_reminded_at: Mapped[datetime | None]
    seen: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class OutageRow(Base):
    """That the network is down: one row, or none."""

    __tablename__ = "outage"
    since: Mapped[datetime] = mapped_column(primary_key=True)
    reminded_at: Mapped[datetime | None]


class PollRow(Base):
    """One poll, also a failed or a not modified one."""

    __tablename__ = "poll"
    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(String(500))
    at: Mapped[datetime] = mapped_column(index=True)
    outcome: Mapped[str]
    links_seen: Mapped[int]
    new: Mapped[int]
    copies: Mapped[int]
    revisions: Mapped[int]
    failures: Mapped[list[Any]]
    requests: Mapped[int] = mapped_column(default=0, server_default="0")
    bytes: Mapped[int] = mapped_column(BigInteger, default=0, server_default="0")
    __table_args__ = (Index("ix_poll_source", "source_id", "id"),)


class NoticeRow(Base):
    """A notice, whatever the number of its texts and places."""

    __tablename__ = "notice"
    id: Mapped[int] = mapped_column(primary_key=True)
    source_id: Mapped[str] = mapped_column(String(500), index=True)
    first_seen_at: Mapped[datetime] = mapped_column(index=True)
    revision: Mapped[int]
    pruned_at: Mapped[datetime | None]


class RevisionRow(Base):
    """One text of a notice. `document` is the notice as read, without its page; `source_id` the source that has it,
    null where the first reading of it tells."""

    __tablename__ = "revision"
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    seen_at: Mapped[datetime]
    document: Mapped[dict[str, Any]]
    page_id: Mapped[int | None] = mapped_column(ForeignKey("page.id"), index=True)
    cause: Mapped[str] = mapped_column(String(20), default="change", server_default="change")
    source_id: Mapped[str | None] = mapped_column(String(500))


class DeadlineRow(Base):
    """A deadline that the newest revision of a notice names."""

    __tablename__ = "deadline"
    day: Mapped[date] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True, index=True)


class ReadingRow(Base):
    """That a source read a revision's text at an address: what verdicts go by, kept longer than texts are."""

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
    """The bytes of a page as evidence, zlib-compressed; `sha256` is of the bytes before that. `link` is the line of the
    listing that led there, `given` what was given with it: with them the page can be read again as it was."""

    __tablename__ = "page"
    id: Mapped[int] = mapped_column(primary_key=True)
    url: Mapped[str]
    fetched_at: Mapped[datetime] = mapped_column(index=True)
    content_type: Mapped[str | None]
    sha256: Mapped[str] = mapped_column(Key)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    link: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))
    given: Mapped[dict[str, Any] | None] = mapped_column(JSON(none_as_null=True))


class PlaceRow(Base):
    """An address where a notice stands; `key` digests the address's `url_key`."""

    __tablename__ = "place"
    key: Mapped[str] = mapped_column(Key, primary_key=True)
    url: Mapped[str]
    source_id: Mapped[str] = mapped_column(String(500))
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    first_seen_at: Mapped[datetime]
    gone_at: Mapped[datetime | None]
    why: Mapped[str | None]


class UnrestRow(Base):
    """How restless a page is to a source: only pages that changed of late have a row."""

    __tablename__ = "unrest"
    key: Mapped[str] = mapped_column(Key, primary_key=True)
    source_id: Mapped[str] = mapped_column(String(500), primary_key=True)
    url: Mapped[str]
    text: Mapped[str] = mapped_column(Key)
    score: Mapped[int]
    changed_at: Mapped[datetime]
    recorded_at: Mapped[datetime | None]
    since: Mapped[datetime | None]


class LookRow(Base):
    """When a source looks at an address again, and what makes that request conditional; see `records.Look`."""

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


class FormRow(Base):
    """A text of a notice, reduced to what verdicts compare. `gist` holds its fields but the body, which is
    zlib-compressed and goes with the text when that is pruned; `sketch` is its MinHash, 32 bits a number; `size` the
    letters of the text. The body stands last: what stands before it is read without it."""

    __tablename__ = "form"
    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    revision: Mapped[int]
    version: Mapped[int]
    gist: Mapped[dict[str, Any]]
    sketch: Mapped[bytes] = mapped_column(LargeBinary)
    size: Mapped[int]
    body: Mapped[bytes | None] = mapped_column(LargeBinary)
    __table_args__ = (Index("ix_form_notice", "notice_id", "version"),)


class MarkRow(Base):
    """That a notice has a mark: the index by which similar notices are found."""

    __tablename__ = "mark"
    hash: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    notice_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    __table_args__ = ({"sqlite_with_rowid": False},)


class LinkRow(Base):
    """That a notice has to do with another one."""

    __tablename__ = "link"
    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    relation: Mapped[str] = mapped_column(String(20))
    why: Mapped[str]
    __table_args__ = (UniqueConstraint("notice_id", "other_id"),)


class AlertRow(Base):
    """That a subscription wants an event of a notice: once. `clauses`: the places of the measures that matched;
    `occasion` is of a reminder; `due_at` and `bundle` say in which message it is told."""

    __tablename__ = "alert"
    id: Mapped[int] = mapped_column(primary_key=True)
    event: Mapped[str] = mapped_column(String(20))
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    revision: Mapped[int]
    subscription: Mapped[str] = mapped_column(String(100))
    topics: Mapped[list[Any]]
    terms: Mapped[list[Any]]
    clauses: Mapped[list[Any] | None] = mapped_column(JSON(none_as_null=True))
    created_at: Mapped[datetime]
    occasion: Mapped[str] = mapped_column(String(20), default="", server_default=text("''"))
    due_at: Mapped[datetime | None]
    bundle: Mapped[str | None] = mapped_column(String(40))
    __table_args__ = (
        UniqueConstraint("notice_id", "revision", "event", "subscription", "occasion"),
        Index("ix_alert_subscription", "subscription", "due_at"),
    )


class DeliveryRow(Base):
    """One message to one channel: once. It is of an event of a notice, or the digest `bundle` of several, or tells the
    operator of the events from `first_event` to `last_event`."""

    __tablename__ = "delivery"
    id: Mapped[int] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(String(100))
    event: Mapped[str] = mapped_column(String(20))
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))
    revision: Mapped[int | None]
    first_event: Mapped[int | None]
    last_event: Mapped[int | None]
    bundle: Mapped[str | None] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(20), default="queued")
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str | None]
    failing_since: Mapped[datetime | None]
    created_at: Mapped[datetime]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    lease_owner: Mapped[str | None]
    ended_at: Mapped[datetime | None]
    __table_args__ = (
        UniqueConstraint("notice_id", "revision", "event", "channel"),
        Index("ix_delivery_due", "status", "due_at"),
        Index("ix_delivery_bundle", "channel", "bundle"),
        Index("ix_delivery_channel", "status", "channel", "due_at"),
    )


class DeliveryAlertRow(Base):
    """Which alerts a message serves; to a channel that takes each for itself, when it was sent."""

    __tablename__ = "delivery_alert"
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), primary_key=True)
    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"), primary_key=True)
    sent_at: Mapped[datetime | None]


class ChannelRow(Base):
    """What is known of a channel. `handed`: when it was lately handed messages, in milliseconds since 1970."""

    __tablename__ = "channel"
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    failures: Mapped[int]
    failing_since: Mapped[datetime | None]
    error: Mapped[str | None]
    paused_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    handed: Mapped[list[Any]]


class EventRow(Base):
    """What changed, append-only; the id rises, and is never used again."""

    __tablename__ = "event"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(40))
    source_id: Mapped[str | None] = mapped_column(String(500))
    notice_id: Mapped[int | None]
    detail: Mapped[dict[str, Any]]
    __table_args__ = ({"sqlite_autoincrement": True},)


class PositionRow(Base):
    """How far somebody has followed the events."""

    __tablename__ = "position"
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    event_id: Mapped[int]


class BeatRow(Base):
    """The daemon's sign of life, with what it says of its children."""

    __tablename__ = "beat"
    owner: Mapped[str] = mapped_column(String(200), primary_key=True)
    started_at: Mapped[datetime]
    at: Mapped[datetime]
    detail: Mapped[dict[str, Any]]

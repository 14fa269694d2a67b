"""Tables of alerts, messages and channels."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from monitor.store.tables.base import Base


class AlertRow(Base):
    """An alert: the match of a subscription with an event of a notice. Each alert is recorded only once.

    `clauses` contains the positions of the measures that matched. `occasion` is the key of a reminder and is empty for
    other alerts. `due_at` is the time from which the alert may be sent. `bundle` is the name of the digest that
    contains the alert, or None if the alert is sent separately.
    """

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
    """A message to one channel. Each message is recorded only once.

    There are three kinds of messages. A message about an event of a notice has a `notice_id`. A digest of several
    alerts has its name in `bundle`. A report to the operator covers the events from `first_event` to `last_event`.
    """

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
    refusals: Mapped[int] = mapped_column(default=0, server_default="0")
    error: Mapped[str | None]
    failing_since: Mapped[datetime | None]
    created_at: Mapped[datetime]
    first_due_at: Mapped[datetime | None]
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
    """An alert that belongs to a message.

    If the channel sends each alert separately, `sent_at` is the time at which the alert was sent. Otherwise, it is not
    set.
    """

    __tablename__ = "delivery_alert"
    delivery_id: Mapped[int] = mapped_column(ForeignKey("delivery.id"), primary_key=True)
    alert_id: Mapped[int] = mapped_column(ForeignKey("alert.id"), primary_key=True)
    sent_at: Mapped[datetime | None]


class ChannelRow(Base):
    """The state of a channel.

    `handed` contains the times at which messages were recently sent to the channel, in milliseconds since 1970. If a
    single delivery may have caused all current failures of the channel, `suspect` is the id of that delivery.
    """

    __tablename__ = "channel"
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    failures: Mapped[int]
    failing_since: Mapped[datetime | None]
    error: Mapped[str | None]
    paused_at: Mapped[datetime | None]
    next_try_at: Mapped[datetime | None]
    handed: Mapped[list[Any]]
    suspect: Mapped[int | None]

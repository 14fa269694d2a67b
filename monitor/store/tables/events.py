"""Tables of events, the positions of their readers, and heartbeats."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from monitor.store.tables.base import Base


class EventRow(Base):
    """An event. The table is append-only; ids increase and are never reused. `list_id` is set for events of lists."""

    __tablename__ = "event"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(40))
    source_id: Mapped[str | None] = mapped_column(String(500))
    notice_id: Mapped[int | None]
    detail: Mapped[dict[str, Any]]
    list_id: Mapped[str | None] = mapped_column(String(100))
    __table_args__ = (
        # The index is partial on PostgreSQL, too; naming that here would import its dialect at every start.
        Index("ix_event_list", "list_id", "id", sqlite_where=text("list_id IS NOT NULL")),
        {"sqlite_autoincrement": True},
    )


class PositionRow(Base):
    """The position of a reader in the event log: the id of the last event read."""

    __tablename__ = "position"
    name: Mapped[str] = mapped_column(String(100), primary_key=True)
    event_id: Mapped[int]


class ConfigEntryRow(Base):
    """An entry of the configuration, such as a source, as it was when changes were last looked for.

    `fields` contains the digest of each field.
    """

    __tablename__ = "config_entry"
    kind: Mapped[str] = mapped_column(String(20), primary_key=True)
    id: Mapped[str] = mapped_column(String(500), primary_key=True)
    fields: Mapped[dict[str, Any]]


class HeartbeatRow(Base):
    """The last heartbeat of a daemon or worker, with the states of its crawler processes."""

    __tablename__ = "beat"
    owner: Mapped[str] = mapped_column(String(200), primary_key=True)
    started_at: Mapped[datetime]
    at: Mapped[datetime]
    detail: Mapped[dict[str, Any]]

"""Tables of sources, polls and network outages."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    BigInteger,
    Index,
    String,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from monitor.store.tables.base import Base


class SourceRow(Base):
    """The state of a source between polls, including its due time and lease."""

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
    shard: Mapped[int | None]
    __table_args__ = (Index("ix_source_shard", "shard", "due_at"),)


class OutageRow(Base):
    """The current network outage. The table has at most one row."""

    __tablename__ = "outage"
    since: Mapped[datetime] = mapped_column(primary_key=True)
    reminded_at: Mapped[datetime | None]


class PollRow(Base):
    """A poll of a source, successful or not."""

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

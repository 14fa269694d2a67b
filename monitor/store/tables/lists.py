"""Tables of living lists: their entries, the progress of filling new lists, and the documents that notices repeal."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from monitor.store.tables.base import Base, Key

_Bytewise = Text().with_variant(Text(collation="C"), "postgresql")
"""Text that both databases order by its characters, independent of the locale."""


class ListEntryRow(Base):
    """A notice that is in a living list, or that has left the list at the time `left_at`.

    `words` contains the folded title, issuers and region. `number_key` and `title_key` are the keys of the document
    number and the title. Another notice that repeals this notice refers to it by one of them.
    """

    __tablename__ = "list_entry"
    list_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True, autoincrement=False, index=True)
    revision: Mapped[int]
    entered_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    why: Mapped[str]
    listed: Mapped[dict[str, Any]]
    sort_key: Mapped[str] = mapped_column(_Bytewise)
    words: Mapped[str]
    review_on: Mapped[date | None] = mapped_column(index=True)
    number_key: Mapped[str | None] = mapped_column(Key, index=True)
    title_key: Mapped[str | None] = mapped_column(Key, index=True)
    __table_args__ = (Index("ix_list_entry_order", "list_id", "sort_key", "notice_id"),)


class ListProgressRow(Base):
    """The progress of examining recorded notices for a new or changed list.

    `digest` identifies the settings of the list. `position` is the id of the last examined notice, or null if all
    notices were examined.
    """

    __tablename__ = "list_progress"
    list_id: Mapped[str] = mapped_column(String(100), primary_key=True)
    digest: Mapped[str] = mapped_column(Key)
    position: Mapped[int | None]


class RepealRow(Base):
    """A document that a notice repeals or replaces. `key` is the key of the document's number or title."""

    __tablename__ = "repeal"
    key: Mapped[str] = mapped_column(Key, primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True, autoincrement=False, index=True)

"""Tables of the search index: an entry for each notice, its folded text, and its measures."""

from datetime import date, datetime

from sqlalchemy import DDL, ForeignKey, Index, LargeBinary, String, event
from sqlalchemy.orm import Mapped, mapped_column

from monitor.store.tables.base import Base


class SearchEntryRow(Base):
    """A notice's entry in the search index, with the values of its facets and dates.

    On SQLite, its tokens are in the FTS5 table `search_text`, and its text is in `search_body`. On PostgreSQL, both are
    in further columns of this table, `tokens`, `packed` and `folded`, so that a search reads a text together with its
    entry. `version` is the version of the tokens. Issuers are separated by newlines, the parts of a region by slashes.
    """

    __tablename__ = "search_entry"
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True, autoincrement=False)
    version: Mapped[int]
    source_id: Mapped[str] = mapped_column(String(500))
    kind: Mapped[str | None]
    issuers: Mapped[str]
    region: Mapped[str]
    month: Mapped[str] = mapped_column(String(7))
    first_seen_at: Mapped[datetime]
    changed_at: Mapped[datetime]
    issued_on: Mapped[date | None]
    published_on: Mapped[date | None]
    effective_on: Mapped[date | None]
    deadline_first: Mapped[date | None]
    deadline_last: Mapped[date | None]
    __table_args__ = (
        Index("ix_search_entry_version", "version"),
        Index("ix_search_entry_changed", "changed_at", "notice_id"),
    )


class SearchBodyRow(Base):
    """The folded text and fields of a notice in compressed form, on SQLite. Search hits are checked against them.

    Only the hits of inexact SQL conditions are checked.
    """

    __tablename__ = "search_body"
    notice_id: Mapped[int] = mapped_column(
        ForeignKey("search_entry.notice_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    packed: Mapped[bytes] = mapped_column(LargeBinary)


class MeasureRow(Base):
    """A measure or safeguard with responsible units or targets, in the newest revision of a notice.

    `place` is its position among the clauses. `units` contains the folded names of the responsible units, separated by
    newlines. `by` is the date or year of its earliest target.
    """

    __tablename__ = "measure"
    notice_id: Mapped[int] = mapped_column(
        ForeignKey("search_entry.notice_id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    units: Mapped[str]
    by: Mapped[str | None] = mapped_column(String(10), index=True)


# The full-text table of SQLite, which is not a table of the metadata; PostgreSQL has the column `tokens` instead.
_FULL_TEXT = DDL(  # type: ignore[no-untyped-call]
    "CREATE VIRTUAL TABLE search_text USING fts5(tokens, content='', columnsize=0, tokenize='ascii')"
)
event.listen(SearchEntryRow.__table__, "after_create", _FULL_TEXT.execute_if(dialect="sqlite"))

"""By what notices are known again."""

from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    LargeBinary,
    String,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column

from monitor.store.tables.base import Base


class FormRow(Base):
    """A text of a notice, reduced to what verdicts compare. `gist` holds its fields but the body; `sketch` is its
    MinHash, 32 bits a number; `size` the letters of the text."""

    __tablename__ = "form"
    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    revision: Mapped[int]
    version: Mapped[int]
    gist: Mapped[dict[str, Any]]
    sketch: Mapped[bytes] = mapped_column(LargeBinary)
    size: Mapped[int]
    pruned: Mapped[bool] = mapped_column(default=False, server_default=false())
    __table_args__ = (Index("ix_form_notice", "notice_id", "version"),)


class BodyRow(Base):
    """The body of a form, zlib-compressed; it goes with the text when that is pruned. It stands apart: of the many
    candidates of a verdict only the bodies of few are read."""

    __tablename__ = "body"
    form_id: Mapped[int] = mapped_column(ForeignKey("form.id", ondelete="CASCADE"), primary_key=True)
    packed: Mapped[bytes] = mapped_column(LargeBinary)


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

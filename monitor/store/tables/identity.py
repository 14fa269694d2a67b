"""Tables of the data by which known notices are recognised: their texts, marks and links."""

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


class StoredTextRow(Base):
    """A text of a notice, reduced to the data that verdicts compare.

    `gist` contains all fields except the body. `sketch` is the MinHash as 32-bit numbers. `size` is the number of
    letters of the text.
    """

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
    """The zlib-compressed body of a stored text. It is deleted when the text is pruned.

    Bodies are in a separate table, because a verdict has many candidates but reads the bodies of only a few.
    """

    __tablename__ = "body"
    form_id: Mapped[int] = mapped_column(ForeignKey("form.id", ondelete="CASCADE"), primary_key=True)
    packed: Mapped[bytes] = mapped_column(LargeBinary)


class MarkRow(Base):
    """A mark of a notice: a hash that similar notices share. Similar notices are found by looking up their marks."""

    __tablename__ = "mark"
    hash: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    notice_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    __table_args__ = ({"sqlite_with_rowid": False},)


class LinkRow(Base):
    """A link that connects two related notices. It leads from the notice `notice_id` to the notice `other_id`."""

    __tablename__ = "link"
    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    other_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), index=True)
    relation: Mapped[str] = mapped_column(String(20))
    why: Mapped[str]
    __table_args__ = (UniqueConstraint("notice_id", "other_id"),)

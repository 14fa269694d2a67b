"""Tables of series of recurring notices."""

from datetime import date

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from monitor.store.tables.base import Base, Key


class SeriesRow(Base):
    """A series of recurring notices, and the forecast of its next edition.

    `key` is the digest of the `SeriesKey` that all notices of the series have. `words` contains the folded title and
    issuer for the search. `stale` is true if the forecast does not yet take account of all notices of the series.
    `notice_id` is the newest edition, `editions` is the number of different editions, and `last_on` is the newest
    edition's date. `noted` is the kind of the last event that was recorded about the forecast.
    """

    __tablename__ = "series"
    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Key, unique=True)
    stale: Mapped[bool]
    title: Mapped[str] = mapped_column(default="", server_default=text("''"))
    issuer: Mapped[str] = mapped_column(default="", server_default=text("''"))
    kind: Mapped[str] = mapped_column(default="", server_default=text("''"))
    words: Mapped[str] = mapped_column(default="", server_default=text("''"))
    region: Mapped[str] = mapped_column(default="", server_default=text("''"))
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))
    editions: Mapped[int] = mapped_column(default=0, server_default="0")
    last_on: Mapped[date | None]
    code: Mapped[str] = mapped_column(String(20), default="too_few", server_default="too_few")
    dates: Mapped[int] = mapped_column(default=0, server_default="0")
    expected_on: Mapped[date | None]
    earliest_on: Mapped[date | None]
    latest_on: Mapped[date | None]
    basis: Mapped[str | None] = mapped_column(String(20))
    ends_on: Mapped[date | None]
    noted: Mapped[str] = mapped_column(String(20), default="", server_default=text("''"))
    __table_args__ = (
        Index("ix_series_stale", "stale"),
        Index("ix_series_expected_on", "expected_on"),
        Index("ix_series_ends_on", "ends_on"),
        Index("ix_series_editions", "editions"),
    )


class EditionOfSeriesRow(Base):
    """The membership of a notice in a series.

    `series_id` is null if the notice belongs to no series. `version` is the version of the series keys by which the
    membership was determined.
    """

    __tablename__ = "series_edition"
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True, autoincrement=False)
    version: Mapped[int] = mapped_column(index=True)
    series_id: Mapped[int | None] = mapped_column(ForeignKey("series.id"), index=True)
    edition: Mapped[str] = mapped_column(default="", server_default=text("''"))
    day: Mapped[date | None]

"""Functions that record the series of a notice, in the same transaction that records the notice."""

import hashlib
from functools import cache
from typing import cast

from sqlalchemy import (
    Boolean,
    Connection,
    Table,
    Text,
    UpdateBase,
    bindparam,
    column,
    delete,
    insert,
    select,
    table,
    update,
)
from sqlalchemy.orm import Session

from crawler.model.notice import Notice
from monitor.model.prepared import SeriesPlace
from monitor.series.key import VERSION, edition_day, series_key
from monitor.store.tables import EditionOfSeriesRow, SeriesRow
from monitor.store.writing.deferred import execute_later
from monitor.store.writing.upsert import insert_into

# Statements that are compiled once and executed without the mapper, because every ingested notice needs them.
_EDITIONS = cast(Table, EditionOfSeriesRow.__table__)
_SERIES = cast(Table, SeriesRow.__table__)
_ADD_EDITION = insert(_EDITIONS).values(
    series_id=select(_SERIES.c.id).where(_SERIES.c.key == bindparam("series")).scalar_subquery()
)
_MARK_STALE = update(_SERIES).where(_SERIES.c.id == bindparam("series")).values(stale=True)
_FORMER = select(_EDITIONS.c.series_id).where(_EDITIONS.c.notice_id == bindparam("notice"))
# Only these columns: the database has defaults for the others.
_MARKED = table(_SERIES.name, column("key", Text()), column("stale", Boolean()))
_DROP = delete(_EDITIONS).where(_EDITIONS.c.notice_id == bindparam("notice"))


@cache
def _put_stale_series(dialect: str) -> UpdateBase:
    add = insert_into(dialect, _MARKED).inline()
    statement: UpdateBase = add.on_conflict_do_update(index_elements=["key"], set_={"stale": True})
    return statement


def series_place(document: Notice) -> SeriesPlace | None:
    """Return the series and the edition of a notice, or None if its title identifies no series."""
    key = series_key(document)
    if key is None:
        return None
    digest = hashlib.blake2b(str(key).encode("utf-8", "replace"), digest_size=16).hexdigest()
    return SeriesPlace(digest, key.edition, edition_day(document))


def file_in_series(session: Session, notice: int, place: SeriesPlace | None, *, first: bool = False) -> None:
    """Record to which series a notice belongs, replacing the record of the notice's previous revision.

    If `place` is None, the notice belongs to no series. Otherwise, the series is marked as stale, and its forecast is
    made later. If `first` is true, the revision is the notice's first, and there is no record to replace.
    """
    connection = session.connection()
    if not first:
        _drop(connection, notice)
    if place is not None:
        # Adds the series if it is missing.
        execute_later(connection, _put_stale_series(connection.dialect.name), {"key": place.key, "stale": True})
    row = {
        "notice_id": notice,
        "version": VERSION,
        "series": place.key if place else None,
        "edition": place.edition if place else "",
        "day": place.day if place else None,
    }
    execute_later(connection, _ADD_EDITION, row)


def _drop(connection: Connection, notice: int) -> None:
    former = connection.scalar(_FORMER, {"notice": notice})
    if former is not None:
        connection.execute(_MARK_STALE, {"series": former})
    connection.execute(_DROP, {"notice": notice})

"""Functions that load the texts of search entries, and compare them with queries."""

from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, cast

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from monitor.search.entries import stored_text, unpack_matchable
from monitor.store.batches import among
from monitor.store.search.index import ENTRIES_WITH_TEXT
from monitor.store.search.statements import PreparedSearch
from monitor.store.tables import SearchBodyRow
from monitor.topics import Matchable

_BATCH = 200
"""The number of notices whose texts are loaded and checked together."""
_BODIES = cast(Table, SearchBodyRow.__table__).c
_ENTRIES = ENTRIES_WITH_TEXT.c


def is_sqlite(session: Session) -> bool:
    """Return whether the session's database is SQLite."""
    return session.connection().dialect.name == "sqlite"


def matchables(session: Session, notices: Sequence[int]) -> dict[int, Matchable]:
    """Return the data of these notices that queries are compared with, by notice id.

    Notices that are not in the index are left out.
    """
    if is_sqlite(session):
        stored = select(_BODIES.notice_id, _BODIES.packed).where(among(session, _BODIES.notice_id, notices))
        return {notice: unpack_matchable(packed) for notice, packed in session.execute(stored)}
    query = select(_ENTRIES.notice_id, _ENTRIES.packed, _ENTRIES.folded)
    rows = session.execute(query.where(among(session, _ENTRIES.notice_id, notices)))
    return {notice: unpack_matchable(packed, stored_text(folded)) for notice, packed, folded in rows}


def checked(session: Session, prepared: PreparedSearch, rows: Iterator[Any]) -> Iterator[Any]:
    """Return those rows whose notices match the queries in `prepared`.

    The first value of each row must be the notice id. If the SQL condition is exact, all rows are returned unchecked.
    """
    return _matching(session, prepared, rows) if prepared.must_check else rows


def _matching(session: Session, prepared: PreparedSearch, rows: Iterator[Any]) -> Iterator[Any]:
    load = _texts if prepared.concerns_text else matchables
    while batch := list(islice(rows, _BATCH)):
        loaded = load(session, [row[0] for row in batch])
        for row in batch:
            if all(query.match(loaded[row[0]]) is not None for query in prepared.queries):
                yield row


def _texts(session: Session, notices: Sequence[int]) -> dict[int, Matchable]:
    """Return the texts of these notices without their fields and dates, by notice id.

    SQLite stores texts and fields together, so that the result contains the fields as well.
    """
    if is_sqlite(session):
        return matchables(session, notices)
    query = select(_ENTRIES.notice_id, _ENTRIES.folded).where(among(session, _ENTRIES.notice_id, notices))
    return {notice: Matchable(stored_text(folded)) for notice, folded in session.execute(query)}

"""Texts read at URLs, in the database."""

from typing import cast

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from monitor.model import LastRead, Reading
from monitor.store.tables import PlaceRow, ReadingRow, RevisionRow, key_of

_READINGS = cast(Table, ReadingRow.__table__)
_READING = _READINGS.c
_ADD_READING = insert(_READINGS)
_PLACE = cast(Table, PlaceRow.__table__).c
_LOCATED = select(_PLACE.notice_id).where(_PLACE.key == bindparam("key")).scalar_subquery()
_LAST_READ = (
    select(_READING.notice_id, _READING.revision, _READING.reader)
    .where(_READING.key == bindparam("key"), _READING.source_id == bindparam("source"))
    .order_by(_READING.notice_id != _LOCATED, _READING.revision.desc(), _READING.id.desc())
    .limit(1)
)
_SAME_READING = select(_READING.id, _READING.page_sha256, _READING.reader).where(
    *(_READING[name] == bindparam(name) for name in ("key", "source_id", "fingerprint"))
)
_READ_AGAIN = update(_READINGS).where(_READING.id == bindparam("known"))


class SqlReadingRepository:
    """Texts read at URLs, by source."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def last(self, url: str, source: str) -> LastRead | None:
        """Return the newest revision that the source read at this URL.

        The revision is of the notice that is located there, where the source read that notice. The result is None if
        the source never read anything there.
        """
        row = self._session.connection().execute(_LAST_READ, {"key": key_of(url), "source": source}).first()
        if row is None:
            return None
        # Readings of the first version did not say who read them.
        reader = row.reader if row.reader is not None else self._reader(row.notice_id, row.revision)
        return LastRead(row.revision, reader)

    def _reader(self, notice: int, revision: int) -> str:
        return str(self._session.get_one(RevisionRow, (notice, revision)).document.get("reader", ""))

    def has_page(self, notice: int, sha256: str) -> bool:
        """Return whether a page of exactly these bytes was read for the notice."""
        same = select(ReadingRow.id).where(ReadingRow.notice_id == notice, ReadingRow.page_sha256 == sha256)
        return self._session.scalar(same.limit(1)) is not None

    def add(self, reading: Reading) -> None:
        """Record a reading.

        Readings with the same URL, source and fingerprint are recorded once, with the page last read and the reader
        that read it.
        """
        same = {"key": key_of(reading.url), "source_id": reading.source, "fingerprint": reading.fingerprint}
        by = {"page_sha256": reading.page_sha256, "reader": reading.reader}
        connection = self._session.connection()
        row = connection.execute(_SAME_READING, same).first()
        if row is None:
            of = {"notice_id": reading.notice, "revision": reading.revision}
            connection.execute(_ADD_READING, same | of | by)
        elif (row.page_sha256, row.reader) != (reading.page_sha256, reading.reader):
            connection.execute(_READ_AGAIN, {"known": row.id} | by)

"""The SQL repository of readings: the texts read from pages, by source and URL."""

from collections.abc import Collection
from functools import cache
from typing import cast

from sqlalchemy import (
    ARRAY,
    Table,
    Text,
    UpdateBase,
    bindparam,
    delete,
    exists,
    func,
    literal,
    null,
    select,
    union_all,
    update,
)
from sqlalchemy.orm import Session

from crawler.model.notice import Notice
from monitor.identity.fingerprint import VERSION
from monitor.model import LastRead, OutdatedReading, Reading
from monitor.store.tables import LocationRow, NoticeRow, ReadingRow, RevisionRow, key_of
from monitor.store.writing.deferred import execute_later
from monitor.store.writing.upsert import insert_into

_READINGS = cast(Table, ReadingRow.__table__)
_READING = _READINGS.c
_PLACE = cast(Table, LocationRow.__table__).c
_LOCATED = select(_PLACE.notice_id).where(_PLACE.key == bindparam("key")).scalar_subquery()
_LAST_READ = (
    select(_READING.notice_id, _READING.revision, _READING.reader)
    .where(_READING.key == bindparam("key"), _READING.source_id == bindparam("source"))
    .order_by(_READING.notice_id != _LOCATED, _READING.revision.desc(), _READING.id.desc())
    .limit(1)
)
_SAME_READING = select(_READING.id).where(
    *(_READING[name] == bindparam(name) for name in ("key", "source_id", "fingerprint"))
)
_ASKED = func.unnest(bindparam("fingerprints", type_=ARRAY(Text()))).table_valued("fingerprint").render_derived("asked")
_OUTDATED = _READING.fingerprint < literal(f"{VERSION}:")
# Versions have one digit, so a comparison of strings finds older ones with the index.
_RECORDED = union_all(
    select(_ASKED.c.fingerprint).where(exists().where(_READING.fingerprint == _ASKED.c.fingerprint)),
    select(null()).where(exists().where(_OUTDATED)),
)
_ABSENT = "absent_fingerprints"


@cache
def _put_reading(dialect: str) -> UpdateBase:
    add = insert_into(dialect, _READINGS).inline()
    replaced = {name: add.excluded[name] for name in ("page_sha256", "reader")}
    statement: UpdateBase = add.on_conflict_do_update(index_elements=["key", "source_id", "fingerprint"], set_=replaced)
    return statement


def absent_fingerprints(session: Session) -> set[str]:
    """Return the set of fingerprints that are known to be missing in the database.

    The set belongs to the transaction of `session`. Callers may add fingerprints to it.
    """
    absent: set[str] = session.info.setdefault(_ABSENT, set())
    return absent


class SqlReadingRepository:
    """The repository of readings: the texts read from pages, by source and URL."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def preload(self, fingerprints: Collection[str]) -> None:
        """Determine with one query which of these fingerprints are not recorded, so that later searches can skip them.

        Nothing is done on SQLite, where single queries are equally fast, or if the database contains fingerprints of an
        older version.
        """
        connection = self._session.connection()
        if connection.dialect.name != "sqlite":
            known = set(connection.scalars(_RECORDED, {"fingerprints": list(fingerprints)}))
            if None not in known:
                absent_fingerprints(self._session).update(set(fingerprints) - known)

    def last(self, url: str, source: str) -> LastRead | None:
        """Return the last reading of a URL by a source, or None if the source has read nothing at the URL.

        If the source read different notices at the URL, the last reading of the notice that is now located there is
        returned.
        """
        row = self._session.connection().execute(_LAST_READ, {"key": key_of(url), "source": source}).first()
        if row is None:
            return None
        # Readings recorded by the first version do not contain the reader.
        reader = row.reader if row.reader is not None else self._reader(row.notice_id, row.revision)
        return LastRead(row.revision, reader)

    def _reader(self, notice: int, revision: int) -> str:
        return str(self._session.get_one(RevisionRow, (notice, revision)).document.get("reader", ""))

    def has_page(self, notice: int, sha256: str) -> bool:
        """Return whether a page with the digest `sha256` was read for the notice.

        The digest of a page with attachments also covers the attachments.
        """
        same = select(ReadingRow.id).where(ReadingRow.notice_id == notice, ReadingRow.page_sha256 == sha256)
        return self._session.scalar(same.limit(1)) is not None

    def add(self, reading: Reading) -> None:
        """Record a reading.

        If a reading with the same URL, source and fingerprint is already recorded, only its page and reader are
        updated.
        """
        row = {
            "key": key_of(reading.url),
            "source_id": reading.source,
            "fingerprint": reading.fingerprint,
            "notice_id": reading.notice,
            "revision": reading.revision,
            "page_sha256": reading.page_sha256,
            "reader": reading.reader,
        }
        connection = self._session.connection()
        execute_later(connection, _put_reading(connection.dialect.name), row)
        absent_fingerprints(self._session).discard(reading.fingerprint)

    def outdated(self, after: int, limit: int) -> list[OutdatedReading]:
        """Return at most `limit` readings whose fingerprint has an older format, in ascending order of ids.

        Only readings with ids greater than `after` are returned, each with the document of its revision. Readings of
        notices whose text was pruned are left out.
        """
        of = (RevisionRow.notice_id == ReadingRow.notice_id) & (RevisionRow.number == ReadingRow.revision)
        query = (
            select(ReadingRow.id, ReadingRow.fingerprint, RevisionRow.document)
            .join(RevisionRow, of)
            .join(NoticeRow, NoticeRow.id == ReadingRow.notice_id)
            .where(ReadingRow.fingerprint < f"{VERSION}:", ReadingRow.id > after, NoticeRow.pruned_at.is_(None))
            .order_by(ReadingRow.id)
            .limit(limit)
        )
        rows = self._session.execute(query)
        return [OutdatedReading(number, print_, Notice.model_validate(document)) for number, print_, document in rows]

    def renew(self, reading: int, fingerprint: str) -> None:
        """Replace a reading's fingerprint with `fingerprint`, which has the current version.

        If the source already has another reading of the URL with that fingerprint, the outdated reading is deleted
        instead.
        """
        row = self._session.get(ReadingRow, reading)
        if row is None:
            return
        absent_fingerprints(self._session).discard(fingerprint)
        same = {"key": row.key, "source_id": row.source_id, "fingerprint": fingerprint}
        connection = self._session.connection()
        if connection.execute(_SAME_READING, same).first():
            connection.execute(delete(_READINGS).where(_READING.id == reading))
        else:
            connection.execute(update(_READINGS).where(_READING.id == reading).values(fingerprint=fingerprint))

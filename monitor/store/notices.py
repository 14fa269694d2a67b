"""Notices, their revisions, places and pages in the database."""

import hashlib
from datetime import datetime
from functools import lru_cache
from typing import cast

from sqlalchemy import Table, bindparam, func, insert, select, update
from sqlalchemy.orm import Session

from crawler.model.notice import Notice
from crawler.model.page import url_key
from monitor.identity.verdict import Candidate
from monitor.model import LastRead, Location, NewRevision, NoticeRecord, Reading, Revision, RevisionOrigin
from monitor.store.deadlines import file_deadlines
from monitor.store.tables import NoticeRow, PageRow, PlaceRow, ReadingRow, RevisionRow

# Made once, and run past the mapper: a notice that is taken in asks and says all of these.
_NOTICES, _REVISIONS, _PLACES, _READINGS = (
    cast(Table, one.__table__) for one in (NoticeRow, RevisionRow, PlaceRow, ReadingRow)
)
_READING = _READINGS.c
_ADD_NOTICE, _ADD_REVISION, _ADD_PLACE, _ADD_READING = map(insert, (_NOTICES, _REVISIONS, _PLACES, _READINGS))
_WITH_FINGERPRINT = (
    select(_READING.notice_id, _READING.revision)
    .where(_READING.fingerprint == bindparam("fingerprint"))
    .order_by(
        _READING.notice_id != bindparam("prefer", type_=_READING.notice_id.type), _READING.notice_id, _READING.revision
    )
    .limit(1)
)
_STANDING = select(_PLACES.c.notice_id).where(_PLACES.c.key == bindparam("key")).scalar_subquery()
_LAST_READ = (
    select(_READING.notice_id, _READING.revision, _READING.reader)
    .where(_READING.key == bindparam("key"), _READING.source_id == bindparam("source"))
    .order_by(_READING.notice_id != _STANDING, _READING.revision.desc(), _READING.id.desc())
    .limit(1)
)
_SAME_READING = select(_READING.id, _READING.page_sha256, _READING.reader).where(
    *(_READING[name] == bindparam(name) for name in ("key", "source_id", "fingerprint"))
)
_READ_AGAIN = update(_READINGS).where(_READING.id == bindparam("known"))


class NoticeQueries:
    """The part of the port that knows notices."""

    session: Session

    def candidate_at(self, url: str) -> Candidate | None:
        """The notice recorded at an address, with its newest revision."""
        place = self.session.get(PlaceRow, key_of(url))
        if place is None:
            return None
        notice = self.session.get_one(NoticeRow, place.notice_id)
        return self._candidate(notice.id, notice.revision)

    def _candidate(self, notice: int, revision: int) -> Candidate:
        document = self.session.get_one(RevisionRow, (notice, revision)).document
        row = self.session.get_one(NoticeRow, notice)
        return Candidate(
            notice,
            document.get("title"),
            document["url"],
            document.get("script"),
            revision,
            row.source_id,
            document.get("document_number"),
            document.get("issued_on"),
            document.get("reader", ""),
            self._changed(notice, row.revision),
        )

    def _changed(self, notice: int, newest: int) -> int:
        """The newest revision that is more than the text before it, found nearer its origin."""
        number = newest
        while number > 1 and self.session.get_one(RevisionRow, (notice, number)).cause == "origin":
            number -= 1
        return number

    def candidate_with(self, fingerprint: str, prefer: int | None) -> Candidate | None:
        """The notice that was read with that fingerprint: `prefer` where it was, else the earliest."""
        asked = {"fingerprint": fingerprint, "prefer": prefer}
        row = self.session.connection().execute(_WITH_FINGERPRINT, asked).first()
        return self._candidate(*row) if row else None

    def last_read(self, url: str, source: str) -> LastRead | None:
        """The newest revision that the source read at this address, of the notice that stands there where it read
        that; None when it never read anything there."""
        row = self.session.connection().execute(_LAST_READ, {"key": key_of(url), "source": source}).first()
        if row is None:
            return None
        # Readings of the first version did not say who read them.
        reader = row.reader if row.reader is not None else self._reader(row.notice_id, row.revision)
        return LastRead(row.revision, reader)

    def _reader(self, notice: int, revision: int) -> str:
        return str(self.session.get_one(RevisionRow, (notice, revision)).document.get("reader", ""))

    def origin(self, notice: int, revision: int) -> RevisionOrigin | None:
        """Where the document of a revision comes from; None when its text was pruned."""
        row = self.session.get_one(NoticeRow, notice)
        if row.pruned_at is not None:
            return None
        text = self.session.get_one(RevisionRow, (notice, revision))
        return RevisionOrigin(self._source_of(row, text), text.document["url"], text.document.get("reader", ""))

    def _source_of(self, row: NoticeRow, text: RevisionRow) -> str:
        if text.source_id is not None:
            return text.source_id
        # Whoever finds a text records it and its reading together, before anybody else reads it.
        first = select(ReadingRow.source_id).filter_by(notice_id=row.id, revision=text.number).order_by(ReadingRow.id)
        return self.session.scalar(first.limit(1)) or row.source_id

    def replace_document(self, notice: int, revision: int, by: NewRevision) -> None:
        """Puts another reading in the place of a revision's document. Its page, when one of other bytes is given,
        becomes the revision's; the page before it stays until it is pruned."""
        row = self.session.get_one(RevisionRow, (notice, revision))
        row.document = by.notice.model_dump(mode="json")
        if by.page and (row.page_id is None or self.session.get_one(PageRow, row.page_id).sha256 != by.page.sha256):
            row.page_id = self._add_page(by)
        if revision == self.session.get_one(NoticeRow, notice).revision:
            file_deadlines(self.session, notice, by.notice)
        self.session.flush()

    def has_page(self, notice: int, sha256: str) -> bool:
        """Whether a page of exactly these bytes was read for the notice."""
        same = select(ReadingRow.id).where(ReadingRow.notice_id == notice, ReadingRow.page_sha256 == sha256)
        return self.session.scalar(same.limit(1)) is not None

    def add_reading(self, reading: Reading) -> None:
        """Records a reading; one with the same address, source and fingerprint is recorded once,
        with the page it was read from last and the reader that read it."""
        same = {"key": key_of(reading.url), "source_id": reading.source, "fingerprint": reading.fingerprint}
        by = {"page_sha256": reading.page_sha256, "reader": reading.reader}
        connection = self.session.connection()
        row = connection.execute(_SAME_READING, same).first()
        if row is None:
            of = {"notice_id": reading.notice, "revision": reading.revision}
            connection.execute(_ADD_READING, same | of | by)
        elif (row.page_sha256, row.reader) != (reading.page_sha256, reading.reader):
            connection.execute(_READ_AGAIN, {"known": row.id} | by)

    def add_notice(self, source: str, revision: NewRevision, at: datetime, why: str = "") -> int:
        """Records a new notice with its first revision and its place, and why it is one; gives its id."""
        row = {"source_id": source, "first_seen_at": at, "revision": 1}
        added = self.session.connection().execute(_ADD_NOTICE, row).inserted_primary_key
        assert added is not None
        notice = int(added[0])
        self._add_revision_row(notice, 1, revision, at)
        self.put_place(revision.notice.url, source, notice, at, why)
        return notice

    def add_revision(self, notice: int, revision: NewRevision, at: datetime) -> int:
        """Records another text of a notice; gives the revision's number."""
        row = self.session.get_one(NoticeRow, notice)
        row.revision += 1
        row.pruned_at = None
        self.session.flush()
        self._add_revision_row(notice, row.revision, revision, at)
        return row.revision

    def _add_revision_row(self, notice: int, number: int, revision: NewRevision, at: datetime) -> None:
        row = {
            "notice_id": notice,
            "number": number,
            "seen_at": at,
            "cause": revision.cause,
            "document": revision.notice.model_dump(mode="json"),
            "page_id": self._add_page(revision),
            "source_id": revision.source,
        }
        self.session.connection().execute(_ADD_REVISION, row)
        file_deadlines(self.session, notice, revision.notice, first=number == 1)

    def _add_page(self, revision: NewRevision) -> int | None:
        page = revision.page
        link = revision.link
        if page is None:
            return None
        row = PageRow(
            url=page.url,
            fetched_at=page.fetched_at,
            content_type=page.content_type,
            sha256=page.sha256,
            body=page.body,
            link=link.model_dump(mode="json") if link else None,
            given=revision.given or None,
        )
        self.session.add(row)
        self.session.flush()
        return row.id

    def put_place(self, url: str, source: str, notice: int, at: datetime, why: str = "") -> None:
        """Records that an address now shows this notice; `why` is kept when it did not before."""
        place = self.session.get(PlaceRow, key_of(url))
        if place is None:
            row = {"key": key_of(url), "url": url, "source_id": source, "notice_id": notice, "first_seen_at": at}
            self.session.connection().execute(_ADD_PLACE, row | {"why": why})
            return
        place.why = place.why if place.notice_id == notice else why
        place.notice_id = notice
        place.gone_at = None
        self.session.flush()

    def mark_gone(self, url: str, at: datetime) -> int | None:
        """Records that an address no longer exists; gives the notice that stood there, None when none did."""
        place = self.session.get(PlaceRow, key_of(url))
        if place is None or place.gone_at is not None:
            return None
        place.gone_at = at
        return place.notice_id

    def notice_count(self) -> int:
        """How many notices there are."""
        return self.session.scalar(select(func.count()).select_from(NoticeRow)) or 0

    def notice(self, notice: int) -> NoticeRecord | None:
        """A notice by id."""
        row = self.session.get(NoticeRow, notice)
        return self._record(row) if row else None

    def notices(self, limit: int, since: datetime | None, source: str | None) -> list[NoticeRecord]:
        """The latest notices first seen since then, the newest first."""
        query = select(NoticeRow).order_by(NoticeRow.id.desc()).limit(limit)
        if since:
            query = query.where(NoticeRow.first_seen_at >= since)
        if source:
            query = query.where(NoticeRow.source_id == source)
        return [self._record(row) for row in self.session.scalars(query)]

    def places(self, notice: int) -> list[Location]:
        """Where a notice stands, the earliest first."""
        query = select(PlaceRow).where(PlaceRow.notice_id == notice).order_by(PlaceRow.first_seen_at, PlaceRow.url)
        return [
            Location(row.url, row.source_id, row.notice_id, row.first_seen_at, row.gone_at, row.why or "")
            for row in self.session.scalars(query)
        ]

    def revisions(self, notice: int) -> list[Revision]:
        """All texts of a notice, the earliest first."""
        query = select(RevisionRow).where(RevisionRow.notice_id == notice).order_by(RevisionRow.number)
        notice_row = self.session.get(NoticeRow, notice)
        return [
            Revision(
                row.number,
                row.seen_at,
                Notice.model_validate(row.document),
                row.cause,  # type: ignore[arg-type]
                self._source_of(notice_row, row) if notice_row else "",
            )
            for row in self.session.scalars(query)
        ]

    def _record(self, row: NoticeRow) -> NoticeRecord:
        revision = self.session.get_one(RevisionRow, (row.id, row.revision))
        notice = Notice.model_validate(revision.document)
        return NoticeRecord(
            row.id,
            row.source_id,
            row.revision,
            row.first_seen_at,
            notice,
            row.pruned_at,
            self._source_of(row, revision),
            self._changed(row.id, row.revision),
        )


@lru_cache(maxsize=256)
def key_of(url: str) -> str:
    """What identifies an address in the tables: the digest of its `url_key`."""
    return hashlib.blake2b(url_key(url).encode("utf-8", "replace"), digest_size=16).hexdigest()

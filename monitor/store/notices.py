"""The SQL repository of notices, their revisions and their pages."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import cast

from sqlalchemy import Table, bindparam, exists, func, insert, literal, null, select, union_all
from sqlalchemy.orm import Session

from crawler.model.notice import Notice
from crawler.model.packed_page import PackedPage
from crawler.model.reason import Reason
from monitor.identity.evidence import Candidate
from monitor.identity.fingerprint import VERSION
from monitor.model import NewRevision, NoticeRecord, Revision, RevisionOrigin
from monitor.model.prepared import PreparedText
from monitor.store.deadlines import file_deadlines
from monitor.store.locations import SqlLocationRepository
from monitor.store.readings import absent_fingerprints
from monitor.store.search.index import file_for_search
from monitor.store.series.membership import file_in_series
from monitor.store.tables import NoticeRow, PageRow, ReadingRow, RevisionRow
from monitor.store.writing.deferred import execute_later, next_ids
from monitor.store.writing.json_text import JsonText
from monitor.store.writing.prepared import prepare_text

# Statements that are compiled once and executed without the mapper, because every ingested notice needs them all.
_NOTICES = cast(Table, NoticeRow.__table__)
_REVISIONS = cast(Table, RevisionRow.__table__)
_READING = cast(Table, ReadingRow.__table__).c
_ADD_NOTICE = insert(_NOTICES)
_ADD_REVISION = insert(_REVISIONS)
_ADD_PAGE = insert(cast(Table, PageRow.__table__))
_BY_FINGERPRINT = (
    select(_READING.notice_id, _READING.revision)
    .where(_READING.fingerprint == bindparam("fingerprint"))
    .order_by(
        _READING.notice_id != bindparam("prefer", type_=_READING.notice_id.type), _READING.notice_id, _READING.revision
    )
    .limit(1)
    .subquery()
)
# Versions have one digit, so a comparison of strings finds older ones with the index.
_HAS_OUTDATED = exists().where(_READING.fingerprint < literal(f"{VERSION}:"))
_WITH_FINGERPRINT = union_all(
    select(_BY_FINGERPRINT.c.notice_id, _BY_FINGERPRINT.c.revision), select(null(), null()).where(_HAS_OUTDATED)
)
_TITLES = (
    select(_NOTICES.c.id, _REVISIONS.c.document["title"].as_string().label("title"))
    .join(_REVISIONS, (_REVISIONS.c.notice_id == _NOTICES.c.id) & (_REVISIONS.c.number == _NOTICES.c.revision))
    .where(_NOTICES.c.id.in_(bindparam("notices", expanding=True)))
)


class SqlNoticeRepository:
    """The repository of notices and their revisions."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def candidate_at(self, url: str) -> Candidate | None:
        """Return the notice that is recorded at a URL, with its newest revision, or None if there is none."""
        located = SqlLocationRepository(self._session).notice_at(url)
        if located is None:
            return None
        notice = self._session.get_one(NoticeRow, located)
        return self._candidate(notice.id, notice.revision)

    def _candidate(self, notice: int, revision: int) -> Candidate:
        document = self._session.get_one(RevisionRow, (notice, revision)).document
        row = self._session.get_one(NoticeRow, notice)
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
        """Return the number of the revision that last changed the text of a notice.

        The search goes back from the revision `newest`. It skips revisions that were recorded only because another page
        with the same text is closer to the notice's origin.
        """
        number = newest
        while number > 1 and self._session.get_one(RevisionRow, (notice, number)).cause == "origin":
            number -= 1
        return number

    def candidate_with(
        self, fingerprint: str, prefer: int | None, previous: Callable[[], str] | None = None
    ) -> Candidate | None:
        """Return a notice of which a text with this fingerprint was read, or None if there is no such notice.

        If several notices have one, the notice with the id `prefer` is returned if it is among them. Otherwise, the
        earliest is returned.

        If no notice has one, but the database still contains fingerprints of an older version, the search is repeated
        with the older fingerprint that `previous` returns.
        """
        if fingerprint in absent_fingerprints(self._session):
            return None
        asked = {"fingerprint": fingerprint, "prefer": prefer}
        rows = self._session.connection().execute(_WITH_FINGERPRINT, asked).all()
        found = next((row for row in rows if row.notice_id is not None), None)
        if found is not None:
            return self._candidate(*found)
        return self.candidate_with(previous(), prefer) if rows and previous else None

    def origin(self, notice: int, revision: int) -> RevisionOrigin | None:
        """Return the source, URL and reader of a revision's document, or None if the notice's text was pruned."""
        row = self._session.get_one(NoticeRow, notice)
        if row.pruned_at is not None:
            return None
        text = self._session.get_one(RevisionRow, (notice, revision))
        return RevisionOrigin(self._source_of(row, text), text.document["url"], text.document.get("reader", ""))

    def _source_of(self, row: NoticeRow, text: RevisionRow) -> str:
        if text.source_id is not None:
            return text.source_id
        # A text and its first reading are recorded together, so the first reading has the source of the text.
        first = select(ReadingRow.source_id).filter_by(notice_id=row.id, revision=text.number).order_by(ReadingRow.id)
        return self._session.scalar(first.limit(1)) or row.source_id

    def replace_document(self, notice: int, revision: int, by: NewRevision) -> None:
        """Replace the document of a revision with the document of `by`, another reading of the same text.

        If the page of `by` differs from the stored page of the revision, it becomes the page of the revision. The
        previous page stays stored until it is pruned.
        """
        row = self._session.get_one(RevisionRow, (notice, revision))
        text = by.prepared or self._prepared(by.notice)
        row.document = by.notice.model_dump(mode="json")
        if by.page and (row.page_id is None or self._session.get_one(PageRow, row.page_id).sha256 != by.page.sha256):
            [row.page_id] = next_ids(self._session.connection(), "page")
            self._add_page(row.page_id, by)
        known = self._session.get_one(NoticeRow, notice)
        if revision == known.revision:
            file_deadlines(self._session, notice, text)
            file_in_series(self._session, notice, text.series)
            source = row.source_id or known.source_id
            file_for_search(self._session, notice, source, by.notice, known.first_seen_at, None, text.search)
        self._session.flush()

    def add(self, source: str, revision: NewRevision, at: datetime, reason: Reason | None = None) -> int:
        """Record a new notice with its first revision and its URL, and return the notice's id.

        `source` is the source at which the notice was found at the time `at`. `reason` is the reason for assigning the
        URL to the notice.
        """
        connection = self._session.connection()
        notice, page = next_ids(connection, "notice", "page")
        row = {"id": notice, "source_id": source, "first_seen_at": at, "revision": 1}
        execute_later(connection, _ADD_NOTICE, row)
        self._add_revision_row(notice, 1, revision, at, page)
        SqlLocationRepository(self._session).put(revision.notice.url, source, notice, at, reason)
        return notice

    def add_revision(self, notice: int, revision: NewRevision, at: datetime) -> int:
        """Record another text of a notice as its newest revision, and return the number of the revision."""
        row = self._session.get_one(NoticeRow, notice)
        row.revision += 1
        row.pruned_at = None
        self._session.flush()
        [page] = next_ids(self._session.connection(), "page")
        self._add_revision_row(notice, row.revision, revision, at, page)
        return row.revision

    def _prepared(self, notice: Notice) -> PreparedText:
        return prepare_text(self._session.get_bind().dialect.name, notice)

    def _add_revision_row(self, notice: int, number: int, revision: NewRevision, at: datetime, page: int) -> None:
        text = revision.prepared or self._prepared(revision.notice)
        row = {
            "notice_id": notice,
            "number": number,
            "seen_at": at,
            "cause": revision.cause,
            "document": JsonText(text.document),
            "page_id": self._add_page(page, revision),
            "source_id": revision.source,
        }
        execute_later(self._session.connection(), _ADD_REVISION, row)
        file_deadlines(self._session, notice, text, first=number == 1)
        file_in_series(self._session, notice, text.series, first=number == 1)
        first_seen_at, source = at, revision.source
        if number > 1 or source is None:
            known = self._session.get_one(NoticeRow, notice)
            first_seen_at, source = known.first_seen_at, source or known.source_id
        changed_at = at if revision.cause == "change" else None
        document = revision.notice
        file_for_search(
            self._session, notice, source, document, first_seen_at, changed_at, text.search, first=number == 1
        )

    def _add_page(self, number: int, revision: NewRevision) -> int | None:
        """Store the page of `revision` with the id `number`, and return this id.

        The result is None if the revision has no page.
        """
        page = revision.page
        link = revision.link
        if page is None:
            return None
        row = {
            "id": number,
            "url": page.url,
            "fetched_at": page.fetched_at,
            "content_type": page.content_type,
            "sha256": page.sha256,
            "body": page.body,
            "link": link.model_dump(mode="json") if link else None,
            "given": revision.given or None,
        }
        execute_later(self._session.connection(), _ADD_PAGE, row)
        return number

    def kept_page(self, notice: int, revision: int) -> PackedPage | None:
        """Return the stored page from which a revision was read, or None if the page was pruned or never stored."""
        row = self._session.get(RevisionRow, (notice, revision))
        page = self._session.get(PageRow, row.page_id) if row and row.page_id else None
        if page is None:
            return None
        return PackedPage.model_construct(
            url=page.url, fetched_at=page.fetched_at, content_type=page.content_type, sha256=page.sha256, body=page.body
        )

    def count(self, since: datetime | None = None, source: str | None = None) -> int:
        """Return the number of notices.

        If `since` is given, only notices first seen at that time or later are counted. If `source` is given, only
        notices that were first seen at that source are counted.
        """
        query = select(func.count()).select_from(NoticeRow)
        if since:
            query = query.where(NoticeRow.first_seen_at >= since)
        if source:
            query = query.where(NoticeRow.source_id == source)
        return self._session.scalar(query) or 0

    def get(self, notice: int) -> NoticeRecord | None:
        """Return a notice by id, or None if it does not exist."""
        row = self._session.get(NoticeRow, notice)
        return self._record(row) if row else None

    def titles(self, notices: Sequence[int]) -> dict[int, str | None]:
        """Return the titles of the newest revisions of these notices, by id. Ids of unknown notices are left out."""
        rows = self._session.connection().execute(_TITLES, {"notices": notices})
        return {row.id: row.title for row in rows}

    def latest(self, limit: int, since: datetime | None, source: str | None) -> list[NoticeRecord]:
        """Return at most `limit` notices, the newest first.

        If `since` is given, only notices first seen at that time or later are returned. If `source` is given, only
        notices that were first seen at that source are returned.
        """
        query = select(NoticeRow).order_by(NoticeRow.id.desc()).limit(limit)
        if since:
            query = query.where(NoticeRow.first_seen_at >= since)
        if source:
            query = query.where(NoticeRow.source_id == source)
        return [self._record(row) for row in self._session.scalars(query)]

    def revisions(self, notice: int) -> list[Revision]:
        """Return all revisions of a notice, the earliest first."""
        query = select(RevisionRow).where(RevisionRow.notice_id == notice).order_by(RevisionRow.number)
        notice_row = self._session.get(NoticeRow, notice)
        return [
            Revision(
                row.number,
                row.seen_at,
                Notice.model_validate(row.document),
                row.cause,  # type: ignore[arg-type]
                self._source_of(notice_row, row) if notice_row else "",
            )
            for row in self._session.scalars(query)
        ]

    def after(self, notice: int, limit: int) -> list[NoticeRecord]:
        """Return at most `limit` notices with ids greater than `notice`, in ascending order of ids.

        Notices whose text was pruned are left out.
        """
        query = select(NoticeRow).where(NoticeRow.id > notice, NoticeRow.pruned_at.is_(None)).order_by(NoticeRow.id)
        return [self._record(row) for row in self._session.scalars(query.limit(limit))]

    def _record(self, row: NoticeRow) -> NoticeRecord:
        revision = self._session.get_one(RevisionRow, (row.id, row.revision))
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

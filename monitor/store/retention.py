"""The SQL repository that finds and deletes old data. It also finds stored pages that must be read again."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Select, Text, and_, cast, delete, func, literal, select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from crawler.model.link import Link
from crawler.model.notice import Notice
from crawler.model.packed_page import PackedPage
from monitor.model import INTAKE, KeptPage, Outdated, Prunable
from monitor.store.search.index import file_for_search
from monitor.store.tables import (
    AlertRow,
    BodyRow,
    DeliveryAlertRow,
    DeliveryRow,
    EventRow,
    NoticeRow,
    PageRow,
    PollRow,
    PositionRow,
    ReadingRow,
    RevisionRow,
    StoredTextRow,
    key_of,
)

NAMES = frozenset(
    {
        "url",
        "title",
        "kind",
        "is_notice",
        "document_number",
        "issuers",
        "region",
        "issued_on",
        "published_on",
        "effective_on",
        "expires_on",
        "script",
        "reader",
    }
)
"""The document fields that are kept when the document's text is pruned."""
_IDS: dict[Prunable, InstrumentedAttribute[int]] = {
    "page": PageRow.id,
    "poll": PollRow.id,
    "event": EventRow.id,
    "text": NoticeRow.id,
}
_gathered = (
    select(AlertRow.notice_id)
    .join(DeliveryAlertRow, DeliveryAlertRow.alert_id == AlertRow.id)
    .join(DeliveryRow, DeliveryRow.id == DeliveryAlertRow.delivery_id)
    .where(DeliveryRow.status == "queued", DeliveryRow.bundle.is_not(None))
)
"""A query for the notices that have alerts in queued digests."""


class SqlRetentionRepository:
    """The repository that finds and deletes old data. It also finds stored pages that an older page reader has read."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def kept_pages(
        self, reader: str, after: tuple[int, int], limit: int, source: str | None, since: datetime | None
    ) -> list[KeptPage]:
        """Return at most `limit` revisions with stored pages that were not read by the page reader version `reader`.

        The revisions are ordered by notice id and revision number. Only those after the pair `after` are returned. If
        `source` is given, only revisions of notices first seen at that source are returned. If `since` is given, only
        revisions recorded since then are returned. Notices whose text was pruned are left out.
        """
        notice, number = after
        later = (RevisionRow.notice_id > notice) | and_(RevisionRow.notice_id == notice, RevisionRow.number > number)
        query = (
            select(RevisionRow, PageRow, NoticeRow.source_id)
            .join(PageRow, PageRow.id == RevisionRow.page_id)
            .join(NoticeRow, NoticeRow.id == RevisionRow.notice_id)
            .where(later, NoticeRow.pruned_at.is_(None))
            .where(func.coalesce(RevisionRow.document["reader"].as_string(), "") != reader)
            .order_by(RevisionRow.notice_id, RevisionRow.number)
        )
        if source is not None:
            query = query.where(NoticeRow.source_id == source)
        if since is not None:
            query = query.where(RevisionRow.seen_at >= since)
        return [self._kept(*row) for row in self._session.execute(query.limit(limit))]

    def _kept(self, revision: RevisionRow, page: PageRow, first: str) -> KeptPage:
        document = Notice.model_validate(revision.document)
        same = {"notice_id": revision.notice_id, "revision": revision.number, "key": key_of(document.url)}
        readers = select(ReadingRow.source_id).filter_by(**same).group_by(ReadingRow.source_id)
        sources = tuple(self._session.scalars(readers.order_by(func.min(ReadingRow.id))))
        if revision.source_id is not None:
            sources = tuple(dict.fromkeys([revision.source_id, *sources]))
        packed = PackedPage.model_construct(
            url=page.url, fetched_at=page.fetched_at, content_type=page.content_type, sha256=page.sha256, body=page.body
        )
        link = Link.model_validate(page.link) if page.link else None
        return KeptPage(
            revision.notice_id, revision.number, document, sources or (first,), packed, link, page.given or {}
        )

    def outdated(self, what: Prunable, before: datetime, limit: int) -> list[Outdated]:
        """Return at most `limit` rows of the kind `what` that are older than `before` and may be pruned.

        The following may not be pruned: data that a queued message needs, events that a reader of the event log has not
        read yet, and the texts of a notice whose newest revision is not older than `before`.
        """
        return [Outdated(*row) for row in self._session.execute(_prunable(what, before).limit(limit))]

    def drop(self, what: Prunable, ids: Sequence[int], before: datetime, at: datetime) -> int:
        """Prune the rows of the kind `what` with these ids, and return the number of pruned rows.

        Rows that `outdated` would not return for the same `before` are kept. A notice whose text is pruned keeps its
        identifying fields, locations, readings and alerts, and `at` is recorded as the time of pruning.
        """
        column = _IDS[what]
        # A message that refers to the rows may have been queued since they were found.
        still = list(self._session.scalars(_prunable(what, before).where(column.in_(ids))))
        if what == "text":
            self._drop_texts(still, at)
            return len(still)
        if what == "page":
            self._session.execute(update(RevisionRow).where(RevisionRow.page_id.in_(still)).values(page_id=None))
        self._session.execute(delete(column.class_).where(column.in_(still)))
        return len(still)

    def _drop_texts(self, notices: Sequence[int], at: datetime) -> None:
        for row in self._session.scalars(select(RevisionRow).where(RevisionRow.notice_id.in_(notices))):
            row.document = {name: value for name, value in row.document.items() if name in NAMES}
            self._index_without_text(row)
        forms = select(StoredTextRow.id).where(StoredTextRow.notice_id.in_(notices))
        self._session.execute(delete(BodyRow).where(BodyRow.form_id.in_(forms)))
        self._session.execute(update(StoredTextRow).where(StoredTextRow.notice_id.in_(notices)).values(pruned=True))
        self._session.execute(update(NoticeRow).where(NoticeRow.id.in_(notices)).values(pruned_at=at))
        self._session.flush()

    def _index_without_text(self, revision: RevisionRow) -> None:
        notice = self._session.get_one(NoticeRow, revision.notice_id)
        if revision.number == notice.revision:
            document = Notice.model_validate(revision.document)
            source = revision.source_id or notice.source_id
            file_for_search(self._session, notice.id, source, document, notice.first_seen_at, None)


def _prunable(what: Prunable, before: datetime) -> Select[int, int]:
    """Return a query for the ids and the sizes in bytes of rows that may be pruned.

    The rows are of the kind `what` and older than `before`. Their order is that of a database index, so that the
    database need not sort them.
    """
    queued = select(DeliveryRow.id).where(DeliveryRow.status == "queued")
    if what == "poll":
        return select(PollRow.id, literal(0)).where(PollRow.at < before).order_by(PollRow.at)
    if what == "page":
        of_it = RevisionRow.page_id == PageRow.id
        awaited = queued.join(RevisionRow, RevisionRow.notice_id == DeliveryRow.notice_id).where(of_it).exists()
        pages = select(RevisionRow.page_id).where(RevisionRow.page_id.is_not(None))
        gathered = PageRow.id.in_(pages.where(RevisionRow.notice_id.in_(_gathered)))
        old = select(PageRow.id, func.length(PageRow.body)).where(PageRow.fetched_at < before)
        return old.where(~awaited, ~gathered).order_by(PageRow.fetched_at)
    if what == "event":
        followed = (
            select(func.min(PositionRow.event_id)).where(PositionRow.name.not_like(f"{INTAKE}%")).scalar_subquery()
        )
        to_tell = select(func.min(DeliveryRow.first_event)).where(DeliveryRow.status == "queued").scalar_subquery()
        old = select(EventRow.id, literal(0)).where(
            EventRow.at < before, EventRow.id <= func.coalesce(followed, EventRow.id)
        )
        return old.where(EventRow.id < func.coalesce(to_tell, EventRow.id + 1)).order_by(EventRow.at)
    sizes = select(func.sum(func.length(cast(RevisionRow.document, Text)))).where(RevisionRow.notice_id == NoticeRow.id)
    newest = and_(RevisionRow.notice_id == NoticeRow.id, RevisionRow.number == NoticeRow.revision)
    old = select(NoticeRow.id, sizes.correlate(NoticeRow).scalar_subquery()).join(RevisionRow, newest)
    old = old.where(NoticeRow.pruned_at.is_(None), RevisionRow.seen_at < before)
    old = old.where(NoticeRow.id.not_in(_gathered))
    return old.where(~queued.where(DeliveryRow.notice_id == NoticeRow.id).exists()).order_by(NoticeRow.id)

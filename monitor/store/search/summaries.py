"""The summaries of notices that lists show."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from monitor.model.search import NoticeSummary
from monitor.store.batches import among
from monitor.store.tables import NoticeRow, RevisionRow, SearchEntryRow


def summaries(session: Session, notices: Sequence[int]) -> list[NoticeSummary]:
    """Return summaries of these notices, in the order of `notices`."""
    query = (
        select(NoticeRow, RevisionRow.document, RevisionRow.source_id, SearchEntryRow.changed_at)
        .join(RevisionRow, (RevisionRow.notice_id == NoticeRow.id) & (RevisionRow.number == NoticeRow.revision))
        .outerjoin(SearchEntryRow, SearchEntryRow.notice_id == NoticeRow.id)
        .where(among(session, NoticeRow.id, notices))
    )
    found = {row[0].id: _summary(*row) for row in session.execute(query)}
    return [found[notice] for notice in notices if notice in found]


def _summary(row: NoticeRow, document: dict[str, Any], source: str | None, changed_at: Any) -> NoticeSummary:
    def day(name: str) -> date | None:
        return date.fromisoformat(written) if (written := document.get(name)) else None

    return NoticeSummary(
        id=row.id,
        source=source or row.source_id,
        revision=row.revision,
        first_seen_at=row.first_seen_at,
        changed_at=changed_at or row.first_seen_at,
        url=document["url"],
        title=document.get("title"),
        kind=document.get("kind"),
        document_number=document.get("document_number"),
        issuers=tuple(document.get("issuers", ())),
        region=tuple(document.get("region", ())),
        issued_on=day("issued_on"),
        published_on=day("published_on"),
        text=document.get("text", ""),
        pruned=row.pruned_at is not None,
    )

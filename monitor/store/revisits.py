"""The SQL repository of scheduled revisits of known pages."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from crawler.model.link import Link
from monitor.model import ScheduledRevisit
from monitor.store.batches import batches
from monitor.store.tables import LookRow, key_of


class SqlRevisitRepository:
    """The repository of scheduled revisits of known pages."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, url: str) -> ScheduledRevisit | None:
        """Return the scheduled revisit of a URL, or None if no revisit is recorded."""
        row = self._session.get(LookRow, key_of(url))
        return _record(row) if row else None

    def put(self, source: str, look: ScheduledRevisit) -> None:
        """Record the scheduled revisit of a URL by a source.

        If the revisits of the URL belong to another source, nothing is changed.
        """
        row = self._session.get(LookRow, key_of(look.url))
        if row is None:
            row = LookRow(key=key_of(look.url), source_id=source)
            self._session.add(row)
        elif row.source_id != source:
            return
        row.url = look.url
        row.first_seen_at = look.first_seen_at
        row.done = look.done
        row.due_at = look.due_at
        row.missed = look.missed
        row.etag = look.etag
        row.modified = look.modified
        row.page_hash = look.page_hash
        row.link = look.link.model_dump(mode="json", exclude_defaults=True) if look.link else None
        self._session.flush()

    def bring_forward(self, latest: datetime, due_at: datetime) -> None:
        """Set the due time of all revisits that are due later than `latest` to `due_at`."""
        self._session.execute(update(LookRow).where(LookRow.due_at > latest).values(due_at=due_at))

    def due(self, source: str, now: datetime, limit: int) -> list[ScheduledRevisit]:
        """Return at most `limit` due revisits of a source, in order of their due times."""
        due = select(LookRow).where(LookRow.source_id == source, LookRow.due_at <= now)
        return [_record(row) for row in self._session.scalars(due.order_by(LookRow.due_at, LookRow.url).limit(limit))]

    def sources_with_due(self, sources: Sequence[str], now: datetime) -> set[str]:
        """Return the subset of `sources` with a due revisit."""
        found: set[str] = set()
        for some in batches(sources):
            found.update(
                self._session.scalars(
                    select(LookRow.source_id).where(LookRow.source_id.in_(some), LookRow.due_at <= now).distinct()
                )
            )
        return found


def _record(row: LookRow) -> ScheduledRevisit:
    link = Link.model_validate(row.link) if row.link else None
    return ScheduledRevisit(
        row.url, row.first_seen_at, row.done, row.due_at, row.missed, row.etag, row.modified, row.page_hash, link
    )

"""The SQL repository of the flapping states of pages."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from monitor.identity.flapping import FlapState
from monitor.model import FlappingPage
from monitor.store.tables import UnrestRow, key_of


class SqlFlappingRepository:
    """The repository of pages that change on every visit."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, url: str, source: str) -> FlapState | None:
        """Return the flapping state of a page for a source, or None if the page has no such state."""
        row = self._session.get(UnrestRow, (key_of(url), source))
        return FlapState(row.text, row.score, row.changed_at, row.recorded_at, row.since) if row else None

    def put(self, url: str, source: str, unrest: FlapState | None) -> None:
        """Record the flapping state of a page for a source, or remove it if `unrest` is None."""
        if unrest is None:
            self._session.execute(delete(UnrestRow).filter_by(key=key_of(url), source_id=source))
            return
        self._session.merge(
            UnrestRow(
                key=key_of(url),
                source_id=source,
                url=url,
                text=unrest.text,
                score=unrest.score,
                changed_at=unrest.changed_at,
                recorded_at=unrest.recorded_at,
                since=unrest.since,
            )
        )
        self._session.flush()

    def all(self) -> list[FlappingPage]:
        """Return the pages that change on every visit, ordered by source and by the start of the flapping."""
        rows = select(UnrestRow).where(UnrestRow.since.is_not(None))
        return [
            FlappingPage(row.url, row.source_id, row.since)
            for row in self._session.scalars(rows.order_by(UnrestRow.source_id, UnrestRow.since, UnrestRow.url))
            if row.since is not None
        ]

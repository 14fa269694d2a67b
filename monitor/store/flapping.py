"""The SQL repository of pages that change on every visit."""

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from monitor.identity.flapping import FlapState
from monitor.model import FlappingPage
from monitor.store.tables import FlappingRow, key_of


class SqlFlappingRepository:
    """The repository of pages that change on every visit."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def get(self, url: str, source: str) -> FlapState | None:
        """Return the state that shows whether a page changes on every visit, or None if no state is recorded.

        `source` is the id of the source that visits the page.
        """
        row = self._session.get(FlappingRow, (key_of(url), source))
        return FlapState(row.text, row.score, row.changed_at, row.recorded_at, row.since) if row else None

    def put(self, url: str, source: str, state: FlapState | None) -> None:
        """Record the state that shows whether a page changes on every visit, or remove it if `state` is None.

        `source` is the id of the source that visits the page.
        """
        if state is None:
            self._session.execute(delete(FlappingRow).filter_by(key=key_of(url), source_id=source))
            return
        self._session.merge(
            FlappingRow(
                key=key_of(url),
                source_id=source,
                url=url,
                text=state.text,
                score=state.score,
                changed_at=state.changed_at,
                recorded_at=state.recorded_at,
                since=state.since,
            )
        )
        self._session.flush()

    def all(self) -> list[FlappingPage]:
        """Return the pages that change on every visit, ordered by source and then by the time when this began."""
        rows = select(FlappingRow).where(FlappingRow.since.is_not(None))
        return [
            FlappingPage(row.url, row.source_id, row.since)
            for row in self._session.scalars(rows.order_by(FlappingRow.source_id, FlappingRow.since, FlappingRow.url))
            if row.since is not None
        ]

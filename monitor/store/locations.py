"""The SQL repository of the URLs at which notices are located."""

from datetime import datetime
from typing import cast

from sqlalchemy import Table, insert, select
from sqlalchemy.orm import Session

from crawler.model.reason import Reason
from monitor.model import Location
from monitor.model.reasons import read_reason, write_reason
from monitor.store.tables import PlaceRow, key_of

_ADD_PLACE = insert(cast(Table, PlaceRow.__table__))


class SqlLocationRepository:
    """The repository of the URLs at which notices are located."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def put(self, url: str, source: str, notice: int, at: datetime, reason: Reason | None = None) -> None:
        """Record that a notice is located at a URL.

        `reason` is stored if the URL is new or another notice was located at the URL before.
        """
        place = self._session.get(PlaceRow, key_of(url))
        if place is None:
            row = {"key": key_of(url), "url": url, "source_id": source, "notice_id": notice, "first_seen_at": at}
            self._session.connection().execute(_ADD_PLACE, row | {"why": write_reason(reason)})
            return
        place.why = place.why if place.notice_id == notice else write_reason(reason)
        place.notice_id = notice
        place.gone_at = None
        self._session.flush()

    def mark_gone(self, url: str, at: datetime) -> int | None:
        """Record that a URL no longer exists, and return the notice that was located at the URL.

        The result is None if no notice was located at the URL, or if the URL was already recorded as gone.
        """
        place = self._session.get(PlaceRow, key_of(url))
        if place is None or place.gone_at is not None:
            return None
        place.gone_at = at
        return place.notice_id

    def of_notice(self, notice: int) -> list[Location]:
        """Return the locations of a notice, the earliest first."""
        query = select(PlaceRow).where(PlaceRow.notice_id == notice).order_by(PlaceRow.first_seen_at, PlaceRow.url)
        return [
            Location(row.url, row.source_id, row.notice_id, row.first_seen_at, row.gone_at, read_reason(row.why))
            for row in self._session.scalars(query)
        ]

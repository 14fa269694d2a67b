"""The SQL repository of the URLs at which notices are located."""

from collections.abc import Collection
from datetime import datetime
from typing import NamedTuple, cast

from sqlalchemy import Table, bindparam, insert, select, update
from sqlalchemy.orm import Session

from crawler.model.reason import Reason
from monitor.model import Location
from monitor.model.reasons import read_reason, write_reason
from monitor.store.batches import batches
from monitor.store.tables import LocationRow, key_of
from monitor.store.writing.deferred import execute_later

# Statements that are executed without the mapper, because every ingested notice needs them.
_PLACES = cast(Table, LocationRow.__table__)
_FIND = select(_PLACES.c.notice_id, _PLACES.c.gone_at, _PLACES.c.why).where(_PLACES.c.key == bindparam("of"))
_OF_NOTICE = select(_PLACES).where(_PLACES.c.notice_id == bindparam("notice"))
_ADD = insert(_PLACES)
_UPDATE = update(_PLACES).where(_PLACES.c.key == bindparam("of"))
_THESE = select(_PLACES.c.key, *_FIND.selected_columns).where(_PLACES.c.key.in_(bindparam("keys", expanding=True)))
_FOUND = "places"


class _Place(NamedTuple):
    """The changeable columns of a row that describes a location."""

    notice_id: int
    gone_at: datetime | None
    why: str | None


class SqlLocationRepository:
    """The repository of the URLs at which notices are located."""

    def __init__(self, session: Session) -> None:
        self._session = session
        # The rows that this transaction has read or written, and None for keys without a row.
        self._found: dict[str, _Place | None] = session.info.setdefault(_FOUND, {})

    def _find(self, url: str) -> "_Place | None":
        key = key_of(url)
        if key not in self._found:
            row = self._session.execute(_FIND, {"of": key}).first()
            self._found[key] = _Place(*row) if row else None
        return self._found[key]

    def preload(self, urls: Collection[str]) -> None:
        """Load the rows of these URLs into the transaction's memory, so that they are not queried one by one."""
        for keys in batches(list(dict.fromkeys(map(key_of, urls)))):
            found = {row.key: _Place(*row[1:]) for row in self._session.execute(_THESE, {"keys": keys})}
            self._found |= dict.fromkeys(keys) | found

    def notice_at(self, url: str) -> int | None:
        """Return the id of the notice that is or was located at a URL, or None if there was none."""
        place = self._find(url)
        return place.notice_id if place else None

    def put(self, url: str, source: str, notice: int, at: datetime, reason: Reason | None = None) -> None:
        """Record that the source with the id `source` found a notice at a URL at the time `at`.

        `reason` says why the URL belongs to the notice. It is stored if the URL is new, or if it belonged to another
        notice before.
        """
        place = self._find(url)
        connection = self._session.connection()
        key = key_of(url)
        if place is None:
            why = write_reason(reason)
            row = {"key": key, "url": url, "source_id": source, "notice_id": notice, "first_seen_at": at}
            execute_later(connection, _ADD, row | {"why": why})
            self._found[key] = _Place(notice, None, why)
        elif (place.notice_id, place.gone_at) != (notice, None):
            kept = place.why if place.notice_id == notice else write_reason(reason)
            execute_later(connection, _UPDATE, {"of": key, "notice_id": notice, "gone_at": None, "why": kept})
            self._found[key] = _Place(notice, None, kept)

    def mark_gone(self, url: str, at: datetime) -> int | None:
        """Record that a URL no longer exists, and return the id of the notice that was located at the URL.

        The result is None if no notice was located at the URL, or if the URL was already recorded as gone.
        """
        place = self._find(url)
        if place is None or place.gone_at is not None:
            return None
        key = key_of(url)
        execute_later(self._session.connection(), _UPDATE, {"of": key, "gone_at": at})
        self._found[key] = place._replace(gone_at=at)
        return place.notice_id

    def of_notice(self, notice: int) -> list[Location]:
        """Return the locations of a notice, the earliest first."""
        rows = self._session.execute(_OF_NOTICE.order_by(_PLACES.c.first_seen_at, _PLACES.c.url), {"notice": notice})
        return [
            Location(row.url, row.source_id, row.notice_id, row.first_seen_at, row.gone_at, read_reason(row.why))
            for row in rows
        ]

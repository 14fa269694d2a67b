"""The SQL repository of scheduled revisits of known pages."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, bindparam, insert, select, update
from sqlalchemy.orm import Session

from crawler.model.link import Link
from monitor.model import ScheduledRevisit
from monitor.store.batches import batches
from monitor.store.tables import RevisitRow, key_of
from monitor.store.writing.deferred import execute_later

# Built once, and with the table, because it is executed for each batch of polls.
_TABLE = RevisitRow.metadata.tables[RevisitRow.__tablename__]
_COLUMNS = _TABLE.c
_THESE = select(_TABLE).where(_COLUMNS.key.in_(bindparam("keys", expanding=True)))
_ADD = insert(_TABLE)
_UPDATE = update(_TABLE).where(_COLUMNS.key == bindparam("of"))
_Held = tuple[str, ScheduledRevisit]
_SAME_NAMES = ("url", "first_seen_at", "done", "due_at", "missed", "etag", "modified", "page_hash")
_SOURCES_WITH_DUE = (
    select(_COLUMNS.source_id)
    .where(
        _COLUMNS.source_id.in_(bindparam("ids", expanding=True)),
        _COLUMNS.due_at <= bindparam("now", type_=_COLUMNS.due_at.type),
    )
    .distinct()
)


class SqlRevisitRepository:
    """The repository of scheduled revisits of known pages."""

    def __init__(self, session: Session) -> None:
        self._session = session
        # The source and the revisit of each key that this transaction has read or written, None if there is no row.
        self._held: dict[str, _Held | None] = {}

    def get(self, url: str) -> ScheduledRevisit | None:
        """Return the scheduled revisit of a URL, or None if no revisit is recorded."""
        found = self._find(key_of(url))
        return found[1] if found else None

    def preload(self, urls: Collection[str]) -> None:
        """Load the revisits of these URLs into the transaction's memory with one query."""
        for keys in batches(list(dict.fromkeys(map(key_of, urls)))):
            self._load(keys)

    def _find(self, key: str) -> _Held | None:
        if key not in self._held:
            self._load([key])
        return self._held[key]

    def _load(self, keys: Sequence[str]) -> None:
        self._held |= dict.fromkeys(keys)
        for row in self._session.connection().execute(_THESE, {"keys": keys}):
            self._held[row.key] = row.source_id, _record(row)

    def put(self, source: str, look: ScheduledRevisit) -> None:
        """Record `look`, the scheduled revisit of a URL, for a source.

        If a revisit of the URL is already recorded for another source, nothing is changed.
        """
        key = key_of(look.url)
        known = self._find(key)
        if known is not None and known[0] != source:
            return
        values = {name: getattr(look, name) for name in _SAME_NAMES}
        values["link"] = look.link.model_dump(mode="json", exclude_defaults=True) if look.link else None
        row = {"of": key} | values if known else {"key": key, "source_id": source} | values
        execute_later(self._session.connection(), _UPDATE if known else _ADD, row)
        self._held[key] = source, look

    def bring_forward(self, latest: datetime, due_at: datetime) -> None:
        """Reschedule all revisits that are due later than `latest`. Their new due time is `due_at`."""
        self._held.clear()
        self._session.execute(update(RevisitRow).where(RevisitRow.due_at > latest).values(due_at=due_at))

    def due(self, source: str, now: datetime, limit: int) -> list[ScheduledRevisit]:
        """Return at most `limit` due revisits of a source, in order of their due times."""
        due = select(_TABLE).where(_COLUMNS.source_id == source, _COLUMNS.due_at <= now)
        rows = self._session.execute(due.order_by(_COLUMNS.due_at, _COLUMNS.url).limit(limit))
        return list(map(_record, rows))

    def sources_with_due(self, sources: Sequence[str], now: datetime) -> set[str]:
        """Return the ids of those of the `sources` that have a revisit due at the time `now`."""
        found: set[str] = set()
        for some in batches(sources):
            found.update(self._session.connection().scalars(_SOURCES_WITH_DUE, {"ids": some, "now": now}))
        return found


def _record(row: Row[Any]) -> ScheduledRevisit:
    link = Link.model_validate(row.link) if row.link else None
    return ScheduledRevisit(
        row.url, row.first_seen_at, row.done, row.due_at, row.missed, row.etag, row.modified, row.page_hash, link
    )

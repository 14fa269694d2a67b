"""The SQL repository of polls."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import case, func, insert, select
from sqlalchemy.orm import Session

from monitor.model import LastPoll, PollCounts, PollRecord
from monitor.store.tables import PollRow, SourceRow
from monitor.store.writing.deferred import execute_later

# The table instead of PollRow: the session's bookkeeping of each row costs more than the statement.
_ADD = insert(PollRow.metadata.tables[PollRow.__tablename__]).inline()  # the id is not needed


class SqlPollRepository:
    """The repository of recorded polls."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def last_by_source(self, since: datetime) -> list[LastPoll]:
        """Return the last poll of each source that was polled at `since` or later, ordered by source id."""
        columns = select(
            SourceRow.id,
            SourceRow.last_poll_at,
            SourceRow.failures,
            SourceRow.trouble_code,
            SourceRow.last_success_at,
            SourceRow.trouble_since,
        )
        rows = self._session.execute(columns.where(SourceRow.last_poll_at >= since).order_by(SourceRow.id))
        return [
            LastPoll(name, at, code if failures else None, succeeded_at, since if failures else None)
            for name, at, failures, code, succeeded_at, since in rows
            if at
        ]

    def add(self, poll: PollRecord) -> None:
        """Record a poll."""
        self.add_all([poll])

    def add_all(self, polls: Sequence[PollRecord]) -> None:
        """Record polls in the given order."""
        execute_later(self._session.connection(), _ADD, [_values(poll) for poll in polls])

    def latest(self, source: str, limit: int) -> list[PollRecord]:
        """Return at most `limit` polls of a source, the newest first."""
        rows = select(PollRow).where(PollRow.source_id == source).order_by(PollRow.id.desc()).limit(limit)
        return [
            PollRecord(
                row.source_id,
                row.at,
                row.outcome,
                row.links_seen,
                row.new,
                row.copies,
                row.revisions,
                tuple(row.failures),
                row.requests,
                row.bytes,
            )
            for row in self._session.scalars(rows)
        ]

    def usage(self, since: datetime | None = None) -> dict[str, tuple[int, int]]:
        """Return the total numbers of requests and of received bytes of each source, by source id.

        The numbers are sums over the recorded polls. If `since` is given, only polls at that time or later are counted.
        """
        sums = select(PollRow.source_id, func.sum(PollRow.requests), func.sum(PollRow.bytes))
        rows = sums.where(PollRow.at >= since) if since else sums
        found = self._session.execute(rows.group_by(PollRow.source_id))
        return {source: (int(requests), int(received)) for source, requests, received in found}

    def counts(self, since: datetime) -> PollCounts:
        """Return the numbers of polls, failed polls, new notices, copies and revisions since the time `since`."""
        failed = func.sum(case((PollRow.outcome == "failed", 1), else_=0))
        found = (func.sum(column) for column in (PollRow.new, PollRow.copies, PollRow.revisions))
        counts = self._session.execute(select(func.count(), failed, *found).where(PollRow.at >= since)).one()
        return PollCounts(*(int(count or 0) for count in counts))


def _values(poll: PollRecord) -> dict[str, Any]:
    return {
        "source_id": poll.source,
        "at": poll.at,
        "outcome": poll.outcome,
        "links_seen": poll.links_seen,
        "new": poll.new,
        "copies": poll.copies,
        "revisions": poll.revisions,
        "failures": list(poll.failures),
        "requests": poll.requests,
        "bytes": poll.bytes,
    }

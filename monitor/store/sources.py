"""Sources and polls in the database."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import ColumnElement, and_, case, delete, func, or_, select, update
from sqlalchemy.orm import Session

from monitor.model import LastPoll, Outage, PollCounts, PollRecord, SourceRecord, Trouble
from monitor.store.batches import batches
from monitor.store.source_history import rhythm_of, seen_of, written_rhythm, written_seen
from monitor.store.tables import OutageRow, PollRow, SourceRow


class SourceQueries:
    """The part of the port that knows sources."""

    session: Session
    held: dict[str, tuple[SourceRow, SourceRecord]]
    """Sources looked up in this transaction, with what was known of them then. A session forgets what nobody holds."""

    def source(self, source: str) -> SourceRecord | None:
        """What is known of a source, None when it was never registered."""
        row = self.session.get(SourceRow, source)
        if row is None:
            return None
        self.held[source] = row, _record(row)
        return self.held[source][1]

    def overdue_sources(self, before: datetime) -> list[SourceRecord]:
        """The sources that were due before then and were not polled, leased or not, by id."""
        rows = select(SourceRow).where(SourceRow.due_at < before).order_by(SourceRow.id)
        return [_record(row) for row in self.session.scalars(rows)]

    def hold_sources(self, sources: Sequence[str]) -> None:
        """Looks these sources up in one go; the transaction has them at hand from then on."""
        for some in batches(sources):
            for row in self.session.scalars(select(SourceRow).where(SourceRow.id.in_(some))):
                self.held[row.id] = row, _record(row)

    def sources(self) -> list[SourceRecord]:
        """All sources ever registered, by id."""
        return [_record(row) for row in self.session.scalars(select(SourceRow).order_by(SourceRow.id))]

    def register_source(self, source: str, due_at: datetime) -> None:
        """Makes a source known, due at that time; one that is known stays as it is."""
        if self.session.get(SourceRow, source) is None:
            self.session.add(SourceRow(id=source, due_at=due_at))
            self.session.flush()

    def due_sources(self, now: datetime) -> list[str]:
        """Sources that are due and not leased, the longest due first."""
        return list(self.session.scalars(select(SourceRow.id).where(_is_due(now)).order_by(SourceRow.due_at)))

    def claim_sources(
        self, sources: Sequence[str], now: datetime, lease_until: datetime, owner: str
    ) -> list[SourceRecord]:
        """Leases those of the sources that are still due and not leased."""
        claimed: list[SourceRow] = []
        for some in batches(sources):
            claimed += self.session.scalars(
                select(SourceRow).where(SourceRow.id.in_(some), _is_due(now)).order_by(SourceRow.due_at)
            )
        for row in claimed:
            row.leased_until = lease_until
            row.lease_owner = owner
        return [_record(row) for row in claimed]

    def release_source(self, source: str, due_at: datetime) -> None:
        """Gives a lease back; the source is due then."""
        row = self.session.get_one(SourceRow, source)
        row.due_at = due_at
        row.leased_until = None
        row.lease_owner = None

    def put_source(self, record: SourceRecord) -> None:
        """Records a source's new state and ends its lease."""
        row = self.session.get_one(SourceRow, record.id)
        before = self.held[record.id][1] if record.id in self.held else None
        row.state = record.state
        row.baseline_at = record.baseline_at
        row.failures = record.failures
        row.due_at = record.due_at or row.due_at
        _set_trouble(row, record.trouble)
        row.last_poll_at = record.last_poll_at
        row.last_success_at = record.last_success_at
        row.last_new_at = record.last_new_at
        if before is None or (record.rhythm, record.seen) != (before.rhythm, before.seen):
            row.rhythm = written_rhythm(record.rhythm)
            row.seen = written_seen(record.seen)
        row.leased_until = row.lease_owner = None

    def put_trouble(self, source: str, trouble: Trouble) -> None:
        """Records a source's trouble and nothing else of it; its lease stays."""
        _set_trouble(self.session.get_one(SourceRow, source), trouble)

    def troubles(self) -> dict[str, Trouble]:
        """The troubles that sources are in."""
        columns = (
            SourceRow.id,
            SourceRow.trouble_code,
            SourceRow.trouble_detail,
            SourceRow.trouble_since,
            SourceRow.trouble_told,
            SourceRow.trouble_grouped,
            SourceRow.trouble_reminded_at,
        )
        rows = self.session.execute(select(*columns).where(SourceRow.trouble_code.is_not(None)))
        return {
            name: Trouble(code, detail or "", at, told, grouped, reminded)
            for name, code, detail, at, told, grouped, reminded in rows
            if code and at
        }

    def last_polls(self, since: datetime) -> list[LastPoll]:
        """The last polls of the sources that were polled since then, by source."""
        columns = select(SourceRow.id, SourceRow.last_poll_at, SourceRow.failures, SourceRow.trouble_code)
        rows = self.session.execute(columns.where(SourceRow.last_poll_at >= since).order_by(SourceRow.id))
        return [LastPoll(name, at, code if failures else None) for name, at, failures, code in rows if at]

    def hasten(self, sources: Sequence[str], due_at: datetime) -> None:
        """Makes those of the sources that are due later and not leased due then."""
        for some in batches(sources):
            free = or_(SourceRow.leased_until.is_(None), SourceRow.leased_until <= due_at)
            self.session.execute(
                update(SourceRow).where(SourceRow.id.in_(some), free, SourceRow.due_at > due_at).values(due_at=due_at)
            )

    def outage(self) -> Outage | None:
        """That the network is down; None when it is not."""
        row = self.session.scalars(select(OutageRow)).first()
        return Outage(row.since, row.reminded_at) if row else None

    def put_outage(self, outage: Outage | None) -> None:
        """Records that the network is down; None that it is not."""
        self.session.execute(delete(OutageRow))
        if outage:
            self.session.add(OutageRow(since=outage.since, reminded_at=outage.reminded_at))
            self.session.flush()

    def add_poll(self, poll: PollRecord) -> None:
        """Adds the row of one poll."""
        self.session.add(
            PollRow(
                source_id=poll.source,
                at=poll.at,
                outcome=poll.outcome,
                links_seen=poll.links_seen,
                new=poll.new,
                copies=poll.copies,
                revisions=poll.revisions,
                failures=list(poll.failures),
                requests=poll.requests,
                bytes=poll.bytes,
            )
        )

    def polls(self, source: str, limit: int) -> list[PollRecord]:
        """The latest polls of a source, the newest first."""
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
            for row in self.session.scalars(rows)
        ]

    def spent(self, since: datetime | None = None) -> dict[str, tuple[int, int]]:
        """Requests and bytes that the polls kept, or those since then, have cost, by source."""
        sums = select(PollRow.source_id, func.sum(PollRow.requests), func.sum(PollRow.bytes))
        rows = sums.where(PollRow.at >= since) if since else sums
        found = self.session.execute(rows.group_by(PollRow.source_id))
        return {source: (int(requests), int(received)) for source, requests, received in found}

    def poll_counts(self, since: datetime) -> PollCounts:
        """What the polls since then came to."""
        failed = func.sum(case((PollRow.outcome == "failed", 1), else_=0))
        found = (func.sum(column) for column in (PollRow.new, PollRow.copies, PollRow.revisions))
        counts = self.session.execute(select(func.count(), failed, *found).where(PollRow.at >= since)).one()
        return PollCounts(*(int(count or 0) for count in counts))


def _set_trouble(row: SourceRow, trouble: Trouble | None) -> None:
    row.trouble_code = trouble.code if trouble else None
    row.trouble_detail = trouble.detail if trouble else None
    row.trouble_since = trouble.since if trouble else None
    row.trouble_told = bool(trouble and trouble.told)
    row.trouble_grouped = bool(trouble and trouble.grouped)
    row.trouble_reminded_at = trouble.reminded_at if trouble else None


def _is_due(now: datetime) -> ColumnElement[bool]:
    free = or_(SourceRow.leased_until.is_(None), SourceRow.leased_until <= now)
    return and_(SourceRow.due_at <= now, free)


def _record(row: SourceRow) -> SourceRecord:
    trouble = None
    if row.trouble_code and row.trouble_since:
        trouble = Trouble(
            row.trouble_code,
            row.trouble_detail or "",
            row.trouble_since,
            row.trouble_told,
            row.trouble_grouped,
            row.trouble_reminded_at,
        )
    return SourceRecord(
        id=row.id,
        state=row.state,
        baseline_at=row.baseline_at,
        due_at=row.due_at,
        failures=row.failures,
        trouble=trouble,
        last_poll_at=row.last_poll_at,
        last_success_at=row.last_success_at,
        last_new_at=row.last_new_at,
        rhythm=rhythm_of(row.rhythm),
        seen=seen_of(row.seen),
    )

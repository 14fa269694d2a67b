"""Sources and their polls."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from monitor.model import (
    LastPoll,
    Outage,
    PollCounts,
    PollRecord,
    SourceRecord,
    Trouble,
)


class SourceRepository(Protocol):
    """Sources and their troubles."""

    def get(self, source: str) -> SourceRecord | None:
        """What is known of a source, None when it was never registered."""

    def all(self) -> list[SourceRecord]:
        """All sources ever registered, by id."""

    def register(self, source: str, due_at: datetime) -> None:
        """Makes a source known, due at that time; one that is known stays as it is."""

    def preload(self, sources: Sequence[str]) -> None:
        """Looks these sources up in one go; the transaction has them at hand from then on."""

    def due(self, now: datetime) -> list[str]:
        """Sources that are due and not leased, the longest due first."""

    def claim(self, sources: Sequence[str], now: datetime, lease_until: datetime, owner: str) -> list[SourceRecord]:
        """Leases those of the sources that are still due and not leased."""

    def release(self, source: str, due_at: datetime) -> None:
        """Gives a lease back; the source is due then."""

    def put(self, record: SourceRecord) -> None:
        """Records a source's new state and ends its lease."""

    def put_trouble(self, source: str, trouble: Trouble) -> None:
        """Records a source's trouble and nothing else of it; its lease stays."""

    def troubles(self) -> dict[str, Trouble]:
        """The troubles that sources are in."""

    def overdue(self, before: datetime) -> list[SourceRecord]:
        """The sources that were due before then and were not polled, leased or not, by id."""

    def bring_forward(self, sources: Sequence[str], due_at: datetime) -> None:
        """Makes those of the sources that are due later and not leased due then."""

    def outage(self) -> Outage | None:
        """That the network is down; None when it is not."""

    def put_outage(self, outage: Outage | None) -> None:
        """Records that the network is down; None that it is not."""


class PollRepository(Protocol):
    """Polls on record."""

    def add(self, poll: PollRecord) -> None:
        """Adds the row of one poll."""

    def latest(self, source: str, limit: int) -> list[PollRecord]:
        """The latest polls of a source, the newest first."""

    def last_by_source(self, since: datetime) -> list[LastPoll]:
        """The last polls of the sources that were polled since then, by source."""

    def usage(self, since: datetime | None = None) -> dict[str, tuple[int, int]]:
        """Requests and bytes that the polls kept, or those since then, have cost, by source."""

    def counts(self, since: datetime) -> PollCounts:
        """What the polls since then came to."""

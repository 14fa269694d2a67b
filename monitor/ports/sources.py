"""Sources and their polls."""

from collections.abc import Mapping, Sequence
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
        """Return the record of a source, None if it was never registered."""

    def all(self) -> list[SourceRecord]:
        """Return all sources ever registered, ordered by id."""

    def register(self, source: str, due_at: datetime) -> None:
        """Register a source, due at that time; a registered source stays unchanged."""

    def preload(self, sources: Sequence[str]) -> None:
        """Read these sources in one query, so that the transaction has them in memory from then on."""

    def due(self, now: datetime) -> list[str]:
        """Return the sources that are due and not leased, the longest due first."""

    def claim(self, sources: Sequence[str], now: datetime, lease_until: datetime, owner: str) -> list[SourceRecord]:
        """Lease those of the sources that are still due and not leased; return them."""

    def release(self, source: str, due_at: datetime) -> None:
        """End the lease of a source and make it due at `due_at`."""

    def correct_times(self, due: Mapping[str, datetime], now: datetime) -> None:
        """Change when sources are due, and let no other time of a source lie after `now`; leases stay.

        A baseline that lay ahead would hold back the alerts of all that is found before it.
        """

    def put(self, record: SourceRecord) -> None:
        """Record a source's new state and end its lease."""

    def put_trouble(self, source: str, trouble: Trouble) -> None:
        """Record a source's trouble and nothing else of it; its lease stays."""

    def troubles(self) -> dict[str, Trouble]:
        """Return the troubles of sources, by source."""

    def overdue(self, before: datetime) -> list[SourceRecord]:
        """Return the sources that were due before `before` and were not polled, leased or not, ordered by id."""

    def bring_forward(self, sources: Sequence[str], due_at: datetime) -> None:
        """Make those of the sources that are due later and not leased due at `due_at`."""

    def outage(self) -> Outage | None:
        """Return the present network outage, None if the network is up."""

    def put_outage(self, outage: Outage | None) -> None:
        """Record a network outage, or with None that the network is up."""


class PollRepository(Protocol):
    """Polls on record."""

    def add(self, poll: PollRecord) -> None:
        """Record one poll."""

    def latest(self, source: str, limit: int) -> list[PollRecord]:
        """Return the latest polls of a source, the newest first."""

    def last_by_source(self, since: datetime) -> list[LastPoll]:
        """Return the last polls of the sources that were polled since `since`, by source."""

    def usage(self, since: datetime | None = None) -> dict[str, tuple[int, int]]:
        """Return the numbers of requests and bytes of the recorded polls, by source.

        With `since`, only the polls since then are counted.
        """

    def counts(self, since: datetime) -> PollCounts:
        """Return the counts of the polls since `since`."""

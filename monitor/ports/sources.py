"""Interfaces of the repositories of sources and polls."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from monitor.model import (
    LastPoll,
    Outage,
    PollCounts,
    PollRecord,
    PollTimes,
    SourceRecord,
    Trouble,
)
from monitor.model.sources import Rhythm


class SourceRepository(Protocol):
    """The repository of sources and their problems."""

    def get(self, source: str) -> SourceRecord | None:
        """Return the record of a source, or None if the source was never registered."""

    def all(self) -> list[SourceRecord]:
        """Return the records of all sources ever registered, ordered by id."""

    def times(self) -> Iterator[PollTimes]:
        """Yield the times of the last and next polls of all sources ever registered, ordered by id.

        The sources' other data is not loaded.
        """

    def rhythms(self) -> dict[str, Rhythm]:
        """Return the learnt publication pattern of each source that has one, by source id."""

    def register(self, source: str, due_at: datetime) -> None:
        """Register a source with the due time `due_at`, unless it is already registered."""

    def preload(self, sources: Sequence[str]) -> None:
        """Load these sources into the transaction's memory with one query."""

    def due(self, now: datetime) -> list[str]:
        """Return the ids of the sources that are due and not leased, ordered by due time."""

    def claim(self, sources: Sequence[str], now: datetime, lease_until: datetime, owner: str) -> list[SourceRecord]:
        """Lease those of the given sources that are still due and not leased, and return their records.

        The leases belong to `owner` and end at `lease_until`.
        """

    def release(self, source: str, due_at: datetime) -> None:
        """End the lease of a source, and set its due time to `due_at`."""

    def rename(self, before: str, after: str) -> bool:
        """Change the id of a source from `before` to `after`, and return whether this was possible.

        The source keeps its state, notices and polls, but its lease ends. Events keep the previous id. The result is
        False if the id `after` is already in use.
        """

    def correct_times(self, due: Mapping[str, datetime], now: datetime) -> None:
        """Correct recorded times that are in the future after the system clock was set back.

        The sources in `due` get the due times that it contains. The times of past events, such as the last poll, are
        set to `now` if they are later than `now`. A baseline time (the time of the first successful poll) is set to a
        slightly earlier time instead. If it stayed in the future, no alerts would be sent for notices found before it.
        Leases and the due times of other sources are not changed.
        """

    def put(self, record: SourceRecord) -> None:
        """Record a source's new state, and end its lease."""

    def put_all(self, records: Sequence[SourceRecord]) -> None:
        """Record the new states of sources, at most one record per source, and end their leases."""

    def put_trouble(self, source: str, trouble: Trouble) -> None:
        """Record a source's trouble without changing its other data or its lease."""

    def troubles(self) -> dict[str, Trouble]:
        """Return the current problem of each source that has one, by source id."""

    def overdue(self, before: datetime) -> list[SourceRecord]:
        """Return the sources that were due before `before`, whether leased or not, ordered by id."""

    def bring_forward(self, sources: Sequence[str], due_at: datetime) -> None:
        """Set the due time of the sources to `due_at`, except sources that are leased or due earlier."""

    def outage(self) -> Outage | None:
        """Return the current network outage, or None if the network is up."""

    def put_outage(self, outage: Outage | None) -> None:
        """Record a network outage, or its end if `outage` is None."""


class PollRepository(Protocol):
    """The repository of recorded polls."""

    def add(self, poll: PollRecord) -> None:
        """Record a poll."""

    def add_all(self, polls: Sequence[PollRecord]) -> None:
        """Record polls in the given order."""

    def latest(self, source: str, limit: int) -> list[PollRecord]:
        """Return at most `limit` polls of a source, the newest first."""

    def last_by_source(self, since: datetime) -> list[LastPoll]:
        """Return the last poll of each source that was polled at `since` or later, ordered by source id."""

    def usage(self, since: datetime | None = None) -> dict[str, tuple[int, int]]:
        """Return the total numbers of requests and of received bytes of each source, by source id.

        The numbers are sums over the recorded polls. If `since` is given, only polls at that time or later are counted.
        """

    def counts(self, since: datetime) -> PollCounts:
        """Return the numbers of polls, failed polls, new notices, copies and revisions since the time `since`."""

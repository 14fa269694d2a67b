"""Notices, their texts, locations, readings and revisits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from crawler.model.packed_page import PackedPage
from crawler.model.reason import Reason
from monitor.identity.evidence import Candidate
from monitor.identity.flapping import FlapState
from monitor.model import (
    FlappingPage,
    LastRead,
    Location,
    NewRevision,
    NoticeRecord,
    OutdatedReading,
    Reading,
    Revision,
    RevisionOrigin,
    ScheduledRevisit,
)


class NoticeRepository(Protocol):
    """Notices and their revisions."""

    def candidate_at(self, url: str) -> Candidate | None:
        """Return the notice recorded at a URL, with its newest revision; None if there is none."""

    def candidate_with(self, fingerprint: str, prefer: int | None) -> Candidate | None:
        """Return the notice that was read with this fingerprint, None if there is none.

        It is `prefer` if that was read with it, otherwise the earliest.
        """

    def get(self, notice: int) -> NoticeRecord | None:
        """Return a notice by id, None if there is none."""

    def latest(self, limit: int, since: datetime | None, source: str | None) -> list[NoticeRecord]:
        """Return the latest notices first seen since `since`, the newest first."""

    def kept_page(self, notice: int, revision: int) -> PackedPage | None:
        """Return the stored page that a revision was read from; None if it was pruned or never stored."""

    def count(self, since: datetime | None = None, source: str | None = None) -> int:
        """Return the number of notices, or of those first seen since `since`, or at that source."""

    def add(self, source: str, revision: NewRevision, at: datetime, reason: Reason | None = None) -> int:
        """Record a new notice with its first revision, its URL and the reason; return its id."""

    def add_revision(self, notice: int, revision: NewRevision, at: datetime) -> int:
        """Record another text of a notice; return the number of the revision."""

    def revisions(self, notice: int) -> list[Revision]:
        """Return all revisions of a notice, the earliest first."""

    def replace_document(self, notice: int, revision: int, by: NewRevision) -> None:
        """Replace a revision's document with another reading of it.

        If a page with other bytes is given, it becomes the page of the revision; the previous page stays until it is
        pruned.
        """

    def origin(self, notice: int, revision: int) -> RevisionOrigin | None:
        """Return the origin of a revision's document; None if its text was pruned."""


class LocationRepository(Protocol):
    """URLs at which notices are located."""

    def put(self, url: str, source: str, notice: int, at: datetime, reason: Reason | None = None) -> None:
        """Record that a URL now shows this notice.

        The reason is stored if the URL showed another notice before.
        """

    def of_notice(self, notice: int) -> list[Location]:
        """Return the locations of a notice, the earliest first."""

    def mark_gone(self, url: str, at: datetime) -> int | None:
        """Record that a URL no longer exists; return the notice that was located there.

        The result is None if no notice was located there or the URL was already recorded as gone.
        """


class ReadingRepository(Protocol):
    """Texts read at URLs, by source."""

    def last(self, url: str, source: str) -> LastRead | None:
        """Return the newest revision that the source read at this URL.

        The revision is of the notice that is located there, where the source read that notice. The result is None if
        the source never read anything there.
        """

    def has_page(self, notice: int, sha256: str) -> bool:
        """Return whether a page of exactly these bytes was read for the notice."""

    def add(self, reading: Reading) -> None:
        """Record a reading.

        Readings with the same URL, source and fingerprint are recorded once, with the page last read and the reader
        that read it.
        """

    def has_outdated(self) -> bool:
        """Return whether readings are recorded with fingerprints of an older version."""

    def outdated(self, after: int, limit: int) -> list[OutdatedReading]:
        """Return readings with fingerprints of an older version and an id greater than `after`, in order of ids.

        Each comes with the document of its revision; those whose text was pruned are left out.
        """

    def renew(self, reading: int, fingerprint: str) -> None:
        """Give a reading its fingerprint of the present version; drop it where its source has one with that already."""


class FlappingRepository(Protocol):
    """Pages that change on every visit."""

    def get(self, url: str, source: str) -> FlapState | None:
        """Return the flap state of a page for a source; None if it has none."""

    def put(self, url: str, source: str, unrest: FlapState | None) -> None:
        """Record the flap state of a page for a source; None removes it."""

    def all(self) -> list[FlappingPage]:
        """Return the pages that change on every visit, ordered by source and by when that began."""


class RevisitRepository(Protocol):
    """Scheduled revisits of known pages."""

    def get(self, url: str) -> ScheduledRevisit | None:
        """Return the scheduled revisit of a URL, None if there is none."""

    def put(self, source: str, look: ScheduledRevisit) -> None:
        """Record when the source revisits a URL.

        A URL that another source revisits stays with that source.
        """

    def bring_forward(self, latest: datetime, due_at: datetime) -> None:
        """Make revisits that are due later than `latest` due at `due_at`."""

    def due(self, source: str, now: datetime, limit: int) -> list[ScheduledRevisit]:
        """Return the revisits of a source that are due, the longest due first."""

    def sources_with_due(self, sources: Sequence[str], now: datetime) -> set[str]:
        """Return those of the sources that have a revisit that is due."""

"""Interfaces of the repositories of notices, locations, readings, flapping pages and revisits."""

from collections.abc import Callable, Collection, Sequence
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
    """The repository of notices and their revisions."""

    def candidate_at(self, url: str) -> Candidate | None:
        """Return the notice that is recorded at a URL, with its newest revision, or None if there is none."""

    def candidate_with(
        self, fingerprint: str, prefer: int | None, previous: Callable[[], str] | None = None
    ) -> Candidate | None:
        """Return a notice of which a text with this fingerprint was read, or None if there is no such notice.

        If there are several, the notice with the id `prefer` is returned if it is one of them, otherwise the earliest.
        If there is none, but some recorded fingerprints have an older version, the search is repeated with the
        fingerprint that `previous` returns.
        """

    def get(self, notice: int) -> NoticeRecord | None:
        """Return a notice by id, or None if it does not exist."""

    def titles(self, notices: Sequence[int]) -> dict[int, str | None]:
        """Return the titles of the newest revisions of these notices, by id. Ids of unknown notices are left out."""

    def latest(self, limit: int, since: datetime | None, source: str | None) -> list[NoticeRecord]:
        """Return at most `limit` notices, the newest first.

        If `since` is given, only notices first seen at that time or later are returned. If `source` is given, only
        notices that were first seen at that source are returned.
        """

    def after(self, notice: int, limit: int) -> list[NoticeRecord]:
        """Return at most `limit` notices with ids greater than `notice`, in ascending order of ids.

        Notices whose text was pruned are left out.
        """

    def kept_page(self, notice: int, revision: int) -> PackedPage | None:
        """Return the stored page from which a revision was read, or None if the page was pruned or never stored."""

    def count(self, since: datetime | None = None, source: str | None = None) -> int:
        """Return the number of notices.

        If `since` is given, only notices first seen at that time or later are counted. If `source` is given, only
        notices that were first seen at that source are counted.
        """

    def add(self, source: str, revision: NewRevision, at: datetime, reason: Reason | None = None) -> int:
        """Record a new notice with its first revision and its URL, and return the notice's id.

        `source` is the source at which the notice was found at the time `at`. `reason` is the reason for assigning the
        URL to the notice.
        """

    def add_revision(self, notice: int, revision: NewRevision, at: datetime) -> int:
        """Record another text of a notice as its newest revision, and return the number of the revision."""

    def revisions(self, notice: int) -> list[Revision]:
        """Return all revisions of a notice, the earliest first."""

    def replace_document(self, notice: int, revision: int, by: NewRevision) -> None:
        """Replace the document of a revision with the document of `by`, another reading of the same text.

        If `by` has a page with different bytes, that page becomes the page of the revision. The previous page stays
        stored until it is pruned.
        """

    def origin(self, notice: int, revision: int) -> RevisionOrigin | None:
        """Return the source, URL and reader of a revision's document, or None if the notice's text was pruned."""


class LocationRepository(Protocol):
    """The repository of the URLs at which notices are located."""

    def preload(self, urls: Collection[str]) -> None:
        """Load the rows of these URLs into the transaction's memory, so that they are not queried one by one."""

    def put(self, url: str, source: str, notice: int, at: datetime, reason: Reason | None = None) -> None:
        """Record that a source found a notice at a URL.

        `at` is the time of this. `reason` is the reason for assigning the URL to the notice. It is stored only if the
        URL is new or was assigned to another notice before.
        """

    def of_notice(self, notice: int) -> list[Location]:
        """Return the locations of a notice, the earliest first."""

    def mark_gone(self, url: str, at: datetime) -> int | None:
        """Record that a URL no longer exists, and return the id of the notice that was located at the URL.

        The result is None if no notice was located at the URL, or if the URL was already recorded as gone.
        """


class ReadingRepository(Protocol):
    """The repository of readings: the texts read from pages, by source and URL."""

    def preload(self, fingerprints: Collection[str]) -> None:
        """Look up which of these fingerprints are not recorded, so that `candidate_with` needs no queries for them."""

    def last(self, url: str, source: str) -> LastRead | None:
        """Return the last reading of a URL by a source, or None if the source has read nothing at the URL.

        If different notices were read at the URL, a reading of the notice that is now located there takes precedence.
        """

    def has_page(self, notice: int, sha256: str) -> bool:
        """Return whether a page with the digest `sha256` was read for the notice.

        If a page has attachments, they are included in its digest.
        """

    def add(self, reading: Reading) -> None:
        """Record a reading.

        If a reading with the same URL, source and fingerprint is already recorded, only its page and reader are
        updated.
        """

    def outdated(self, after: int, limit: int) -> list[OutdatedReading]:
        """Return at most `limit` readings whose fingerprints have an older version, in ascending order of ids.

        Only readings with ids greater than `after` are returned, each with the document of its revision. Readings of
        notices whose text was pruned are left out.
        """

    def renew(self, reading: int, fingerprint: str) -> None:
        """Replace a reading's fingerprint with `fingerprint`, which has the current version.

        If the source already has another reading of the URL with that fingerprint, the outdated reading is deleted
        instead.
        """


class FlappingRepository(Protocol):
    """The repository of pages that change on every visit."""

    def get(self, url: str, source: str) -> FlapState | None:
        """Return the state that shows whether a page changes on every visit, or None if no state is recorded.

        `source` is the id of the source that visits the page.
        """

    def put(self, url: str, source: str, state: FlapState | None) -> None:
        """Record the state that shows whether a page changes on every visit, or remove it if `state` is None.

        `source` is the id of the source that visits the page.
        """

    def all(self) -> list[FlappingPage]:
        """Return the pages that change on every visit, ordered by source and then by the time when this began."""


class RevisitRepository(Protocol):
    """The repository of scheduled revisits of known pages."""

    def get(self, url: str) -> ScheduledRevisit | None:
        """Return the scheduled revisit of a URL, or None if no revisit is recorded."""

    def preload(self, urls: Collection[str]) -> None:
        """Load the revisits of these URLs into the transaction's memory with one query."""

    def put(self, source: str, look: ScheduledRevisit) -> None:
        """Record `look`, the scheduled revisit of a URL, for a source.

        If a revisit of the URL is already recorded for another source, nothing is changed.
        """

    def bring_forward(self, latest: datetime, due_at: datetime) -> None:
        """Make all revisits that are due later than `latest` due at `due_at`."""

    def due(self, source: str, now: datetime, limit: int) -> list[ScheduledRevisit]:
        """Return at most `limit` due revisits of a source, in order of their due times."""

    def sources_with_due(self, sources: Sequence[str], now: datetime) -> set[str]:
        """Return those of the sources that have a due revisit."""

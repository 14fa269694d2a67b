"""Notices, their texts, locations, readings and revisits."""

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from crawler.model.reason import Reason
from monitor.identity.evidence import Candidate
from monitor.identity.flapping import FlapState
from monitor.model import (
    FlappingPage,
    LastRead,
    Location,
    NewRevision,
    NoticeRecord,
    Reading,
    Revision,
    RevisionOrigin,
    ScheduledRevisit,
)


class NoticeRepository(Protocol):
    """Notices and their revisions."""

    def candidate_at(self, url: str) -> Candidate | None:
        """The notice recorded at an address, with its newest revision."""

    def candidate_with(self, fingerprint: str, prefer: int | None) -> Candidate | None:
        """The notice that was read with that fingerprint: `prefer` where it was, else the earliest."""

    def get(self, notice: int) -> NoticeRecord | None:
        """A notice by id."""

    def latest(self, limit: int, since: datetime | None, source: str | None) -> list[NoticeRecord]:
        """The latest notices first seen since then, the newest first."""

    def count(self) -> int:
        """How many notices there are."""

    def add(self, source: str, revision: NewRevision, at: datetime, reason: Reason | None = None) -> int:
        """Record a new notice with its first revision, its URL and the reason; return its id."""

    def add_revision(self, notice: int, revision: NewRevision, at: datetime) -> int:
        """Records another text of a notice; gives the revision's number."""

    def revisions(self, notice: int) -> list[Revision]:
        """All texts of a notice, the earliest first."""

    def replace_document(self, notice: int, revision: int, by: NewRevision) -> None:
        """Puts another reading in the place of a revision's document. Its page, when one of other bytes is given,
        becomes the revision's; the page before it stays until it is pruned."""

    def origin(self, notice: int, revision: int) -> RevisionOrigin | None:
        """Where the document of a revision comes from; None when its text was pruned."""


class LocationRepository(Protocol):
    """URLs at which notices are located."""

    def put(self, url: str, source: str, notice: int, at: datetime, reason: Reason | None = None) -> None:
        """Record that a URL now shows this notice; the reason is stored if it showed another one before."""

    def of_notice(self, notice: int) -> list[Location]:
        """Where a notice stands, the earliest first."""

    def mark_gone(self, url: str, at: datetime) -> int | None:
        """Records that an address no longer exists; gives the notice that stood there, None when none did or it
        was known to be gone."""


class ReadingRepository(Protocol):
    """Texts read at URLs, by source."""

    def last(self, url: str, source: str) -> LastRead | None:
        """The newest revision that the source read at this address, of the notice that stands there where it read
        that; None when it never read anything there."""

    def has_page(self, notice: int, sha256: str) -> bool:
        """Whether a page of exactly these bytes was read for the notice."""

    def add(self, reading: Reading) -> None:
        """Records a reading; one with the same address, source and fingerprint is recorded once, with the page it was
        read from last and the reader that read it."""


class FlappingRepository(Protocol):
    """Pages that change on every visit."""

    def get(self, url: str, source: str) -> FlapState | None:
        """How restless a page is to a source; None where it is not."""

    def put(self, url: str, source: str, unrest: FlapState | None) -> None:
        """Notes how restless a page is; None forgets it."""

    def all(self) -> list[FlappingPage]:
        """The pages that are another at every look, by source and since when."""


class RevisitRepository(Protocol):
    """Scheduled revisits of known pages."""

    def get(self, url: str) -> ScheduledRevisit | None:
        """When an address is looked at again, None when nobody does."""

    def put(self, source: str, look: ScheduledRevisit) -> None:
        """Records when the source looks at an address again; one that another source looks at stays that one's."""

    def due(self, source: str, now: datetime, limit: int) -> list[ScheduledRevisit]:
        """Looks of a source that are due, the longest due first."""

    def sources_with_due(self, sources: Sequence[str], now: datetime) -> set[str]:
        """Those of the sources that have a look that is due."""

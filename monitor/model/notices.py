"""Notices: their texts and their locations."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from crawler.model.link import Link
from crawler.model.notice import Notice
from crawler.model.packed_page import PackedPage
from crawler.model.reason import Reason
from monitor.identity.verdict import Cause


@dataclass(frozen=True)
class NoticeRecord:
    """A notice in its newest revision, and where it was first seen. `pruned_at`: when its text was given up.

    The newest text is the notice's face: `origin` is the source that has it. `changed` is the newest revision that
    has another text than the one before it, and not just the same nearer its origin.
    """

    id: int
    source: str
    revision: int
    first_seen_at: datetime
    notice: Notice
    pruned_at: datetime | None = None
    origin: str = ""
    changed: int = 1


@dataclass(frozen=True)
class Location:
    """A URL at which a notice is located, and the verdict's reason for that; None where it was not recorded."""

    url: str
    source: str
    notice: int
    first_seen_at: datetime
    gone_at: datetime | None = None
    reason: Reason | None = None


@dataclass(frozen=True)
class ScheduledRevisit:
    """A scheduled visit to an address by the source that saw it first.

    It is due at `due_at` (None: no more), after `done` visits. `missed` counts answers in a row that there is no such
    page; the other fields are the state of the page when last read.
    """

    url: str
    first_seen_at: datetime
    done: int = 0
    due_at: datetime | None = None
    missed: int = 0
    etag: str | None = None
    modified: str | None = None
    page_hash: str | None = None
    link: Link | None = None


@dataclass(frozen=True)
class Revision:
    """One text of a notice, why there is one, and the source that has it."""

    number: int
    seen_at: datetime
    notice: Notice
    cause: Cause = "change"
    source: str = ""


def canonical_revision(revisions: Sequence[Revision], number: int) -> int:
    """Return the revision that is shown for a revision: itself, or the same text as found later nearer its origin."""
    by_number = {revision.number: revision for revision in revisions}
    while (later := by_number.get(number + 1)) and later.cause == "origin":
        number += 1
    return number


@dataclass(frozen=True)
class NewRevision:
    """A text to be recorded, with its origin.

    It has the page that the text was read from, the line of the listing that led there, the fields that were given with
    it, the reason for recording it, and the source that has it.
    """

    notice: Notice
    page: PackedPage | None
    link: Link | None = None
    given: dict[str, Any] = field(default_factory=dict)
    cause: Cause = "change"
    source: str | None = None


@dataclass(frozen=True)
class Reading:
    """The reading, by a source at an address, of a text that is this revision of a notice.

    Two sources, or two readers, may read one page differently, so a revision can have several fingerprints.
    """

    url: str
    source: str
    notice: int
    revision: int
    fingerprint: str
    page_sha256: str | None
    reader: str = ""


@dataclass(frozen=True)
class OutdatedReading:
    """A reading with a fingerprint of an older version, and the document of its revision."""

    id: int
    fingerprint: str
    notice: Notice


INTAKE = "ingest:"
"""What the names of positions begin with that are lines of a file, and no events."""


@dataclass(frozen=True)
class LastRead:
    """Which revision a source read last at an address, and by which reader."""

    revision: int
    reader: str


@dataclass(frozen=True)
class FlappingPage:
    """A page that differs at every visit of a source, and since when."""

    url: str
    source: str
    since: datetime


@dataclass(frozen=True)
class RevisionOrigin:
    """Where the document of a revision comes from: which source read it, at which address, by which reader."""

    source: str
    url: str
    reader: str


Prunable = Literal["page", "poll", "event", "text"]
"""The parts that are pruned. `text` is the text of a notice in all its revisions."""


@dataclass(frozen=True)
class KeptPage:
    """A revision with all it was read from. `sources` have read it at its address, the document's own first."""

    notice: int
    revision: int
    document: Notice
    sources: tuple[str, ...]
    page: PackedPage
    link: Link | None
    given: dict[str, Any]


@dataclass(frozen=True)
class Outdated:
    """Something that may be pruned, and the bytes that go with it."""

    id: int
    size: int

"""Notices: their texts and their locations."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from crawler.model.link import Link
from crawler.model.notice import Notice
from crawler.model.packed_page import PackedPage
from crawler.model.reason import Reason
from monitor.identity.reasons import Cause
from monitor.model.prepared import PreparedText


@dataclass(frozen=True)
class NoticeRecord:
    """A notice with its newest revision.

    `source` is the source that was the first to find the notice, and `origin` is the source of the newest revision.
    `pruned_at` is the time at which the text was pruned, or None. `changed` is the number of the newest revision in
    which the text changed. In some later revisions, the text did not change: they were recorded only because another
    page is closer to the notice's origin.
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
    """A URL at which a notice is published.

    `reason` is the reason why the URL was assigned to the notice, or None if it was not recorded.
    """

    url: str
    source: str
    notice: int
    first_seen_at: datetime
    gone_at: datetime | None = None
    reason: Reason | None = None


@dataclass(frozen=True)
class ScheduledRevisit:
    """The schedule by which a source visits the page of a known notice again.

    The source is the first that found the URL. `due_at` is the time of the next visit, or None if there
    are no more visits. `done` is the number of scheduled visits that were made. `missed` is the number of consecutive
    visits at which the server responded that the page does not exist. The other fields describe the page when it was
    last read.
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
    """A recorded text of a notice.

    `cause` is the reason for recording it, and `source` is the source for which it was read.
    """

    number: int
    seen_at: datetime
    notice: Notice
    cause: Cause = "change"
    source: str = ""


def canonical_revision(revisions: Sequence[Revision], number: int) -> int:
    """Return the number of the revision that is displayed in place of the revision `number`.

    Revisions with the same text follow directly if they were recorded only because another page is closer to the
    notice's origin. The last of these is displayed. If there is none, the result is `number` itself.
    """
    by_number = {revision.number: revision for revision in revisions}
    while (later := by_number.get(number + 1)) and later.cause == "origin":
        number += 1
    return number


@dataclass(frozen=True)
class NewRevision:
    """A text to be recorded as a revision, with the data from which it was read.

    `page` is the page from which the text was read. `link` is the entry of the listing that led to the page, and
    `given` contains the fields of the notice that were provided with the entry. `cause` is the reason for recording the
    text. `source` is the source for which the text was read. `prepared` is the data derived from the text; if it is
    None, the store derives this data itself.
    """

    notice: Notice
    page: PackedPage | None
    link: Link | None = None
    given: dict[str, Any] = field(default_factory=dict)
    cause: Cause = "change"
    source: str | None = None
    prepared: PreparedText | None = None


@dataclass(frozen=True)
class Reading:
    """A record that a source had a certain text at a URL when the page was read.

    The text itself is stored in the revision. A revision can have readings with different fingerprints, because two
    sources or two versions of the page reader may extract slightly different texts.
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
    """A reading whose fingerprint was computed by an older fingerprint version.

    `notice` is the notice as it is recorded in the revision of the reading.
    """

    id: int
    fingerprint: str
    notice: Notice


INTAKE = "ingest:"
"""The prefix of the names of stored positions that are line numbers in an ingested file instead of event ids."""


@dataclass(frozen=True)
class LastRead:
    """The last reading of a URL by a source: the revision, and the version of the page reader."""

    revision: int
    reader: str


@dataclass(frozen=True)
class FlappingPage:
    """A page that changes on every visit. `since` is the time of the first such visit by `source`."""

    url: str
    source: str
    since: datetime


@dataclass(frozen=True)
class RevisionOrigin:
    """The page from which the text of a revision was read: the source, the URL, and the version of the page reader."""

    source: str
    url: str
    reader: str


Prunable = Literal["page", "poll", "event", "text"]
"""A kind of data that can be pruned. `text` is the text of a notice in all its revisions."""


@dataclass(frozen=True)
class KeptPage:
    """A stored page, and the revision that was read from it.

    `sources` contains the sources for which the revision was read at this URL. The first of them is the source for
    which `document` was read. `link` is the entry of the listing that led to the page, and `given` contains the fields
    provided with the entry.
    """

    notice: int
    revision: int
    document: Notice
    sources: tuple[str, ...]
    page: PackedPage
    link: Link | None
    given: dict[str, Any]


@dataclass(frozen=True)
class Outdated:
    """A row of the database that may be pruned. `size` is the number of bytes that this frees."""

    id: int
    size: int

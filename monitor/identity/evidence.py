"""Hold the evidence for a verdict on a found notice: the notice itself, and similar ones in the store."""

from dataclasses import dataclass
from datetime import datetime

from crawler.model.notice import Notice
from crawler.model.reason import Reason
from monitor.identity.attachments import Change
from monitor.identity.comparison import Comparison
from monitor.identity.flapping import FlapState
from monitor.identity.normalized import NormalizedNotice


@dataclass(frozen=True)
class Candidate:
    """A recorded notice that the found one may be.

    It names the revision that has the text, its script and its reader. `changed` is its newest revision whose text
    differs from the one before it, where that is not `revision`.
    """

    notice: int
    title: str | None
    url: str
    script: str | None
    revision: int
    source: str = ""
    number: str | None = None
    issued_on: str | None = None
    reader: str = ""
    changed: int | None = None

    @property
    def current(self) -> int:
        """The first revision with the present content: those before it are out of date."""
        return self.changed or self.revision


@dataclass(frozen=True)
class TextChange:
    """How new text at a known URL relates to the recorded notice; at most one field is set.

    `still`: a copy of the same notice, as another URL shows it; `another`: a different notice; `cosmetic`: a change of
    the wording only.
    """

    still: Reason | None = None
    another: Reason | None = None
    cosmetic: Reason | None = None


@dataclass(frozen=True)
class Similar:
    """A recorded notice with much of the same text, and how the found one relates to it."""

    notice: int
    revision: int
    judgement: Comparison


@dataclass(frozen=True)
class FoundNotice:
    """A notice as a source just read it.

    `page_hash` is of all bytes from which it was read, None for a text that was given. `listed`: whether the source
    listed it. `reader`: the version of the reading, None for a text that was given and not read.
    """

    notice: Notice
    normalized: NormalizedNotice
    fingerprint: str
    source: str
    read_at: datetime
    page_hash: str | None = None
    listed: bool = False
    reader: str | None = None


@dataclass(frozen=True)
class Evidence:
    """All evidence on which a verdict on a found notice is based.

    `at_url`: the notice recorded at its address, in its newest revision. `with_text`: the notice that was read with its
    fingerprint; where several were, the one at its address, else the earliest. `similar`: others with much of its text,
    the likeliest first. `trivial`: why its text means the same as that of `at_url`, None where it may not; other
    relations to that text are in `change`. `same_page`: the very bytes were read before for the notice at its address.
    `last_read`: the revision that its source last read there, None if it never did, and `last_reader` the version of
    that reading. `attachments`: the change of those that were or are unavailable. `flapping`: how often the page at its
    address has changed. Evidence that stronger evidence makes superfluous is not collected.
    """

    found: FoundNotice
    at_url: Candidate | None = None
    with_text: Candidate | None = None
    similar: tuple[Similar, ...] = ()
    trivial: Reason | None = None
    change: TextChange = TextChange()
    same_page: bool = False
    last_read: int | None = None
    last_reader: str | None = None
    attachments: Change | None = None
    flapping: FlapState | None = None

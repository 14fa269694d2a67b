"""The evidence for the verdict on a newly fetched notice: the notice itself and similar notices in the store."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from crawler.model.notice import Notice
from crawler.model.reason import Reason
from monitor.identity.attachments import Change
from monitor.identity.flapping import FlapState
from monitor.identity.normalized import NormalizedNotice

if TYPE_CHECKING:
    # This import loads the comparison of texts, which the store's readers do not need.
    from monitor.identity.comparison import Comparison


@dataclass(frozen=True)
class Candidate:
    """A recorded notice that may be the same as the newly fetched notice.

    `revision` is the number of the revision whose text is compared. `script` is the script of that text, and `reader`
    is the version of the page reader that read it. `changed` is the number of the newest revision with a changed text,
    or None if it is the same as `revision`.
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
        """Return the number of the revision in which the current text appeared. Earlier revisions are outdated."""
        return self.changed or self.revision


@dataclass(frozen=True)
class TextChange:
    """The relation of a new text at a known URL to the notice recorded for that URL. At most one field is set.

    A field contains the reason why the relation exists. `still`: the text is a copy of the notice, although the
    displayed text of the notice comes from another URL. `another`: the text is a different notice. `cosmetic`: only the
    wording of the text changed.
    """

    still: Reason | None = None
    another: Reason | None = None
    cosmetic: Reason | None = None


@dataclass(frozen=True)
class Similar:
    """A recorded notice with a similar text, and the relation of the newly fetched notice to it."""

    notice: int
    revision: int
    judgement: "Comparison"


@dataclass(frozen=True)
class FoundNotice:
    """A notice that was just read from a source.

    `page_hash` is the hash of all bytes from which the notice was read, or None if the text was passed without a page.
    `listed` is true if the source listed the notice. `reader` is the version of the page reader, or None if the text
    was not read from a page. `sketch` and `marks` are computed from `normalized` (see `monitor.identity.minhash`).
    """

    notice: Notice
    normalized: NormalizedNotice
    fingerprint: str
    source: str
    read_at: datetime
    page_hash: str | None = None
    listed: bool = False
    reader: str | None = None
    sketch: tuple[int, ...] = ()
    marks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Evidence:
    """All evidence for the verdict on a newly fetched notice.

    `at_url` is the newest revision of the notice that is recorded for the URL of the newly fetched notice. `with_text`
    is a notice for which a text with the same fingerprint was read. If there are several, it is the one at the same
    URL, or else the earliest. `similar` contains other notices with similar texts, the most similar first. `trivial` is
    the reason why the difference to the text of `at_url` is trivial, or None if it is not. `change` is any other
    relation to the text of `at_url`.

    `same_page` is true if the same bytes were read before for the notice at this URL. `last_read` is the revision that
    the source last read at this URL, or None if it read no revision. `last_reader` is the reader version of that
    reading. `attachments` is the change in the availability of attachments. `text_came` is true if the page shows the
    notice for the first time, in place of an error page or an empty page. `flapping` is the flapping state of the page,
    or None.

    If the evidence already found is conclusive, weaker evidence is not collected.
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
    text_came: bool = False
    flapping: FlapState | None = None

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

    `revision` is the revision that has the compared text; `script` and `reader` (the page reader's version) belong to
    this revision. `changed` is the newest revision whose text differs from the text of the preceding revision, or None
    if this is `revision` itself.
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
        """Return the number of the first revision with the current content. Earlier revisions are outdated."""
        return self.changed or self.revision


@dataclass(frozen=True)
class TextChange:
    """The relation of a new text at a known URL to the notice recorded there. At most one field is set.

    Each field is a reason. `still` states that the text is a copy of the notice, although the displayed text of the
    notice comes from another URL; `another` states that the text is a different notice; `cosmetic` states that only the
    wording changed.
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

    The field `at_url` is the newest revision of the notice recorded at the found notice's URL. `with_text` is a notice
    for which a text with the same fingerprint was read; if there are several, it is the notice at the same URL or else
    the earliest notice. `similar` contains other notices with similar texts, the most similar first. `trivial` is the
    reason why the text has the same meaning as the text of `at_url`, or None if the meaning may differ. `change`
    contains other relations to the text of `at_url`.

    `same_page` is true if the same bytes were read before for the notice at this URL. `last_read` is the revision that
    the source last read at this URL (None if it read no revision), and `last_reader` is the reader version used then.
    `attachments` is the change in the availability of attachments. `text_came` is true if the page shows the notice for
    the first time, in place of an error page or an empty page. `flapping` is the flapping state of the page at this
    URL, or None.

    Evidence made superfluous by stronger evidence is not collected.
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

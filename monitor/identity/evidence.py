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
    this revision. `changed` is the newest revision with a changed text (the text differs from that of the preceding
    revision), or None if this is `revision` itself.
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
        """Return the first revision with the current content. Earlier revisions are outdated."""
        return self.changed or self.revision


@dataclass(frozen=True)
class TextChange:
    """The relation of a new text at a known URL to the notice recorded there. At most one field is set.

    Each field is a reason. `still`: the text is a copy of the notice, although the displayed text of the notice comes
    from another URL. `another`: the text is a different notice. `cosmetic`: only the wording changed.
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
    was not read from a page. `sketch` and `marks` are those of `normalized` (see `monitor.identity.minhash`).
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

    `at_url`: the notice recorded at the found notice's URL, in its newest revision. `with_text`: the notice that was
    read with the same fingerprint; of several, the one at the same URL or else the earliest. `similar`: other notices
    with similar texts, most likely ones first. `trivial`: why the text has the same meaning as that of `at_url`; None
    if it may not. `change`: other relations to that text. `same_page`: whether the same bytes were read before for the
    notice at this URL. `last_read`: the revision that the source last read at this URL; None if it never did.
    `last_reader`: the reader version of that reading. `attachments`: the change in the availability of attachments.
    `text_came`: whether the page shows the notice for the first time, in place of an error page or an empty page.
    `flapping`: the flapping state of the page at this URL, or None.

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

"""The data by which notices are recognised."""

from dataclasses import dataclass

from crawler.model.reason import Reason
from monitor.identity.normalized import NormalizedNotice


@dataclass(frozen=True)
class StoredText:
    """A text that a notice was read with, reduced to the data that verdicts compare.

    The body of the gist is empty when the text was pruned; the sketch remains.
    """

    notice: int
    revision: int
    gist: NormalizedNotice
    sketch: tuple[int, ...]


@dataclass(frozen=True)
class CandidateSummary:
    """A form without its text, from which candidates are chosen.

    `form` is its id, `size` the number of letters of its text, also of a pruned one. The body of the gist is empty.
    """

    form: int
    notice: int
    revision: int
    gist: NormalizedNotice
    sketch: tuple[int, ...]
    size: int
    pruned: bool = False


@dataclass(frozen=True)
class NoticeLink:
    """A relation between two notices: which, how, and the reason."""

    notice: int
    other: int
    relation: str
    reason: Reason

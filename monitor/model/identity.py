"""By what notices are known again."""

from dataclasses import dataclass

from crawler.model.reason import Reason
from monitor.identity.normalized import NormalizedNotice


@dataclass(frozen=True)
class StoredText:
    """A text that a notice was read with, reduced to what verdicts compare. The body of the gist is empty when the
    text was pruned; the sketch stays."""

    notice: int
    revision: int
    gist: NormalizedNotice
    sketch: tuple[int, ...]


@dataclass(frozen=True)
class CandidateSummary:
    """A form without its text: what candidates are chosen by. `form` is its id, `size` the letters of its text, also
    of one that was pruned. The body of the gist is empty."""

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

"""Data used to decide whether two texts belong to the same notice."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from crawler.model.reason import Reason

if TYPE_CHECKING:
    # The module compiles many regular expressions, which most commands do not need.
    from monitor.identity.normalized import NormalizedNotice


@dataclass(frozen=True)
class StoredText:
    """A stored text of a notice, reduced to the data that is compared for a verdict.

    `gist` is the normalized notice. If the text was pruned, the body of `gist` is empty, but `sketch` (the MinHash of
    the text) is kept.
    """

    notice: int
    revision: int
    gist: "NormalizedNotice"
    sketch: tuple[int, ...]


@dataclass(frozen=True)
class CandidateSummary:
    """The data by which a stored text is selected as a candidate for a comparison.

    `form` is the id of the stored text. `size` is the number of letters of the text, even if it was pruned. `gist` is
    the normalized notice; its body is always empty.
    """

    form: int
    notice: int
    revision: int
    gist: "NormalizedNotice"
    sketch: tuple[int, ...]
    size: int
    pruned: bool = False


@dataclass(frozen=True)
class NoticeLink:
    """A link from one notice to another, with the kind of relation and the reason."""

    notice: int
    other: int
    relation: str
    reason: Reason

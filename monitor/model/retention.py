"""What is kept for a while."""

from dataclasses import dataclass
from typing import Any, Literal

from crawler.model.link import Link
from crawler.model.notice import Notice
from crawler.model.packed_page import PackedPage

Prunable = Literal["page", "poll", "event", "text"]
"""What is pruned. A `text` is what was read of a notice, in all its revisions."""


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

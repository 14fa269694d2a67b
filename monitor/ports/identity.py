"""The interface of the repository by which known and similar notices are recognised."""

from collections.abc import Sequence
from typing import Protocol

from monitor.model import (
    CandidateSummary,
    NoticeLink,
    NoticeRecord,
    StoredText,
)
from monitor.model.prepared import PackedGist


class IdentityRepository(Protocol):
    """The repository of the data by which known notices are recognised: their texts, marks and links.

    A mark is a hash by which similar notices are looked up. A link connects two related notices.
    """

    def sharing_marks(self, marks: Sequence[int], limit: int) -> list[int]:
        """Return the ids of at most `limit` notices that have at least one of these marks.

        Notices that share many rare marks are first in the result.
        """

    def preload(self, marks: Sequence[int]) -> None:
        """Look up these marks of several texts with one query, and keep the result for the transaction."""

    def texts(self, notices: Sequence[int]) -> list[StoredText]:
        """Return all stored texts of these notices, ordered like `notices`.

        The texts of one notice are ordered from the newest to the oldest.
        """

    def summaries(self, notices: Sequence[int]) -> list[CandidateSummary]:
        """Return the stored texts of these notices without their bodies, in the same order as `texts` does."""

    def bodies(self, forms: Sequence[int]) -> dict[int, str]:
        """Return the bodies of the stored texts with these ids, by id. Pruned texts are left out."""

    def add_text(
        self, form: StoredText, marks: Sequence[int], packed: PackedGist | None = None, *, first: bool = False
    ) -> None:
        """Store a text of a notice for comparison, and index its marks.

        `packed` is the text as it is stored; it is derived if omitted. If `first` is true, the notice has no other
        stored texts. For each mark, only the latest MARKED notices are kept, so that the index stays small for marks
        shared by thousands of notices. For each notice, only the FORMS latest texts are kept.
        """

    def drop_text(self, notice: int, sketch: Sequence[int]) -> None:
        """Remove those stored texts of a notice whose sketch (MinHash) equals `sketch`.

        It is called when such a text no longer belongs to the notice. The marks of the removed texts stay in the index.
        They cause no wrong matches, because notices found by marks are still compared by their stored texts.
        """

    def unindexed(self, limit: int) -> list[NoticeRecord]:
        """Return at most `limit` notices for which no text in the current version is stored for comparison.

        The latest notices are first, each with its newest revision.
        """

    def add_link(self, link: NoticeLink) -> None:
        """Record a link from one notice to another, unless such a link is already recorded."""

    def pages_of_policy(self, name: str, limit: int) -> list[int]:
        """Return the ids of at most `limit` notices whose titles contain the name of this policy."""

    def put_link(self, link: NoticeLink) -> None:
        """Record a link from one notice to another, replacing an existing link in the same direction."""

    def links(self, notice: int) -> list[NoticeLink]:
        """Return the links from and to a notice, the earliest first."""

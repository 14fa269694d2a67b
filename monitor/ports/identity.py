"""Interface of the repository for finding known and similar notices."""

from collections.abc import Sequence
from typing import Protocol

from monitor.model import (
    CandidateSummary,
    NoticeLink,
    NoticeRecord,
    StoredText,
)


class IdentityRepository(Protocol):
    """The repository of the texts, marks and links for recognising notices."""

    def sharing_marks(self, marks: Sequence[int], limit: int) -> list[int]:
        """Return at most `limit` notices that have some of these marks.

        Notices that share many rare marks are first in the result.
        """

    def texts(self, notices: Sequence[int]) -> list[StoredText]:
        """Return the stored texts of these notices, in the order of `notices`.

        The texts of one notice are ordered from the newest to the oldest.
        """

    def summaries(self, notices: Sequence[int]) -> list[CandidateSummary]:
        """Return the stored texts of these notices without their bodies, in the same order as `texts` does."""

    def bodies(self, forms: Sequence[int]) -> dict[int, str]:
        """Return the bodies of these stored texts by id, except pruned ones."""

    def add_text(self, form: StoredText, marks: Sequence[int]) -> None:
        """Store a text of a notice for comparison, and index its marks.

        For each mark, only the latest MARKED notices are kept, so that the index stays small for marks shared by
        thousands of notices. For each notice, only the FORMS latest texts are kept.
        """

    def drop_text(self, notice: int, sketch: Sequence[int]) -> None:
        """Remove the stored texts of a notice that have this sketch, because they no longer belong to the notice."""

    def unindexed(self, limit: int) -> list[NoticeRecord]:
        """Return at most `limit` notices with a text that is not stored for comparison in the current version.

        The latest notices are first, each with its newest revision.
        """

    def add_link(self, link: NoticeLink) -> None:
        """Record a link from one notice to another, unless such a link is already recorded."""

    def pages_of_policy(self, name: str, limit: int) -> list[int]:
        """Return at most `limit` notices whose titles contain the name of this policy."""

    def put_link(self, link: NoticeLink) -> None:
        """Record a link from one notice to another, replacing an existing link in the same direction."""

    def links(self, notice: int) -> list[NoticeLink]:
        """Return the links from and to a notice, the earliest first."""

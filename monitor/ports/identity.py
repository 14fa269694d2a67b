"""Lookups by which known and similar notices are found."""

from collections.abc import Sequence
from typing import Protocol

from monitor.model import (
    CandidateSummary,
    NoticeLink,
    NoticeRecord,
    StoredText,
)


class IdentityRepository(Protocol):
    """Stored texts, fingerprints and links, by which notices are recognised."""

    def sharing_marks(self, marks: Sequence[int], limit: int) -> list[int]:
        """Return at most `limit` notices that have some of these marks.

        Those with many marks that few other notices have come first.
        """

    def texts(self, notices: Sequence[int]) -> list[StoredText]:
        """Return the texts that these notices were read with.

        They are in the order of the notices; of each notice the newest text comes first.
        """

    def summaries(self, notices: Sequence[int]) -> list[CandidateSummary]:
        """Return the same as `texts`, without the bodies."""

    def bodies(self, forms: Sequence[int]) -> dict[int, str]:
        """Return the bodies of these forms, by id; pruned ones are left out."""

    def add_text(self, form: StoredText, marks: Sequence[int]) -> None:
        """Store a text of a notice for comparison, and index its marks.

        Of each mark only the latest MARKED notices are stored, so that the index of a mark that thousands of notices
        share stays small. Of each notice only the FORMS latest forms are stored.
        """

    def drop_text(self, notice: int, sketch: Sequence[int]) -> None:
        """Remove the forms of a notice with this sketch, whose text is no longer the notice's."""

    def unindexed(self, limit: int) -> list[NoticeRecord]:
        """Return the notices that have a text but no form of the present version.

        The latest notices come first, in their newest revision.
        """

    def add_link(self, link: NoticeLink) -> None:
        """Record a link between two notices, once for each pair."""

    def pages_of_policy(self, name: str, limit: int) -> list[int]:
        """Return at most `limit` notices whose titles name this policy."""

    def put_link(self, link: NoticeLink) -> None:
        """Record a link between two notices in place of any between the same two in this direction."""

    def links(self, notice: int) -> list[NoticeLink]:
        """Return the links of a notice, in either direction, the earliest first."""

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
        """Notices that have some of these marks, at most `limit`; first those that have many that few others have."""

    def texts(self, notices: Sequence[int]) -> list[StoredText]:
        """The texts that these notices were read with, in the order of the notices, the newest form first."""

    def summaries(self, notices: Sequence[int]) -> list[CandidateSummary]:
        """As `forms`, without the texts."""

    def bodies(self, forms: Sequence[int]) -> dict[int, str]:
        """The bodies of these forms, by id; those that were pruned are left out."""

    def add_text(self, form: StoredText, marks: Sequence[int]) -> None:
        """Keeps a text of a notice for comparison, and files its marks: of each mark only the latest MARKED notices
        are known, so that what thousands have in common stays small. A notice keeps its FORMS latest forms."""

    def drop_text(self, notice: int, sketch: Sequence[int]) -> None:
        """Forgets the forms of a notice with that sketch: its text is no longer the notice's."""

    def unindexed(self, limit: int) -> list[NoticeRecord]:
        """Notices with a text but without a form of the present version, the latest first, in their newest revision."""

    def add_link(self, link: NoticeLink) -> None:
        """Records that a notice has to do with another; once for each pair."""

    def links(self, notice: int) -> list[NoticeLink]:
        """What has to do with a notice, on either side, the earliest first."""

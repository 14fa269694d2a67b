"""By what notices are known again."""

from collections.abc import Sequence
from typing import Protocol

from monitor.identity.verdict import Candidate
from monitor.model import (
    CandidateSummary,
    NoticeLink,
    NoticeRecord,
    StoredText,
)


class IdentityPort(Protocol):
    """The part that finds known and similar notices."""

    def candidate_at(self, url: str) -> Candidate | None:
        """The notice recorded at an address, with its newest revision."""

    def candidate_with(self, fingerprint: str, prefer: int | None) -> Candidate | None:
        """The notice that was read with that fingerprint: `prefer` where it was, else the earliest."""

    def resembling(self, marks: Sequence[int], limit: int) -> list[int]:
        """Notices that have some of these marks, at most `limit`; first those that have many that few others have."""

    def forms(self, notices: Sequence[int]) -> list[StoredText]:
        """The texts that these notices were read with, in the order of the notices, the newest form first."""

    def outlines(self, notices: Sequence[int]) -> list[CandidateSummary]:
        """As `forms`, without the texts."""

    def bodies(self, forms: Sequence[int]) -> dict[int, str]:
        """The bodies of these forms, by id; those that were pruned are left out."""

    def add_form(self, form: StoredText, marks: Sequence[int]) -> None:
        """Keeps a text of a notice for comparison, and files its marks: of each mark only the latest MARKED notices
        are known, so that what thousands have in common stays small. A notice keeps its FORMS latest forms."""

    def unformed(self, limit: int) -> list[NoticeRecord]:
        """Notices with a text but without a form of the present version, the latest first, in their newest revision."""

    def add_link(self, link: NoticeLink) -> None:
        """Records that a notice has to do with another; once for each pair."""

    def links(self, notice: int) -> list[NoticeLink]:
        """What has to do with a notice, on either side, the earliest first."""

    def drop_form(self, notice: int, sketch: Sequence[int]) -> None:
        """Forgets the forms of a notice with that sketch: its text is no longer the notice's."""

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
        """Look up the notices that have any of these marks, and keep the result until the transaction ends.

        The marks of several texts can thus be looked up with one query.
        """

    def texts(self, notices: Sequence[int]) -> list[StoredText]:
        """Return the texts of these notices that are stored for comparison, in the order of `notices`.

        The texts of each notice are ordered from the newest to the oldest.
        """

    def summaries(self, notices: Sequence[int]) -> list[CandidateSummary]:
        """Return the stored texts of these notices without their bodies, in the same order as the result of `texts`."""

    def bodies(self, forms: Sequence[int]) -> dict[int, str]:
        """Return the bodies of the stored texts with the ids `forms`, by id.

        Texts whose bodies were pruned are left out.
        """

    def add_text(
        self, form: StoredText, marks: Sequence[int], packed: PackedGist | None = None, *, first: bool = False
    ) -> None:
        """Store a text of a notice for comparison, and index its marks.

        `packed` is the text in its stored form; if omitted, it is derived from `form`. If `first` is true, the caller
        knows that no other text of the notice is stored.

        At most `MARKED` notices are kept for each mark, so that the index stays small even if thousands of notices
        share a mark. At most `FORMS` texts are kept for each notice. The oldest are removed.
        """

    def drop_text(self, notice: int, sketch: Sequence[int]) -> None:
        """Remove those stored texts of a notice whose sketch (MinHash) equals `sketch`.

        This method is called when such a text no longer belongs to the notice. The marks of the removed texts stay in
        the index. They cause no wrong matches, because notices found by marks are still compared by their stored texts.
        """

    def unindexed(self, limit: int) -> list[NoticeRecord]:
        """Return at most `limit` notices that have no text for comparison in the current format, the latest first.

        Each notice is returned with its newest revision. Notices whose text was pruned are left out.
        """

    def add_link(self, link: NoticeLink) -> None:
        """Record a link from one notice to another, unless such a link is already recorded."""

    def pages_of_policy(self, name: str, limit: int) -> list[int]:
        """Return the ids of at most `limit` notices whose titles name the policy `name`."""

    def put_link(self, link: NoticeLink) -> None:
        """Record a link from one notice to another, replacing an existing link in the same direction."""

    def links(self, notice: int) -> list[NoticeLink]:
        """Return the links from and to a notice, the earliest first."""

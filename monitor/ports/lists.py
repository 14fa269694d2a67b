"""The interface of the repository of living lists."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Protocol

from monitor.model.living_lists import ListChange, ListedNotice, ListProgress


class LivingListRepository(Protocol):
    """The repository of the entries of living lists."""

    def of_notice(self, notice: int) -> list[ListedNotice]:
        """Return the entries of a notice in all lists, including removed entries."""

    def entries(
        self,
        name: str,
        limit: int,
        offset: int = 0,
        *,
        descending: bool = False,
        left: bool = False,
        text: str = "",
    ) -> list[ListedNotice]:
        """Return at most `limit` entries of a list in its order, from the position `offset` on.

        If `left` is true, the entries that have left are returned, the latest first. If `text` is given, the folded
        title, issuers or region of an entry must contain that text.
        """

    def counts(self) -> dict[str, int]:
        """Return the number of current entries of each list that has any."""

    def due(self, day: date, lists: Collection[str], limit: int) -> list[ListedNotice]:
        """Return at most `limit` entries of these lists that a rule of their list removes on `day` or earlier."""

    def put(self, changes: Sequence[ListChange]) -> None:
        """Record the new state of the changed entries. Each entry may occur in only one of `changes`."""

    def progress(self) -> dict[str, ListProgress]:
        """Return the progress of each list that has a progress record, by list id."""

    def put_progress(self, progress: ListProgress) -> None:
        """Record the progress of a list."""

    def forget(self, name: str) -> None:
        """Remove the progress of a list that is no longer configured."""

    def current(self, name: str, after: int, limit: int) -> list[ListedNotice]:
        """Return at most `limit` current entries of a list, by ascending notice ids greater than `after`."""

    def present(self, name: str, notices: Sequence[int]) -> set[int]:
        """Return the subset of `notices` with a current entry in the list."""

    def earlier_editions(self, notice: int, lists: Collection[str], limit: int) -> list[int]:
        """Return at most `limit` notices in these lists that are earlier editions of the notice's series."""

    def put_repeals(self, notice: int, keys: Collection[str]) -> None:
        """Record the keys of the documents that a notice repeals, in place of those recorded before."""

    def repeals_of(self, notice: int) -> set[str]:
        """Return the recorded keys of the documents that a notice repeals."""

    def repealing(self, keys: Collection[str]) -> list[int]:
        """Return the notices that repeal a document with one of these keys, at most two, the earliest first."""

    def keyed(self, keys: Collection[str]) -> list[int]:
        """Return the notices in the lists' current and former entries with one of these keys.

        The keys are derived from document numbers and titles.
        """

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
        """Return at most `limit` entries in the order of the list, beginning at the position `offset`.

        If `left` is true, the entries that have left are returned, the latest first. If `text` is given, the folded
        title, issuers or region of an entry must contain that text.
        """

    def counts(self) -> dict[str, int]:
        """Return the number of current entries of each list, by list id. Lists without entries are left out."""

    def due(self, day: date, lists: Collection[str], limit: int) -> list[ListedNotice]:
        """Return at most `limit` entries of these lists that a rule of the list removes on `day` or earlier."""

    def put(self, changes: Sequence[ListChange]) -> None:
        """Record the new state of the changed entries. Each entry may occur in only one of `changes`."""

    def progress(self) -> dict[str, ListProgress]:
        """Return the progress of each list that has a progress record, by list id."""

    def put_progress(self, progress: ListProgress) -> None:
        """Record the progress of a list."""

    def forget(self, name: str) -> None:
        """Remove the progress of a list that is no longer configured."""

    def current(self, name: str, after: int, limit: int) -> list[ListedNotice]:
        """Return at most `limit` current entries of a list with notice ids greater than `after`, in ascending order."""

    def present(self, name: str, notices: Sequence[int]) -> set[int]:
        """Return those of the `notices` that have a current entry in the list."""

    def earlier_editions(self, notice: int, lists: Collection[str], limit: int) -> list[int]:
        """Return the ids of at most `limit` notices in these lists that are earlier editions of the notice's series."""

    def put_repeals(self, notice: int, keys: Collection[str]) -> None:
        """Record the keys of the documents that a notice repeals, replacing the keys recorded before."""

    def repeals_of(self, notice: int) -> set[str]:
        """Return the recorded keys of the documents that a notice repeals."""

    def repealing(self, keys: Collection[str]) -> list[int]:
        """Return the ids of at most two notices that repeal a document with one of these keys, the earliest first."""

    def keyed(self, keys: Collection[str]) -> list[int]:
        """Return the ids of the notices with one of these keys that are or were in a list.

        The keys are derived from document numbers and titles.
        """

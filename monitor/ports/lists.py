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
        """Return at most `limit` entries of the list `name`, beginning at the position `offset`.

        By default, the current entries are returned in the order of the list, or in the reverse order if `descending`
        is true. If `left` is true, the removed entries are returned instead, the last removed first. If `text` is
        given, the title, issuers or region of an entry must contain it; all of these are compared in folded form.
        """

    def counts(self) -> dict[str, int]:
        """Return the number of current entries of each list, by list id. Lists without entries are left out."""

    def due(self, day: date, lists: Collection[str], limit: int) -> list[ListedNotice]:
        """Return at most `limit` entries that a rule of one of these lists removes on or before the date `day`."""

    def put(self, changes: Sequence[ListChange]) -> None:
        """Record the new state of the changed entries. Each entry may occur in only one of `changes`."""

    def progress(self) -> dict[str, ListProgress]:
        """Return how far each list has been filled with recorded notices, by list id."""

    def put_progress(self, progress: ListProgress) -> None:
        """Record how far a list has been filled with recorded notices."""

    def forget(self, name: str) -> None:
        """Remove the record of how far a list has been filled, because the list is no longer configured."""

    def current(self, name: str, after: int, limit: int) -> list[ListedNotice]:
        """Return at most `limit` current entries of a list with notice ids greater than `after`, in ascending order."""

    def present(self, name: str, notices: Sequence[int]) -> set[int]:
        """Return those of the `notices` that have a current entry in the list."""

    def earlier_editions(self, notice: int, lists: Collection[str], limit: int) -> list[int]:
        """Return the ids of at most `limit` notices that are earlier editions of the same series as `notice`.

        Only notices with a current entry in one of `lists` are returned.
        """

    def put_repeals(self, notice: int, keys: Collection[str]) -> None:
        """Record the keys of the documents that a notice repeals, replacing the keys recorded before."""

    def repeals_of(self, notice: int) -> set[str]:
        """Return the recorded keys of the documents that a notice repeals."""

    def repealing(self, keys: Collection[str]) -> list[int]:
        """Return the ids of the notices that repeal a document with one of these keys, the earliest first.

        There may be at most two keys: that of the document's number and that of its title.
        """

    def keyed(self, keys: Collection[str]) -> list[int]:
        """Return the ids of all current and former notices of lists that have one of these keys.

        The keys are derived from document numbers and titles.
        """

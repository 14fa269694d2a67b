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
        """Return at most `limit` entries of the list `name` in its order, beginning at the position `offset`.

        If `descending` is true, the order is reversed. If `left` is true, only entries of notices that have left the
        list are returned, the latest to leave first. If `text` is given, the folded title, issuers or region of an
        entry must contain that text.
        """

    def counts(self) -> dict[str, int]:
        """Return the number of current entries of each list, by list id. Lists without entries are left out."""

    def due(self, day: date, lists: Collection[str], limit: int) -> list[ListedNotice]:
        """Return at most `limit` entries of these lists that are due for removal on `day` or earlier."""

    def put(self, changes: Sequence[ListChange]) -> None:
        """Record the new state of the changed entries. Each entry may occur in only one of `changes`."""

    def progress(self) -> dict[str, ListProgress]:
        """Return how far each list was filled, by list id. Lists without recorded progress are left out."""

    def put_progress(self, progress: ListProgress) -> None:
        """Record how far a list has been filled with recorded notices."""

    def forget(self, name: str) -> None:
        """Remove the record of how far a list has been filled, because the list is no longer configured."""

    def current(self, name: str, after: int, limit: int) -> list[ListedNotice]:
        """Return at most `limit` current entries of a list with notice ids greater than `after`, in ascending order."""

    def present(self, name: str, notices: Sequence[int]) -> set[int]:
        """Return those of the `notices` that have a current entry in the list."""

    def earlier_editions(self, notice: int, lists: Collection[str], limit: int) -> list[int]:
        """Return the ids of at most `limit` earlier editions of the series that a notice belongs to.

        Only editions that are now in one of these `lists` are returned.
        """

    def put_repeals(self, notice: int, keys: Collection[str]) -> None:
        """Record the keys of the documents that a notice repeals, replacing the keys recorded before."""

    def repeals_of(self, notice: int) -> set[str]:
        """Return the recorded keys of the documents that a notice repeals."""

    def repealing(self, keys: Collection[str]) -> list[int]:
        """Return the ids of the notices that repeal the document with these keys, the earliest first.

        `keys` contains at most two keys: the key of the document's number and the key of its title.
        """

    def keyed(self, keys: Collection[str]) -> list[int]:
        """Return the ids of those notices with one of these keys that are or were in any living list.

        The keys are derived from document numbers and titles.
        """

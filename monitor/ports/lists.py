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

        By default, the current entries are returned in the order of the list, or in reverse order if `descending` is
        true. If `left` is true, the entries of notices that have left the list are returned instead, the latest to
        leave first. If `text` is given, the folded title, issuers or region of an entry must contain the folded text.
        """

    def counts(self) -> dict[str, int]:
        """Return the number of current entries of each list, by list id. Lists without entries are left out."""

    def due(self, day: date, lists: Collection[str], limit: int) -> list[ListedNotice]:
        """Return at most `limit` entries of these lists that are due for removal on `day` or earlier."""

    def put(self, changes: Sequence[ListChange]) -> None:
        """Record the new state of the changed entries. Each entry may occur in only one of `changes`."""

    def progress(self) -> dict[str, ListProgress]:
        """Return the progress of examining the recorded notices for each list, by list id.

        Lists without recorded progress are left out.
        """

    def put_progress(self, progress: ListProgress) -> None:
        """Record the progress of examining the recorded notices for a new or changed list."""

    def forget(self, name: str) -> None:
        """Remove the recorded progress of examining notices for a list, because the list is no longer configured."""

    def current(self, name: str, after: int, limit: int) -> list[ListedNotice]:
        """Return at most `limit` current entries of a list with notice ids greater than `after`, in ascending order."""

    def present(self, name: str, notices: Sequence[int]) -> set[int]:
        """Return those of the `notices` that have a current entry in the list."""

    def earlier_editions(self, notice: int, lists: Collection[str], limit: int) -> list[int]:
        """Return the ids of at most `limit` earlier editions of the series that a notice belongs to.

        Only editions that are now in one of these `lists` are returned.
        """

    def put_repeals(self, notice: int, keys: Collection[str]) -> None:
        """Record which documents a notice repeals, replacing the earlier record.

        `keys` identify the documents. They are derived from document numbers and titles.
        """

    def repeals_of(self, notice: int) -> set[str]:
        """Return the keys of the documents that a notice repeals, as recorded by `put_repeals`."""

    def repealing(self, keys: Collection[str]) -> list[int]:
        """Return the ids of the notices that repeal the document with these keys, the earliest first.

        `keys` contains at most two keys: the key of the document's number and the key of its title.
        """

    def keyed(self, keys: Collection[str]) -> list[int]:
        """Return the ids of the notices that have one of these keys and are or were in any living list.

        The keys are derived from document numbers and titles.
        """

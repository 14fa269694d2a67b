"""Living lists: their entries, and the reasons why a notice enters, changes in or leaves a list."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Literal

from crawler.model.reason import Reason

ListAction = Literal["entered", "changed", "left"]


class ListReason(StrEnum):
    """Why a notice entered a living list, changed in it, or left it."""

    MATCHES = "list.matches"
    """A newly recorded notice matches the list."""
    REVISION_MATCHES = "list.revision_matches"
    """The notice matches the list since it was revised or found at another source."""
    FOUND = "list.found"
    """The notice was recorded before the list was added or changed."""
    DEADLINE_EXTENDED = "list.deadline_extended"
    """A revision moved the deadline, which had passed."""
    RETURNED = "list.returned"
    """The page of the withdrawn notice exists again."""
    VALID_AGAIN = "list.valid_again"
    """The rule by which the notice had left no longer applies."""
    REVISED = "list.revised"
    """A revision or another reading of the notice changed its row."""
    DEADLINE_PASSED = "list.deadline_passed"
    """The last deadline of the notice has passed."""
    GONE = "list.gone"
    """The page of the notice no longer exists."""
    REPEALED = "list.repealed"
    """Another notice repeals or replaces the notice."""
    EXPIRED = "list.expired"
    """The period of validity of the notice has ended."""
    REPLACED = "list.replaced"
    """A later notice of the same series, or a later version of the notice, is recorded."""
    AGED = "list.aged"
    """The notice is older than the list allows."""
    NO_MATCH = "list.no_match"
    """The notice was revised and no longer matches the list."""
    LIST_CHANGED = "list.list_changed"
    """The list was changed, and the notice does not match it any more."""
    LIST_REMOVED = "list.list_removed"
    """The list was removed from the configuration or disabled."""


@dataclass(frozen=True)
class ListedNotice:
    """The entry of a notice in a living list. If the notice has left the list, `left_at` is set.

    `reason` is the reason for the latest change of the entry. `values` contains the values of all columns as JSON
    values. `order` is the text by which the list is ordered. `review_on` is the first date on which a rule of the list
    removes the notice, or None.
    """

    list: str
    notice: int
    revision: int
    entered_at: datetime
    changed_at: datetime
    reason: Reason
    values: Mapping[str, Any]
    order: str = ""
    review_on: date | None = None
    left_at: datetime | None = None


@dataclass(frozen=True)
class ListChange:
    """A change to a living list.

    `entry` is the entry after the change, and `fields` contains the names of the columns that changed. `first` is true
    if the notice was never in the list before.
    """

    action: ListAction
    entry: ListedNotice
    fields: tuple[str, ...] = ()
    first: bool = False


@dataclass(frozen=True)
class ListProgress:
    """The progress of examining recorded notices for a new or changed list.

    `digest` identifies the settings of the list. `position` is the id of the last notice that was examined, or None if
    all notices were examined.
    """

    list: str
    digest: str
    position: int | None


@dataclass(frozen=True)
class RepealKey:
    """A key of a document that a notice repeals. It is derived from the number or the title of that document."""

    key: str
    notice: int

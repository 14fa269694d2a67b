"""Functions and classes that record changes to living lists, for a newly recorded notice or in a scheduled task."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from crawler.model.notice import Notice
from monitor.alerting.documents import Document
from monitor.config import Config
from monitor.lists.columns import with_listed_deadline
from monitor.lists.decide import ListCandidate, ListCause, decide_entry, leave_reason, next_review
from monitor.lists.membership import ListMembership
from monitor.lists.relations import (
    SUCCESSIONS,
    document_keys,
    is_next_edition,
    is_successor,
    repealed_keys,
    repeals,
)
from monitor.model import EventKind
from monitor.model.events import NewEvent
from monitor.model.living_lists import ListAction, ListChange, ListedNotice
from monitor.ports import Transaction

_EDITIONS = 50
"""The maximum number of editions of a series that are examined for one notice."""
_EVENTS: dict[ListAction, EventKind] = {"entered": "list.entered", "changed": "list.changed", "left": "list.left"}


class ListKeeper:
    """A class that records the changes to a configuration's living lists.

    All methods use the caller's transaction, in which a change to an entry and its event are recorded together.
    """

    def __init__(self, config: Config) -> None:
        self.membership = ListMembership(config)
        self.faulty = {entry.id for entry in config.faulty if entry.kind == "list"}
        self._replacing = frozenset(name for name, listed in self.membership.lists.items() if listed.leave.replaced)
        self._zone = ZoneInfo(config.settings.timezone)

    @property
    def lists(self) -> Collection[str]:
        """The ids of the enabled lists."""
        return self.membership.lists.keys()

    def today(self, now: datetime) -> date:
        """Return the date at the time `now`, in the time zone of the settings."""
        return now.astimezone(self._zone).date()

    def notice_added(
        self,
        tx: Transaction,
        notice: int,
        document: Document,
        source: str,
        linked: Iterable[int],
        now: datetime,
    ) -> list[ListChange]:
        """Update the lists after a new notice was recorded, and return the changes.

        `linked` contains the ids of the known notices to which the new notice is linked.
        """
        changes: list[ListChange] = []
        affected = [*linked, *self._file_repeals(tx, notice, set(), repealed_keys(document.notice))]
        affected += self._earlier_editions(tx, notice)
        if self.lists:
            wanted = self.membership.of(document, [source])
            if wanted:
                candidate = self._candidate(tx, notice, 1, document.notice, self.today(now), source, is_gone=False)
                changes += self._update(tx, candidate, wanted, {}, "new", now)
        return changes + self._update_all(tx, affected, now)

    def notice_changed(self, tx: Transaction, notice: int, now: datetime) -> list[ListChange]:
        """Update the lists after a known notice changed, and return the changes.

        The notice was revised or withdrawn, or its locations changed.
        """
        record = tx.notices.get(notice)
        if record is None:
            return []
        affected = self._file_repeals(tx, notice, tx.lists.repeals_of(notice), repealed_keys(record.notice))
        affected += self._earlier_editions(tx, notice)
        return self._reexamine(tx, notice, "revised", now) + self._update_all(tx, affected, now)

    def notice_seen(self, tx: Transaction, notice: int, now: datetime) -> list[ListChange]:
        """Update the lists after a known notice was seen again, and return the changes.

        There are changes only if the notice had left a list because its page was gone.
        """
        entries = tx.lists.of_notice(notice)
        if any(entry.left_at is not None and entry.reason.code == "list.gone" for entry in entries):
            return self._reexamine(tx, notice, "revised", now)
        return []

    def note_repeals(self, tx: Transaction, notice: int, document: Notice, now: datetime) -> list[ListChange]:
        """Record which documents a notice repeals, and return the resulting changes to the lists.

        This is needed for notices recorded by older versions.
        """
        affected = self._file_repeals(tx, notice, tx.lists.repeals_of(notice), repealed_keys(document))
        return self._update_all(tx, affected, now)

    def examine(
        self, tx: Transaction, notice: int, among: Collection[str], cause: ListCause, now: datetime
    ) -> list[ListChange]:
        """Examine a notice for the lists with the ids `among`, update these lists, and return the changes.

        `cause` states why the notice is examined.
        """
        return self._reexamine(tx, notice, cause, now, among)

    def examine_pruned(self, tx: Transaction, entry: ListedNotice, now: datetime) -> ListChange | None:
        """Remove the list entry of a notice whose text was pruned, if a rule of the list now excludes the notice.

        Return the change, or None if the entry stays.
        """
        listed = self.membership.lists[entry.list]
        record = tx.notices.get(entry.notice)
        if record is None:
            return None
        candidate = ListCandidate(
            entry.notice,
            entry.revision,
            with_listed_deadline(listed, record.notice, entry.values),
            self.today(record.first_seen_at),
            record.origin or record.source,
        )
        today = self.today(now)
        reason = leave_reason(listed, candidate, today)
        if reason is None:
            tx.lists.put([ListChange("changed", replace(entry, review_on=next_review(listed, candidate, today)))])
            return None
        change = ListChange("left", replace(entry, left_at=now, changed_at=now, reason=reason, review_on=None))
        record_changes(tx, [change], now)
        return change

    def _file_repeals(self, tx: Transaction, notice: int, before: set[str], after: set[str]) -> list[int]:
        """Record which documents a notice repeals, and return the ids of the affected notices in lists.

        `before` contains the keys of the repealed documents that were recorded so far, and `after` those to be
        recorded.
        """
        if before == after:
            return []
        tx.lists.put_repeals(notice, after)
        return [known for known in tx.lists.keyed(before ^ after) if known != notice]

    def _update_all(self, tx: Transaction, notices: Iterable[int], now: datetime) -> list[ListChange]:
        return [change for notice in dict.fromkeys(notices) for change in self._reexamine(tx, notice, "revised", now)]

    def _reexamine(
        self, tx: Transaction, notice: int, cause: ListCause, now: datetime, among: Collection[str] | None = None
    ) -> list[ListChange]:
        names = set(self.lists if among is None else among) & set(self.lists)
        record = tx.notices.get(notice) if names else None
        if record is None or record.pruned_at is not None:
            return []
        places = tx.locations.of_notice(notice)
        sources = dict.fromkeys([record.source, *(place.source for place in places if not place.gone_at)])
        wanted = self.membership.of(Document(record.notice), list(sources), names)
        entries = {entry.list: entry for entry in tx.lists.of_notice(notice) if entry.list in names}
        if not wanted and not entries:
            return []
        is_gone = bool(places) and all(place.gone_at for place in places)
        seen_on = self.today(record.first_seen_at)
        candidate = self._candidate(
            tx, notice, record.revision, record.notice, seen_on, record.origin or record.source, is_gone=is_gone
        )
        return self._update(tx, candidate, wanted, entries, cause, now)

    def _candidate(
        self,
        tx: Transaction,
        notice: int,
        revision: int,
        document: Notice,
        seen_on: date,
        source: str,
        *,
        is_gone: bool,
    ) -> ListCandidate:
        repealing = [other for other in tx.lists.repealing(document_keys(document)) if other != notice]
        repealed_by = next((other for other in repealing if self._is_repealed(tx, other, document)), None)
        replaced_by = self._successor(tx, notice, document)
        return ListCandidate(notice, revision, document, seen_on, source, is_gone, repealed_by, replaced_by)

    def _is_repealed(self, tx: Transaction, by: int, document: Notice) -> bool:
        record = tx.notices.get(by)
        return record is not None and repeals(record.notice, document)

    def _successor(self, tx: Transaction, notice: int, document: Notice) -> int | None:
        if not self._replacing:
            return None
        for link in tx.identity.links(notice):
            other = link.other if link.notice == notice else link.notice
            record = tx.notices.get(other) if link.relation in SUCCESSIONS else None
            if record and is_successor(link.relation, record.notice, document):
                return other
        return self._next_edition(tx, notice)

    def _next_edition(self, tx: Transaction, notice: int) -> int | None:
        """Return the id of the next notice of the same series, or None if there is none."""
        own = tx.series.edition_of(notice)
        if own is None:
            return None
        later = tx.series.later_editions(notice, _EDITIONS)
        return next((edition.notice for edition in later if is_next_edition(edition, own)), None)

    def _earlier_editions(self, tx: Transaction, notice: int) -> list[int]:
        """Return the ids of the notices that a notice may replace in a list.

        These are earlier notices of the same series that are in a list.
        """
        return tx.lists.earlier_editions(notice, self._replacing, _EDITIONS) if self._replacing else []

    def _update(
        self,
        tx: Transaction,
        candidate: ListCandidate,
        wanted: Collection[str],
        entries: dict[str, ListedNotice],
        cause: ListCause,
        now: datetime,
    ) -> list[ListChange]:
        changes = []
        for name in sorted({*wanted, *entries}):
            listed = self.membership.lists[name]
            before = entries.get(name)
            change = decide_entry(listed, name in wanted, candidate, before, cause, now, self.today(now))
            if change:
                changes.append(change)
        record_changes(tx, changes, now)
        return changes


def record_changes(tx: Transaction, changes: Sequence[ListChange], now: datetime) -> None:
    """Record changes to entries.

    Each change is recorded with an event, unless only the position or the review date of the entry changed.
    """
    if changes:
        tx.lists.put(changes)
        tx.events.add_all([_event(change, now) for change in changes if change.action != "changed" or change.fields])


def _event(change: ListChange, now: datetime) -> NewEvent:
    entry = change.entry
    detail: dict[str, Any] = {
        "list": entry.list,
        "url": entry.values.get("url"),
        "title": entry.values.get("title"),
        "reason": entry.reason.as_json(),
        "revision": entry.revision,
    }
    if change.fields:
        detail["fields"] = list(change.fields)
    return NewEvent(_EVENTS[change.action], now, None, entry.notice, detail)

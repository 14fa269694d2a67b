"""The changes to living lists that are caused by the passing of time or by a change to the configuration."""

import hashlib
import json
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import datetime

from crawler.model.reason import Reason
from monitor.alerting.documents import Document
from monitor.config import Config, LivingList
from monitor.lists.keeper import ListKeeper, record_changes
from monitor.lists.relations import repealed_keys
from monitor.model import NoticeRecord
from monitor.model.living_lists import ListChange, ListProgress, ListReason
from monitor.ports import Store, Transaction

logger = logging.getLogger(__name__)
BATCH = 200
"""The maximum number of notices or entries that are examined in one transaction."""


def list_digests(config: Config) -> dict[str, str]:
    """Return a digest of the settings of each list that affect its entries or their order, by list id."""
    return {listed.id: _digest(config, listed) for listed in config.lists}


def _digest(config: Config, listed: LivingList) -> str:
    fields = listed.model_dump(mode="json", exclude={"name", "columns", "enabled"})
    synonyms = {name: list(words) for name, words in config.synonym_words.items()} if "@" in listed.query else {}
    written = json.dumps([fields, config.settings.exclude, synonyms], ensure_ascii=True, sort_keys=True)
    return hashlib.blake2b(written.encode(), digest_size=16).hexdigest()


class ListUpkeep:
    """A class that brings the living lists up to date with the clock and the configuration.

    Each step uses short transactions. After an interruption, the next run continues where the previous one stopped.
    """

    def __init__(self, store: Store, config: Config) -> None:
        self._store = store
        self._keeper = ListKeeper(config)
        self._digests = list_digests(config)

    def with_store(self, store: Store) -> "ListUpkeep":
        """Return an object for the same lists that reads and writes another store."""
        other = copy(self)
        other._store = store
        return other

    def run(self, now: datetime, stopped: Callable[[], bool] = lambda: False) -> int:
        """Make all changes that are due, and return their number.

        If `stopped` returns True, the remaining changes are left for the next run.
        """
        count = self._remove_unconfigured(now, stopped)
        self._restart_faulty()
        self._file_in_series(stopped)
        count += self._fill(now, stopped)
        return count + self._review(now, stopped)

    def is_due(self, now: datetime) -> bool:
        """Return whether any change is due."""
        with self._store.reading() as tx:
            progress = tx.lists.progress()
            due = tx.lists.due(self._keeper.today(now), self._keeper.lists, 1)
        if due or any(name not in self._kept for name in progress) or self._outdated(progress):
            return True
        return any(not self._is_filled(progress.get(name), name) for name in self._keeper.lists)

    @property
    def _kept(self) -> Collection[str]:
        return {*self._keeper.lists, *self._keeper.faulty}

    def _is_filled(self, progress: ListProgress | None, name: str) -> bool:
        return progress is not None and progress.digest == self._digests[name] and progress.position is None

    def _review(self, now: datetime, stopped: Callable[[], bool]) -> int:
        """Remove the entries that a rule of their list now excludes because a date has passed.

        Return the number of changes.
        """
        count = 0
        today = self._keeper.today(now)
        while not stopped():
            with self._store.reading() as tx:
                if not tx.lists.due(today, self._keeper.lists, 1):
                    return count
            with self._store.writing() as tx:
                due = tx.lists.due(today, self._keeper.lists, BATCH)
                count += sum(len(self._reviewed(tx, entry.notice, entry.list, now)) for entry in due)
        return count

    def _reviewed(self, tx: Transaction, notice: int, name: str, now: datetime) -> list[ListChange]:
        changes = self._keeper.examine(tx, notice, [name], "clock", now)
        if changes:
            return changes
        # The text was pruned.
        entries = [entry for entry in tx.lists.of_notice(notice) if entry.list == name]
        return [change for entry in entries if (change := self._keeper.examine_pruned(tx, entry, now))]

    def _outdated(self, progress: Mapping[str, ListProgress]) -> list[str]:
        """Return the ids of the lists that were filled earlier, but whose configuration is now faulty.

        Such lists are not updated.
        """
        unused = self._keeper.faulty - set(self._keeper.lists)
        return [name for name, known in progress.items() if name in unused and known.digest]

    def _restart_faulty(self) -> None:
        """Record that lists with a faulty configuration must be filled again from the start.

        They receive no notices until the configuration is corrected.
        """
        with self._store.reading() as tx:
            if not self._outdated(tx.lists.progress()):
                return
        with self._store.writing() as tx:
            for name in self._outdated(tx.lists.progress()):
                tx.lists.put_progress(ListProgress(name, "", 0))

    def _file_in_series(self, stopped: Callable[[], bool]) -> None:
        """Assign the notices that an older version recorded to their series.

        This is done only if a list that is not yet filled depends on series.
        """
        if not any(self._keeper.membership.lists[name].leave.replaced for name in self._positions()):
            return
        while not stopped():
            with self._store.reading() as tx:
                if not tx.series.unfiled(1):
                    return
            with self._store.writing() as tx:
                tx.series.file(tx.series.unfiled(BATCH))

    def _fill(self, now: datetime, stopped: Callable[[], bool]) -> int:
        """Fill new and changed lists from all recorded notices, and return the number of changes.

        Each notice is examined for all of these lists together.
        """
        count = 0
        while not stopped():
            positions = self._positions()
            if not positions:
                return count
            position = min(positions.values())
            names = [name for name, reached in positions.items() if reached == position]
            changed, is_end = self._fill_batch(names, position, now)
            count += changed
            if is_end:
                logger.info("lists %s are complete", ", ".join(names), extra={"action": "list"})
        return count

    def _positions(self) -> dict[str, int]:
        """Return the progress of filling each incomplete list: the id of the last notice examined for it, by list id.

        The value is 0 if no notice was examined yet.
        """
        with self._store.reading() as tx:
            progress = tx.lists.progress()
        positions = {}
        for name in self._keeper.lists:
            known = progress.get(name)
            if not self._is_filled(known, name):
                is_begun = known is not None and known.digest == self._digests[name]
                positions[name] = (known.position or 0) if known is not None and is_begun else 0
        return positions

    def _fill_batch(self, names: Sequence[str], position: int, now: datetime) -> tuple[int, bool]:
        """Fill the lists with the ids `names` from a batch of notices, which begins after the notice id `position`.

        Return the number of changes, and whether no notices remain.
        """
        with self._store.reading() as tx:
            records = tx.notices.after(position, BATCH)
            ids = [record.id for record in records]
            known = {name: tx.lists.present(name, ids) for name in names}
        concerned = {record.id: self._concerned(record, names, known) for record in records}
        repealing = [record for record in records if repealed_keys(record.notice)]
        is_end = len(records) < BATCH
        changes: list[ListChange] = []
        with self._store.writing() as tx:
            for record in repealing:
                changes += self._keeper.note_repeals(tx, record.id, record.notice, now)
            for notice, lists in concerned.items():
                if lists:
                    changes += self._keeper.examine(tx, notice, lists, "list", now)
            for name in names:
                tx.lists.put_progress(ListProgress(name, self._digests[name], None if is_end else records[-1].id))
        return len(changes), is_end

    def _concerned(self, record: NoticeRecord, names: Sequence[str], known: Mapping[str, set[int]]) -> set[str]:
        """Return the ids of the lists among `names` to which a notice belongs or may belong.

        `known` contains the ids of the notices that are in each list, by list id. Lists that filter by source are
        always included, because not all locations of the notice are known yet.
        """
        membership = self._keeper.membership
        listed = {name for name in names if record.id in known[name] or membership.lists[name].filters.sources}
        return listed | membership.of(Document(record.notice), [record.source], names)

    def _remove_unconfigured(self, now: datetime, stopped: Callable[[], bool]) -> int:
        """Remove the entries of lists that are disabled or no longer configured, and return the number of changes."""
        count = 0
        with self._store.reading() as tx:
            removed = [name for name in tx.lists.progress() if name not in self._kept]
        for name in removed:
            while not stopped():
                with self._store.writing() as tx:
                    entries = tx.lists.current(name, 0, BATCH)
                    reason = Reason.of(ListReason.LIST_REMOVED)
                    left = [
                        replace(entry, left_at=now, changed_at=now, reason=reason, review_on=None) for entry in entries
                    ]
                    record_changes(tx, [ListChange("left", entry) for entry in left], now)
                    count += len(entries)
                    if len(entries) < BATCH:
                        tx.lists.forget(name)
                        break
        return count

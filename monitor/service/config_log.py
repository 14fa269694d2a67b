"""Functions that record configuration changes as events and log lines, and apply new ids of sources to the store."""

import logging
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from monitor.config import Config
from monitor.model import EventKind
from monitor.model.configuration import ConfigAction, ConfigChange, ConfigEntry, ConfigKind
from monitor.ports import Store, Transaction
from monitor.service.config_changes import config_changes, config_entries, fingerprint

_Key = tuple[ConfigKind, str]
logger = logging.getLogger(__name__)
_KINDS: Mapping[ConfigAction, EventKind] = {
    "added": "config.added",
    "removed": "config.removed",
    "changed": "config.changed",
    "renamed": "config.renamed",
    "faulty": "config.faulty",
}


def record_config(store: Store, config: Config, now: datetime, by: str) -> list[ConfigChange]:
    """Record what has changed in the configuration since a command last recorded it, and return the changes.

    The first configuration of a database is recorded without events. `by` is the name of the command.
    """
    with store.reading() as tx:
        known = {(entry.kind, entry.id): fingerprint(entry) for entry in tx.configuration.each()}
        faulty = _recorded(tx, [(entry.kind, entry.id) for entry in config.faulty])
    if not known:
        with store.writing() as tx:
            tx.configuration.put(config_entries(config))
        return []
    different = [entry for entry in config_entries(config, faulty) if _pop(known, entry) != fingerprint(entry)]
    if not different and not known:
        return []
    with store.writing() as tx:
        before = _recorded(tx, [*((entry.kind, entry.id) for entry in different), *known])
        changes = _with_history(tx, config_changes(before, different, config))
        for change in changes:
            source = change.id if change.kind == "source" else None
            tx.events.add(_KINDS[change.action], now, source, None, _detail(change, by))
        for kind, keys in groupby(known, key=itemgetter(0)):
            tx.configuration.remove(kind, [name for _, name in keys])
        tx.configuration.put(different)
    _log(changes)
    return changes


def _pop(known: dict[_Key, bytes], entry: ConfigEntry) -> bytes | None:
    """Remove the entry's recorded fingerprint from `known` and return it, or return None if there is none.

    After this was done for all entries, `known` contains only entries that were removed from the configuration.
    """
    return known.pop((entry.kind, entry.id), None)


def _recorded(tx: Transaction, keys: Iterable[_Key]) -> list[ConfigEntry]:
    found: list[ConfigEntry] = []
    for kind, alike in groupby(sorted(keys), key=itemgetter(0)):
        found += tx.configuration.some(kind, [name for _, name in alike])
    return found


def renamed_sources(changes: Sequence[ConfigChange]) -> dict[str, str]:
    """Return the new ids of the renamed sources by their previous ids."""
    return {change.before: change.id for change in changes if change.action == "renamed" and change.before}


def _with_history(tx: Transaction, changes: Sequence[ConfigChange]) -> list[ConfigChange]:
    """Rename sources in the store as the changes require, and return the changes that were made.

    A source cannot be renamed if its new id is already in use in the store. Such a change is replaced by two changes,
    an added and a removed source.
    """
    made: list[ConfigChange] = []
    for change in changes:
        if change.action != "renamed" or change.before is None or tx.sources.rename(change.before, change.id):
            made.append(change)
        else:
            made.append(ConfigChange("added", change.kind, change.id))
            made.append(replace(made[-1], action="removed", id=change.before))
    return made


def _detail(change: ConfigChange, by: str) -> dict[str, Any]:
    detail: dict[str, Any] = {"what": change.kind, "id": change.id, "by": by}
    if change.action in ("changed", "renamed"):
        detail["fields"] = list(change.fields)
    if change.before:
        detail["before"] = change.before
    if change.faults:
        detail["faults"] = list(change.faults)
    return detail


def _log(changes: Sequence[ConfigChange]) -> None:
    for change in changes:
        extra: dict[str, Any] = {"action": "config"}
        if change.kind == "source":
            extra["source"] = change.id
        logger.info("%s", _sentence(change), extra=extra)


def _sentence(change: ConfigChange) -> str:
    about = f"{change.kind} {change.id}"
    fields = f" ({', '.join(change.fields)})" if change.fields else ""
    match change.action:
        case "renamed":
            return f"{change.kind} {change.before} was renamed to {change.id} and keeps its history{fields}"
        case "faulty":
            return f"{about} has errors and is not used"
        case _:
            return f"{about} was {change.action}{fields}"

"""Comparison of a configuration with the previous one, entry by entry. Pure functions; no I/O.

Entries are compared by digests of their fields. The digests of fields that may hold secrets are computed with a slow
hash function, so that the secrets cannot be guessed from the database.
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import BaseModel

from monitor.config.folder import Config
from monitor.model.configuration import ConfigChange, ConfigEntry, ConfigKind

_SECRET = {("channel", "url"), ("channel", "secret"), ("source", "headers"), ("source", "request")} | {
    ("settings", "database"),
    ("settings", "heartbeat"),
    ("settings", "web"),
}
_FAULTY = "(faulty)"
"""The field of a faulty entry, with a digest of its faults."""
_MARKS = ("verified", "notes")
"""Fields of sources that change nothing, and that commands write."""
_COST = 2**12
_Key = tuple[ConfigKind, str]


def config_entries(config: Config, before: Iterable[ConfigEntry] = ()) -> Iterator[ConfigEntry]:
    """Yield the entries of a configuration, one at a time, because there may be a hundred thousand.

    A faulty entry may have been left out when the configuration was loaded. Its fields are then taken from its previous
    version in `before`, which need not contain other entries.
    """
    known = {(entry.kind, entry.id): entry.fields for entry in before}
    faulty: dict[_Key, dict[str, str]] = {
        (entry.kind, entry.id): {_FAULTY: _digest([str(fault) for fault in entry.faults])}
        for entry in config.faulty
        if entry.id
    }
    for entry in _valid_entries(config):
        faults = faulty.pop((entry.kind, entry.id), {})
        yield replace(entry, fields={**entry.fields, **faults}) if faults else entry
    for key, faults in faulty.items():
        yield ConfigEntry(*key, {**known.get(key, {}), **faults})


def fingerprint(entry: ConfigEntry) -> bytes:
    """Return a short digest of the entry's fields."""
    return hashlib.blake2b(_bytes(dict(entry.fields)), digest_size=16).digest()


def _valid_entries(config: Config) -> Iterator[ConfigEntry]:
    settings = config.settings.model_dump(mode="json", exclude_defaults=True, exclude={"channels"})
    yield _entry("settings", "noticewatch.yaml", settings)
    yield from (_entry("channel", name, _dumped(channel)) for name, channel in config.settings.channels.items())
    yield from (_entry("source", source.id, _dumped(source)) for source in config.sources)
    yield from (_entry("topic", topic.id, _dumped(topic)) for topic in config.topics)
    yield from (_entry("subscription", item.id, _dumped(item)) for item in config.subscriptions)
    yield from (_entry("list", item.id, _dumped(item)) for item in config.lists)
    yield from (_entry("synonyms", item.id, _dumped(item)) for item in config.synonyms)


def config_changes(
    before: Sequence[ConfigEntry], after: Sequence[ConfigEntry], config: Config | None = None
) -> list[ConfigChange]:
    """Return the changes between two configurations, in the order of `after`, with removed entries last.

    If a source was removed and another one with the same URL and `request` was added, this counts as a renamed source,
    unless several removed or added sources have these values. The faults of faulty entries are taken from `config`.
    """
    old = {(entry.kind, entry.id): entry.fields for entry in before}
    new = {(entry.kind, entry.id): entry.fields for entry in after}
    wrong = config.faulty if config else ()
    faults: dict[_Key, tuple[str, ...]] = {(entry.kind, entry.id): tuple(map(str, entry.faults)) for entry in wrong}
    renamed = _renamed(old, new)
    changes = []
    for key, fields in new.items():
        previous = old.get(("source", renamed[key]) if key in renamed else key)
        changed = _changed(previous or {}, fields)
        if _FAULTY in changed and _FAULTY in fields:
            changes.append(ConfigChange("faulty", *key, faults=faults.get(key, ())))
        elif key in renamed:
            changes.append(ConfigChange("renamed", *key, tuple(name for name in changed if name != "id"), renamed[key]))
        elif previous is None:
            changes.append(ConfigChange("added", *key))
        elif changed:
            changes.append(ConfigChange("changed", *key, tuple(name for name in changed if name != _FAULTY)))
    former = {("source", name) for name in renamed.values()}
    gone = [key for key in old if key not in new and key not in former]
    return changes + [ConfigChange("removed", *key) for key in gone]


def _renamed(old: Mapping[_Key, Mapping[str, str]], new: Mapping[_Key, Mapping[str, str]]) -> dict[_Key, str]:
    """Return the previous ids of the renamed sources. The keys are pairs of the kind `source` and the new id."""
    missing = [(key, _place(fields)) for key, fields in old.items() if key[0] == "source" and key not in new]
    added = [(key, _place(fields)) for key, fields in new.items() if key[0] == "source" and key not in old]
    once = {place for place, count in Counter(place for _, place in missing).items() if count == 1}
    once &= {place for place, count in Counter(place for _, place in added).items() if count == 1}
    by_place = {place: key[1] for key, place in missing if place in once}
    return {key: by_place[place] for key, place in added if place in by_place and place[0]}


def _place(fields: Mapping[str, str]) -> tuple[str, str]:
    return fields.get("url", ""), fields.get("request", "")


def _changed(before: Mapping[str, str], after: Mapping[str, str]) -> list[str]:
    names = dict.fromkeys((*after, *before))
    return [name for name in names if before.get(name) != after.get(name)]


def _dumped(value: BaseModel) -> dict[str, Any]:
    return value.model_dump(mode="json", exclude_defaults=True, by_alias=True)


def _entry(kind: ConfigKind, name: str, fields: Mapping[str, Any]) -> ConfigEntry:
    digests = {
        field: _slow_digest(value, kind, name, field) if (kind, field) in _SECRET else _digest(value)
        for field, value in fields.items()
        if not (kind == "source" and field in _MARKS)
    }
    return ConfigEntry(kind, name, digests)


def _digest(value: Any) -> str:
    return hashlib.blake2b(_bytes(value), digest_size=8).hexdigest()


def _slow_digest(value: Any, *salt: str) -> str:
    key = "\n".join(salt).encode("utf-8", "replace")
    return hashlib.scrypt(_bytes(value), salt=key, n=_COST, r=8, p=1, dklen=8).hex()


def _bytes(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=True, sort_keys=True).encode()

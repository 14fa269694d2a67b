"""Changes to the configuration that users make in the web page.

They are written only to the files `web.yaml` in `topics/`, `subscriptions/` and `sources/`.
"""

import os
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from crawler.model.yaml_file import ConfigError, Fault, reading_instead
from monitor.config import Config, load_config
from monitor.config.entry_text import EntryTextError, with_entry, without_entry
from monitor.model.events import EventKind
from monitor.ports import Store, Transaction
from monitor.runtime.clock import utc_now
from monitor.service.config_changes import config_entries
from monitor.service.edited_files import (
    FILES,
    EditConflictError,
    EditedKind,
    EditError,
    cannot_change_message,
    existing,
    locked,
    read_edited,
    replace_text,
)
from monitor.text.fault_phrases import localized_faults
from monitor.text.i18n import gettext

FIELDS: Mapping[EditedKind, frozenset[str]] = {
    "topic": frozenset({"name", "query"}),
    "subscription": frozenset(
        {
            "topics",
            "scope",
            "on",
            "channels",
            "inbox",
            "deliver",
            "snooze",
            "days_before",
            "targets_before",
            "expected_before",
            "language",
            "filters",
            "enabled",
        }
    ),
    "source": frozenset({"name", "type", "url", "every", "region", "language", "verified", "enabled"}),
}
"""The fields that the page may set. All others, such as `trusted` and `headers`, are set only by hand."""
_SOURCE_TYPES = frozenset({"html", "feed", "sitemap", "jpage", "jpaas", "gkmlpt"})
_HEAD = "# Written by the web page, and free for changes by hand: comments are kept.\n"
_SIZE_LIMIT = 1024 * 1024


@dataclass(frozen=True)
class Edit:
    """A change to one entry of the configuration.

    `fields` contains the new fields of the entry, or is None if the entry is removed. `is_new` is true if the entry is
    added.
    """

    kind: EditedKind
    id: str
    fields: Mapping[str, Any] | None
    is_new: bool = False


def apply_edit(store: Store, folder: Path, edit: Edit, version: str, by: str) -> Config:
    """Make a change, record it as an event, and return the configuration with the change.

    `version` is the version of the file that the user saw, and `by` names the user. Raise EditConflictError if the file
    has another version now, and EditError if the change would make an entry faulty. The file is then unchanged.
    """
    _check_fields(edit)
    path = folder / FILES[edit.kind]
    with locked(folder), existing(path):
        current = read_edited(folder, edit.kind)
        if version != current.version:
            raise EditConflictError(gettext("the file was changed after this page was loaded; nothing was written"))
        known = current.entry(edit.id)
        if edit.is_new and known is not None:
            raise EditError(gettext("the id {name} is already used", name=repr(edit.id)))
        if not edit.is_new and known is None:
            raise EditError(gettext("{file} has no entry {name}", file=FILES[edit.kind], name=repr(edit.id)))
        text = _changed_text(edit, current.text)
        config = _validated(folder, path, text)
        if text != current.text:
            # The event is rolled back if the file cannot be written.
            with store.writing() as tx:
                tx.events.add(_event_kind(edit), utc_now(), *_concerned(edit), _detail(edit, known, by))
                _mark_seen(tx, edit, config)
                replace_text(path, text)
    return config


def _check_fields(edit: Edit) -> None:
    unknown = set(edit.fields or ()) - FIELDS[edit.kind]
    if unknown:
        raise EditError(gettext("this field can be set only in the file: {name}", name=min(unknown)))
    for text in _strings([edit.id, edit.fields]):
        if "${" in text:
            raise EditError(gettext("`${…}` can be used only in noticewatch.yaml"))
    if edit.kind == "source" and edit.fields and edit.fields.get("type", "html") not in _SOURCE_TYPES:
        raise EditError(gettext("this field can be set only in the file: {name}", name="type"))


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, Mapping):
        yield from _strings(list(value.values()))
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from _strings(inner)


def _changed_text(edit: Edit, text: str) -> str:
    try:
        if edit.fields is None:
            changed = without_entry(text, edit.id)
        else:
            changed = with_entry(text or _HEAD, edit.id, edit.fields)
    except EntryTextError as error:
        raise EditError(cannot_change_message(edit.kind, error)) from error
    if len(changed.encode()) > _SIZE_LIMIT:
        raise EditError(gettext("{file} would be larger than {limit} bytes", file=FILES[edit.kind], limit=_SIZE_LIMIT))
    return changed


def _validated(folder: Path, path: Path, text: str) -> Config:
    """Load the configuration as if the file at `path` contained `text`.

    Raise EditError, which lists the faults, if the new text would cause any. Faults that existed before do not prevent
    the change.
    """
    try:
        before = _fault_keys(load_config(folder, lenient=True))
        with reading_instead(path, text.encode()):
            config = load_config(folder, lenient=True)
    except ConfigError as error:
        raise EditError(localized_faults(_without_folder(folder, error.faults))) from error
    caused = [fault for key, fault in _faults(config) if key not in before]
    if caused:
        raise EditError(localized_faults(_without_folder(folder, caused)))
    return config


def _faults(config: Config) -> Iterator[tuple[tuple[str, str, str], Fault]]:
    """Yield the faults of the entries, each with a key that stays the same if the fault's line changes."""
    for entry in config.faulty:
        for fault in entry.faults:
            yield (entry.kind, entry.id, fault.message), fault


def _fault_keys(config: Config) -> set[tuple[str, str, str]]:
    return {key for key, _ in _faults(config)}


def _without_folder(folder: Path, faults: Iterable[Fault]) -> ConfigError:
    """Return an error with these faults, in which paths are relative to the configuration folder.

    The path of the folder on the server is thus not shown to users.
    """
    return ConfigError(replace(fault, file=fault.file.removeprefix(f"{folder}{os.sep}")) for fault in faults)


def _mark_seen(tx: Transaction, edit: Edit, config: Config) -> None:
    """Record the entry as changed by `edit`, so that the daemon does not record the same change as another event."""
    if tx.configuration.is_empty():
        return
    before = tx.configuration.some(edit.kind, [edit.id])
    changed = [entry for entry in config_entries(config, before) if (entry.kind, entry.id) == (edit.kind, edit.id)]
    tx.configuration.remove(edit.kind, [edit.id])
    tx.configuration.put(changed)


def _event_kind(edit: Edit) -> EventKind:
    if edit.fields is None:
        return "config.removed"
    return "config.added" if edit.is_new else "config.changed"


def _concerned(edit: Edit) -> tuple[str | None, None]:
    """Return the source id and the notice id that are stored with the event about a change.

    The source id is None if the change is not about a source. The notice id is always None.
    """
    return (edit.id if edit.kind == "source" else None), None


def _detail(edit: Edit, known: Mapping[str, Any] | None, by: str) -> dict[str, Any]:
    detail: dict[str, Any] = {"what": edit.kind, "id": edit.id, "by": by}
    if edit.fields is not None and known is not None:
        detail["fields"] = [name for name, value in edit.fields.items() if known.get(name) != value]
    return detail

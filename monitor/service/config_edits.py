"""Changes of the configuration that users make in the web page.

They are written only to the files `web.yaml` in `topics/`, `subscriptions/` and `sources/`.
"""

import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from crawler.model.yaml_file import ConfigError, reading_instead
from monitor.config import Config, load_config
from monitor.config.entry_text import EntryTextError, entries_in, with_entry, without_entry
from monitor.errors import MonitorError
from monitor.model.events import EventKind
from monitor.ports import Store, Transaction
from monitor.runtime.clock import utc_now
from monitor.runtime.files import replacement
from monitor.service.config_changes import config_entries
from monitor.text.fault_phrases import localized_faults
from monitor.text.i18n import gettext

EditedKind = Literal["topic", "subscription", "source"]
FILES: Mapping[EditedKind, str] = {
    "topic": "topics/web.yaml",
    "subscription": "subscriptions/web.yaml",
    "source": "sources/web.yaml",
}
FIELDS: Mapping[EditedKind, frozenset[str]] = {
    "topic": frozenset({"name", "query"}),
    "subscription": frozenset(
        {"topics", "scope", "on", "channels", "deliver", "snooze", "days_before", "language", "filters", "enabled"}
    ),
    "source": frozenset({"name", "type", "url", "every", "region", "language", "verified", "enabled"}),
}
"""The fields that the page may set. All others, such as `trusted` and `headers`, are set only by hand."""
_SOURCE_TYPES = frozenset({"html", "feed", "sitemap", "jpage", "jpaas", "gkmlpt"})
_HEAD = "# Written by the web page, and free for changes by hand: comments are kept.\n"
_SIZE_LIMIT = 1024 * 1024


class EditError(MonitorError):
    """A change that was not made. The message is for the user."""


class EditConflictError(EditError):
    """The file was changed after it was shown."""


@dataclass(frozen=True)
class Edit:
    """A change of one entry. `fields` are its new values, or None to remove the entry; `is_new`: it is to be added."""

    kind: EditedKind
    id: str
    fields: Mapping[str, Any] | None
    is_new: bool = False


@dataclass(frozen=True)
class EditedFile:
    """The file `web.yaml` as it is now. `version` identifies its content."""

    text: str
    version: str
    entries: Sequence[Mapping[str, Any]]

    def entry(self, name: str) -> Mapping[str, Any] | None:
        """Return the entry with the id `name`, or None if the file has no such entry."""
        return next((entry for entry in self.entries if entry.get("id") == name), None)


def read_edited(folder: Path, kind: EditedKind) -> EditedFile:
    """Read the file that the page may change. Raise EditError if it cannot be read or is not understood."""
    path = folder / FILES[kind]
    try:
        raw = path.read_bytes() if path.exists() else b""
        text = raw.decode("utf-8")
        return EditedFile(text, hashlib.sha256(raw).hexdigest()[:32], entries_in(text))
    except (OSError, UnicodeDecodeError, EntryTextError) as error:
        raise EditError(_not_understood(kind, error)) from error


def apply_edit(store: Store, folder: Path, edit: Edit, version: str, by: str) -> Config:
    """Make a change, record it as an event, and return the configuration with the change.

    `version` is the version of the file that the user saw, and `by` names the user. Raise EditConflictError if the file
    has another version now, and EditError if the result would not be a valid configuration. The file is then unchanged.
    """
    _check_fields(edit)
    path = folder / FILES[edit.kind]
    with _locked(folder), _existing(path):
        current = read_edited(folder, edit.kind)
        if version != current.version:
            raise EditConflictError(gettext("the file was changed after this page was shown; nothing was written"))
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
                _write(path, text)
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
        raise EditError(_not_understood(edit.kind, error)) from error
    if len(changed.encode()) > _SIZE_LIMIT:
        raise EditError(gettext("{file} would be larger than {limit} bytes", file=FILES[edit.kind], limit=_SIZE_LIMIT))
    return changed


def _validated(folder: Path, path: Path, text: str) -> Config:
    """Load the folder as if the file contained `text`. Raise EditError with all faults if it is invalid."""
    try:
        with reading_instead(path, text.encode()):
            return load_config(folder)
    except ConfigError as error:
        # The folder's path on the server is not shown.
        named = [replace(fault, file=fault.file.removeprefix(f"{folder}{os.sep}")) for fault in error.faults]
        raise EditError(localized_faults(ConfigError(named))) from error


def _mark_seen(tx: Transaction, edit: Edit, config: Config) -> None:
    """Record the new state of the entry, so that the daemon does not record the same change as another event."""
    if before := tx.configuration.all():
        key = (edit.kind, edit.id)
        kept = [entry for entry in before if (entry.kind, entry.id) != key]
        changed = [entry for entry in config_entries(config, before) if (entry.kind, entry.id) == key]
        tx.configuration.replace([*kept, *changed])


def _event_kind(edit: Edit) -> EventKind:
    if edit.fields is None:
        return "config.removed"
    return "config.added" if edit.is_new else "config.changed"


def _concerned(edit: Edit) -> tuple[str | None, None]:
    """Return the source and the notice that the event of a change concerns."""
    return (edit.id if edit.kind == "source" else None), None


def _detail(edit: Edit, known: Mapping[str, Any] | None, by: str) -> dict[str, Any]:
    detail: dict[str, Any] = {"what": edit.kind, "id": edit.id, "by": by}
    if edit.fields is not None and known is not None:
        detail["fields"] = [name for name, value in edit.fields.items() if known.get(name) != value]
    return detail


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Let only one process and thread change the folder at a time."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise EditError(error.strerror or str(error)) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def _existing(path: Path) -> Iterator[None]:
    """Create the file if it does not exist, and remove it again if the change fails."""
    try:
        path.parent.mkdir(exist_ok=True)
        path.touch(exist_ok=False)
    except FileExistsError:
        yield
        return
    except OSError as error:
        raise EditError(f"{path.name}: {error.strerror or error}") from error
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def _write(path: Path, text: str) -> None:
    """Replace the content of a file, so that readers see either the old or the new content."""
    target = Path(os.path.realpath(path))
    try:
        with replacement(target, target.stat().st_mode & 0o777) as made:
            made.write_bytes(text.encode())
    except OSError as error:
        raise EditError(f"{path.name}: {error.strerror or error}") from error


def _not_understood(kind: EditedKind, error: Exception) -> str:
    reason = error.strerror or str(error) if isinstance(error, OSError) else str(error)
    return gettext("{file} cannot be changed here: {reason}", file=FILES[kind], reason=reason)

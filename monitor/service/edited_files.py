"""The files `web.yaml`, the only files of the configuration folder that the web page changes."""

import fcntl
import hashlib
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from monitor.config.entry_text import EntryTextError, entries_in
from monitor.errors import MonitorError
from monitor.runtime.files import replacement
from monitor.text.i18n import gettext
from monitor.text.phrases import file_error, os_reason

EditedKind = Literal["topic", "subscription", "source"]
FILES: Mapping[EditedKind, str] = {
    "topic": "topics/web.yaml",
    "subscription": "subscriptions/web.yaml",
    "source": "sources/web.yaml",
}


class EditError(MonitorError):
    """A change that was not made. The message is for the user."""


class EditConflictError(EditError):
    """The file was changed after it was shown."""


@dataclass(frozen=True)
class EditedFile:
    """The content of a file `web.yaml`. `version` identifies the content, so that later changes can be detected."""

    text: str
    version: str
    entries: Sequence[Mapping[str, Any]]

    def entry(self, name: str) -> Mapping[str, Any] | None:
        """Return the entry with the id `name`, or None if the file has no such entry."""
        return next((entry for entry in self.entries if entry.get("id") == name), None)


def read_edited(folder: Path, kind: EditedKind) -> EditedFile:
    """Read the file in which the web page changes entries of this kind.

    Raise EditError if the file cannot be read or its layout is not supported.
    """
    path = folder / FILES[kind]
    try:
        raw = path.read_bytes() if path.exists() else b""
        text = raw.decode("utf-8")
        return EditedFile(text, hashlib.sha256(raw).hexdigest()[:32], entries_in(text))
    except (OSError, UnicodeDecodeError, EntryTextError) as error:
        raise EditError(cannot_change_message(kind, error)) from error


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock within the context. Only one thread of one process can hold the lock at a time."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except OSError as error:
        raise EditError(os_reason(error)) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


@contextmanager
def existing(path: Path) -> Iterator[None]:
    """Create the file if it does not exist.

    If the code in the context raises an exception, a file created here is removed again.
    """
    try:
        path.parent.mkdir(exist_ok=True)
        path.touch(exist_ok=False)
    except FileExistsError:
        yield
        return
    except OSError as error:
        raise EditError(file_error(path.name, error)) from error
    try:
        yield
    except BaseException:
        path.unlink(missing_ok=True)
        raise


def replace_text(path: Path, text: str) -> None:
    """Replace the content of a file, so that readers see either the old or the new content."""
    target = Path(os.path.realpath(path))
    try:
        with replacement(target, target.stat().st_mode & 0o777) as made:
            made.write_bytes(text.encode())
    except OSError as error:
        raise EditError(file_error(path.name, error)) from error


def cannot_change_message(kind: EditedKind, error: Exception) -> str:
    """Return the message that the web page cannot change its file for this kind of entry.

    `error` is the reason: the file cannot be read, or it cannot be changed safely.
    """
    reason = os_reason(error) if isinstance(error, OSError) else str(error)
    return gettext("{file} cannot be changed here: {reason}", file=FILES[kind], reason=reason)

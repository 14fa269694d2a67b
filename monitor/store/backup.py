"""Backup of a SQLite database while other processes read and write it."""

import os
import shlex
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from sqlalchemy.engine import URL

from monitor.errors import BackupError, StoreError
from monitor.runtime.files import sync
from monitor.store.engine import parse_url
from monitor.text.i18n import gettext
from monitor.text.phrases import file_error, os_reason

PAGES = 1024
"""The number of database pages that are copied between two progress reports."""


def back_up(url: str, target: Path, *, force: bool, progress: Callable[[int, int], None]) -> None:
    """Copy a consistent snapshot of the SQLite database at `url` to the file `target`.

    The file is written completely or not at all. It is overwritten only if `force` is true. `progress` is called with
    the number of copied pages and the total number of pages.

    Raises StoreError if there is no SQLite database at `url`, or if `target` is not a permitted file. Raises
    BackupError if the copy fails or does not pass its integrity check.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() != "sqlite":
        raise StoreError(_elsewhere(parsed, target))
    source = _source(parsed)
    _check_target(target, source, force)
    with _faults(target), _beside(target) as part:
        _copy(source, part, progress)
        part.chmod(source.stat().st_mode & 0o777)
        sync(part)
        _check_target(target, source, force)
        part.replace(target)
        sync(target.parent)


def _elsewhere(url: URL, target: Path) -> str:
    # Built from the parts that are not secret: the URL's options may contain a password, too.
    parts = (url.username, None, url.host, url.port, url.database)
    bare = URL.create(url.get_backend_name(), *parts).render_as_string()
    if url.get_backend_name() != "postgresql":
        return gettext("the database {name} is not SQLite; back it up with its own tools", name=bare)
    command = f"pg_dump --format=custom --file={shlex.quote(str(target))} --dbname={bare}"
    return gettext("the database {name} is PostgreSQL; back it up with `{command}`", name=url.database, command=command)


def _source(url: URL) -> Path:
    path = Path(url.database or "")
    if url.database in (None, "", ":memory:") or not path.is_file():
        raise StoreError(gettext("there is no database {name} to back up", name=url.database or ":memory:"))
    return path


def _check_target(target: Path, source: Path, force: bool) -> None:
    try:
        if not target.parent.is_dir():
            raise StoreError(gettext("{file}: the folder does not exist", file=target))
        if target.is_dir():
            raise StoreError(gettext("{file}: this is a folder", file=target))
        if target.exists() and not target.is_file():
            raise StoreError(gettext("{path} is not a file", path=target))
        own = [source.resolve(), *(source.resolve().with_name(source.name + end) for end in ("-wal", "-shm", ".lock"))]
        if target.resolve() in own or (target.exists() and target.samefile(source)):
            raise StoreError(gettext("{file}: this is the database itself", file=target))
        if target.exists() and not force:
            raise StoreError(gettext("{file} already exists; --force overwrites it", file=target))
    except OSError as error:
        raise StoreError(file_error(target, error)) from error


@contextmanager
def _beside(target: Path) -> Iterator[Path]:
    """Yield an empty temporary file in the target's folder.

    At the end of the context, the file is removed unless it was renamed.
    """
    number, name = tempfile.mkstemp(prefix=f".{target.name[:100]}.", suffix=".part", dir=target.parent)
    os.close(number)
    try:
        yield Path(name)
    finally:
        for end in ("", "-journal", "-wal", "-shm"):
            with suppress(OSError):
                Path(name + end).unlink(missing_ok=True)


def _copy(source: Path, part: Path, progress: Callable[[int, int], None]) -> None:
    with (
        closing(sqlite3.connect(f"{source.resolve().as_uri()}?mode=rw", uri=True, timeout=30)) as here,
        closing(sqlite3.connect(part, isolation_level=None)) as there,
    ):
        here.isolation_level = None
        # One snapshot for the whole copy: otherwise, each write of another process would restart the copy.
        here.execute("BEGIN")
        here.execute("SELECT count(*) FROM sqlite_schema").fetchone()
        there.execute("PRAGMA synchronous=OFF")
        here.backup(there, pages=PAGES, progress=lambda _, left, total: progress(total - left, total))
        here.execute("ROLLBACK")
        # Without WAL, the copy is a single file that can be read anywhere; the store switches it to WAL on opening.
        there.execute("PRAGMA journal_mode=DELETE")
        found = there.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if found != "ok":
            reason = " ".join(str(found).split())
            raise BackupError(gettext("{file}: the database is damaged: {reason}", file=source, reason=reason))


@contextmanager
def _faults(target: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        reason = " ".join(str(error).split())
        raise BackupError(gettext("{file}: the backup failed: {reason}", file=target, reason=reason)) from error
    except OSError as error:
        message = gettext("{file}: the backup failed: {reason}", file=target, reason=os_reason(error))
        raise BackupError(message) from error

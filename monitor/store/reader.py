"""Functions that open databases for reading. They need no write permission if the schema of the database is current."""

import os
import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.engine import URL

from monitor.errors import StoreError
from monitor.store.engine import bounded, database_faults, has_current_schema, open_store, parse_url
from monitor.store.sqlite_file import check_content
from monitor.store.tables import Base
from monitor.store.transaction import SqlStore
from monitor.text.i18n import gettext

BUSY_TIMEOUT_MS = 2000
"""The maximum wait of a reader for a lock, in milliseconds. In WAL mode, writers do not block readers."""
_CACHE_KB = 16_384


def open_reader(url: str) -> SqlStore:
    """Return a read-only store of the database at `url`, or an empty store if the database file does not exist.

    A database with an older schema is migrated first, which requires write access. Raises StoreError if the database
    cannot be used.
    """
    parsed = parse_url(url)
    path = _file(parsed)
    if path is not None:
        check_content(path)
        if not path.exists():
            # Reading must not create a file.
            return empty_store()
    engine = _engine(parsed, path)
    try:
        with database_faults(parsed):
            is_ready = _is_ready(engine, path)
    except StoreError as error:
        engine.dispose()
        raise _explained(error, path) from error
    if not is_ready:
        open_store(url).close()
    return SqlStore(engine)


def empty_store() -> SqlStore:
    """Return an empty store in memory. Its tables are created directly, which is faster than running all migrations."""
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    return SqlStore(engine)


def open_current_store(url: str) -> SqlStore | None:
    """Return a read-only store of the database at `url`, or None if it is missing, unusable or has another schema.

    Nothing is created or migrated. Raises StoreError if `url` is not a database URL.
    """
    parsed = parse_url(url)
    path = _file(parsed)
    try:
        if path is not None:
            check_content(path)
            if not path.is_file():
                return None
        engine = _engine(parsed, path)
        with database_faults(parsed), engine.connect() as connection:
            if has_current_schema(connection):
                return SqlStore(engine)
    except StoreError:
        return None
    engine.dispose()
    return None


def _file(url: URL) -> Path | None:
    if url.get_backend_name() != "sqlite":
        return None
    return Path(url.database) if url.database and url.database != ":memory:" else None


def _engine(url: URL, path: Path | None) -> Engine:
    if path is None:
        with database_faults(url):
            return create_engine(bounded(url)).execution_options(postgresql_readonly=True)

    def connect() -> sqlite3.Connection:
        # Not `immutable`, which would allow inconsistent reads while another process writes.
        return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, check_same_thread=False)

    engine = create_engine(url, creator=connect)
    event.listen(engine, "connect", _set_up)
    return engine


def _set_up(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in (f"busy_timeout={BUSY_TIMEOUT_MS}", "query_only=ON", f"cache_size=-{_CACHE_KB}"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _is_ready(engine: Engine, path: Path | None) -> bool:
    with engine.connect() as connection:
        if not has_current_schema(connection):
            return False
        # Without WAL, a writer blocks readers. Opening the database for writing switches it to WAL permanently.
        mode = connection.exec_driver_sql("PRAGMA journal_mode").scalar() if path is not None else "wal"
        return mode in ("wal", "memory") or not _is_writable(path)


def _is_writable(path: Path | None) -> bool:
    return path is not None and os.access(path, os.W_OK) and os.access(path.parent, os.W_OK)


def _explained(error: StoreError, path: Path | None) -> StoreError:
    if path is None or not any(words in str(error) for words in ("unable to open", "readonly", "read-only")):
        return error
    return StoreError(
        gettext(
            "the database {path} cannot be read: SQLite must be able to create {name}-wal and {name}-shm in its "
            "folder; while the daemon has the database open, permission to read these files is enough",
            path=path,
            name=path.name,
        )
    )

"""Functions that open databases: they set up SQLite and PostgreSQL, and run migrations automatically."""

import logging
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from monitor.errors import StoreError
from monitor.store.cluster.write_lock import watch_write_lock
from monitor.store.search.pending import prepare_connections
from monitor.store.sqlite_file import check_file
from monitor.store.transaction import SqlStore
from monitor.store.writing.deferred import driver_faults, watch_deferred
from monitor.store.writing.json_text import as_json
from monitor.text.i18n import N_, gettext

# At lower levels, Alembic logs each check of a database.
logging.getLogger("alembic").setLevel(logging.WARNING)
BUSY_TIMEOUT_MS = 30_000
CONNECT_S = 10
"""Maximum time for connecting to a database server, in seconds. The driver itself would wait for minutes, and without
limit for a server that accepts connections but never answers."""
CACHE_KB = 65_536
LOG_PAGES = 16_384
"""The size of SQLite's page cache per connection in KiB (`CACHE_KB`), and the number of WAL pages at a checkpoint.

Marks are inserted at random positions of a large index, whose pages would otherwise be written repeatedly.
"""
MIGRATIONS = Path(__file__).parent.parent / "migrations"
NEWER = N_("the database was created by a newer noticewatch; upgrade noticewatch or use another database")


def open_store(url: str, *, patience_ms: int | None = None, **options: Any) -> SqlStore:
    """Open the database at a URL, migrate it to the current schema, and return its store.

    `patience_ms` is the maximum time in milliseconds to wait for another process's lock, on SQLite. `options` are
    further options for SQLAlchemy's `create_engine`. Raises StoreError if the database cannot be used. The message
    never contains the URL's password.
    """
    parsed = parse_url(url)
    is_in_memory = parsed.get_backend_name() == "sqlite" and parsed.database in (None, "", ":memory:")
    if parsed.get_backend_name() == "sqlite" and parsed.database and not is_in_memory:
        check_file(Path(parsed.database))
    if parsed.get_backend_name() == "postgresql":
        # Reads that are repeated under the write lock must see what others have committed meanwhile.
        options["isolation_level"] = "READ COMMITTED"
    with database_faults(parsed):
        if not is_in_memory:
            # The connection used last is used again: its cache of pages is valid until another connection writes.
            options.setdefault("pool_use_lifo", True)
        engine = create_engine(bounded(parsed), json_serializer=as_json, **options)
        _configure(engine, BUSY_TIMEOUT_MS if patience_ms is None else patience_ms)
        _migrate(engine)
    return SqlStore(engine)


@contextmanager
def database_faults(url: URL) -> Iterator[None]:
    """Raise StoreError in place of errors of the database or its driver within the context.

    The message contains `url` without its password.
    """
    try:
        yield
    except (DBAPIError, SQLAlchemyError, NoSuchModuleError, ImportError, ValueError) as error:
        reason = " ".join(str(getattr(error, "orig", None) or error).split())
        # The URL's options may contain a password, too.
        shown = url.set(query={}).render_as_string(hide_password=True)
        if isinstance(error, ImportError) and "psycopg" in reason:
            message = gettext(
                "the database {path} needs the PostgreSQL driver; install it with: {command}",
                path=shown,
                command=_install_command(),
            )
            raise StoreError(message) from error
        raise StoreError(gettext("the database {path} cannot be used: {reason}", path=shown, reason=reason)) from error


def _install_command() -> str:
    """Return the command that installs the PostgreSQL driver, according to how this program was installed."""
    if "/pipx/venvs/" in sys.prefix:
        return "pipx inject noticewatch 'psycopg[binary]'"
    if "/uv/tools/" in sys.prefix:
        return "uv tool install 'noticewatch[postgresql]'"
    return "pip install 'noticewatch[postgresql]'"


def parse_url(url: str) -> URL:
    """Parse a database URL. If it does not name the driver for PostgreSQL, add the driver to it.

    Raises StoreError if `url` is not a database URL.
    """
    try:
        parsed = make_url(url)
        if "\x00" in url:
            raise ValueError("a null character")
    except (ArgumentError, ValueError) as error:
        raise StoreError(gettext("`database` must be a database URL such as sqlite:///noticewatch.db")) from error
    if parsed.drivername == "postgresql":
        parsed = parsed.set(drivername="postgresql+psycopg")
    return parsed


def bounded(url: URL) -> URL:
    """Return the URL of a PostgreSQL server with a time limit for connecting, unless it already has such a limit.

    The URL of a SQLite database is returned unchanged.
    """
    if url.get_backend_name() != "postgresql" or "connect_timeout" in url.query:
        return url
    return url.update_query_dict({"connect_timeout": str(CONNECT_S)})


def _configure(engine: Engine, patience_ms: int) -> None:
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", partial(_set_up_sqlite, patience_ms))
        event.listen(engine, "begin", _begin_sqlite)
    else:
        watch_write_lock(engine)
        watch_deferred(engine)
        prepare_connections(engine)


def _set_up_sqlite(patience_ms: int, connection: Any, _record: object) -> None:
    # Disable the driver's implicit BEGIN, which is deferred; `_begin_sqlite` begins transactions instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={patience_ms}",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"cache_size=-{CACHE_KB}",
        f"wal_autocheckpoint={LOG_PAGES}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        _switch_to_wal(cursor, patience_ms)
    cursor.close()


def _switch_to_wal(cursor: sqlite3.Cursor, patience_ms: int) -> None:
    """Switch the database to WAL mode, and wait at most `patience_ms` milliseconds for locks of other processes.

    The mode is stored in the file, so this is needed only once. SQLite's busy time-out does not apply to the switch.
    """
    ends = time.monotonic() + patience_ms / 1000
    while True:
        try:
            cursor.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) or time.monotonic() > ends:
                raise
            time.sleep(0.05)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    writes = connection.get_execution_options().get("writes")
    driver: Any = connection.connection.driver_connection
    # By the driver: SQLAlchemy's execution takes ten times as long, and each tick of the daemon begins transactions.
    with driver_faults(connection):
        driver.execute("BEGIN IMMEDIATE" if writes else "BEGIN")


@cache
def newest_schema() -> str:
    """Return the number of the latest migration, which identifies the current schema."""
    return max(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def has_current_schema(connection: Connection) -> bool:
    """Return whether the database has the current schema. Raises StoreError if its schema is newer."""
    revision = _revision(connection)
    if revision is not None and revision > newest_schema():
        raise StoreError(gettext(NEWER))
    return revision == newest_schema()


def _migrate(engine: Engine) -> None:
    head = newest_schema()
    # One transaction for check and migration, so that only one of two processes started together migrates.
    with (
        engine.execution_options(writes=True).connect() as connection,
        _without_foreign_keys(connection),
        connection.begin(),
    ):
        if _revision(connection) == head:
            return
        _upgrade(connection)


def _upgrade(connection: Connection) -> None:
    # Imported on demand: most commands need no migration, and start faster without this import.
    from alembic import command
    from alembic.config import Config
    from alembic.util import CommandError

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise StoreError(gettext(NEWER)) from error


@contextmanager
def _without_foreign_keys(connection: Connection) -> Iterator[None]:
    """Turn off SQLite's checks of foreign keys within the context.

    SQLite changes a table by recreating it. Meanwhile, references to the table have no target. The checks can be turned
    off only outside a transaction (https://www.sqlite.org/lang_altertable.html, section 7).
    """
    cursor = connection.connection.cursor()
    if connection.dialect.name == "sqlite":
        cursor.execute("PRAGMA foreign_keys=OFF")
    try:
        yield
    finally:
        if connection.dialect.name == "sqlite":
            cursor.execute("PRAGMA foreign_keys=ON")
        cursor.close()


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()

"""Opening of databases: settings of SQLite and PostgreSQL, and automatic migrations."""

import json
import logging
import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from monitor.errors import StoreError
from monitor.store.sqlite_file import check_file
from monitor.store.transaction import SqlStore
from monitor.text.i18n import N_, gettext

# At lower levels, Alembic logs each check of a database.
logging.getLogger("alembic").setLevel(logging.WARNING)
BUSY_TIMEOUT_MS = 30_000
CACHE_KB = 65_536
LOG_PAGES = 16_384
"""The size of SQLite's page cache per connection in KiB (`CACHE_KB`), and the number of WAL pages at a checkpoint.

Marks are inserted at random positions of a large index, whose pages would otherwise be written repeatedly.
"""
MIGRATIONS = Path(__file__).parent.parent / "migrations"
NEWER = N_("the database was created by a newer noticewatch; upgrade noticewatch or use another database")
LOCK_KEY = 0x6E77_0001
"""The key of the PostgreSQL advisory lock that allows one writing transaction at a time."""


def open_store(url: str) -> SqlStore:
    """Open the database at a URL, migrate it to the current schema, and return its store.

    Raises StoreError if the database cannot be used. The message never contains the URL's password.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database and parsed.database != ":memory:":
        check_file(Path(parsed.database))
    with database_faults(parsed):
        engine = create_engine(parsed, json_serializer=_json)
        _configure(engine)
        _migrate(engine)
    return SqlStore(engine)


@contextmanager
def database_faults(url: URL) -> Iterator[None]:
    """Raise StoreError for errors of the database and its driver within the context."""
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
    """Parse a database URL, and set the driver in it.

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


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _configure(engine: Engine) -> None:
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)


def _set_up_sqlite(connection, _record) -> None:  # type: ignore[no-untyped-def]
    # Disable the driver's implicit BEGIN, which is deferred; `_begin_sqlite` begins transactions instead.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={BUSY_TIMEOUT_MS}",
        "synchronous=FULL",
        "foreign_keys=ON",
        f"cache_size=-{CACHE_KB}",
        f"wal_autocheckpoint={LOG_PAGES}",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    if cursor.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
        _switch_to_wal(cursor)
    cursor.close()


def _switch_to_wal(cursor: sqlite3.Cursor) -> None:
    """Switch the database to WAL mode, waiting for locks of other processes.

    The mode is stored in the file, so this is needed only once. SQLite's busy time-out does not apply to the switch.
    """
    ends = time.monotonic() + BUSY_TIMEOUT_MS / 1000
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
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def _begin_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get("writes"):
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({LOCK_KEY})")


def newest_form() -> str:
    """Return the number of the latest migration, which identifies the current schema."""
    return max(file.name[:4] for file in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def is_present_form(connection: Connection) -> bool:
    """Return whether the database has the current schema. Raises StoreError if its schema is newer."""
    revision = _revision(connection)
    if revision is not None and revision > newest_form():
        raise StoreError(gettext(NEWER))
    return revision == newest_form()


def _migrate(engine: Engine) -> None:
    head = newest_form()
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
    """Turn off SQLite's foreign keys within the context.

    SQLite changes a table by recreating it. Meanwhile, references to the table are dangling. Foreign keys can be turned
    off only outside a transaction (https://www.sqlite.org/lang_altertable.html, 7).
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

"""A PostgreSQL server for the tests, started once and ended with them; a skip that says so where there is none."""

import atexit
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

import pytest

_NAMES = count(1)
SETTINGS: list[str] = []
"""Further settings of the server, which a benchmark may add before the server starts."""
_running: dict[str, Any] = {}
"""The server's process, and the function that starts it."""


@cache
def _server() -> str | None:
    """The server's address without a database, None where PostgreSQL is not installed."""
    initdb = _program("initdb")
    if initdb is None:
        return None
    # initdb refuses root, and pytest's own folders shut other users out.
    user = _unprivileged()
    folder = Path(tempfile.mkdtemp(prefix="noticewatch-postgres-", dir="/tmp"))
    if user:
        shutil.chown(folder, user)
    as_user = {"user": user} if user else {}
    data = folder / "data"
    quiet = {"stdout": subprocess.DEVNULL, "cwd": folder, **as_user}
    options = ["-D", str(data), "-A", "trust", "-U", "noticewatch", "-E", "UTF8", "--no-locale", "--no-sync"]
    subprocess.run([initdb, *options], check=True, **quiet)
    log = folder / "log"
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings = [
        f"port={port}",
        "listen_addresses=127.0.0.1",
        f"unix_socket_directories={folder}",
        "fsync=off",
        "max_connections=50",
        *SETTINGS,
    ]
    arguments = [part for setting in settings for part in ("-c", setting)]

    # Into a file: a pipe that nobody reads is full one day, and the server waits for ever.
    def start() -> None:
        with log.open("ab") as written:
            command = [Path(initdb).with_name("postgres"), "-D", data, *arguments]
            server = _running["server"] = subprocess.Popen(command, stderr=written, **quiet)
        _wait_for(port, server, log)

    _running["start"] = start
    atexit.register(_end, folder)
    start()
    return f"postgresql://noticewatch@127.0.0.1:{port}"


def restart() -> None:
    """Stop the server at once, as a crash does, and start it again."""
    _running["server"].send_signal(signal.SIGQUIT)
    _running["server"].wait(timeout=30)
    _running["start"]()


def _program(name: str) -> str | None:
    installed = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    found = str(installed[-1]) if installed else shutil.which(name)
    return str(Path(found).resolve()) if found else None


def _unprivileged() -> str | None:
    if os.getuid() != 0:
        return None
    import pwd

    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _wait_for(port: int, server: subprocess.Popen, log: Path) -> None:
    import psycopg

    # It takes connections before it answers them.
    ends = time.monotonic() + 60
    while True:
        try:
            psycopg.connect(f"postgresql://noticewatch@127.0.0.1:{port}/postgres", connect_timeout=5).close()
        except psycopg.OperationalError:
            if server.poll() is not None or time.monotonic() > ends:
                raise RuntimeError(log.read_text(errors="replace")) from None
            time.sleep(0.05)
        else:
            return


def _end(folder: Path) -> None:
    server = _running["server"]
    server.terminate()
    server.wait(timeout=30)
    shutil.rmtree(folder, ignore_errors=True)


def _sql(statement: str, database: str = "postgres") -> list[tuple]:
    import psycopg

    with psycopg.connect(f"{_server()}/{database}", autocommit=True) as connection:
        done = connection.execute(statement)
        return done.fetchall() if done.description else []


@cache
def _template() -> str:
    """A migrated database to copy: migrating one for each test would take most of the time."""
    from monitor.store import open_store

    name = f"template_{os.getpid()}"
    _sql(f"CREATE DATABASE {name}")
    open_store(f"{_server()}/{name}").close()
    return name


@cache
def _emptying() -> str:
    """The statements that make a used database as empty as the template, in a tenth of the time of a new copy."""
    tables = _sql(
        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'alembic_version'", _template()
    )
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    return ";".join(
        [
            f"SELECT pg_terminate_backend(pid, 10000) {others}",
            # No foreign key is checked, so that the order does not matter.
            "SET session_replication_role = replica",
            *(f'DELETE FROM "{table}"' for (table,) in tables),
            "SELECT setval(format('%I', sequencename)::regclass, start_value, false) FROM pg_sequences",
        ]
    )


_EMPTY: list[str] = []
"""Databases of earlier tests, migrated and empty."""


def _new(template: str | None) -> str:
    name = f"test_{os.getpid()}_{next(_NAMES)}"
    _sql(f"CREATE DATABASE {name}" + (f" TEMPLATE {template}" if template else ""))
    return name


def _release(name: str, migrated: bool) -> None:
    """Empty a database for the next test; drop it if that fails, because the test has changed its tables."""
    import psycopg

    if migrated:
        try:
            _sql(_emptying(), name)
        except psycopg.Error:
            pass
        else:
            _EMPTY.append(name)
            return
    _sql(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def database(migrated: bool = True):
    """The URL of a database of one's own."""
    if _server() is None:
        pytest.skip("PostgreSQL is not installed: no initdb was found")
    name = _EMPTY.pop() if migrated and _EMPTY else _new(_template() if migrated else None)
    try:
        yield f"{_server()}/{name}"
    finally:
        _release(name, migrated)

"""A PostgreSQL server for the tests, started once and ended with them; a skip that says so where there is none."""

import atexit
import os
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path

import pytest

_NAMES = count(1)


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
    ]
    arguments = [part for setting in settings for part in ("-c", setting)]
    # Into a file: a pipe that nobody reads is full one day, and the server waits for ever.
    with log.open("wb") as written:
        server = subprocess.Popen([Path(initdb).with_name("postgres"), "-D", data, *arguments], stderr=written, **quiet)
    atexit.register(_end, server, folder)
    _wait_for(port, server, log)
    return f"postgresql://noticewatch@127.0.0.1:{port}"


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


def _end(server: subprocess.Popen, folder: Path) -> None:
    server.terminate()
    server.wait(timeout=30)
    shutil.rmtree(folder, ignore_errors=True)


def _sql(statement: str) -> None:
    import psycopg

    with psycopg.connect(f"{_server()}/postgres", autocommit=True) as connection:
        connection.execute(statement)


@cache
def _template() -> str:
    """A migrated database to copy: migrating one for each test would take most of the time."""
    from monitor.store import open_store

    name = f"template_{os.getpid()}"
    _sql(f"CREATE DATABASE {name}")
    open_store(f"{_server()}/{name}").close()
    return name


@contextmanager
def database(migrated: bool = True):
    """The URL of a database of one's own."""
    if _server() is None:
        pytest.skip("PostgreSQL is not installed: no initdb was found")
    name = f"test_{os.getpid()}_{next(_NAMES)}"
    _sql(f"CREATE DATABASE {name}" + (f" TEMPLATE {_template()}" if migrated else ""))
    try:
        yield f"{_server()}/{name}"
    finally:
        _sql(f"DROP DATABASE {name} WITH (FORCE)")

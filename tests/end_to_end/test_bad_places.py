"""Folders that are none, that nobody may read or write, full disks, and databases that are broken or too new: one line,
the exit code of the contract, and nothing damaged."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path

import pytest

from monitor.store import open_store
from tests.end_to_end import preloaded
from tests.end_to_end.conftest import TODAY, notice
from tests.monitor.builders import NOW, revision

pytestmark = pytest.mark.slow
COMMANDS = [("notices", "list"), ("crawl",), ("run",)]
READING = [("notices", "list")]
"""Commands that only read: they create no database, and need no right to write where there is none."""
command = pytest.mark.parametrize("command", COMMANDS, ids=" ".join)


def done(world, command, before=()):
    """Runs a command to its end; `before` are the words that begin its line."""
    folder = world.folder.parent
    if before:
        words = [*before, *world.command(*command)]
        return subprocess.run(
            words, capture_output=True, text=True, timeout=60, env=world.environment, cwd=folder, check=False
        )
    return preloaded.run(["monitor", *command], world.environment, folder, None, timeout=60)


def refused(world, command, said, before=()):
    """Runs a command that is refused with one line, which holds `said`."""
    ended = done(world, command, before)
    assert ended.returncode == 2, ended.stderr
    assert ended.stdout == ""
    assert ended.stderr.count("\n") == 1, ended.stderr
    assert said in ended.stderr


def nothing(world, command, before=()):
    """Runs a command that has nothing to show, which is no fault."""
    ended = done(world, command, before)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")


@pytest.fixture
def filled(world):
    """A world with a source, and a database that holds a notice."""
    world.source("portal", "http://127.0.0.1:1/")
    with closing(open_store(f"sqlite:///{world.folder}/noticewatch.db")) as store, store.writing() as tx:
        tx.sources.register("portal", NOW)
        tx.notices.add("portal", revision(), NOW)
    return world


@pytest.fixture
def unprivileged():
    """What a command begins with so that the modes of files hold for it, also when the tests run as root."""
    if os.geteuid() != 0:
        return []
    words = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"]
    if not shutil.which(words[0]) or subprocess.run([*words, "true"], check=False, capture_output=True).returncode:
        pytest.skip("nothing is unreadable for root, and there is no setpriv to give up its privileges")
    return words


@pytest.fixture
def mode():
    """Sets modes for the time of a test."""
    before = []

    def change(path, value):
        before.append((path, path.stat().st_mode))
        path.chmod(value)

    yield change
    for path, value in reversed(before):
        path.chmod(value)


@command
def test_a_configuration_folder_that_is_a_file_or_missing(world, command, tmp_path):
    world.folder = tmp_path / "none"
    refused(world, command, f"{world.folder}: there is no such folder; `noticewatch init")
    world.folder.write_text("a file")
    refused(world, command, f"{world.folder}: this is a file")
    assert world.folder.read_text() == "a file"


@command
@pytest.mark.parametrize("name", [".", "sources", "topics/t.yaml"])
def test_a_configuration_that_may_not_be_read(filled, command, name, unprivileged, mode):
    mode(filled.folder / name, 0)
    refused(filled, command, f"{filled.folder / name}: Permission denied", unprivileged)


@command
@pytest.mark.parametrize("there", [True, False], ids=["with a database", "without one"])
def test_a_folder_that_may_not_be_written(filled, command, there, unprivileged, mode):
    database = filled.folder / "noticewatch.db"
    for path in filled.folder.glob("noticewatch.db*"):
        if not there or path != database:
            path.unlink()
    before = database.read_bytes() if there else None
    mode(filled.folder, 0o500)
    if command in READING and not there:
        nothing(filled, command, unprivileged)
    elif command in READING:
        needs = "cannot be read: SQLite must be able to create noticewatch.db-wal and"
        refused(filled, command, f"the database {database} {needs} noticewatch.db-shm in its folder", unprivileged)
    else:
        refused(filled, command, "its folder is not writable", unprivileged)
    assert [path.name for path in filled.folder.glob("noticewatch.db*")] == ([database.name] if there else [])
    assert (database.read_bytes() if there else None) == before


def halves(whole):
    """Files that a full disk, a broken copy or a bad hand leave behind."""
    cuts = (20, 1000, 4096, len(whole) // 2, len(whole) - 4096, len(whole) - 1)
    return [whole[:cut] for cut in cuts] + [
        os.urandom(16) + whole[16:],
        b"no database\n" * 500,
        whole[:16] + b"\xff" * 84 + whole[100:],
    ]


@pytest.mark.parametrize("place", range(9))
def test_a_database_of_which_a_part_is_missing_or_garbage(filled, place):
    path = filled.folder / "noticewatch.db"
    content = halves(path.read_bytes())[place]
    path.write_bytes(content)
    refused(filled, COMMANDS[place % len(COMMANDS)], "cannot be used")
    assert path.read_bytes() == content


@command
def test_a_database_of_a_newer_version(filled, command):
    path = filled.folder / "noticewatch.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("UPDATE alembic_version SET version_num = 'f00f'")
        raw.commit()
    before = path.read_bytes()
    refused(filled, command, "created by a newer noticewatch")
    assert path.read_bytes() == before


def test_a_database_of_no_bytes_is_a_new_one(filled):
    (filled.folder / "noticewatch.db").write_bytes(b"")
    assert filled.run("notices", "list", code=0).stdout == ""


@pytest.fixture
def disk():
    """A disk of 2 MiB of its own."""
    place = Path(tempfile.mkdtemp(prefix="noticewatch-disk-"))
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", place], check=False, capture_output=True
    )
    try:
        if mounted.returncode:
            pytest.skip(f"no disk can be mounted here: {mounted.stderr.decode().strip()}")
        yield place
    finally:
        if not mounted.returncode:
            subprocess.run(["umount", "--lazy", place], check=True)
        place.rmdir()


def fill(disk):
    """Takes all that is left of a disk."""
    with (disk / "ballast").open("wb", buffering=0) as ballast:
        try:
            while ballast.write(b"x" * 512):
                pass
        except OSError:
            return


def moved(world, disk):
    """The world with its database on the disk."""
    settings = world.folder / "noticewatch.yaml"
    settings.write_text(settings.read_text() + f"database: sqlite:///{disk}/noticewatch.db\n")


@command
def test_a_full_disk_without_a_database(world, site, disk, command):
    world.portal("portal", site.url)
    moved(world, disk)
    fill(disk)
    if command in READING:
        nothing(world, command)
        assert not list(disk.glob("noticewatch.db*"))
    else:
        refused(world, command, "cannot be used: ")


def test_a_full_disk_loses_nothing_and_what_was_found_comes_when_there_is_room(world, site, disk):
    site.publish(notice("甲"), TODAY)
    world.portal("portal", site.url)
    moved(world, disk)
    assert world.run("crawl", code=0).stdout.count("\n") == 1
    site.publish(notice("乙"), TODAY)
    fill(disk)
    # SQLite says "disk I/O error" when there is no room for its index of the log.
    refused(world, ("crawl",), "cannot be used: ")
    (disk / "ballast").unlink()
    with closing(sqlite3.connect(disk / "noticewatch.db")) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert "乙" in world.run("crawl", code=0).stdout
    assert len(world.notices()) == 2

import os
import re
import resource
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import pytest

from monitor.errors import BackupError, StoreError
from monitor.store import back_up, backup, open_store
from tests.monitor.builders import NOW, URL, revision


def nothing(done, total):
    pass


@pytest.fixture
def url(tmp_path):
    """A database with a notice, and work in its WAL."""
    url = f"sqlite:///{tmp_path}/store.db"
    with closing(open_store(url)) as store:
        with store.writing() as tx:
            tx.notices.add("gov", revision(), NOW)
        yield url


@pytest.fixture
def target(tmp_path):
    (tmp_path / "backups").mkdir()
    return tmp_path / "backups" / "copy.db"


def notices(path) -> list[str]:
    with closing(open_store(f"sqlite:///{path}")) as store, store.reading() as tx:
        return [one.notice.url for one in tx.notices.latest(100, None, None)]


def refusal(url, target, error=StoreError, **options) -> str:
    before = {path: path.read_bytes() for path in target.parent.glob("*") if path.is_file()}
    with pytest.raises(error) as refused:
        back_up(url, target, **{"force": False, "progress": nothing} | options)
    assert "\n" not in str(refused.value)
    assert {path: path.read_bytes() for path in target.parent.glob("*") if path.is_file()} == before
    return str(refused.value)


class TestBackup:
    def test_the_copy_is_one_sound_file_with_all_that_is_recorded(self, url, target):
        back_up(url, target, force=False, progress=nothing)
        assert [path.name for path in target.parent.iterdir()] == ["copy.db"]
        with closing(sqlite3.connect(f"{target.as_uri()}?mode=ro&immutable=1", uri=True)) as raw:
            assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert raw.execute("PRAGMA journal_mode").fetchone() == ("delete",)
            assert raw.execute("SELECT count(*) FROM notice").fetchone() == (1,)
        assert notices(target) == [URL]

    def test_the_copy_is_for_the_same_people_as_the_database(self, url, target, tmp_path):
        (tmp_path / "store.db").chmod(0o640)
        back_up(url, target, force=False, progress=nothing)
        assert stat.S_IMODE(target.stat().st_mode) == 0o640

    def test_an_older_database_is_copied_as_it_is(self, url, target, tmp_path):
        with closing(sqlite3.connect(tmp_path / "store.db")) as raw:
            raw.execute("UPDATE alembic_version SET version_num = '0001'")
            raw.commit()
        back_up(url, target, force=False, progress=nothing)
        with closing(sqlite3.connect(target)) as raw:
            assert raw.execute("SELECT version_num FROM alembic_version").fetchone() == ("0001",)

    def test_progress_is_told_to_the_end(self, url, target, monkeypatch):
        monkeypatch.setattr(backup, "PAGES", 5)
        told = []
        back_up(url, target, force=False, progress=lambda done, total: told.append((done, total)))
        assert len(told) > 2
        assert told[-1][0] == told[-1][1]

    def test_a_writer_neither_waits_nor_is_half_in_the_copy(self, url, target, monkeypatch):
        monkeypatch.setattr(backup, "PAGES", 1)
        written = []

        def write(done, total):
            # As another process does in the middle of it, with no patience at all.
            with closing(sqlite3.connect(url.removeprefix("sqlite:///"), timeout=0)) as raw:
                raw.execute(
                    "INSERT INTO source (id, state, due_at, failures) VALUES (?, '{}', ?, 0)",
                    (f"source-{done}", NOW.isoformat(" ")),
                )
                raw.commit()
            written.append(done)

        back_up(url, target, force=False, progress=write)
        assert len(written) > 10
        assert written == sorted(set(written)), "the copy began anew"
        with closing(open_store(f"sqlite:///{target}")) as store, store.reading() as tx:
            assert tx.sources.all() == []
        with closing(open_store(url)) as store, store.reading() as tx:
            assert len(tx.sources.all()) == len(written)

    def test_a_file_that_is_there_is_replaced_only_when_forced(self, url, target):
        target.write_bytes(b"mine")
        assert refusal(url, target) == f"{target} already exists; --force overwrites it"
        back_up(url, target, force=True, progress=nothing)
        assert notices(target) == [URL]

    def test_a_file_that_came_meanwhile_is_not_replaced(self, url, target):
        with pytest.raises(StoreError, match="already exists"):
            back_up(url, target, force=False, progress=lambda done, total: target.write_bytes(b"mine"))
        assert [path.name for path in target.parent.iterdir()] == ["copy.db"]
        assert target.read_bytes() == b"mine"


class TestRefusals:
    @pytest.mark.parametrize("name", ["store.db", "store.db-wal", "store.db-shm", "store.db.lock", "./../x/store.db"])
    def test_the_database_itself_is_never_overwritten(self, url, target, tmp_path, name):
        (tmp_path / "x").symlink_to(tmp_path)
        (tmp_path / "backups" / "x").symlink_to(tmp_path)
        path = tmp_path / name if "x" not in name else tmp_path / "backups" / "x" / "store.db"
        assert "this is the database itself" in refusal(url, path, force=True)
        assert notices(tmp_path / "store.db") == [URL]

    def test_a_link_to_the_database_is_the_database(self, url, target, tmp_path):
        os.link(tmp_path / "store.db", target)
        assert "this is the database itself" in refusal(url, target, force=True)

    def test_a_missing_folder_is_named(self, url, target):
        missing = target.parent / "none" / "copy.db"
        assert refusal(url, missing) == f"{missing}: the folder does not exist"

    def test_a_device_is_no_file(self, url):
        assert refusal(url, Path("/dev/null"), force=True) == "/dev/null is not a file"

    def test_a_folder_is_no_file(self, url, target):
        assert "this is a folder" in refusal(url, target.parent, force=True)

    @pytest.mark.parametrize("name", ["none.db", "/:memory:"])
    def test_a_database_that_is_not_there_is_not_made(self, target, tmp_path, name):
        url = "sqlite:///:memory:" if "memory" in name else f"sqlite:///{tmp_path}/{name}"
        assert "there is no database" in refusal(url, target)
        assert not (tmp_path / name).exists()

    def test_what_is_no_database_is_refused(self, target, tmp_path):
        (tmp_path / "text.db").write_bytes(b"just a text\n" * 1000)
        assert "not a database" in refusal(f"sqlite:///{tmp_path}/text.db", target, BackupError)

    def test_a_damaged_database_makes_no_backup(self, url, target, tmp_path):
        back_up(url, tmp_path / "whole.db", force=False, progress=nothing)
        content = bytearray((tmp_path / "whole.db").read_bytes())
        content[-3 * 4096 :] = b"\xff" * 3 * 4096
        (tmp_path / "broken.db").write_bytes(content)
        assert re.search("damaged|malformed", refusal(f"sqlite:///{tmp_path}/broken.db", target, BackupError))

    @pytest.mark.parametrize(
        ("url", "command"),
        [
            (
                "postgresql://me:s3cret@db.example:5433/watch?sslpassword=s3cret",
                "pg_dump --format=custom --file={} --dbname=postgresql://me@db.example:5433/watch",
            ),
            (
                "postgresql+psycopg://localhost/watch",
                "pg_dump --format=custom --file={} --dbname=postgresql://localhost/watch",
            ),
        ],
    )
    def test_for_postgresql_the_means_is_named_and_no_password(self, target, url, command):
        message = refusal(url, target)
        assert message == f"the database watch is PostgreSQL; back it up with `{command.format(target)}`"

    @pytest.mark.skipif(os.geteuid() == 0, reason="nothing is read-only for root")
    def test_a_folder_that_cannot_be_written_is_said(self, url, target):
        target.parent.chmod(stat.S_IRUSR | stat.S_IXUSR)
        try:
            assert "Permission denied" in refusal(url, target, BackupError)
        finally:
            target.parent.chmod(stat.S_IRWXU)

    @pytest.mark.slow
    def test_a_disk_without_room_leaves_nothing_behind(self, url, target):
        code = (
            "import sys; from pathlib import Path; from monitor.store import back_up\n"
            "from monitor.errors import BackupError\n"
            "try: back_up(sys.argv[1], Path(sys.argv[2]), force=False, progress=lambda a, b: None)\n"
            "except BackupError as error: print(error)"
        )
        # No file larger than this may be written, which is how a disk without room looks to SQLite.
        done = subprocess.run(
            [sys.executable, "-c", code, url, str(target)],
            capture_output=True,
            text=True,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, 20_000)),
            check=True,
        )
        assert re.fullmatch(r".*copy\.db: the backup failed: (disk I/O error|database or disk is full)\n", done.stdout)
        assert list(target.parent.iterdir()) == []


def test_an_interrupt_leaves_nothing_behind(url, target):
    def interrupt(done, total):
        signal.raise_signal(signal.SIGINT)

    assert threading.current_thread() is threading.main_thread()
    # A process that was started in the background ignores interrupts.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with pytest.raises(KeyboardInterrupt):
            back_up(url, target, force=False, progress=interrupt)
    finally:
        signal.signal(signal.SIGINT, before)
    assert list(target.parent.iterdir()) == []

"""Temporary folders, and those that a killed process left behind."""

import os
import signal
import subprocess
import sys
import tempfile
import time

import pytest

from monitor.runtime.temporary_folder import PREFIX, TemporaryFolder, remove_leftovers


@pytest.fixture(autouse=True)
def _temporary(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def test_a_folder_is_removed_with_its_files(tmp_path):
    folder = TemporaryFolder()
    (folder.path / "a").write_text("a")
    assert folder.path.parent == tmp_path
    folder.remove()
    assert not folder.path.exists()


def test_the_folder_of_a_killed_process_is_removed_later(tmp_path):
    code = (
        "import sys; from monitor.runtime.temporary_folder import TemporaryFolder\n"
        "TemporaryFolder(); print(flush=True); sys.stdin.read()"
    )
    owner = subprocess.Popen(
        [sys.executable, "-c", code],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    owner.stdout.readline()
    (left,) = tmp_path.iterdir()
    remove_leftovers()
    assert left.exists()
    owner.send_signal(signal.SIGKILL)
    owner.wait()
    owner.stdin.close()
    owner.stdout.close()
    other = TemporaryFolder()
    assert list(tmp_path.iterdir()) == [other.path]
    other.remove()


def test_other_folders_are_kept(tmp_path):
    """A folder with other content, a young empty one, a link and a file."""
    (tmp_path / "target").mkdir()
    (tmp_path / "target" / "owner.lock").touch()
    (tmp_path / f"{PREFIX}link").symlink_to(tmp_path / "target")
    (tmp_path / f"{PREFIX}file").touch()
    (tmp_path / f"{PREFIX}young").mkdir()
    (tmp_path / f"{PREFIX}full").mkdir()
    (tmp_path / f"{PREFIX}full" / "a").touch()
    (tmp_path / f"{PREFIX}old").mkdir()
    for name in ("full", "old"):
        os.utime(tmp_path / f"{PREFIX}{name}", (time.time() - 3600,) * 2)
    remove_leftovers()
    assert {path.name for path in tmp_path.iterdir()} == {
        "target",
        *(f"{PREFIX}{name}" for name in ("link", "file", "young", "full")),
    }

"""Files are replaced as a whole, or not at all."""

import os
import stat
import threading

import pytest

from monitor.runtime.files import replacement


def test_a_file_gets_the_new_content_and_the_mode(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("old")
    with replacement(path, 0o640) as made:
        made.write_text("new")
        assert path.read_text() == "old"
    assert path.read_text() == "new"
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_a_failure_leaves_the_file_as_it_was_and_nothing_beside_it(tmp_path):
    path = tmp_path / "a.yaml"
    path.write_text("old")
    with pytest.raises(NotADirectoryError), replacement(path, 0o640) as made:
        (made / "missing").write_text("half")
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_a_pipe_or_device_is_written_to_and_never_replaced(tmp_path):
    path = tmp_path / "pipe"
    os.mkfifo(path)
    read = []
    reader = threading.Thread(target=lambda: read.append(path.read_text()))
    reader.start()
    with replacement(path, 0o640) as made:
        made.write_text("new")
    reader.join(timeout=10)
    assert read == ["new"]
    assert stat.S_ISFIFO(path.stat().st_mode)
    assert list(tmp_path.iterdir()) == [path]

import io
import os
import threading

import pytest

from monitor.errors import UnknownError
from monitor.service.line_file import line_file


def test_lines_come_in_batches_with_their_numbers_and_without_blank_ones(tmp_path):
    path = tmp_path / "a.jsonl"
    path.write_text("一\n\n二\n  \n三", encoding="utf-8-sig")
    file = line_file(str(path))
    assert file.lines == 5
    assert list(file.batches(2)) == [[(1, "一\n"), (3, "二\n")], [(5, "三")]]
    assert list(file.batches(2, after=3)) == [[(5, "三")]]
    assert list(file.batches(2, after=5)) == []


@pytest.mark.parametrize(("text", "lines"), [("", 0), ("a", 1), ("a\n", 1), ("a\nb", 2)])
def test_lines_are_counted(tmp_path, text, lines):
    path = tmp_path / "a"
    path.write_text(text)
    assert line_file(str(path)).lines == lines


def test_a_file_is_known_again_by_its_bytes(tmp_path):
    one, other, third = (tmp_path / name for name in "abc")
    one.write_text("甲\n")
    other.write_text("甲\n")
    third.write_text("乙\n")
    positions = [line_file(str(path)).position for path in (one, other, third)]
    assert positions[0] == positions[1] != positions[2]
    assert len(positions[0]) <= 100


def test_bytes_that_are_no_utf_8_are_replaced(tmp_path):
    path = tmp_path / "a"
    path.write_bytes(b"\xff\xfe\n1\n")
    assert list(line_file(str(path)).batches(9)) == [[(1, "\ufffd\ufffd\n"), (2, "1\n")]]


@pytest.mark.parametrize("name", ["missing", "."])
def test_what_is_no_file_is_named(tmp_path, name):
    with pytest.raises(UnknownError, match=str(tmp_path)):
        line_file(str(tmp_path / name))


def test_standard_input_and_pipes_are_read_once(monkeypatch, tmp_path):
    monkeypatch.setattr("sys.stdin", io.StringIO("1\n"))
    assert line_file("-").position is None
    assert list(line_file("-").batches(9)) == [[(1, "1\n")]]
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    writer = threading.Thread(target=pipe.write_text, args=("2\n",))
    writer.start()
    file = line_file(str(pipe))
    assert (file.lines, file.position) == (None, None)
    assert list(file.batches(9)) == [[(1, "2\n")]]
    writer.join()

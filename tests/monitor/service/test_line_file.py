import bz2
import gzip
import io
import lzma
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
    path.write_bytes(b"\xff\xff\n1\n")
    assert list(line_file(str(path)).batches(9)) == [[(1, "\ufffd\ufffd\n"), (2, "1\n")]]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\u2028", "\x85", "\f"])
def test_only_a_line_feed_ends_a_line(tmp_path, end):
    path = tmp_path / "a"
    path.write_bytes(f"1{end}2{end}".encode())
    [batch] = line_file(str(path)).batches(9)
    assert [number for number, _ in batch] == ([1, 2] if end.endswith("\n") else [1])


def test_a_line_without_end_is_bounded_and_the_next_one_is_read(tmp_path, monkeypatch):
    monkeypatch.setattr("monitor.service.line_file.LINE_LIMIT", 10)
    path = tmp_path / "a"
    path.write_text("1\n" + "字" * 35 + "\n" + "2" * 10 + "\n" + "3" * 11 + "\n4")
    [batch] = line_file(str(path)).batches(9)
    assert batch == [(1, "1\n"), (2, "字" * 11), (3, "2" * 10 + "\n"), (4, "3" * 11), (5, "4")]


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (gzip.compress(b"{}\n"), "gzip"),
        (bz2.compress(b"{}\n"), "bzip2"),
        (lzma.compress(b"{}\n"), "xz"),
        (b"PK\x03\x04....", "zip"),
        (b"\x28\xb5\x2f\xfd....", "zstd"),
        ("{}\n".encode("utf-16"), "UTF-8"),
    ],
    ids=["gzip", "bzip2", "xz", "zip", "zstd", "utf-16"],
)
def test_a_file_that_is_no_text_is_named(tmp_path, body, said):
    path = tmp_path / "a.jsonl"
    path.write_bytes(body)
    with pytest.raises(UnknownError, match=said):
        line_file(str(path))


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

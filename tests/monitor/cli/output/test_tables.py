"""Tables fit a terminal: spare columns go first, then cells are folded and cut; a pipe gets whole lines."""

from itertools import pairwise

import pytest

from monitor.cli.localized import cells, line_starts
from monitor.cli.output.column import Column, get
from monitor.cli.output.tables import fold, table_lines

COLUMNS = (
    Column("id", "id", get("id"), shown=True),
    Column("title", "title", get("title"), shown=True, folds=True),
    Column("error", "error", get("error"), shown=True, folds=True, whole=True),
    Column("count", "count", get("count"), spare=True),
    Column("name", "name", get("name"), spare=True),
    Column("url", "url", get("url")),
)
LONG = "关于加快推进港口建设和临港产业高质量发展若干措施的通知" * 3


def row(**fields):
    return {"id": "gov", "title": "t", "error": "", "count": 3, "name": "n", "url": "u"} | fields


ROWS = [
    row(),
    row(title=LONG),
    row(error="https://example.org/" + "a" * 90),
    row(error="word " * 30, title="word " * 30),
    row(id="x" * 90, name="名" * 40),
    row(title="\x1b[2J\nred", error="a\tb"),
]


@pytest.mark.parametrize("width", [20, 40, 79, 80, 81, 120, 300])
@pytest.mark.parametrize("rows", [ROWS, *([given] for given in ROWS)])
def test_no_line_is_wider_than_the_terminal(rows, width):
    lines = table_lines(COLUMNS, rows, max(width, 50))
    assert max(map(cells, lines)) <= max(width, 50)
    assert "\x1b" not in "".join(lines)


def test_spare_columns_go_when_there_is_no_room():
    wide = [row(name="n" * 20)]
    assert table_lines(COLUMNS, wide, 80)[0].split() == ["id", "title", "error", "count", "name"]
    assert table_lines(COLUMNS, wide, 40)[0].split() == ["id", "title", "error", "count"]
    assert table_lines(COLUMNS, wide, 20)[0].split() == ["id", "title", "error"]


def test_a_long_title_takes_two_lines_and_a_long_error_all_it_needs():
    _, *lines = table_lines(COLUMNS, [row(title=LONG)], 60)
    assert len(lines) == 2
    assert lines[1].split("  ")[-1].strip().endswith("…") or "…" in lines[1]
    error = "error 503 " * 20
    text = " ".join(table_lines(COLUMNS, [row(error=error)], 60)[1:])
    assert text.count("503") == 20


def test_a_pipe_gets_one_whole_line_per_row():
    _, line = table_lines(COLUMNS, [row(title=LONG, error="e" * 300)], None)
    assert LONG in line
    assert "e" * 300 in line


def test_numbers_are_aligned_at_the_right_and_nothing_is_a_dash():
    _, first, second = table_lines(COLUMNS, [row(count=3), row(count=1200)], 80)
    assert first.index("3") == second.index("1200") + 3
    assert "–" in first


@pytest.mark.parametrize(
    ("text", "width", "lines", "folded"),
    [
        ("short", 10, 1, ["short"]),
        ("one two three", 7, 2, ["one two", "three"]),
        ("one two three", 7, 1, ["one tw…"]),
        ("港口建设方案", 6, 2, ["港口建", "设方案"]),
        ("港口建设方案", 6, 1, ["港口…"]),
        ("港口建设方案", 5, None, ["港口", "建设", "方案"]),
        ("abcdefgh", 3, None, ["abc", "def", "gh"]),
    ],
)
def test_folding(text, width, lines, folded):
    assert fold(text, width, lines) == folded


@pytest.mark.parametrize(
    "text", [LONG, "（港口，方案）。" * 9, "已持续 3 分钟（域名不存在）：" * 5, "word " * 30, "a港b口" * 20]
)
@pytest.mark.parametrize("width", [12, 13, 40])
def test_lines_begin_with_no_closing_mark_and_end_with_no_opening_mark(text, width):
    places = [0, *line_starts(text, width), len(text)]
    lines = [text[start:end] for start, end in pairwise(places)]
    assert "".join(lines) == text
    assert all(cells(line.rstrip()) <= width for line in lines)
    assert not any(line[0] in "，。：）" or line.rstrip()[-1] == "（" for line in lines)
    full = [cells(first.rstrip()) for first in lines[:-1]]
    assert all(width - size < 8 for size in full)

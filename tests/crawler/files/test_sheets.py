from datetime import date
from pathlib import Path

import pytest

from crawler.files.read import read_file
from tests.crawler.files.made import an_xlsx, zip_of

SMALL_XLS = Path(__file__).with_name("small.xls")


def test_a_row_is_a_line_and_its_cells_stand_apart_by_tabs():
    rows = [("企业", "数量", "日期"), ("甲公司", 3.0, date(2024, 6, 6)), ("", "", ""), ("乙\n公司", 2.5, "")]
    read = read_file(an_xlsx(表=rows))
    assert (read.type, read.fault) == ("xlsx", None)
    assert read.text.splitlines() == ["企业\t数量\t日期", "甲公司\t3\t2024-06-06", "乙 公司\t2.5"]


def test_several_sheets_have_their_names_and_hidden_ones_are_left_out():
    read = read_file(an_xlsx(一=[("a",)], _list=[("hidden",)], 二=[("b",)]))
    assert read.text.splitlines() == ["一", "a", "二", "b"]


def test_the_older_format_is_read():
    read = read_file(SMALL_XLS.read_bytes())
    assert read.type == "xls"
    assert read.text.splitlines() == ["序号\t企业\t数量", "1\t甲公司\t3.5", "2\t乙公司\t4"]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (an_xlsx(x=[]), "no_text"),
        (an_xlsx(x=[("a",)])[:-300], "damaged"),
        (zip_of({"xl/workbook.xml": "no xml"}), "damaged"),
    ],
)
def test_what_is_no_spreadsheet_is_said(body, fault):
    assert read_file(body).fault == fault


def test_very_many_rows_are_cut_and_it_is_said():
    read = read_file(an_xlsx(x=[("很长的一个单元格" * 20,) for _ in range(8000)]))
    assert (read.fault, len(read.text)) == ("cut", 1_000_000)

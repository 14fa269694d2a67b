"""Workbooks contain every value as it is, with days, links and formats, and are the same for the same table."""

import io
from datetime import UTC, date, datetime

import openpyxl
import pytest
import xlsxwriter

from monitor.views.workbooks import SheetLayout, xlsx_bytes

URLS = SheetLayout(links=0)
MANY = [f"c{number}" for number in range(60)]


def sheet_of(headings, rows, layout=URLS):
    return openpyxl.load_workbook(io.BytesIO(xlsx_bytes(headings, rows, layout))).active


@pytest.mark.parametrize(
    ("value", "read"),
    [
        ("关于先进制造业集群的通知", "关于先进制造业集群的通知"),
        (" blanks \u3000", " blanks  "),
        ("<b>&amp;'\"", "<b>&amp;'\""),
        ("第一行\n第二行\r\n第三行", "第一行\n第二行\n第三行"),
        ("_x0041_ _x00e9_ _x1_", "_x0041_ _x00e9_ _x1_"),
        ("=1+2", "=1+2"),
        ("12", "12"),
        ("👩‍🔧𠀀", "👩 🔧𠀀"),
        ("\ud800\ufffe\x00\x1b", "    "),
        ("长" * 40_000, "长" * 32_766 + "…"),
        (0, 0),
        (-12_000_000_000, -12_000_000_000),
        (None, None),
        ("", None),
        (datetime(2026, 11, 30, 8, tzinfo=UTC), "2026-11-30 08:00:00+00:00"),
    ],
)
def test_values_are_read_as_they_were_written(value, read):
    cell = sheet_of(["head", "next"], [[value, "end"]])["A2"]
    assert (cell.value, cell.data_type) == (read, "s" if isinstance(read, str) else "n")


def test_cells_stay_in_their_columns():
    rows = [[number if number % 7 == place % 7 else None for place in range(60)] for number in range(1, 20)]
    sheet = sheet_of(MANY, rows, SheetLayout(widths=tuple(range(5, 65))))
    assert [list(row) for row in sheet.iter_rows(values_only=True)] == [MANY, *rows]
    assert (sheet.freeze_panes, sheet.auto_filter.ref, sheet.dimensions) == ("A2", "A1:BH20", "A1:BH20")
    assert [round(sheet.column_dimensions[name].width) for name in ("A", "Z", "BH")] == [6, 31, 65]
    assert sheet["A1"].font.bold
    assert not sheet["H2"].font.bold


def test_a_table_without_rows_has_headings_and_no_filter():
    sheet = sheet_of(["a", "b"], [])
    assert [[cell.value for cell in row] for row in sheet] == [["a", "b"]]
    assert sheet.auto_filter.ref is None


def test_the_same_table_is_the_same_workbook():
    assert xlsx_bytes(["a"], [["b"], [date(2026, 1, 1)]]) == xlsx_bytes(["a"], [["b"], [date(2026, 1, 1)]])


@pytest.mark.parametrize(
    "url",
    [
        "https://www.example.org/1.html",
        'https://www.example.org/?a=1&b=<2>&c="3"#clause-2',
        "https://www.example.org/#!/a?b='c'",
        "https://例子.cn/通知 1.html",
        "https://www.example.org/%E9%80%9A.html",
        "https://www.example.org/{a}[b]^`|\\~100%",
    ],
)
def test_links_lead_where_those_of_another_library_lead(url):
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as book:
        book.add_worksheet().write_url("A2", url)
    theirs = openpyxl.load_workbook(written).active["A2"]
    ours = sheet_of(["URL"], [[url]])["A2"]
    assert (ours.value, ours.hyperlink.target) == (url, theirs.hyperlink.target)
    assert ours.hyperlink.location == theirs.hyperlink.location
    assert ours.font.underline == "single"


def test_percent_signs_that_begin_no_code_are_encoded_next_to_codes():
    cell = sheet_of(["URL"], [["https://www.example.org/%E9%80%9A 100%.html"]])["A2"]
    assert cell.hyperlink.target == "https://www.example.org/%E9%80%9A%20100%25.html"


def test_links_above_the_limit_are_text(monkeypatch):
    monkeypatch.setattr("monitor.views.workbooks._LINK_LIMIT", 2)
    urls = [f"https://www.example.org/{number % 2}.html" for number in range(4)]
    sheet = sheet_of(["URL", "text"], [[url, url] for url in urls])
    assert [cell.value for cell in sheet["A"][1:]] == urls
    assert [cell.hyperlink and cell.hyperlink.target for cell in sheet["A"][1:]] == [*urls[:2], None, None]
    assert not any(cell.hyperlink for cell in sheet["B"])


def test_days_in_workbooks_are_dates_from_the_first_day_that_excel_counts_correctly():
    days = [date(1900, 3, 1), date(2000, 2, 29), date(2026, 11, 30), date.max]
    book = xlsx_bytes(["day"], [[day] for day in (date(1900, 2, 28), *days)])
    sheet = openpyxl.load_workbook(io.BytesIO(book)).active
    earlier, *read = [row[0] for row in sheet.iter_rows(min_row=2, values_only=True)]
    assert earlier == "1900-02-28"
    assert [time.date() for time in read] == days


@pytest.mark.parametrize(
    ("written", "is_link"),
    [
        ("https://例子.cn/1.html", True),
        ("HTTP://www.example.org", True),
        ("https:///etc/passwd", False),
        ("https://", False),
        ("https://?q=1", False),
        ("https://[1", False),
        ("file:///etc/passwd", False),
        ("javascript:alert(1)//https://www.example.org", False),
        ("https://www.example.org/\u202e1.html", False),
    ],
)
def test_only_web_addresses_are_links(written, is_link):
    book = xlsx_bytes(["url"], [[written]], SheetLayout(widths=(40,), links=0))
    assert (openpyxl.load_workbook(io.BytesIO(book)).active["A2"].hyperlink is not None) == is_link

import io
import struct
import zipfile
from datetime import date
from pathlib import Path

import pytest
import xlsxwriter

from crawler.files.read import read_file
from crawler.files.spreadsheets.percent_cells import percent_cells
from tests.crawler.files.compounds import a_compound
from tests.crawler.files.made import an_xlsx, zip_of

SMALL_XLS = Path(__file__).with_name("small.xls")


def test_a_row_is_a_line_and_its_cells_stand_apart_by_tabs():
    rows = [("企业", "数量", "日期"), ("甲公司", 3.0, date(2024, 6, 6)), ("", "", ""), ("乙\n公司", 2.5, "")]
    read = read_file(an_xlsx(表=rows))
    assert (read.type, read.fault) == ("xlsx", None)
    assert read.text.splitlines() == ["企业\t数量\t日期", "甲公司\t3\t2024-06-06", "乙 公司\t2.5"]


@pytest.mark.parametrize("code_page", [1200, 1252, 936, 57014])
def test_the_texts_of_an_xls_file_are_unicode_whatever_its_code_page_is(code_page):
    whole = SMALL_XLS.read_bytes()
    place = whole.index(b"\x42\x00\x02\x00\xb0\x04") + 4
    body = whole[:place] + struct.pack("<H", code_page) + whole[place + 2 :]
    assert read_file(body).text == read_file(whole).text


def test_an_xls_file_with_a_password_is_encrypted():
    whole = SMALL_XLS.read_bytes()
    place = whole.index(b"\x42\x00\x02\x00\xb0\x04")
    assert read_file(whole[:place] + b"\x2f" + whole[place + 1 :]).fault == "encrypted"


def formatted(*cells, row=0, column=0):
    """An XLSX with one row of numbers, each with its number format."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("表 & 目标")
        sheet.write(row, column, "增速")
        for at, (value, number_format) in enumerate(cells, column + 1):
            sheet.write(row, at, value, book.add_format({"num_format": number_format}))
    return out.getvalue()


@pytest.mark.parametrize(("row", "column"), [(0, 0), (3, 2), (9, 30)])
def test_percentages_are_read_as_they_are_shown(row, column):
    cells = [(0.065, "0.0%"), (0.12, 9), (0.07, 10), (-0.5, "0%;[Red]-0%"), (1, "0%"), (0.29, "0.00%"), (0.3, 0)]
    read = read_file(formatted(*cells, row=row, column=column))
    assert read.text.split("\t") == ["增速", "6.5%", "12%", "7%", "-50%", "100%", "29%", "0.3"]


def test_numbers_are_read_although_their_styles_are_damaged():
    with zipfile.ZipFile(io.BytesIO(formatted((0.065, "0%")))) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    assert percent_cells(zip_of(parts | {"xl/styles.xml": b"<styleSheet>"})) == {}
    assert percent_cells(zip_of({"xl/styles.xml": parts["xl/styles.xml"]})) == {}


@pytest.mark.parametrize("number_format", ['0.0"%"', "0.0\\%", "0.00", "#,##0"])
def test_a_percent_sign_that_is_only_shown_does_not_change_the_number(number_format):
    assert read_file(formatted((6.5, number_format))).text == "增速\t6.5"


def test_a_number_has_at_most_fifteen_digits():
    assert read_file(an_xlsx(表=[(0.1 + 0.2, 1234567.891, 1e20, 2e-7)])).text == "0.3\t1234567.891\t1e+20\t2e-07"


def test_several_sheets_have_their_names_and_hidden_ones_are_left_out():
    read = read_file(an_xlsx(一=[("a",)], _list=[("hidden",)], 二=[("b",)]))
    assert read.text.splitlines() == ["一", "a", "二", "b"]


def test_the_older_format_is_read():
    read = read_file(SMALL_XLS.read_bytes())
    assert read.type == "xls"
    assert read.text.splitlines() == ["序号\t企业\t数量", "1\t甲公司\t3.5", "2\t乙公司\t4"]


def test_truth_values_are_read_as_they_are_shown():
    assert read_file(an_xlsx(表=[("公示", True, False)])).text == "公示\tTRUE\tFALSE"


def record(kind, form, *values, rest=b""):
    data = struct.pack("<" + form, *values) + rest
    return struct.pack("<HH", kind, len(data)) + data


def an_xls(number_format, name, version=0x600):
    """An XLS file with two sheets, each with one row of numbers, and a chart on the first of them.

    The numbers are shown as percentages, except for every second one.
    """
    end = record(0x0A, "")
    styles = b"".join(record(0xE0, "HH", 0, style, rest=bytes(16)) for style in (0, 200))
    start = record(0x809, "HH", version, 0x05, rest=bytes(12)) + record(0x41E, "H", 200, rest=number_format) + styles
    cells = record(0x203, "HHHd", 2, 1, 1, 0.065) + record(0x203, "HHHd", 2, 2, 0, 0.3)
    cells += record(0x27E, "HHHI", 2, 3, 1, 12 << 2 | 3) + record(0x06, "HHHd", 2, 4, 1, -0.5, rest=bytes(8))
    cells += record(0xBD, "HHHIHIH", 2, 5, 1, 29 << 2 | 3, 0, 7 << 2 | 3, 6)
    sheet = record(0x809, "HH", version, 0x10, rest=bytes(12))
    chart = record(0x809, "HH", version, 0x20, rest=bytes(12)) + record(0x203, "HHHd", 2, 2, 1, 0.3) + end
    sheets = [sheet + chart + cells + end, sheet + cells + end]
    names = [name("甲" if version == 0x600 else "A"), name("乙" if version == 0x600 else "B")]
    size = len(start) + len(end) + sum(4 + 6 + len(stated) for stated in names)
    places = [size, size + len(sheets[0])]
    listed = b"".join(record(0x85, "IH", place, 0, rest=stated) for place, stated in zip(places, names, strict=True))
    return a_compound(**{"Workbook" if version == 0x600 else "Book": start + listed + end + b"".join(sheets)})


def wide(text):
    return bytes((len(text), 1)) + text.encode("utf-16-le")


def narrow(text):
    return bytes((len(text),)) + text.encode("latin-1")


@pytest.mark.parametrize(
    "body",
    [
        an_xls(b"\x05\x00\x01" + "0.0%;".encode("utf-16-le"), wide),
        an_xls(b"\x04\x00\x000.0%", wide),
        an_xls(b"\x040.0%", narrow, version=0x500),
    ],
    ids=["utf-16", "latin", "older"],
)
def test_percentages_of_the_older_format_are_read_as_they_are_shown(body):
    [first, second] = [line for line in read_file(body).text.splitlines() if "\t" in line]
    assert first == second == "6.5%\t0.3\t12%\t-50%\t29%\t0.07"


@pytest.mark.parametrize("size", range(600, 2400, 60))
def test_damaged_records_are_no_percentages(size):
    body = an_xls(b"\x04\x00\x000.0%", wide)
    assert percent_cells(body[:512] + body[512:][: size - 512].ljust(len(body) - 512, b"\xff")) is not None


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

"""Tables as CSV contain no formula, whatever spreadsheets take for one, and workbooks have days and links."""

import csv
import io
import unicodedata
from datetime import date

import openpyxl
import pytest

from monitor.views.spreadsheets import SheetLayout, csv_text, xlsx_bytes

STARTS = "=+-@＝＋－＠﹦﹢﹣﹫⁺₌−"


@pytest.mark.parametrize("excel", [False, True])
@pytest.mark.parametrize(
    "before", ["", " ", "\t", "\r", "\n", "\u00a0", "\u3000", "\u200b", "\ufeff", "\u00ad", "\u202e"]
)
def test_no_cell_is_a_formula(before, excel):
    written = csv_text(["标题"], [[f"{before}{start}1+2"] for start in STARTS], excel=excel)
    cells = [cell for row in csv.reader(io.StringIO(written.lstrip("\ufeff"))) for cell in row]
    assert len(cells) == len(STARTS) + 1
    assert not [cell for cell in cells if unicodedata.normalize("NFKC", cell.lstrip())[:1] in set("=+-@\u2212")]


def test_other_text_and_numbers_stay():
    assert csv_text(["a", "b"], [["1 - 2 = x", -3]], excel=False) == "a,b\n1 - 2 = x,-3\n"


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

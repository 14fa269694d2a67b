"""Tables as CSV contain no formula, whatever spreadsheets take for one."""

import csv
import io
import unicodedata

import pytest

from monitor.views.spreadsheets import csv_text

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

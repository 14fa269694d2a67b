"""Workbooks open in LibreOffice, which is large and therefore optional: `apt install libreoffice-calc-nogui`."""

import csv
import os
import shutil
import subprocess
from datetime import date

import pytest

from monitor.views.workbooks import SheetLayout, xlsx_bytes

HEADINGS = ["标题", "日期", "数", "URL", "未填"]
ROWS = [
    ["关于先进制造业集群的通知", date(2026, 11, 29), 7, "https://www.example.org/1.html", None],
    ["=1+2", date(2026, 1, 1), 0, "javascript:alert(1)", ""],
    ["+cmd|' /C calc'!A0\n第二行", None, -3, "https://www.example.org/?a=%s" % ("x" * 1990), "@SUM(1)"],
]


@pytest.mark.slow
@pytest.mark.skipif(os.environ.get("NOTICEWATCH_OFFICE") != "all", reason="LibreOffice is tried by make test-all only")
def test_a_workbook_opens_in_libreoffice_with_its_text_dates_and_numbers(tmp_path):
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    (tmp_path / "list.xlsx").write_bytes(xlsx_bytes(HEADINGS, ROWS, SheetLayout(widths=(40, 12, 8, 40, 9), links=3)))
    utf_8_as_shown = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false"
    command = [office, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", utf_8_as_shown]
    done = subprocess.run(
        [*command, "--outdir", str(tmp_path), str(tmp_path / "list.xlsx")],
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with (tmp_path / "list.csv").open(encoding="utf-8", newline="") as file:
        read = list(csv.reader(file))
    assert read[0] == HEADINGS
    assert read[1] == ["关于先进制造业集群的通知", "2026-11-29", "7", "https://www.example.org/1.html", ""]
    assert read[2][0] == "=1+2", "a stranger's text is no formula"
    assert read[3][0].splitlines()[1] == "第二行"

"""Every list in every format, on real recorded notices."""

import csv
import io
import json

import openpyxl
import pytest
from typer.testing import CliRunner

from monitor.cli import app
from monitor.cli.output import formats
from monitor.cli.output.columns import DEADLINES, MEASURES, NOTICES
from monitor.errors import UnknownError
from tests.monitor.cli.output.conftest import CLAUSES, day, deadline

NUMBER = 60


@pytest.fixture
def terminal(monkeypatch):
    for module in ("formats", "printing", "tables"):
        monkeypatch.setattr(f"monitor.cli.output.{module}.on_terminal", lambda: True)


def table(data):
    return list(csv.DictReader(io.StringIO(data.decode())))


def test_a_pipe_gets_everything(lines, take):
    for number in range(1, NUMBER + 1):
        take(number)
    assert len(lines("notices", "list")) == NUMBER
    assert len(lines("notices", "list", "--limit", 3)) == 3


def test_a_terminal_gets_fifty_rows_and_the_count_of_the_rest(run, take, terminal):
    for number in range(1, NUMBER + 1):
        take(number)
    printed = run("notices", "list").decode().splitlines()
    assert len(printed) == 1 + formats.TERMINAL_ROWS + 1
    assert printed[-1].startswith("… and 10 more")
    assert run("notices", "list", "--limit", 58).decode().splitlines()[-1].startswith("… and 2 more")
    assert "more" not in run("notices", "list", "--limit", 60).decode()
    assert run("notices", "list", "--topic", "港口").decode().splitlines()[-1].startswith("… and 10 more")


@pytest.mark.parametrize("command", ["notices", "measures", "deadlines"])
def test_tables_fit_eighty_columns(run, take, monkeypatch, command):
    from monitor.cli.localized import cells

    monkeypatch.setenv("COLUMNS", "80")
    take(
        1, title="关于加快推进港口建设和临港产业高质量发展若干措施的通知" * 3, clauses=CLAUSES, deadlines=(deadline(3),)
    )
    printed = run(command, "list", "--format", "table").decode()
    assert printed
    assert max(cells(line) for line in printed.splitlines()) <= 80


def test_csv_keeps_english_keys_and_all_fields(run, take):
    take(
        1,
        issuers=("云溪市交通局", "云溪市财政局"),
        region=("CN", "云溪省"),
        clauses=CLAUSES,
        deadlines=(deadline(3), deadline(-3)),
    )
    [row] = table(run("--lang", "zh", "notices", "export"))
    assert list(row) == [column.key for column in NOTICES]
    assert row["issuers"] == "云溪市交通局; 云溪市财政局"
    assert row["region"] == "CN/云溪省"
    assert row["topics"] == "ports"
    assert row["verdict"] == "new"
    assert row["units"] == "市交通局; 市财政局; 市委办"
    assert set(row["deadlines"].split("; ")) == {day(3), day(-3)}


def test_csv_for_excel_has_a_mark_and_headings_in_the_language(run, take):
    take(1)
    data = run("--lang", "zh", "notices", "export", "--excel")
    assert data.startswith(b"\xef\xbb\xbf")
    assert data.decode("utf-8-sig").splitlines()[0].startswith("编号,")
    assert not run("notices", "export").startswith(b"\xef\xbb\xbf")


def test_json_is_one_array(run, take):
    take(1)
    take(2)
    assert [notice["id"] for notice in json.loads(run("notices", "list", "--format", "json"))] == [2, 1]


@pytest.mark.parametrize("title", ["=HYPERLINK(1)", "+1", "@SUM(1)", "{=1}", "https://evil.example/", "12", "＝1"])
def test_a_workbook_has_links_a_frozen_header_and_no_formula(run, take, folder, title):
    take(1, title=title)
    out = folder / "notices.xlsx"
    run("notices", "export", "--out", out)
    sheet = openpyxl.load_workbook(out).active
    assert sheet.freeze_panes == "A2"
    heads = [cell.value for cell in sheet[1]]
    cell = sheet.cell(2, heads.index("title") + 1)
    assert (cell.value, cell.data_type, cell.hyperlink) == (title, "s", None)
    link = sheet.cell(2, heads.index("URL") + 1)
    assert link.hyperlink.target == "https://www.yunxi.gov.cn/1.html"
    assert len(heads) == len(NOTICES)


def test_dates_of_a_workbook_are_dates(run, take, folder):
    take(1, deadlines=(deadline(3),))
    out = folder / "d.xlsx"
    run("deadlines", "export", "--out", out)
    sheet = openpyxl.load_workbook(out).active
    assert sheet.cell(2, 1).is_date
    assert sheet.cell(2, 1).value.date().isoformat() == day(3)
    assert len(sheet[1]) == len(DEADLINES)


@pytest.mark.parametrize(
    ("command", "options", "words"),
    [
        (("notices", "export"), (), {"判定": "新增"}),
        (("measures", "export"), (), {"条款类别": "措施"}),
        (("measures", "list"), ("--per-unit",), {"分工": "牵头"}),
        (("deadlines", "export"), (), {"办理主体": "主送机关"}),
    ],
)
def test_codes_are_words_for_people_only(folder, take, command, options, words):
    take(1, clauses=CLAUSES, deadlines=(deadline(3).model_copy(update={"for_whom": "addressees"}),))
    end = (*options, "--config", str(folder))
    book = folder / "book.xlsx"
    CliRunner().invoke(app, ["--lang", "zh", *command, "--out", str(book), *end])
    rows = openpyxl.load_workbook(book).active.iter_rows(values_only=True, max_row=2)
    excel = CliRunner().invoke(app, ["--lang", "zh", *command, "--format", "csv", "--excel", *end]).stdout
    for sheet in (list(rows), list(csv.reader(io.StringIO(excel.removeprefix("\ufeff"))))):
        found = dict(zip(sheet[0], sheet[1], strict=True))
        assert {name: found[name] for name in words} == words
    plain = CliRunner().invoke(app, ["--lang", "zh", *command, "--format", "csv", *end]).stdout
    assert plain == CliRunner().invoke(app, ["--lang", "en", *command, "--format", "csv", *end]).stdout


def test_a_workbook_in_a_pipe_is_a_workbook(run, take):
    take(1, clauses=CLAUSES)
    sheet = openpyxl.load_workbook(io.BytesIO(run("measures", "list", "--format", "xlsx"))).active
    assert [len(sheet[1]), sheet.max_row] == [len(MEASURES), 3]


def test_a_workbook_is_not_printed_on_a_terminal(run, take, terminal):
    take(1)
    with pytest.raises(UnknownError, match="--out"):
        run("notices", "list", "--format", "xlsx")


def test_control_characters_of_strangers_stay_out_of_workbooks(run, take, folder):
    take(1, title="港口\x1b[31m\x00\x07红" + "长" * 40_000)
    out = folder / "n.xlsx"
    run("notices", "export", "--out", out)
    sheet = openpyxl.load_workbook(out).active
    assert "\x1b" not in sheet.cell(2, 4).value


def test_an_unknown_suffix_names_the_formats(run, folder):
    with pytest.raises(UnknownError, match=r"table, json, jsonl, csv, xlsx, ics"):
        run("deadlines", "export", "--out", folder / "x.doc")


def test_a_failed_export_leaves_the_previous_file(run, take, folder):
    out = folder / "missing" / "n.csv"
    with pytest.raises(UnknownError, match="No such file"):
        run("notices", "export", "--out", out)

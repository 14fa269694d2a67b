"""Lists of what is configured, and of deliveries, have the formats of all lists."""

import csv
import io
import json

import openpyxl
import pytest
from typer.testing import CliRunner

from monitor.cli import app
from monitor.cli.localized import cells
from monitor.errors import UnknownError
from tests.monitor.cli.output.conftest import CLAUSES

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
LISTS = ("sources", "topics", "subscriptions", "channels", "deliveries", "notices", "measures", "deadlines")
SETUP = ("sources", "topics", "subscriptions", "channels")
KEYS = {"sources": "id", "topics": "id", "subscriptions": "id", "channels": "name"}


@pytest.fixture
def filled(folder):
    (folder / "noticewatch.yaml").write_text("language: en\nchannels: {desk: 'json://127.0.0.1:9/'}\n")
    (folder / "subscriptions.yaml").write_text("- {id: team, topics: [ports], channels: [desk]}\n")
    sources = "".join(
        f"- {{id: gov-{n}, name: 某省人民政府信息公开目录{n}, url: 'https://{n}.gov.cn/'}}\n" for n in range(60)
    )
    (folder / "sources" / "more.yaml").write_text(sources)
    return folder


@pytest.fixture
def terminal(monkeypatch):
    for module in ("formats", "printing", "tables"):
        monkeypatch.setattr(f"monitor.cli.output.{module}.on_terminal", lambda: True)
    monkeypatch.setenv("COLUMNS", "80")


@pytest.mark.parametrize("command", LISTS)
def test_json_is_json_lines_for_every_list(run, filled, command):
    assert run(command, "list", "--json") == run(command, "list", "--format", "jsonl")
    for line in run(command, "list", "--json").splitlines():
        assert isinstance(json.loads(line), dict)


@pytest.mark.parametrize("command", SETUP)
def test_csv_and_xlsx_have_the_same_rows_as_json(run, filled, command, tmp_path):
    rows = [json.loads(line) for line in run(command, "list", "--json").splitlines()]
    written = list(csv.DictReader(io.StringIO(run(command, "list", "--format", "csv").decode())))
    run(command, "list", "--out", tmp_path / "list.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "list.xlsx").active
    key = KEYS[command]
    assert rows
    assert [row[key] for row in rows] == [row[key] for row in written]
    assert [row[key] for row in rows] == [sheet.cell(at, 1).value for at in range(2, len(rows) + 2)]


@pytest.mark.parametrize("form", ["json", "jsonl", "csv", "table"])
def test_the_secrets_in_urls_of_sources_are_not_shown(run, filled, form):
    url = "https://api.gov.cn/list?page=1&token=t0ps3cr3t&key=x1"
    (filled / "sources" / "secret.yaml").write_text(f"- {{id: secret, url: '{url}'}}\n")
    shown = run("sources", "list", "--format", form).decode()
    assert "t0ps3cr3t" not in shown
    assert "key=x1" not in shown
    if form != "table":
        assert "https://api.gov.cn/list?page=1&token=…&key=…" in shown


@pytest.mark.parametrize("command", LISTS)
def test_json_and_another_format_are_not_combined(run, filled, command):
    with pytest.raises(UnknownError, match="cannot be combined"):
        run(command, "list", "--json", "--format", "csv")


def test_each_source_is_one_line_on_a_terminal_of_eighty_columns(run, filled, terminal):
    lines = run("sources", "list").decode().splitlines()
    assert len(lines) == 1 + 50 + 1
    assert lines[-1].startswith("… and 11 more")
    assert max(map(cells, lines)) <= 80
    assert len(run("sources", "list", "--limit", 61).decode().splitlines()) == 62


def test_a_pipe_gets_all_sources(run, filled):
    assert len(run("sources", "list").decode().splitlines()) == 62


def test_a_search_prints_everything_in_a_pipe_and_fifty_rows_on_a_terminal(run, lines, take, request):
    for number in range(1, 61):
        take(number)
    assert len(lines("notices", "search", "港口")) == 60
    request.getfixturevalue("terminal")
    printed = run("notices", "search", "港口").decode().splitlines()
    assert len(printed) == 51


def test_a_measure_is_two_lines_at_most(run, take, terminal):
    take(1, clauses=CLAUSES)
    printed = run("measures", "list").decode().splitlines()
    assert len(printed) <= 1 + 2 * 2


def test_an_export_without_rows_says_so(folder, tmp_path):
    out = str(tmp_path / "measures.xlsx")
    done = CliRunner().invoke(app, ["measures", "export", "--out", out, "--config", str(folder)])
    assert "no recorded measure matches" in done.stderr

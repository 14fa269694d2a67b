"""Output to streams of any kind, and text of strangers on terminals."""

import json
import os
import subprocess
import sys

import pytest

from crawler.text.json_lines import escape_controls
from monitor.cli.common import json_line
from monitor.cli.output.formats import OutputFormat
from monitor.cli.output.printing import print_notices
from monitor.cli.output.streams import prepare_streams
from tests.stores import template

HOSTILE = "\u001b]0;owned\u0007\u001b[31mred\u202e\u2066\u061c\u200b\u0085\ufeff"


def notice(**fields):
    return {
        "id": 1,
        "verdict": "new",
        "published_on": "2026-11-29",
        "title": "通知",
        "document_number": None,
        "source": "gov",
        "url": "https://gov.example/1",
        **fields,
    }


@pytest.mark.parametrize("form", [form for form in OutputFormat if form != "xlsx"])
def test_nothing_of_a_stranger_is_obeyed_by_a_terminal(capsys, form):
    print_notices([notice(title=HOSTILE, source=HOSTILE, url=f"https://x/{HOSTILE}")], form, "")
    said = capsys.readouterr().out.replace("\n", "")
    assert said.isprintable(), ascii(said)


@pytest.mark.parametrize("char", ["\x7f", "\x9b", "\u202e", "\u061c", "\u206a", "\U000e0041", "\ud800", "\ufeff"])
def test_json_says_the_same_without_the_character(char):
    line = escape_controls(json.dumps({"a": f"x{char}y"}, ensure_ascii=False))
    assert char not in line
    assert json.loads(line) == {"a": f"x{char}y"}


FORMULAS = ["=1+1", "+1", "-1", "@SUM(1)", "＝HYPERLINK(1)", "＋1", "－1", "＠1", "\u22121", "﹣1"]
FORMULAS += ["  =1", "\t=1", "\u3000＝1"]


@pytest.mark.parametrize("title", FORMULAS)
def test_no_cell_is_a_formula(capsys, title):
    print_notices([notice(title=title)], OutputFormat.csv, "")
    cell = capsys.readouterr().out.splitlines()[1].split(",")[3]
    assert cell.strip('"')[0] == "'"


@pytest.mark.parametrize("title", ["通知", "1-2", "(=1)", "《＝》"])
def test_other_cells_stay_as_they_are(capsys, title):
    print_notices([notice(title=title)], OutputFormat.csv, "")
    assert capsys.readouterr().out.splitlines()[1].split(",")[3] == title


def test_json_for_an_encoding_that_lacks_characters_is_ascii(monkeypatch):
    class Gbk:
        encoding = "gbk"

    monkeypatch.setattr(sys, "stdout", Gbk())
    assert json_line({"a": "政策😀\U00020000"}).isascii()


def test_streams_that_are_open_stay_open():
    before = os.fstat(1).st_ino, os.fstat(2).st_ino
    prepare_streams()
    assert (os.fstat(1).st_ino, os.fstat(2).st_ino) == before


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("streams")
    (folder / "noticewatch.yaml").write_text("")
    (folder / "noticewatch.db").write_bytes(template())
    from monitor.store import open_store
    from tests.monitor.store.test_contract import add_notice

    store = open_store(f"sqlite:///{folder}/noticewatch.db")
    add_notice(store, title=f"先进制造业集群㐀😀\U00020000\u00e9{HOSTILE}")
    store.close()
    return folder


def run(folder, shell, **environment):
    command = f"exec {sys.executable} -P -m monitor {shell}"
    env = {**os.environ, "NOTICEWATCH_CONFIG": str(folder), **environment}
    done = subprocess.run(["bash", "-c", command], env=env, capture_output=True, timeout=60, check=False)
    assert b"Traceback" not in done.stderr, done.stderr
    assert b"Exception ignored" not in done.stderr, done.stderr
    return done


@pytest.mark.slow
def test_any_encoding_of_the_terminal_will_do(folder):
    for encoding, command in (("gbk", "notices show 1"), ("ascii", "notices list --format table")):
        assert run(folder, command, PYTHONIOENCODING=encoding).returncode == 0
    [line] = run(folder, "notices list --format jsonl", PYTHONIOENCODING="latin-1").stdout.splitlines()
    assert "㐀😀" in json.loads(line)["title"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shell", "codes"),
    [
        ("notices list --format jsonl > /dev/full", {1}),
        ("notices list >&- 2>&-", {0, 1}),
        ("ingest - <&-", {2}),
        ("notices show 99999999999999999999999", {2}),
    ],
)
def test_streams_that_are_closed_or_full_and_numbers_that_are_huge_are_no_traceback(folder, shell, codes):
    assert run(folder, shell).returncode in codes

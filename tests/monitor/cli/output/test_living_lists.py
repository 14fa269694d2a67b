"""`noticewatch lists`: the lists are brought up to date, and shown in every format."""

import csv
import io
import json

import pytest

from monitor.errors import UnknownError
from tests.monitor.cli.output.conftest import day, deadline

LISTS = """
- {id: ports, name: 港口清单, query: 港口, columns: [title, deadline, since], order: deadline}
- {id: wrong, query: "港口 AND ("}
"""


@pytest.fixture
def listed(folder):
    (folder / "lists").mkdir()
    (folder / "lists" / "all.yaml").write_text(LISTS)
    return folder


@pytest.fixture
def filled(listed, take):
    take(1, deadlines=[deadline(20)])
    take(2, title="港口收费办法")
    take(3, title="港口补贴申报通知", deadlines=[deadline(5)])
    take(4, title="港口招标通知", deadlines=[deadline(-1)])
    take(5, title="农场规划", text="农场")
    return listed


def test_a_faulty_list_disables_only_itself(filled, lines):
    assert [(row["id"], row["entries"], row["state"]) for row in lines("lists", "list", "--json")] == [
        ("ports", 3, "current")
    ]


def test_a_list_shows_the_notices_recorded_before_it_in_its_order(filled, lines, run):
    rows = lines("lists", "show", "ports", "--json")
    assert [row["notice"] for row in rows] == [3, 1, 2]
    assert [row["deadline"] for row in rows] == [day(5), day(20), None]
    assert rows[0]["reason"]["code"] == "list.found"
    table = run("lists", "show", "ports", "--format", "table").decode()
    assert table.splitlines()[0].split() == ["notice", "title", "deadline", "in", "the", "list", "since"]
    assert lines("lists", "show", "ports", "--json", "--limit", "1") == rows[:1]


def test_a_list_is_exported_with_all_fields(filled, run, tmp_path):
    [first, *_] = csv.DictReader(io.StringIO(run("lists", "export", "ports").decode()))
    assert first["document_number"] == "云政发〔2026〕3号"
    assert first["deadline"] == day(5)
    run("lists", "export", "ports", "--out", tmp_path / "ports.xlsx")
    assert (tmp_path / "ports.xlsx").read_bytes().startswith(b"PK")


def test_a_changed_list_and_a_removed_list_lose_entries_with_a_reason(filled, lines, run):
    run("lists", "list")
    (filled / "lists" / "all.yaml").write_text(LISTS.replace("query: 港口,", "query: 收费,"))
    assert [row["notice"] for row in lines("lists", "show", "ports", "--json")] == [2]
    left = lines("lists", "show", "ports", "--left", "--json")
    assert {row["reason"]["code"] for row in left} == {"list.list_changed"}
    (filled / "lists" / "all.yaml").write_text("")
    assert run("lists", "list") == b"no lists are configured\n"
    events = [event for event in lines("events") if event["kind"] == "list.left"]
    assert [event["detail"]["reason"]["code"] for event in events][-1] == "list.list_removed"


def test_an_unknown_list_is_named(filled, run):
    with pytest.raises(UnknownError, match="did you mean `ports`"):
        run("lists", "show", "port")


def test_a_site_is_published_and_renewed(filled, run, tmp_path):
    site = tmp_path / "site"
    run("lists", "publish", site, "--url", "https://lists.example.org/")
    page = (site / "ports" / "index.html").read_text()
    assert "港口收费办法" in page
    entries = json.loads((site / "ports" / "list.json").read_text())["entries"]
    assert [entry["notice"] for entry in entries] == [3, 1, 2]
    assert 'href="https://lists.example.org/ports/atom.xml"' in (site / "ports" / "atom.xml").read_text()
    (filled / "lists" / "all.yaml").write_text("- {id: farms, query: 农场}")
    run("lists", "publish", site)
    assert sorted(path.name for path in site.iterdir()) == [
        ".noticewatch-lists.json",
        "farms",
        "index.html",
        "style.css",
    ]
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "mine.txt").write_text("")
    with pytest.raises(UnknownError, match="neither empty"):
        run("lists", "publish", tmp_path / "full")

"""Notices as Markdown files."""

import pytest
import yaml

from monitor.cli.output.markdown import file_name, markdown_text
from monitor.errors import UnknownError
from tests.monitor.cli.output.conftest import CLAUSES, day, deadline


def test_each_notice_is_a_file_with_front_matter(run, take, folder):
    take(1, clauses=CLAUSES, deadlines=(deadline(9),), issuers=("云溪市政府",))
    take(2, title="农业/方案: 第一?", text="农场")
    out = folder / "md"
    run("notices", "export", "--format", "markdown", "--out", out)
    names = sorted(path.name for path in out.iterdir())
    assert names == ["000001-港口建设方案.md", "000002-农业-方案-第一.md"]
    _, front, body = (out / names[0]).read_text(encoding="utf-8").split("---\n", 2)
    fields = yaml.safe_load(front)
    assert fields["issuers"] == ["云溪市政府"]
    assert fields["topics"] == ["ports"]
    assert fields["deadlines"][0]["date"].isoformat() == day(9)
    assert body.strip().startswith("# 港口建设方案\n")


def test_another_export_replaces_the_files(run, take, folder):
    take(1)
    out = folder / "md"
    for _ in range(2):
        run("notices", "export", "--format", "markdown", "--out", out)
    assert len(list(out.iterdir())) == 1


def test_markdown_needs_a_folder(run):
    with pytest.raises(UnknownError, match="--out DIR"):
        run("notices", "export", "--format", "markdown")


def notice(text, title="通知", clauses=()):
    lists = {"deadlines": [], "copies": [], "topics": [], "issuers": []}
    return {"id": 1, "title": title, "url": "https://x/", "text": text, "clauses": list(clauses), **lists}


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("# 标题", r"\# 标题"),
        ("- 一", r"\- 一"),
        ("1. 一", r"1\. 一"),
        ("2027年", "2027年"),
        ("*强调*", r"\*强调\*"),
        ("<script>", r"\<script\>"),
        ("[链接](javascript:1)", r"\[链接\](javascript:1)"),
        ("---", r"\---"),
    ],
)
def test_text_of_strangers_is_text(line, written):
    assert markdown_text(notice(line)).split("\n\n")[-1] == written + "\n"


def test_headings_of_clauses_are_headings():
    clauses = [{"heading": "扩建码头", "path": ["二", "1"], "responsible_units": []}]
    assert "\n### 1.扩建码头\n" in markdown_text(notice("通知\n1.扩建码头\n其他", clauses=clauses))


@pytest.mark.parametrize("title", ["../../etc", "con", "", "a" * 999, "政" * 999, "\u202e.", None])
def test_names_are_safe_on_all_file_systems(title):
    name = file_name({"id": 7, "title": title})
    assert name.startswith("000007")
    assert len(name.encode()) <= 140
    assert not set('/\\:*?"<>|') & set(name)
    assert ".." not in name

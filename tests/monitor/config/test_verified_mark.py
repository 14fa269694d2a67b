"""Noting that a source was seen to work."""

from datetime import date

import pytest

from crawler.model.configfile import read_sources
from crawler.model.yaml_file import ConfigError
from monitor.config.verified_mark import note_verified

DAY = date(2026, 11, 22)
BLOCK = """# yaml-language-server: $schema=../schemas/sources.schema.json
# Ours.

- id: a   # the first
  name: 甲
  url: https://a.example/   # its address
  select: {item: 'li', link: "a"}

-   id: "b"
    url: https://b.example/
    verified: no   # not yet
"""
FLOW = "- {id: a, url: 'https://a.example/', every: 10m}\n- {url: 'https://b.example/', verified: no, id: 'b'} # two\n"


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "sources").mkdir()
    return tmp_path


def noted(folder, text, source):
    path = folder / "sources" / "s.yaml"
    path.write_text(text, encoding="utf-8")
    assert note_verified(folder, source, DAY) == path
    found = {source.id: source.verified for source in read_sources(folder)}
    assert found == {"a": False, "b": False, source: DAY}
    assert [file.name for file in path.parent.iterdir()] == ["s.yaml"]
    return path.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("text", "source", "old", "new"),
    [
        (BLOCK, "a", "# the first\n", "# the first\n  verified: 2026-11-22\n"),
        (BLOCK, "b", "verified: no", "verified: 2026-11-22"),
        (FLOW, "a", "id: a,", "id: a, verified: 2026-11-22,"),
        (FLOW, "b", "verified: no", "verified: 2026-11-22"),
        (FLOW.replace(", verified: no, id: 'b'}", ", id: 'b'}"), "b", "'b'", "'b', verified: 2026-11-22"),
    ],
)
def test_one_value_changes_and_nothing_else(folder, text, source, old, new):
    assert noted(folder, text, source) == text.replace(old, new)


def test_a_day_gives_way_to_a_later_one(folder):
    assert noted(folder, BLOCK.replace("verified: no", "verified: 2025-01-01"), "b").count("verified") == 1


def test_the_last_line_needs_no_end(folder):
    noted(folder, "- {id: b, url: 'https://b.example/'}\n- url: https://a.example/\n  id: a", "a")


def test_the_mode_of_the_file_stays(folder):
    path = folder / "sources" / "s.yaml"
    path.write_text(FLOW)
    path.chmod(0o640)
    note_verified(folder, "a", DAY)
    assert path.stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize(
    "text", ["- &x {id: c, url: 'https://c.example/'}\n", "- id: >-\n    a\n  url: https://a.example/\n"]
)
def test_what_is_not_there_or_not_understood_is_said_and_nothing_changes(folder, text):
    path = folder / "sources" / "s.yaml"
    path.write_text(text)
    with pytest.raises(ConfigError):
        note_verified(folder, "a", DAY)
    assert path.read_text() == text

"""Changes of single entries in YAML text: the other text stays as it is."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.entry_text import EntryTextError, entries_in, with_entry, without_entry

TEXT = """\
# yaml-language-server: $schema=../schemas/topics.schema.json
# Ours.

- id: a   # the first
  name: 'A: one'  # its name
  query: >-
    集群
    OR 产业链
  # between the fields
# before b
- {id: b, name: B, query: "x", tags: [1, 2]}  # after b

- name: C
  id: c
  query: |
    # not a comment
    x
  topics:
    - one   # why one
    # why two
    - two
# the end
"""


def comments(text):
    return re.findall(r"(?:^|\s)(#[^\n]*)", text)


@pytest.mark.parametrize("name", ["a", "b", "c"])
@pytest.mark.parametrize(
    "fields",
    [
        {"name": "New"},
        {"query": "a: b # c"},
        {"name": "x", "query": "y", "enabled": False},
        {"topics": ["one", "three"], "snooze": None},
        {"filters": {"regions": ["CN/山东省"], "kinds": []}},
        {"name": "line\nbreak\u202e\u2028\x00'\"\\"},
    ],
)
def test_a_change_keeps_all_comments_and_other_entries(name, fields):
    changed = with_entry(TEXT, name, fields)
    before = {entry["id"]: entry for entry in entries_in(TEXT)}
    after = {entry["id"]: entry for entry in entries_in(changed)}
    assert after == before | {name: before[name] | fields}
    assert [comment for comment in comments(TEXT) if comment not in changed] in ([], ["# not a comment"])


def test_a_change_of_one_line_changes_this_line_only():
    changed = with_entry(TEXT, "a", {"name": "Other"}).splitlines()
    assert [line for line in changed if line not in TEXT.splitlines()] == ["  name: Other  # its name"]
    assert with_entry(TEXT, "a", {"name": "A: one"}) == TEXT


def test_a_new_entry_is_added_at_the_end():
    changed = with_entry(TEXT, "d", {"name": "D", "query": "集群 AND 产业链"})
    assert changed.startswith(TEXT.rstrip())
    assert changed.endswith("\n\n- id: d\n  name: D\n  query: '集群 AND 产业链'\n")
    assert with_entry("", "d", {"name": ""}) == "- id: d\n  name: ''\n"
    assert with_entry("# only a comment", "d", {}) == "# only a comment\n\n- id: d\n"
    assert with_entry("  - id: a\n", "d", {"x": 1}) == "  - id: a\n\n  - id: d\n    x: 1\n"


@pytest.mark.parametrize("name", ["a", "b", "c"])
def test_a_removed_entry_leaves_the_comments_around_it(name):
    changed = without_entry(TEXT, name)
    assert [entry["id"] for entry in entries_in(changed)] == [other for other in "abc" if other != name]
    assert {"# Ours.", "# before b", "# the end"} <= set(comments(changed))
    last = without_entry("# kept\n- id: a\n", "a")
    assert last == "# kept\n"
    assert with_entry(last, "b", {}) == "# kept\n\n- id: b\n"


@pytest.mark.parametrize(
    "text",
    ["[{id: a}]", "- id: a\n...\n", "a: b\n", "- 1\n", "- id: a\n  x: *b\n", "- &x {id: b}\n- *x\n- id: a\n", "\t- {"],
)
def test_a_layout_that_is_not_understood_is_refused_or_kept(text):
    for change in (lambda: with_entry(text, "a", {"name": "n"}), lambda: with_entry(text, "z", {"name": "n"})):
        try:
            changed = change()
        except EntryTextError:
            continue
        assert [entry for entry in entries_in(changed) if entry.get("name") == "n"]
    with pytest.raises(EntryTextError):
        without_entry(text, "nothing")


@given(st.text(st.characters(exclude_categories=["Cs"])), st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_any_text_is_read_as_it_was_written(name, topics):
    changed = with_entry(TEXT, "c", {"name": name, "topics": topics, "query": name})
    [entry] = [entry for entry in entries_in(changed) if entry["id"] == "c"]
    assert (entry["name"], entry["topics"], entry["query"]) == (name, topics, name)

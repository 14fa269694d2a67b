from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model.faults import ConfigError
from crawler.model.yaml_readers.fast import read_plain
from crawler.model.yaml_readers.round_trip import read_any

FOLDER = Path(__file__).parents[3] / "config"
PIECES = [
    "a",
    "b",
    "1",
    "'c'",
    '"d"',
    ": ",
    ":",
    "- ",
    "[",
    "]",
    "{",
    "}",
    ", ",
    "\n",
    "\n  ",
    "# x",
    "|\n",
    "?",
    "~",
    ">-\n",
]


def same(text):
    """Both parsers read the text as the same data with the same lines, or the fast one leaves it to the other."""
    fast = read_plain(text)
    if fast is not None:
        slow = read_any(Path("x"), text)
        assert (repr(slow.data), slow.lines) == (repr(fast[0]), fast[1])
    return fast is not None


@pytest.mark.parametrize("path", sorted(FOLDER.rglob("*.yaml")), ids=lambda path: path.name)
def test_the_shipped_files_read_the_same(path):
    same(path.read_text(encoding="utf-8"))


@given(st.lists(st.sampled_from(PIECES), max_size=10).map("".join))
def test_any_text_reads_the_same_or_is_left_to_the_other_parser(text):
    same(text)


@pytest.mark.parametrize(
    "text",
    [
        "on: [new]\nno: yes\n",
        "- {every: 10m, url: 'http://a.b/', day: 2024-01-31, n: 3, x: 1.5, y: ~, z: true}\n",
        "a: >\n  one\n  two\nb: c\n",
        "",
    ],
)
def test_what_is_plainly_written_is_read_fast(text):
    assert same(text)


@pytest.mark.parametrize(
    "text",
    [
        "a: 1\na: 2\n",
        "a: &x b\nc: *x\n",
        "a: !t b\n",
        "a: 0x1F\n",
        "1: a\n",
        '["a":b]\n',
        "a: [\n",
        "a:\tb\n",
        "--- a\n",
        "a: 2024-13-01\n",
        "<<: {a: b}\n",
    ],
)
def test_the_rest_is_left_to_the_other_parser(text):
    assert read_plain(text) is None


def test_a_fault_is_named_by_the_other_parser():
    with pytest.raises(ConfigError, match="x:1: not valid YAML"):
        read_any(Path("x"), "a: *b\n")

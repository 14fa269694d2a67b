import pytest

from crawler.reading.main_text import read_main_text
from crawler.reading.main_text.agreement import is_part
from tests.crawler.builders import a_page

WORDS = "The grant pays for the pump, and for its repair, if the cellar is dry and the form is complete."


@pytest.mark.parametrize(
    ("text", "whole", "expected"),
    [
        ("one two three", "one two three four five", True),
        ("one two three", "One, two three! Four five", True),
        ("one two three four", "one two three four five", False),
        ("one two three", "six seven eight nine ten", False),
        ("one two seven", "one two three four five six", False),
        ("one two three four five", "one two three", False),
        ("", "", False),
        # The page contains its text twice.
        ("one two\nthree", "one two\nthree\none two\nthree", False),
        ("one two\nthree", "one two\nthree\none two\nthree\nfour five", True),
    ],
)
def test_a_text_is_part_of_another_one_that_has_its_words_and_many_others(text, whole, expected):
    assert is_part(text, whole) is expected


@pytest.mark.parametrize("cell", ["div", "span", "li"])
def test_descriptions_below_short_headings_are_kept(cell):
    items = "".join(
        f"<section class='card c{n}'><h3>Grant {n}</h3><{cell}>Up to {n}00 euros, for pump {n}</{cell}></section>"
        for n in range(40)
    )
    page = (
        f"<html><head><title>Grants</title></head><body><h1>Grants</h1><main><p>{WORDS}</p>{items}</main></body></html>"
    )
    text = read_main_text(a_page(page, url="https://www.example.org/grants")).text
    assert [n for n in range(40) if f"for pump {n}" not in text] == []

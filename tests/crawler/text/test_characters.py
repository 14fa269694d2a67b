"""Selection of characters by their kind, and their compatible forms."""

import sys
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.characters import alphanumeric, nfkc

ALL = [chr(code) for code in range(sys.maxunicode + 1)]


def test_letters_and_digits_are_the_same_as_for_strings() -> None:
    every = "".join(ALL)
    assert alphanumeric(every) == "".join(filter(str.isalnum, every))


def test_the_normal_form_is_that_of_unicode_for_each_character_after_a_letter() -> None:
    assert not [char for char in ALL if nfkc(f"a{char}") != unicodedata.normalize("NFKC", f"a{char}")]


def test_the_normal_form_is_that_of_unicode_for_each_composition() -> None:
    parts = (unicodedata.decomposition(char).split() for char in ALL)
    pairs = ["".join(chr(int(code, 16)) for code in pair) for pair in parts if pair and "<" not in pair[0]]
    assert not [pair for pair in pairs if nfkc(pair) != unicodedata.normalize("NFKC", pair)]


@given(st.text(st.characters(exclude_categories=["Cs"]) | st.sampled_from("、。２（①か゛ﾞ한\u1100\u1161\u11a8é\u0301")))
@pytest.mark.parametrize("ending", ["", "甲乙"])
def test_the_normal_form_is_that_of_unicode(ending: str, text: str) -> None:
    assert nfkc(text + ending) == unicodedata.normalize("NFKC", text + ending)

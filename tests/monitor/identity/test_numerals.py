from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.identity.numerals import contradict, numbers, span

TEXTS = st.text("12三十年共")


@pytest.mark.parametrize(
    ("here", "there", "told"),
    [
        ("第3批", "第4批", True),
        ("第三批", "第3批", False),
        ("3人4天", "4天3人", False),
        ("3人", "3人4天", False),
        ("3人3天", "3人4天", True),
        ("3人", "几人", False),
    ],
)
def test_numbers_contradict_where_neither_side_has_all_of_the_other(here, there, told):
    assert contradict(here, there) == contradict(there, here) == told


@given(TEXTS, TEXTS)
def test_as_multisets_tell(here, there):
    ours = Counter(numbers(here))
    theirs = Counter(numbers(there))
    assert contradict(here, there) == bool(ours - theirs and theirs - ours)


@given(TEXTS, st.data())
def test_a_part_grows_by_the_numerals_beside_it(text, data):
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    first, last = span(text, start, end)
    assert first <= start <= end <= last
    assert set(text[first:start] + text[end:last]) <= set("12三十")
    assert {text[:first][-1:], text[last:][:1]}.isdisjoint("12三十")

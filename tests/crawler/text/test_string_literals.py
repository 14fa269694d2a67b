"""String literals in scripts."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.string_literals import string_literals

_LEAST = 4
_REFERENCE = re.compile(
    r'"((?:[^"\\\n]|\\.){4,})"|' + r"'((?:[^'\\\n]|\\.){4,})'|" + r"`((?:[^`\\]|\\.){4,})`", re.DOTALL
)
"""The definition of a literal. On unclosed quotes its time is quadratic."""


@given(st.text(alphabet="ab\"'`\\\n c", max_size=80))
def test_literals_are_those_of_the_definition(code):
    expected = [match[1] or match[2] or match[3] for match in _REFERENCE.finditer(code)]
    assert list(string_literals(code, _LEAST)) == expected


@pytest.mark.parametrize("unit", ['"\\', "'\\", "`\\", "'a", '"\n', "`'\"", "\\", '"aaaa'])
def test_unclosed_quotes_take_linear_time(unit):
    start = time.process_time()
    list(string_literals(unit * 100_000, 20))
    assert time.process_time() - start < 2

"""The tokens of a text in text order are those that a query asks for."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from monitor.search.tokens import gram_string, runs, token_strings, word_string
from monitor.topics import Matchable

PARTS = st.sampled_from(["产业集群", "集", "AI", "naïve", " ", "，", "𠮷野", "1号", "क्षेत्र", "이천", "\n"])


def tokens_one_by_one(field, text):
    """Return the tokens of a text, each as `gram_string` and `word_string` give it for a query."""
    for run, is_word in runs(text):
        if is_word:
            yield word_string(field, run)
            continue
        yield from (gram_string(field, first + second) for first, second in pairwise(run))
        yield gram_string(field, run[-1]) + "end"


@given(st.lists(PARTS, max_size=12).map("".join), st.lists(PARTS, max_size=4).map("".join))
def test_tokens_are_those_of_queries(text, title):
    found = token_strings(Matchable(text, {"title": title})).split()
    expected = [*tokens_one_by_one(None, text), *tokens_one_by_one("title", title)]
    assert [token for token in found if token not in {"every", "hastitle"}] == expected

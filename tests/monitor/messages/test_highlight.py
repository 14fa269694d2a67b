from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.fold import fold
from monitor.messages.highlight import term_spans
from monitor.topics import Term


@pytest.mark.parametrize(
    ("text", "terms", "marked"),
    [
        ("培育產業集羣，集群。", ["集群"], ["集羣", "集群"]),
        ("㈱產業㈱集羣", ["产业", "集群"], ["產業", "集羣"]),
        ("ＡＩ技术 and SAID", ["AI"], ["ＡＩ"]),
        ("产业集群链", ["产业集群", "集群链"], ["产业集群链"]),
        ("Policies, policy; police", ["policy"], ["Policies", "policy"]),
        ("manufacturing", ["manufactur*"], ["manufactur"]),
        ("smart\n cities", ["Smart City"], ["smart\n cities"]),
        ("e\u0301tat\n集群", ["集群"], ["集群"]),
        ("园区", ["集群"], []),
        ("", ["集群"], []),
        ("集群", [], []),
    ],
)
def test_the_words_are_marked_in_the_text_as_it_was_written(text, terms, marked):
    assert [text[start:end] for start, end in term_spans(text, terms)] == marked


@given(
    st.text(alphabet="集羣群產产业 ㈱İe\u0301\nAI", max_size=30), st.lists(st.sampled_from(["集群", "产业", "AI", "i"]))
)
def test_marks_lie_in_the_text_and_apart(text, terms):
    marks = term_spans(text, terms)
    assert all(0 <= start < end <= len(text) for start, end in marks)
    assert all(term_spans[1] < other[0] for term_spans, other in pairwise(marks))
    assert bool(marks) is any(Term(term).is_in(fold(text)) for term in terms)

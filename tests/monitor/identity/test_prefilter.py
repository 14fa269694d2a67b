import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.identity.comparison import compare
from monitor.identity.minhash import sketch, sketch_similarity
from monitor.identity.normalized import NormalizedNotice
from monitor.identity.prefilter import contained, may_share, shares_enough
from tests.monitor.identity.texts import LINES, TEXT, gist

OTHER = "".join(chr(0x4E00 + 37 * at % 5000) for at in range(600))


@pytest.mark.parametrize(
    ("similarity", "sizes", "part"), [(1, (9, 9), 1), (0, (9, 9), 0), (0.5, (50, 100), 1), (1 / 3, (100, 100), 0.5)]
)
def test_the_part_in_both_follows_from_the_similarity_and_the_sizes(similarity, sizes, part):
    assert contained(similarity, *sizes) == pytest.approx(part)
    assert contained(similarity, *sizes[::-1]) == pytest.approx(part)


def test_texts_without_anything_in_common_are_sorted_out():
    here = gist().letters
    there = gist(OTHER, None).letters
    similarity = sketch_similarity(sketch(here), sketch(there))
    assert not may_share(similarity, len(here), len(there))
    assert not shares_enough(gist(), gist(OTHER, None))


@pytest.mark.parametrize("text", [TEXT.replace("50", "80"), "\n".join(LINES[9:]), f"{TEXT}\n{OTHER}", TEXT[:200]])
def test_copies_siblings_and_parts_are_not(text):
    one = gist(text)
    similarity = sketch_similarity(sketch(one.letters), sketch(gist().letters))
    assert may_share(similarity, len(one.letters), len(gist().letters))
    assert shares_enough(one, gist())
    assert shares_enough(gist(), one)


def test_of_a_text_many_times_the_other_sketches_tell_nothing():
    assert may_share(0.0, 100, 10_000)


def test_what_bears_the_same_number_is_always_compared():
    assert shares_enough(gist(document_number="甲〔2024〕1号"), gist(OTHER, None, document_number="甲〔2024〕1号"))


@given(st.text("甲乙丙丁", min_size=1, max_size=90), st.text("甲乙丙丁", min_size=1, max_size=90))
def test_nothing_is_sorted_out_that_a_comparison_would_not(here, there):
    one = NormalizedNotice(body=here)
    other = NormalizedNotice(body=there)
    assert shares_enough(one, other) or compare(one, other).relation == "other"

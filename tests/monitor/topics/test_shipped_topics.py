"""The shipped topics on titles that each must match and must not match."""

from collections import Counter

from tests.benchmarks.topics import rows, wrong


def test_each_topic_has_ten_titles_of_either_kind():
    counts = Counter((topic, wanted) for topic, wanted, _, _ in rows())
    assert min(counts.values()) >= 10
    assert len(counts) == 2 * 22


def test_they_match_what_they_must_and_nothing_else():
    assert wrong(held=False) == []

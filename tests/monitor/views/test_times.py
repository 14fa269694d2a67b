"""Time spans in words."""

from datetime import timedelta

import pytest

from monitor.views.times import interval_words


@pytest.mark.parametrize(
    ("every", "words"),
    [
        ("auto", "automatic"),
        (timedelta(milliseconds=500), "0.5 s"),
        (timedelta(seconds=90), "90 s"),
        (timedelta(minutes=10), "10 min"),
        (timedelta(minutes=90), "90 min"),
        (timedelta(hours=6), "6 h"),
        (timedelta(days=1), "1 d"),
        (timedelta(days=30), "30 d"),
    ],
)
def test_intervals_are_exact_in_the_largest_unit(every, words):
    assert interval_words(every) == words

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.metadata.folded import FoldedLine
from crawler.reading.metadata.layout import FLAT, lines_of
from tests.crawler.builders import unhurried

WORDS = ("word", "two", "“quoted”", "通知", "Ａ", "\u00a0", "\u3000", "\u200b", "é", "1.")


@unhurried
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=40))
def test_a_long_line_below_the_head_is_split_at_its_folded_spaces(words):
    line = FoldedLine.of(f"start {' '.join(words)} {'end' * FLAT}")
    cuts = [0, *(match.start() for match in re.finditer(r"\s+", line.folded)), len(line.folded)]
    parts = [line.cut(start, end) for start, end in pairwise(cuts)]
    assert lines_of(f"a\nb\n{line.text}")[2:] == parts

from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.metadata.folded import FoldedLine
from crawler.reading.metadata.layout import FLAT, lines_of
from tests.crawler.builders import unhurried

WORDS = ("word", "two", "“quoted”", "通知", "Ａ", "\u00a0", "\u3000", "\u200b", "é", "1.")


@unhurried
@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=40))
def test_a_long_line_below_the_head_is_split_at_its_folded_spaces(words):
    line = FoldedLine.of(f"{' '.join(words)} {'end' * FLAT}")
    starts = [0, *(at for at in range(1, len(line.folded)) if line.folded[at].isspace() > line.folded[at - 1].isspace())]
    parts = [line.cut(start, end) for start, end in zip(starts, [*starts[1:], None], strict=True)]
    assert lines_of(f"a\nb\n{line.text}")[2:] == parts

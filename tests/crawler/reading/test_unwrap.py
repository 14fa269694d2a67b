import textwrap

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.unwrap import unwrap

PARAGRAPHS = [
    "各地要深入贯彻会议精神,统筹推进传统产业高端化、新兴产业规模化、特色产业园区化,加快建设现代化产业体系。" * 3,
    "一、重点任务",
    "完善科技成果评价机制,坚持以质量、绩效、贡献为核心的评价导向,加大科技型企业梯次培育力度。" * 4,
]


@pytest.mark.parametrize("width", [25, 40, 60])
def test_lines_broken_to_a_width_are_paragraphs_again(width):
    wrapped = "\n".join(line[at : at + width] for line in PARAGRAPHS for at in range(0, len(line), width))
    assert unwrap(wrapped).rstrip("\n") == "\n".join(PARAGRAPHS)


def test_words_are_parted_by_a_space_again():
    words = "The Secretary shall publish the list of eligible applicants in the Register each year. " * 5
    assert unwrap(textwrap.fill(words, 72)).rstrip("\n") == words.strip()


def test_paragraphs_a_line_each_stay_as_they_are():
    text = "一、总体要求\n(一)指导思想。以发展为主题。\n(二)工作目标。到2027年,建成体系。\n二、任务\n建设平台。\n"
    assert unwrap(text) == text


@given(st.text(alphabet="甲乙。,\n a1", max_size=400))
def test_unwrapping_takes_out_nothing_but_breaks_and_spaces(text):
    assert "".join(unwrap(text).split()) == "".join(text.split())

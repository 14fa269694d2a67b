import random
import time

from hypothesis import given
from hypothesis import strategies as st

from monitor.identity.alignment import DIRECT, hunks


def said(here: str, there: str) -> list[tuple[str, str]]:
    return [(here[one.start : one.end], there[one.other_start : one.other_end]) for one in hunks(here, there)]


def letters(count: int, seed: int = 1) -> str:
    chance = random.Random(seed)
    return "".join(chr(0x4E00 + chance.randrange(3000)) for _ in range(count))


def test_differences_come_in_order():
    assert said("甲乙丙丁戊己庚辛壬癸", "甲x丙丁戊己庚辛壬癸子") == [("乙", "x"), ("", "子")]


def test_a_torn_word_is_one_difference():
    text = letters(100)
    assert said(f"{text}环境保护部门{text}", f"{text}生态环境主管部门{text}") == [("环境保护", "生态环境主管")]


def test_a_part_of_a_long_text_is_found_wherever_it_stands():
    whole = letters(5 * DIRECT)
    for start in (0, 1000, 3 * DIRECT):
        part = whole[start : start + DIRECT + 500]
        assert sum(one.sizes[0] for one in hunks(part, whole)) == 0
        assert sum(one.sizes[1] for one in hunks(whole, part)) == 0


def test_long_texts_take_time_in_proportion_to_their_length():
    whole = letters(200_000)
    other = whole[:1000] + "另" + whole[1001:150_000] + letters(300, 2) + whole[150_000:]
    start = time.perf_counter()
    assert len(hunks(whole, other)) == 2
    assert hunks(letters(200_000, 3), letters(200_000, 4))
    assert time.perf_counter() - start < 60, "not a measure of speed: quadratic time would take hours"


@given(st.text("甲乙丙12", max_size=60), st.text("甲乙丙12", max_size=60))
def test_between_the_differences_both_texts_are_equal(here, there):
    at = other = 0
    for one in hunks(here, there):
        assert here[at : one.start] == there[other : one.other_start]
        at = one.end
        other = one.other_end
    assert here[at:] == there[other:]

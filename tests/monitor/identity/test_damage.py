import random
import time

import pytest

from crawler.model.reason import Reason
from monitor.identity.comparison import compare
from monitor.identity.reasons import ComparisonReason
from tests.monitor.identity.texts import LINES, TEXT, TITLE, gist

KNOWN = gist()
LONG = "\n".join(
    f"第{at}条 {''.join(random.Random(at).sample('申报单位应当具备独立法人资格和良好信用记录并按要求提交', 20))}。"
    for at in range(1, 400)
)


def lossy(text: str, seed: int) -> str:
    gone = set(random.Random(seed).sample(range(len(text)), len(text) // 100))
    return "".join(char for at, char in enumerate(text) if at not in gone)


def garbled(text: str, seed: int) -> str:
    chance = random.Random(seed)
    letters = list(text)
    for at in chance.sample(range(len(letters)), len(letters) // 100):
        letters[at] = chr(chance.randrange(0x4E00, 0x9FA6))
    return "".join(letters)


DAMAGED = {
    "a year with a question mark": TEXT.replace("2024年第三批智能", "20?4年第三批智能"),
    "a date that could not be decoded": TEXT.replace("6月30日", "6月�0日"),
    "an amount without a glyph": TEXT.replace("50万元", "□0万元"),
    "an amount of a private use": TEXT.replace("100万元", "1\ue5d20万元"),
    "a year of three digits": TEXT.replace("2024年6月", "204年6月"),
    "a telephone number short of a digit": TEXT.replace("5550123", "550123"),
    "a letter for a numeral": TEXT.replace("2024年6月", "20盆4年6月"),
    "a place misspelt once": TEXT.replace("在云溪市内", "在云渓市内"),
    "a numeral lost among letters": TEXT.replace("50万", "5万").replace("登录", "登").replace("材料", "才料"),
    **{f"lossy {seed}": lossy(LONG, seed) for seed in range(3)},
    **{f"garbled {seed}": garbled(LONG, seed) for seed in range(3)},
}
EDITED = {
    "a numeral alone": TEXT.replace("50万", "5万"),
    "a numeral and a slip": TEXT.replace("50万", "5万").replace("材料", "才料"),
    "a year and slips": TEXT.replace("2024年6月", "2025年6月").replace("登录", "登").replace("材料", "才料"),
    "many numbers and slips": TEXT.replace("30日", "31日")
    .replace("50万", "60万")
    .replace("100万", "200万")
    .replace("登录", "登")
    .replace("材料", "才料")
    .replace("核查", "核察")
    .replace("广泛", "广范"),
    "another place throughout": TEXT.replace("云溪", "云泽"),
    "a word": TEXT.replace("一次性奖励", "一次性补助"),
}


@pytest.mark.parametrize("kind", DAMAGED)
def test_a_damaged_text_is_a_copy_in_either_direction(kind):
    known = gist(LONG) if kind[-1].isdigit() else KNOWN
    for one, other in ((gist(DAMAGED[kind]), known), (known, gist(DAMAGED[kind]))):
        assert compare(one, other).relation == "copy", compare(one, other).reason


@pytest.mark.parametrize("kind", EDITED)
def test_an_edit_is_no_damage_in_either_direction(kind):
    for one, other in ((gist(EDITED[kind]), KNOWN), (KNOWN, gist(EDITED[kind]))):
        assert compare(one, other).relation == "version", compare(one, other).reason


def test_a_damaged_number_is_the_same_number():
    damaged = gist(TEXT.replace("〔2024〕", "〔204〕"), document_number="云工信发〔204〕31号")
    assert compare(damaged, gist(document_number="云工信发〔2024〕31号")).relation == "copy"


def test_damage_is_counted_and_the_script_named():
    damaged = gist(TEXT.replace("登录", "登□").replace("广泛", "广泛泛"), script="Hant")
    parts = (
        Reason.of(ComparisonReason.SCRIPT, here="Hant", there="Hans"),
        Reason.of(ComparisonReason.DAMAGE, count=2),
    )
    found = compare(damaged, gist(script="Hans")).reason
    assert found == Reason.of(ComparisonReason.SAME_TEXT_EXCEPT, parts=parts)


def test_a_part_says_of_how_much():
    part = gist("\n".join(LINES[:6]))
    sizes = {"same": len(part.letters), "total": len(KNOWN.letters)}
    assert compare(part, KNOWN).reason == Reason.of(ComparisonReason.PART_OF_KNOWN, **sizes)
    assert compare(KNOWN, part).reason == Reason.of(ComparisonReason.PART_OF_FOUND, **sizes)


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("甲" * 400_000, "乙" * 400_000),
        ("甲" * 400_000, "甲" * 300_000),
        ("甲乙" * 200_000, "乙甲" * 200_000),
        ("1" * 400_000, "2" * 400_000),
        ("甲乙丙丁戊己庚" * 57_000, "甲乙丙丁戊己辛" * 57_000),
        ("ab12" * 100_000, "ab13" * 100_000),
    ],
    ids=["letters", "lengths", "turned", "digits", "one in seven", "codes"],
)
def test_hostile_texts_are_judged_in_bounded_time(here, there):
    start = time.perf_counter()
    compare(gist(here, TITLE), gist(there, TITLE))
    assert time.perf_counter() - start < 60, "not a measure of speed: quadratic time would take hours"


@pytest.mark.parametrize(("here", "there"), [("0", "10"), ("0", "17"), ("7", "17"), ("800", "2000"), ("9600", "12800")])
def test_a_number_that_has_other_digits_is_another_one_and_not_damaged(here, there):
    texts = [gist(f"{TEXT}\n本批共安排第{number}批项目，请遵照执行。") for number in (here, there)]
    assert compare(*texts).relation != "copy"
    assert compare(*reversed(texts)).relation != "copy"

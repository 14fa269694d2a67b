"""Differences by words that make rules."""

import pytest

from crawler.text.fold import fold
from monitor.identity.edits.rule_words import rule_change


def change(here: str, there: str) -> str | None:
    start = next((at for at, (one, other) in enumerate(zip(here, there, strict=False)) if one != other), 0)
    behind = 0
    while behind < min(len(here), len(there)) - start and here[-1 - behind] == there[-1 - behind]:
        behind += 1
    return rule_change(here, (start, len(here) - behind), there, (start, len(there) - behind))


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("单位应当报告", "单位可以报告"),
        ("單位應報告", "單位得報告"),
        ("三年内不得申报", "三年内可以申报"),
        ("从未发生", "从已发生"),
        ("没发生事故", "曾发生事故"),
        ("三十日以上", "三十日以下"),
        ("警告或者罚款", "警告和罚款"),
        ("theownershallpay", "theownermaypay"),
        ("derhalterdarf", "derhaltermuss"),
        ("企业首次申报", "企业每次申报"),
        ("企业按季度报送", "企业按月度报送"),
        ("费用中除保险费", "费用中含保险费"),
        ("收费站以南1公里", "收费站以南1米"),
        ("新增面积三亩", "新增面积三公顷"),
        ("causeanywork", "causenowork"),
    ],
)
def test_a_word_exchanged_for_one_of_another_meaning_changes_the_rule(here, there):
    assert change(fold(here), fold(there)) == "number"
    assert change(fold(there), fold(here)) == "number"


@pytest.mark.parametrize(
    ("here", "there"), [("单位应当报告", "单位应报告"), ("警告和罚款", "警告与罚款"), ("有关的单位", "有关单位")]
)
def test_a_word_of_the_same_meaning_changes_none(here, there):
    assert change(here, there) is None


@pytest.mark.parametrize(
    ("here", "there"),
    [
        ("单位不参加", "单位参加"),
        ("财政等部门", "财政部门"),
        ("责任不包括利息", "责任包括利息"),
        ("任命副局长", "任命局长"),
        ("被申请人答辩", "申请人答辩"),
    ],
)
def test_a_word_of_one_letter_that_is_gone_may_be_damage(here, there):
    assert change(here, there) == "lost"

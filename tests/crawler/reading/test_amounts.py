"""Sums of money in Chinese and English sentences, and words that only resemble them."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.reading.amounts import LIMIT, amounts


def short(text: str, country: str | None = None) -> list[tuple]:
    return [
        (amount.value, *([amount.high] if amount.high else []), amount.unit, amount.comparison)
        for amount in amounts(text, country)
    ]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("给予奖励500万元", (500, "万元", "exactly")),
        ("给予奖励５００万元", (500, "万元", "exactly")),
        ("給予獎勵五百萬元", (500, "万元", "exactly")),
        ("人民币伍佰万元整", (500, "万元", "exactly")),
        ("最高不超过500万元", (500, "万元", "at_most")),
        ("最高给予企业100万元", (100, "万元", "at_most")),
        ("补贴上限为3000元", (3000, "元", "at_most")),
        ("不低于人民币五百万元", (500, "万元", "at_least")),
        ("月缴存基数下限为2540元", (2540, "元", "at_least")),
        ("产值2亿元以上（含2亿元）的企业", (2, "亿元", "at_least")),
        ("工资在2000元以下（不含2000元）", (2000, "元", "less_than")),
        ("总投资超过1.5亿元", (1.5, "亿元", "more_than")),
        ("拖欠工资120余万元", (120, "万元", "more_than")),
        ("余额不足1万元的", (1, "万元", "less_than")),
        ("费用约390万元", (390, "万元", "about")),
        ("费用390万元左右", (390, "万元", "about")),
        ("补贴300元至500元", (300, 500, "元", "range")),
        ("贷款50—100万元", (50, 100, "万元", "range")),
        ("提供2万至20万元的资金", (2, 20, "万元", "range")),
        ("补贴5000元~1万元", (0.5, 1, "万元", "range")),
        ("处五千元以上二万元以下罚款", (0.5, 2, "万元", "range")),
        ("总投资3亿5000万元", (35000, "万元", "exactly")),
        ("减税1.5万亿元", (15000, "亿元", "exactly")),
        ("每人3千元", (3000, "元", "exactly")),
        ("利润为-1.43亿元", (-1.43, "亿元", "exactly")),
        ("预算金额：1,205,000.00元（人民币）", (1205000, "元", "exactly")),
        ("预算金额（万元）：120.5", (120.5, "万元", "exactly")),
        ("保额为90万，保费706元/人", (90, "万元", "exactly")),
        ("罚款¥500.00元", (500, "元", "exactly")),
        ("资助100万美元", (100, "万美元", "exactly")),
        ("Grants of up to $5 million are available.", (5, "million USD", "at_most")),
        ("between £5,000 and £10,000", (5000, 10000, "GBP", "range")),
        ("US$20–30 million", (20, 30, "million USD", "range")),
        ("Awards range from $5,000 to $1 million.", (0.005, 1, "million USD", "range")),
        ("Awards range from $500 thousand to $1 million.", (0.5, 1, "million USD", "range")),
        ("between 250,000 and 2 million euros", (0.25, 2, "million EUR", "range")),
        ("an award of 300,000 euros or more", (300000, "EUR", "at_least")),
        ("a fine not exceeding HK$50,000", (50000, "HKD", "at_most")),
        ("RMB 2.5 billion in loans", (2.5, "billion CNY", "exactly")),
        ("三万五千元", (35000, "元", "exactly")),
        ("人民币（大写）：壹佰贰拾叁万肆仟伍佰元整", (1234500, "元", "exactly")),
        ("两亿三千万元", (23000, "万元", "exactly")),
        ("1万5千元", (15000, "元", "exactly")),
        ("二十三万零五百元", (230500, "元", "exactly")),
        ("三亿五千万元至五亿元", (3.5, 5, "亿元", "range")),
        ("研发费用超过1000万元（含）的部分", (1000, "万元", "at_least")),
        ("不足5万元（含）的", (5, "万元", "at_most")),
        ("营收1亿元（含）至5亿元（不含）的", (1, 5, "亿元", "range")),
        ("上百亿元授信", (100, "亿元", "at_least")),
        ("线上百万元消费券", (100, "万元", "exactly")),
        ("最高补助额为50万。", (50, "万元", "at_most")),
        ("补贴最高50万，", (50, "万元", "at_most")),
        ("给予50万至100万的启动资金。", (50, 100, "万元", "range")),
        ("一次性奖励20万。", (20, "万元", "exactly")),
        ("奖励企业不超过20万；", (20, "万元", "at_most")),
        ("年薪20-30万。", (20, 30, "万元", "range")),
        ("注册资金500万以上的企业", (500, "万元", "at_least")),
        ("全市贷款余额2000亿，", (2000, "亿元", "exactly")),
        ("CAD 200,000 for each project", (200000, "CAD", "exactly")),
        ("SGD 1.2 million", (1.2, "million SGD", "exactly")),
    ],
)
def test_a_sum_has_its_value_unit_and_comparison(text, found):
    assert short(text)[0] == found


@pytest.mark.parametrize(
    "text",
    [
        "三元区人民政府",
        "打造二次元聚集地",
        "三元工资制度",
        "一元化管理",
        "2021元旦春节",
        "元宵节、多元化",
        "二单元一楼",
        "主营业务收入过X000亿元",
        "公元2021年",
        "用电量3.4亿千瓦时",
        "万元产值能耗下降3%",
        "Section 5 of the Act",
        "数十亿元投资",
        "几十万元的损失",
        "好几百万元",
        "投资带动就业50万，",
        "收入增长10%，游客突破100万，",
        "补贴农机10万台",
        "奖励100万人次。",
        "贷款户数20万，",
        "20万的群众受益于补贴政策",
        "€1,5 Mio.",
    ],
)
def test_words_that_resemble_sums_are_none(text):
    assert short(text) == []


def test_a_list_states_the_unit_once():
    assert short("分别给予100、80、50万元奖励") == [(value, "万元", "exactly") for value in (100.0, 80.0, 50.0)]
    assert short("奖励30万、20万、10万。") == [(value, "万元", "exactly") for value in (30.0, 20.0, 10.0)]
    assert short("1、300万元") == [(300, "万元", "exactly")]
    assert short("最高100万元、50万元") == [(100, "万元", "at_most"), (50, "万元", "at_most")]
    assert short("最高额度由60万元调整为70万元") == [(60, "万元", "at_most"), (70, "万元", "at_most")]


def test_the_limit_of_a_share_has_the_share():
    [amount] = amounts("按实际投入的30%给予补助，最高不超过500万元。")
    assert (amount.percent, amount.purpose, amount.currency) == (30, "补助", "CNY")
    [amount] = amounts("按百分之三十给予补助，最高100万元")
    assert amount.percent == 30
    [amount] = amounts("面积占比达到20%以上的，给予不超过100万元奖励")
    assert amount.percent is None


def test_the_purpose_is_in_the_words_of_the_text():
    assert [amount.purpose for amount in amounts("注册资本不低于500万元，给予10万元一次性奖励")] == [
        "注册资本",
        "一次性奖励",
    ]
    assert [amount.purpose for amount in amounts("给予一次性奖励100万元、80万元")] == ["一次性奖励"] * 2
    assert [amount.purpose for amount in amounts("合计12万元")] == [None]


def test_the_currency_of_yuan_and_dollar_depends_on_the_territory():
    assert [amount.currency for amount in amounts("罰款五萬元", "HK")] == ["HKD"]
    assert [amount.currency for amount in amounts("a fee of $500", "CA")] == ["CAD"]
    assert [amount.currency for amount in amounts("5万港元、3万欧元")] == ["HKD", "EUR"]


def test_the_words_of_a_sum_are_those_of_the_text():
    assert [amount.text for amount in amounts("最高給予１００萬元獎勵")] == ["最高給予１００萬元"]


def test_a_long_text_is_read_in_time_that_grows_with_its_length():
    start = time.process_time()
    found = amounts("给予企业最高不超过500万元、300万元奖励，" * 20_000)
    assert len(found) <= LIMIT
    for hostile in (
        "1、" * 50_000 + "元",
        "1,111" * 30_000 + "元",
        "最高" * 50_000 + "5元",
        "一" * 100_000 + "元",
        "$1-" * 50_000,
    ):
        amounts(hostile)
    assert time.process_time() - start < 20


@given(st.text(alphabet="0123456789一百万亿元、，,.-至最高不超过以上下()（）$€ million%", max_size=60))
def test_any_text_is_read(text):
    for amount in amounts(text):
        assert amount.text
        assert amount.high is None or amount.high > amount.value

"""Editions of a law, as the history before its first article and the mark in its title show them."""

from datetime import date

import pytest

from monitor.identity.comparison import compare
from monitor.identity.edits.editions import edition_date, other_edition
from tests.monitor.identity.test_discriminators import LAW, LAW_TITLE
from tests.monitor.identity.texts import gist

ADOPTED = "2005年8月28日云溪市第十届人民代表大会常务委员会第十七次会议通过"
AMENDED = (
    "根据2012年10月26日云溪市第十一届人民代表大会常务委员会第二十九次会议《关于修改〈云溪市机动车停车条例〉的决定》修正"
)
LATER = "根据2018年3月30日云溪市第十三届人民代表大会常务委员会第一次会议《关于修改部分地方性法规的决定》第二次修正"


def law(*history: str, title: str = LAW_TITLE, layout: str = "（{}）\n"):
    return gist(layout.format("　".join(history)) + LAW if history else LAW, title)


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (f"（{ADOPTED}）", date(2005, 8, 28)),
        (f"（{ADOPTED}　{AMENDED}）", date(2012, 10, 26)),
        (f"{ADOPTED}\n{AMENDED}\n{LATER}", date(2018, 3, 30)),
        ("二〇〇五年八月二十八日云溪市人大常委会通过，二〇一二年十月二十六日修订", date(2012, 10, 26)),
        ("（２００５年８月２８日通过）", date(2005, 8, 28)),
        ("中華民國一百零五年十二月六日總統令修正公布全文五條", date(2016, 12, 6)),
        ("中華民國105年12月6日修正", date(2016, 12, 6)),
        ("2012-10-26修订", date(2012, 10, 26)),
        ("现予公布，自2006年1月1日起施行。", None),
        ("发布日期：2019年5月6日", None),
        ("根据2012年8月31日通过的《关于修改道路交通安全法的决定》，结合本市实际，制定本条例。", None),
        ("2012年13月45日修正", None),
        ("", None),
    ],
)
def test_an_edition_has_the_date_of_the_last_amendment_or_of_the_adoption(before, expected):
    assert edition_date(gist(f"{before}\n{LAW}", LAW_TITLE)) == expected


def test_dates_behind_the_first_article_are_no_history():
    text = f"{LAW}\n附：2012年10月26日修正"
    assert edition_date(gist(text, LAW_TITLE)) is None
    assert edition_date(gist("本通知的附件于2012年10月26日修正。", "通知")) is None


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (law(ADOPTED), law(ADOPTED, AMENDED)),
        (law(ADOPTED, AMENDED), law(ADOPTED, AMENDED, LATER)),
        (law(ADOPTED, AMENDED, layout="{}\n"), law(ADOPTED, LATER)),
        (law(ADOPTED, AMENDED), law(title=f"{LAW_TITLE}（2018修正）")),
        (law(title=f"{LAW_TITLE}（2018年修正本）"), law(ADOPTED)),
    ],
)
def test_equal_articles_with_another_history_are_another_version(one, other):
    assert compare(one, other).relation == compare(other, one).relation == "version"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (law(ADOPTED, AMENDED), law()),
        (law(ADOPTED, AMENDED), law(ADOPTED, AMENDED, layout=f"{LAW_TITLE}\n{{}}。\n")),
        (law(ADOPTED, AMENDED), law(title=f"{LAW_TITLE}（2012修正）")),
        (law(ADOPTED), law(ADOPTED, "2005年9月29日云南省人民代表大会常务委员会批准")),
        (law(ADOPTED), law("云溪市人民政府令\n第31号\n" + ADOPTED + "，现予公布，自2006年1月1日起施行。")),
    ],
)
def test_a_missing_history_or_another_layout_makes_no_other_version(one, other):
    assert other_edition(one, other) is None
    assert compare(one, other).relation == compare(other, one).relation == "copy"


def test_single_errors_of_publishers_are_no_edits_if_both_state_the_same_edition():
    broken = LAW.replace("停车治理", "停车管理")
    assert compare(law(ADOPTED, AMENDED), gist(f"（{ADOPTED}　{AMENDED}）\n{broken}", LAW_TITLE)).relation == "copy"
    assert compare(law(), gist(broken, LAW_TITLE)).relation == "version"
    fined = LAW.replace("二百元", "三百元")
    assert compare(law(ADOPTED, AMENDED), gist(f"（{ADOPTED}　{AMENDED}）\n{fined}", LAW_TITLE)).relation == "version"

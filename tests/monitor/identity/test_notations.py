import pytest

from monitor.identity.comparison import compare
from monitor.identity.fingerprint import fingerprint
from tests.monitor.identity.texts import TEXT, TITLE, gist

KNOWN = gist()
AMOUNTS = TEXT.replace("100万元", "1000万元")
SAME = {
    "grouped digits": AMOUNTS.replace("1000万元", "1,000万元"),
    "grouped digits of full width": AMOUNTS.replace("1000万元", "１，０００万元"),
    "Chinese numerals": AMOUNTS.replace("1000万元", "一千万元"),
    "a thousand written out": AMOUNTS.replace("1000万元", "1千万元"),
    "all digits": AMOUNTS.replace("1000万元", "10000000元"),
    "a larger unit": AMOUNTS.replace("1000万元", "0.1亿元"),
    "decimals of nothing": AMOUNTS.replace("1000万元", "1000.00万元"),
    "a date with points": AMOUNTS.replace("2024年6月30日", "2024.6.30"),
    "a date with hyphens": AMOUNTS.replace("2024年6月30日", "2024-06-30"),
    "a date with zeros": AMOUNTS.replace("2024年6月30日", "2024年06月30日"),
    "a Chinese date": AMOUNTS.replace("2024年6月30日", "二○二四年六月三十日"),
    "a batch in digits": AMOUNTS.replace("第三批", "第3批"),
    "a batch of full width": AMOUNTS.replace("第三批", "第３批"),
}
OTHER = {
    "a unit less": AMOUNTS.replace("1000万元", "1000元"),
    "another unit": AMOUNTS.replace("1000万元", "1000亿元"),
    "another currency": AMOUNTS.replace("1000万元", "1000万美元"),
    "another currency for a unit": AMOUNTS.replace("1000万元", "1000美元"),
    "a point": AMOUNTS.replace("1000万元", "1.000万元"),
    "another day in another notation": AMOUNTS.replace("2024年6月30日", "2024-06-29"),
    "a month and a day of other digits": AMOUNTS.replace("2024年6月30日", "2024-6-3"),
    "another batch in digits": AMOUNTS.replace("第三批", "第4批"),
    "a negation": AMOUNTS.replace("近三年未发生", "近三年曾发生"),
    "another level": AMOUNTS.replace("市县两级", "省县两级"),
}


@pytest.mark.parametrize("kind", SAME)
def test_the_same_in_another_notation_is_a_copy_in_either_direction(kind):
    assert SAME[kind] != AMOUNTS
    for one, other in ((SAME[kind], AMOUNTS), (AMOUNTS, SAME[kind])):
        assert compare(gist(one), gist(other)).relation == "copy", compare(gist(one), gist(other)).reason


@pytest.mark.parametrize("kind", OTHER)
def test_what_only_looks_alike_is_another_one_in_either_direction(kind):
    assert OTHER[kind] != AMOUNTS
    for one, other in ((OTHER[kind], AMOUNTS), (AMOUNTS, OTHER[kind])):
        assert compare(gist(one), gist(other)).relation == "version"


def test_points_and_the_marks_of_dates_count_in_fingerprints():
    prints = {fingerprint(TITLE, AMOUNTS.replace("1000万", number)) for number in ("15万", "1.5万", "0.15万")}
    dates = {fingerprint(TITLE, AMOUNTS.replace("2024年6月30日", day)) for day in ("2024-1-11", "2024-11-1")}
    assert (len(prints), len(dates)) == (3, 2)


def test_the_number_of_an_item_is_no_decimal():
    one, other = (f"{TEXT}\n{item}月31日前完成整改，逾期不改的予以通报批评。" for item in ("1.5", "1、5"))
    assert gist(one).letters == gist(other).letters


def test_two_years_without_the_mark_between_them_are_the_same_in_other_numerals():
    one, other = (TEXT.replace("近三年", f"在2018—{year}年") for year in ("2020", "二零二零"))
    assert compare(gist(one), gist(other)).relation == "copy"


@pytest.mark.parametrize(("here", "there"), [("第十二批", "第12批"), ("二〇二四年", "2024年"), ("二○二四年", "2024年")])
def test_titles_are_the_same_in_other_numerals(here, there):
    titles = (f"关于公布{one}示范车间名单的通知" for one in (here, there))
    one, other = (gist(title=title) for title in titles)
    assert compare(one, other).relation == compare(other, one).relation == "copy"


def test_a_number_that_a_fragment_cuts_off_is_the_same_number():
    cut = gist(TEXT[: len(TEXT) // 3], document_number="云工信发〔2024〕3")
    assert compare(cut, gist(document_number="云工信发〔2024〕31号")).relation == "copy"


@pytest.mark.parametrize("number", ["云工信发〔2024〕3号", "云工信发〔2024〕131号", "云工信发〔2024〕32号"])
def test_another_number_is_none_that_lost_a_digit(number):
    known = gist(document_number="云工信发〔2024〕31号")
    for found in (
        gist(document_number=number),
        gist(TEXT.replace("云工信发〔2024〕31号", number), document_number=number),
    ):
        assert compare(found, known).relation == compare(known, found).relation != "copy"

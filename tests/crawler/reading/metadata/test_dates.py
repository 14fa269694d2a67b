from datetime import date

import pytest

from crawler.model.link import Link
from crawler.model.notice import Facts
from crawler.reading.metadata import read_metadata
from crawler.reading.metadata.days import first_day, parse_date_number, years_after
from crawler.reading.page_facts import PageFacts
from crawler.text.dates import DateContext
from tests.crawler.reading.metadata.builders import NOTICE, read

HEAD = "关于桥梁养护的通知\n各有关单位：\n请认真执行。"


@pytest.mark.parametrize(
    ("written", "day"),
    [
        ("2024年5月31日", date(2024, 5, 31)),
        ("2024 年 5 月 31 日", date(2024, 5, 31)),
        ("二〇二四年五月三十一日", date(2024, 5, 31)),
        ("二○一二年三月二十六日", date(2012, 3, 26)),
        ("中华民国103年1月1日", date(2014, 1, 1)),
        ("中华民国一百零三年三月二十六日", date(2014, 3, 26)),
        ("2024-05-31 18:53", date(2024, 5, 31)),
        ("2023/6/13 19:01:47", date(2023, 6, 13)),
        ("20240531", date(2024, 5, 31)),
        ("2024-02-30", None),
        ("2024年13月1日", None),
        ("June 5, 2024", date(2024, 6, 5)),
        ("无", None),
        ("", None),
    ],
)
def test_days_are_read_in_their_forms(written, day):
    assert first_day(written) == day


def test_numerals_and_terms_are_reckoned():
    assert [
        parse_date_number(numeral) for numeral in ("十", "十五", "二十", "三十一", "一百零三", "二〇二四", "元", "甲")
    ] == [
        10,
        15,
        20,
        31,
        103,
        2024,
        1,
        None,
    ]
    assert years_after(date(2024, 2, 29), 1) == date(2025, 2, 28)
    assert years_after(date(2023, 5, 1), 3) == date(2026, 4, 30)
    assert years_after(date(9990, 5, 1), 90) is None
    assert first_day("5 June 2024 or June 4, 2024") == date(2024, 6, 5)


def test_a_notice_has_its_own_date_and_not_that_of_what_it_carries():
    found = read(NOTICE + "\n云川市交通局\n2022年1月1日")
    assert found.issued_on == date(2023, 4, 6)


@pytest.mark.parametrize(
    "signature",
    [
        "云川市交通局\n2024年5月31日",
        "云川市交通局　　2024年5月31日",
        "云川市交通局\n二〇二四年五月三十一日",
        "2024年5月31日",
        "云川市交通局\n2024\n年\n5\n月\n31\n日",
        "云川市交通局\n（2024年5月31日）",
        "附件：回执云川市交通局2024年5月31日（此件公开发布）附件回执单位名称",
    ],
)
def test_the_date_of_issue_stands_under_the_signature(signature):
    assert read(f"{HEAD}\n{signature}").issued_on == date(2024, 5, 31)


def test_the_day_of_publication_is_the_listings_then_the_pages():
    link = Link(url="http://a.example/", published_on=date(2024, 6, 1))
    facts = PageFacts(meta={"PubDate": "2024-06-02 10:00"}, information={"发布日期": "2024-06-03"})
    assert read_metadata(HEAD, facts, link).published_on == date(2024, 6, 1)
    assert read_metadata(HEAD, facts).published_on == date(2024, 6, 3)
    assert read(HEAD, meta={"PubDate": "2024-06-02 10:00"}).published_on == date(2024, 6, 2)
    assert read(HEAD, json_ld=({"datePublished": "2024-06-04T08:00:00+08:00"},)).published_on == date(2024, 6, 4)
    assert read(f"发布时间：2024-06-05 18:53\n{HEAD}").published_on == date(2024, 6, 5)
    around = ("来源：某网 日期：2024-06-06 点击：",)
    assert read_metadata(HEAD, PageFacts(), None, None, around).published_on == date(2024, 6, 6)


def test_a_day_without_a_year_in_a_sentence_gives_way_to_a_whole_date():
    context = DateContext(date(2026, 11, 1), "CN")
    text = "财政部网站8月17日发布《关于做好疫情防控期间教育收费退付工作的通知》，要求2019-2020学年教育收费办理退付。"
    assert read_metadata(text, PageFacts(), context=context).published_on == date(2026, 8, 17)
    known = read_metadata(text, PageFacts(), context=context, page_day=date(2020, 8, 26))
    assert known.published_on == date(2020, 8, 26)
    dated = f"发布时间：2020-08-27\n{text}"
    assert read_metadata(dated, PageFacts(), context=context).published_on == date(2020, 8, 27)


def test_a_deadline_is_no_day_of_publication():
    assert read(f"{HEAD}\n请于2024年6月5日前报送。").published_on is None


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("本办法自2024年7月1日起施行。", date(2024, 7, 1)),
        ("本通知自发布之日起施行。", date(2024, 5, 31)),
        ("本条例自公布之日起30日后施行。", date(2024, 6, 30)),
        ("本規定自中華民國一百十三年七月一日起施行。", date(2024, 7, 1)),
        ("根据自2020年1月1日起施行的《桥梁法》办理。", None),
        ("根据自2020年1月1日起施行，现办理。", None),
        ("自2024年1月1日起调整标准。", None),
    ],
)
def test_a_document_says_from_when_it_holds(sentence, day):
    assert read(f"{HEAD}\n{sentence}\n云川市交通局\n2024年5月31日").effective_on == day


def test_a_draft_does_not_hold_yet():
    text = "关于公开征求《桥梁办法（征求意见稿）》意见的通知\n各单位：\n请提意见。\n本办法自2024年7月1日起施行。"
    assert (read(text).effective_on, read(text).expires_on) == (None, None)


@pytest.mark.parametrize(
    ("sentence", "day"),
    [
        ("本办法自2024年7月1日起施行，有效期5年。", date(2029, 6, 30)),
        ("本办法自2024年7月1日起施行，有效期五年。", date(2029, 6, 30)),
        ("本办法自发布之日起施行，有效期至2027年12月31日。", date(2027, 12, 31)),
        ("许可证有效期5年。", None),
        ("高新技术企业资格自颁发证书之日起有效期为3年。", None),
    ],
)
def test_a_document_says_until_when_it_holds(sentence, day):
    assert read(f"{HEAD}\n{sentence}\n云川市交通局\n2024年5月31日").expires_on == day


def test_fields_win_over_the_text():
    facts = Facts(
        document_number="云交〔2024〕9号",
        issuers=("云川市交通局",),
        kind="公告",
        issued_on=date(2024, 5, 1),
        effective_on=date(2024, 5, 2),
    )
    found = read_metadata(
        NOTICE, PageFacts(information={"成文日期": "2024-01-01"}), Link(url="http://a.example/", facts=facts)
    )
    assert (found.document_number, found.issuers, found.kind) == ("云交〔2024〕9号", ("云川市交通局",), "公告")
    assert (found.issued_on, found.effective_on) == (date(2024, 5, 1), date(2024, 5, 2))

import pytest

from crawler.model.notice import ReadingWarning
from crawler.reading.metadata.kind import kind_of_title
from tests.crawler.reading.metadata.builders import NOTICE, read


@pytest.mark.parametrize(
    ("title", "kind"),
    [
        ("关于开展试点工作的通知", "通知"),
        ("关于加快发展先进制造业集群的实施意见", "意见"),
        ("关於開展試點工作的決定", "决定"),
        ("某部公告（2025年第45号）", "公告"),
        ("桥梁养护管理办法（试行）", "办法"),
        ("实施细则", "细则"),
        ("江北省全面提升制造业实施方案(2017-2020年)", "方案"),
        ("关于某事项的复函", "函"),
        ("《桥梁条例》政策解读", "解读"),
        ("一图读懂桥梁条例", "解读"),
        ("中华人民共和国桥梁法", "法"),
        ("检测方法", None),
        ("关于拟表彰对象的公示", "公示"),
        ("关于印发《桥梁办法》的通知》", "通知"),
        ("我市桥梁养护迈上新台阶", None),
        ("", None),
        (None, None),
    ],
)
def test_a_title_ends_with_its_kind(title, kind):
    assert kind_of_title(title) == kind


def test_what_is_handed_on_comes_with_a_notice():
    assert read("\n".join(NOTICE.splitlines()[2:])).kind == "通知"


def test_a_notice_is_told_from_news_about_it_and_from_its_interpretation():
    news = (
        "江北省印发《桥梁养护行动方案》\n来源：江北日报\n记者从省交通厅获悉，日前江北省印发了《桥梁养护行动方案》，"
        "提出到2027年完成改造。\n据介绍，方案共有五个部分。\n责任编辑：某某"
    )
    assert (read(news).is_notice, read(news).kind) == (False, "news")
    told_of = "国务院办公厅印发《关于桥梁养护的意见》\n新华社北京5月1日电 国务院办公厅日前印发意见。"
    assert (read(told_of).is_notice, read(told_of).kind, read(told_of).issuers) == (False, "news", ())
    told = "《桥梁养护行动方案》政策解读\n一、出台背景\n为了养护桥梁，制定方案。"
    assert (read(told).is_notice, read(told).kind) == (False, "解读")
    assert (read(NOTICE).is_notice, read(NOTICE).kind) == (True, "通知")


def test_the_style_alone_makes_no_news_of_a_text_with_an_official_title():
    part = "运检部牵头，要圆满完成年度任务，力争11月底完成检修计划85%。"
    title = "江北供电公司关于10月份工作例会的纪要"
    assert (read(part, headline=title).is_notice, read(part, headline=title).kind) == (True, "纪要")
    assert read(part, headline="江北供电公司召开例会公布攻坚措施").kind == "news"


def test_a_page_may_call_itself_news():
    text = "Bridge repairs praised\nThe bridge was repaired, and all were glad of it."
    assert read(text, json_ld=({"@type": "NewsArticle", "headline": "Bridge repairs praised"},)).kind == "news"
    assert read(text).kind is None


def test_a_repost_of_a_notice_with_its_source_above_it_is_still_a_notice():
    found = read(f"来源：江北日报 日期：2023-04-08\n{NOTICE}")
    assert (found.is_notice, found.published_on.isoformat()) == (True, "2023-04-08")


def test_what_nothing_speaks_for_is_not_judged():
    found = read("今天天气很好。我们去了公园。")
    assert (found.is_notice, found.kind, found.title, found.issuers, found.region) == (None, None, None, (), ())
    assert found.warnings == ()
    assert not any(isinstance(warning, ReadingWarning) for warning in found.warnings)

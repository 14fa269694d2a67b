import pytest

from crawler.reading import notice_of_text
from crawler.reading.entities import without_references


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("&ldquo;农家乐&rdquo;", "“农家乐”"),
        ("&amp;ldquo;农家乐&amp;rdquo;", "“农家乐”"),
        ("一&middot;二&hellip;", "一·二…"),
        ("一、&nbsp;申报", "一、 申报"),
        ("&#8220;农家乐&#x201D;", "“农家乐”"),
        ("研究&amp;开发", "研究&开发"),
        ("5&lt;10", "5<10"),
        ("A&B;C", "A&B;C"),
        ("&unknown;", "&unknown;"),
        ("AT&T", "AT&T"),
        ("?a=1&copy=2", "?a=1&copy=2"),
        ("&;", "&;"),
    ],
)
def test_character_references_that_were_escaped_twice(written, meant):
    assert without_references(written) == meant


def test_a_text_is_read_without_references():
    text = (
        "关于组织申报&ldquo;农家乐&rdquo;项目的通知\n各有关单位：\n"
        + "请认真组织&ldquo;农家乐&rdquo;项目申报工作。" * 9
    )
    assert "“农家乐”" in notice_of_text(text, "https://gov.example.cn/1").text
    assert "&" not in notice_of_text(text, "https://gov.example.cn/1").text

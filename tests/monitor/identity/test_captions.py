"""Headings of articles that only one publisher of a law prints, and numbers of inserted articles."""

import pytest

from monitor.identity.comparison import compare
from tests.monitor.identity.test_discriminators import ARTICLES, LAW, LAW_TITLE
from tests.monitor.identity.texts import gist

HEADINGS = ("立法目的", "适用范围、原则", "停车原则；收费", "主管部门", "处罚（罚款）")


def headed(mark: str, articles: tuple[str, ...] = ARTICLES) -> str:
    lines = []
    for article, heading in zip(articles, HEADINGS, strict=True):
        number, text = article.split(" ", 1)
        lines.append(mark.format(number=number, heading=heading, text=text))
    return "\n".join(lines)


@pytest.mark.parametrize(
    "mark",
    [
        "{number} 【{heading}】{text}",
        "{number}〔{heading}〕　{text}",
        "{number} （{heading}）\n　　{text}",
        "{number} [{heading}] {text}",
        "{number}　{heading}\n{text}",
        "{number}\n【{heading}】\n{text}",
    ],
)
def test_headings_of_articles_make_no_other_notice(mark):
    one = gist(headed(mark), LAW_TITLE)
    other = gist(LAW, LAW_TITLE)
    assert compare(one, other).relation == compare(other, one).relation == "copy"


def test_an_amendment_under_headings_is_found():
    changed = tuple(article.replace("二百元", "五百元") for article in ARTICLES)
    lengthened = (*ARTICLES[:4], ARTICLES[4].replace("违反", "故意或者多次违反"))
    for articles in (changed, lengthened):
        one = gist(headed("{number} 【{heading}】{text}", articles), LAW_TITLE)
        assert compare(one, gist(LAW, LAW_TITLE)).relation == "version"


def test_a_line_at_the_start_of_one_article_is_an_edit():
    text = LAW.replace("第四条 ", "第四条 停车工作\n")
    inserted = LAW.replace("第四条 ", "第四条 有下列情形之一的，不得收费：\n")
    assert compare(gist(inserted, LAW_TITLE), gist(LAW, LAW_TITLE)).relation == "version"
    assert gist(text, LAW_TITLE).letters != gist(LAW, LAW_TITLE).letters


@pytest.mark.parametrize("written", ["第 4-1 條", "第4-1条", "第４－１條", "第4條之1", "第四條之一"])
def test_numbers_of_inserted_articles_are_equal_in_each_notation(written):
    inserted = "{} 市人民政府应当每年向社会公布停车设施建设的情况。"
    lines = [*ARTICLES[:4], inserted.format("第四条之一"), ARTICLES[4]]
    others = [*ARTICLES[:4], inserted.format(written), ARTICLES[4]]
    one = gist("\n".join(lines), LAW_TITLE)
    other = gist("\n".join(others), LAW_TITLE)
    assert compare(one, other).relation == compare(other, one).relation == "copy"
    far = gist("\n".join([*ARTICLES[:4], inserted.format("第四条之二"), ARTICLES[4]]), LAW_TITLE)
    assert compare(other, far).relation == "version"


def test_further_supplementary_provisions_are_an_amendment():
    first = f"{LAW}\n附則\nこの条例は、公布の日から施行する。"
    later = f"{first}\n附則（令和五年三月三日条例第五号）\nこの条例は、令和五年四月一日から施行する。"
    same_words = f"{first}\n附則\nこの条例は、公布の日から施行する。"
    for text in (later, same_words):
        assert compare(gist(text, LAW_TITLE), gist(first, LAW_TITLE)).relation == "version"
    assert compare(gist(first, LAW_TITLE), gist(LAW, LAW_TITLE)).relation == "copy"


def test_a_paragraph_that_begins_with_a_reference_is_no_article():
    reference = "第五条第一款规定的停车场，由市人民政府确定。"
    text = LAW.replace(ARTICLES[2], f"{ARTICLES[2]}\n{reference}")
    one = headed("{number}　{heading}\n{text}").replace("第四条", f"{reference}\n第四条")
    assert compare(gist(one, LAW_TITLE), gist(text, LAW_TITLE)).relation == "copy"

import pytest

from crawler.reading.information_labels import TABLE_LABELS
from crawler.reading.main_text import read_main_text
from tests.crawler.builders import a_page
from tests.crawler.reading.portals import ATTACHMENTS, TITLE, portal_page

URL = "https://www.example.gov.cn/zw/art/1.html"


def facts(body, head=""):
    page = a_page(f"<html><head><title>题</title>{head}</head><body>{body}</body></html>", url=URL)
    return read_main_text(page).facts


def test_the_information_table_of_a_portal():
    page = a_page(portal_page("一、总体要求。全面贯彻落实，扎实推进各项工作。", attachments=ATTACHMENTS), url=URL)
    found = read_main_text(page).facts
    assert found.information["索引号"] == "000014349/2024-00057"
    assert found.information["发文机关"] == "某某部"
    assert found.information["成文日期"] == "2024年06月07日"
    assert found.information["发布日期"] == "2024年06月13日"
    assert found.information["标题"] == TITLE
    assert "发文字号" not in found.information
    assert found.meta["articletitle"] == TITLE
    assert found.headline == TITLE


def test_pairs_in_one_line_and_in_a_list():
    found = facts(
        "<div>索引号：K1/2024 发布机构：某局 文号：某发〔2024〕1号</div><dl><dt>成文日期</dt><dd>2024-06-07</dd></dl>"
        "<ul><li><span>有效性：</span><span>有效</span></li></ul>"
    ).information
    assert found == {
        "索引号": "K1/2024",
        "发布机构": "某局",
        "文号": "某发〔2024〕1号",
        "成文日期": "2024-06-07",
        "有效性": "有效",
    }


def test_one_label_may_name_two_fields():
    found = facts("<ul><li>备注/文号：\n 某政规〔2022〕3号</li><li>发布机构/来源：某区政府</li></ul>").information
    assert found == {"文号": "某政规〔2022〕3号", "发布机构": "某区政府"}


def test_a_sentence_with_a_label_in_it_is_no_pair():
    assert facts("<p>请在来件中注明标题：关于申报的函。</p>").information == {}


def test_attachments_are_absolute_named_and_told_once():
    found = facts(
        '<a href="a.docx">附件1</a><a href="a.docx">下载</a><a href="/x/b%E8%A1%A8.PDF?v=1"></a>'
        '<a href="/download?id=3">名单.xlsx</a><a href="/news/1.html">新闻</a><a href="javascript:;">x.pdf</a>'
        '<a href="http://[x/a.pdf">坏</a><a href="ftp://example.org/a.zip">ftp</a>'
    ).attachments
    assert [(link.name, link.url) for link in found] == [
        ("附件1", "https://www.example.gov.cn/zw/art/a.docx"),
        ("b表.PDF", "https://www.example.gov.cn/x/b%E8%A1%A8.PDF?v=1"),
        ("名单.xlsx", "https://www.example.gov.cn/download?id=3"),
    ]


def test_json_ld_in_lists_and_graphs_and_broken():
    script = '<script type="application/ld+json">{}</script>'
    head = (
        script.format('[{"@type": "NewsArticle", "headline": "甲"}, 3]')
        + script.format('{"@graph": [{"headline": "乙"}]}')
        + script.format('{"headline": ')
        + script.format("[" * 100_000)
    )
    assert [structured.get("headline") for structured in facts("<p>字</p>", head).json_ld] == ["甲", None, "乙"]


def test_the_titles():
    found = facts("<h1>甲 <b>乙</b></h1><h1></h1>", '<meta property="og:title" content=" 丙 ">')
    assert (found.title_tag, found.h1s, found.meta) == ("题", ("甲 乙",), {"og:title": "丙"})


def rows_of(cell, *rows):
    return "<table>" + "".join(f"<tr>{''.join(cell.format(text) for text in row)}</tr>" for row in rows) + "</table>"


@pytest.mark.parametrize("cell", ["<td>{}</td>", "<th>{}</th>", "<td><p>{}</p></td>"])
@pytest.mark.parametrize("heads", [("生成日期", "公开日期", "文号"), ("生成日期：", "公 开 日 期", "文號")])
def test_a_row_of_labels_may_be_above_a_row_of_values(cell, heads):
    values = ("2026-11-18", "2026-11-20", "某发〔2026〕3号")
    assert facts(rows_of(cell, heads, values)).information == dict(
        zip(("生成日期", "公开日期", "文号"), values, strict=True)
    )
    first, second = (rows_of(cell, row)[7:-8] for row in (heads, values))
    parts = f"<table><thead>{first}</thead><tbody>{second}</tbody></table>"
    assert facts(parts).information == facts(rows_of(cell, heads, values)).information
    more = rows_of(cell, heads, values, ("索引号", "有效性", ""), ("K1", "有效", ""))
    assert facts(more).information == {
        **dict(zip(("生成日期", "公开日期", "文号"), values, strict=True)),
        "索引号": "K1",
        "有效性": "有效",
    }


def test_a_value_below_a_row_of_labels_may_be_missing():
    table = rows_of("<td>{}</td>", ("生成日期", "公开日期", "浏览次数"), ("2026-11-18", "", "12"))
    assert facts(table).information == {"生成日期": "2026-11-18"}


def test_a_list_of_documents_is_no_information_about_the_page():
    table = rows_of(
        "<td>{}</td>", ("文号", "发布日期"), ("某发〔2026〕3号", "2026-11-20"), ("某发〔2026〕2号", "2026-11-19")
    )
    assert facts(table).information == {}


def test_a_table_with_labels_beside_their_values_has_no_row_of_labels():
    table = rows_of("<td>{}</td>", ("索引号", "K1", "发布日期", "2026-11-20"), ("文种", "通知", "备注", "无"))
    assert facts(table).information == {"索引号": "K1", "发布日期": "2026-11-20", "文种": "通知"}


@pytest.mark.parametrize("label", TABLE_LABELS)
def test_each_label_of_an_information_table_is_recognized(label):
    rows = f"<tr><td>索引号</td><td>A1</td></tr><tr><td>{label}：</td><td>云川市</td></tr>"
    assert facts(f"<table>{rows}</table><p>正文。</p>").information[label] in ("云川市", "A1")

import pytest

from crawler.reading.metadata.folded import FoldedLine
from crawler.reading.metadata.number import normal_number, numbers_in
from tests.crawler.reading.metadata.builders import HEAD, NOTICE, read

BODY = "各有关单位：\n现将有关事项通知如下，请认真执行。\n云川市财政局\n2023年4月6日"


@pytest.mark.parametrize(
    ("written", "number"),
    [
        ("国办发〔2024〕5号", "国办发〔2024〕5号"),
        ("云政办发[2023]7号", "云政办发〔2023〕7号"),
        ("云政办发【2023】7号", "云政办发〔2023〕7号"),
        ("云政办发﹝2023﹞7号", "云政办发〔2023〕7号"),
        ("云政办发（2023）７号", "云政办发〔2023〕7号"),
        ("云政办发 〔２０２３〕 第7号", "云政办发〔2023〕7号"),
        ("江府辦〔2021〕1號", "江府辦〔2021〕1號"),
        ("局視（輔）字第10330002841號", "局視(輔)字第10330002841號"),
        ("勞人1字第1030100163號", "勞人1字第1030100163號"),
        ("發法字第1032000080-2號", "發法字第1032000080-2號"),
        ("2025年 第41号", "2025年第41号"),
        ("国务院令第652号", "国务院令第652号"),
        ("无", None),
        ("——", None),
        ("暂无文号", None),
        ("发行日期：101.02.04 版本：1.0", None),
        ("", None),
    ],
)
def test_a_field_for_the_number_is_written_in_one_form(written, number):
    assert normal_number(written) == number


@pytest.mark.parametrize(
    "written",
    [
        "云财建〔2023〕15号",
        "云财建[2023]15号",
        "云财建（2023）第15号",
        "（云财建〔2023〕15号）",
        "文号：云财建〔2023〕15号",
        "云财建〔2023〕15号 签发人：某某",
    ],
)
def test_a_number_alone_on_a_line_of_the_head_is_the_documents_own(written):
    assert read(f"云川市财政局关于拨付资金的通知\n{written}\n{BODY}").document_number == "云财建〔2023〕15号"


def test_it_may_stand_above_the_title_or_behind_it():
    assert read(f"云财建〔2023〕15号\n云川市财政局关于拨付资金的通知\n{BODY}").document_number == "云财建〔2023〕15号"
    assert read(f"云川市财政局关于拨付资金的通知（云财建〔2023〕15号）\n{BODY}").document_number == "云财建〔2023〕15号"


def test_a_number_scattered_over_lines_is_put_together():
    assert read(f"云财建\n〔\n2023\n〕\n15号\n{BODY}").document_number == "云财建〔2023〕15号"


def test_the_number_of_a_cited_document_is_not_that_of_the_document() -> None:
    for verb in ("商请会签", "会签", "答复", "征求"):
        assert read(f"{verb}云政发〔2017〕36号\n省财政厅：\n{BODY}").document_number is None


@pytest.mark.parametrize(
    "cited",
    [
        "根据《关于拨付资金的通知》（某财建〔2022〕9号）要求，现将有关事项通知如下。",
        "按照某财建〔2022〕9号文件精神，现将有关事项通知如下。",
        "依据某财建〔2022〕9号，现通知如下。",
    ],
)
def test_a_cited_number_is_not_the_documents_own(cited):
    text = f"云川市财政局关于拨付资金的通知\n各有关单位：\n{cited}\n云川市财政局\n2023年4月6日"
    found = read(text)
    assert found.document_number is None
    assert [reference.document_number for reference in found.references] == ["某财建〔2022〕9号"]


def test_the_number_of_a_forwarded_document_is_not_the_forwarding_ones():
    text = (
        "云川市教育局转发关于校园安全的通知\n各学校：\n现转发给你们，请执行。\n云川市教育局\n2023年4月6日\n"
        "某省教育厅关于校园安全的通知\n某教安〔2023〕3号\n各市教育局：\n请认真执行。"
    )
    assert read(text).document_number is None


@pytest.mark.parametrize(
    ("head", "number"),
    [
        ("中华人民共和国国务院令\n第801号", "国务院令第801号"),
        ("中华人民共和国国务院令第801号", "国务院令第801号"),
        ("中华人民共和国主席令（第二十八号）", "主席令第二十八号"),
        ("某省人民政府令\n〔2008〕第18号", "某省人民政府令〔2008〕第18号"),
        ("中华人民共和国某某部公告（2025年 第45号）", "2025年第45号"),
        ("中华人民共和国某某部公告\n2025年第45号", "2025年第45号"),
    ],
)
def test_orders_and_announcements_have_numbers_of_their_own_form(head, number):
    assert read(f"{head}\n《桥梁条例》已经会议通过，现予公布，自2024年5月1日起施行。").document_number == number


def test_a_cited_order_is_a_reference():
    found = read("关于考核的通知\n各单位：\n根据《人事管理条例》（国务院令第652号）规定，开展考核。")
    assert found.document_number is None
    assert [reference.document_number for reference in found.references] == ["国务院令第652号"]


def test_joint_issuers_have_a_number_each():
    text = "法務部\n經濟部令 中華民國103年2月19日\n法令字第10204554850號\n經商字第10202146100號\n指定某業適用某法。"
    assert read(text).document_number == "法令字第10204554850號;經商字第10202146100號"


def test_a_text_without_breaks_shows_where_its_number_begins():
    assert read("".join(NOTICE.splitlines())).document_number == "云政办发〔2023〕7号"
    assert read(" ".join(NOTICE.splitlines())).document_number == "云政办发〔2023〕7号"
    assert HEAD in " ".join(NOTICE.splitlines())


def test_numbers_are_found_in_order_and_without_what_stands_before_them():
    line = FoldedLine.of("根据国发〔1986〕26号、厅发〔1985〕67号及农授渔字第1011342173号公告执行")
    assert [number.text for number in numbers_in(line)] == [
        "国发〔1986〕26号",
        "厅发〔1985〕67号",
        "农授渔字第1011342173号",
    ]


def test_a_spaced_title_before_the_number_is_not_part_of_it():
    numbers = numbers_in(FoldedLine.of("关于深化改革实施意见的 通 知国办发〔2007〕19号"))
    assert [number.text for number in numbers] == ["国办发〔2007〕19号"]

"""The information table, on the page or in the text, attachments, and documents in English."""

from datetime import date

from crawler.model.notice import Attachment
from tests.crawler.reading.metadata.builders import NOTICE, read

TABLE = """索 引 号：000123
发文机关：
云川市人民政府办公室
标　　题：
关于桥梁养护的通知
发文字号：
云政办发【2023】7号
成文日期：
2023-04-06
发布日期：
2023-04-08
有 效 性：有效
关于桥梁养护的通知
各有关单位：
请认真执行。"""


def test_a_table_kept_as_lines_of_the_text_is_read_and_left_out():
    for text in (TABLE, " ".join(TABLE.split("\n")) + "请按照规定执行。" * 30):
        found = read(text)
        assert found.document_number == "云政办发〔2023〕7号"
        assert found.issuers == ("云川市人民政府办公室",)
        assert (found.issued_on, found.published_on) == (date(2023, 4, 6), date(2023, 4, 8))
        assert found.title == "关于桥梁养护的通知"
        assert found.addressees == ("各有关单位",)


def test_a_table_in_cells_of_one_row_is_read():
    found = read(
        "索引号：1 | 发文机关：云川市交通局 | 文号：云交〔2023〕9号 | 成文日期：2023年4月6日\n关于桥梁的通知\n请执行。"
    )
    assert (found.document_number, found.issuers) == ("云交〔2023〕9号", ("云川市交通局",))


def test_the_pages_table_wins_over_the_text():
    found = read(
        NOTICE, information={"发文字号": "云政办〔2023〕70号", "生效日期": "2023-06-01", "失效日期": "2024-06-01"}
    )
    assert found.document_number == "云政办〔2023〕70号"
    assert (found.effective_on, found.expires_on) == (date(2023, 6, 1), date(2024, 6, 1))


def test_empty_fields_are_as_none():
    found = read(NOTICE, information={"发文字号": "无", "发文机关": "-", "成文日期": "", "标题": " "})
    assert found.document_number == "云政办发〔2023〕7号"
    assert found.issuers == ("云川市人民政府办公室",)
    assert found.issued_on == date(2023, 4, 6)


def test_labels_within_the_body_are_no_table():
    found = read("关于申报的通知\n各单位：\n请填写申报表。\n发文字号：填写文件的编号12\n成文日期：2020年1月1日填写。")
    assert (found.document_number, found.issued_on) == (None, None)


def test_attachments_are_the_linked_files_and_those_the_text_names_besides():
    files = (Attachment(name="任务分工表.docx", url="http://a.example/1.docx"),)
    found = read(NOTICE, attachments=files)
    assert [(attachment.name, attachment.url) for attachment in found.attachments] == [
        ("任务分工表.docx", "http://a.example/1.docx"),
        ("联系人名单", ""),
    ]


def test_one_attachment_needs_no_number():
    assert [attachment.name for attachment in read("關於橋梁的通知\n請執行。\n附件:重點任務分工表").attachments] == [
        "重點任務分工表"
    ]
    assert read("关于桥梁的通知\n请执行。\n见附件：上述附件均应填写。").attachments == ()


def test_a_federal_register_preamble_is_read():
    text = """[Federal Register Volume 89, Number 110 (Thursday, June 6, 2024)]
ENVIRONMENTAL PROTECTION AGENCY
40 CFR Part 52
[EPA-R01-OAR-2024-0001; RIN 2060-AV12]
Air Plan Approval; Example
AGENCY: Environmental Protection Agency (EPA).
ACTION: Final rule.
SUMMARY: The agency is approving a plan.
DATES: This rule is effective on July 8, 2024.
SUPPLEMENTARY INFORMATION: The plan was submitted on January 2, 2023.
Dated: June 3, 2024.
A. Person, Regional Administrator.
[FR Doc. 2024-12345 Filed 6-5-24; 8:45 am]"""
    for shape in (text, " ".join(text.split())):
        found = read(shape, title_tag="Federal Register :: Air Plan Approval; Example")
        assert found.document_number == "2024-12345"
        assert found.issuers == ("Environmental Protection Agency",)
        assert (found.kind, found.is_notice) == ("rule", True)
        assert (found.issued_on, found.effective_on) == (date(2024, 6, 3), date(2024, 7, 8))
        assert found.published_on == date(2024, 6, 6)


def test_a_gov_uk_page_is_read():
    text = """Guidance
Claiming for bridge repairs
From:
Department for Transport and HM Treasury
Published 5 June 2024
You can claim for repairs that were made to a bridge."""
    found = read(text, h1s=("Claiming for bridge repairs",))
    assert found.title == "Claiming for bridge repairs"
    assert found.issuers == ("Department for Transport", "HM Treasury")
    assert (found.kind, found.published_on) == ("guidance", date(2024, 6, 5))

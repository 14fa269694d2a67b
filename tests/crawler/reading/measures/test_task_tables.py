"""Task tables in a page, a spreadsheet and a document read as measures."""

from datetime import date

import pytest

from crawler.files.read import read_file
from crawler.model.notice import Attachment
from crawler.reading import notice_of_text, read_page, with_attachments
from crawler.reading.measures.task_tables import find_task_tables
from crawler.reading.outline import outline
from tests.crawler.builders import a_page
from tests.crawler.files.made import a_docx, an_xlsx

DAY = date(2026, 3, 1)
ROWS = [
    ("序号", "重点任务", "牵头单位", "配合单位", "完成时限"),
    ("1", "新建公共服务平台3个", "市发改委", "市财政局、市科技局", "2026年6月底"),
    ("2", "培育专精特新企业50家", "市工信局", "各县（区）人民政府", "长期坚持"),
]
PAGE = """<html><head><title>关于印发分工表的通知</title></head><body><div class="content"><h1>关于印发分工表的通知</h1>
<p>各县区人民政府：</p><p>现将《2026年重点任务分工表》印发给你们，请认真组织实施，按时完成各项任务。</p>
<p>一、加强领导。各单位要高度重视，认真落实。</p><p>二、强化督查。定期通报进展情况，确保取得实效。</p>
<p>市政府办公室</p><p>2026年3月1日</p><p>2026年重点任务分工表</p><table>%s</table></div></body></html>"""
MERGED = """<tr><td rowspan="2">序号</td><td rowspan="2">任务类别</td><td rowspan="2">重点任务</td>
<td colspan="2">责任单位</td>
<td rowspan="2">完成时限</td></tr><tr><td>牵头单位</td><td>配合单位</td></tr>
<tr><td>1</td>
<td rowspan="2">产业</td><td><p>培育专精特新企业，</p><p>新增50家。</p></td><td rowspan="2">市工信局</td>
<td rowspan="2">市财政局<br>市科技局</td><td>2026年12月底</td></tr>
<tr><td>2</td><td>建设公共服务平台3个</td><td>持续推进</td></tr>
<tr><td>3</td>
<td>民生</td><td>改造老旧小区20个</td><td>市住建局</td><td></td><td>12月底前</td></tr>"""


def _seen(clauses):
    return [
        (clause.path, clause.lead_units, clause.supporting_units, [target.by for target in clause.targets])
        for clause in clauses
        if clause.path and "\t" in clause.text
    ]


EXPECTED = [
    (("1",), ("市发改委",), ("市财政局", "市科技局"), ["2026-06-30"]),
    (("2",), ("市工信局",), ("各县（区）人民政府",), []),
]


def test_a_table_in_the_page_has_merged_cells_and_a_header_of_two_rows():
    notice = read_page(a_page(PAGE % MERGED))
    assert _seen(notice.clauses) == [
        (("1",), ("市工信局",), ("市财政局", "市科技局"), ["2026-12-31"]),
        (("2",), ("市工信局",), ("市财政局", "市科技局"), []),
        (("3",), ("市住建局",), (), ["2026-12-31"]),
    ]
    assert [clause.path for clause in notice.clauses][:2] == [("一",), ("二",)]
    assert notice.clauses[2].headings == ("2026年重点任务分工表", "产业")
    assert {clause.role for clause in notice.clauses} == {"measure"}


@pytest.mark.parametrize("body", [an_xlsx(任务=ROWS), a_docx(rows=ROWS)], ids=["xlsx", "docx"])
def test_a_table_in_an_attachment_is_read_like_one_in_the_page(body):
    notice = notice_of_text("各县区:\n现将分工表印发给你们。\n市政府\n2026年3月1日", "https://a.cn/1.html")
    read = read_file(body)
    attachment = Attachment(name="任务分工表", url="https://a.cn/1", type=read.type, text=read.text)
    assert _seen(with_attachments(notice, [attachment]).clauses) == EXPECTED


@pytest.mark.parametrize(
    ("header", "row", "lead", "others", "by"),
    [
        (
            "任务\t责任单位\t时限",
            "建设平台\t牵头单位：市发改委；配合单位：市财政局\t2026年底",
            ("市发改委",),
            ("市财政局",),
            "2026",
        ),
        (
            "工作任务\t责任单位\t完成时间",
            "建设平台\t市发改委（牵头）、市财政局\t2026年9月",
            ("市发改委",),
            (),
            "2026-09-30",
        ),
        ("主要任务\t责任部门\t时间节点", "建设平台\t市发改委\t二季度", ("市发改委",), (), "2026-06-30"),
        ("工作措施\t完成时限\t责任单位\t备注", "建设平台\t2026.12\t市发改委、市财政局", (), (), "2026"),
        (
            "任务\t责任单位\t时限",
            "建设平台\t市发改委牵头，市财政局配合\t2026年底",
            ("市发改委",),
            ("市财政局",),
            "2026",
        ),
        (
            "任务\t责任单位（排名第一的为牵头单位）\t时限",
            "建设平台\t市发改委、国网供电公司\t2026年底",
            ("市发改委",),
            (),
            "2026",
        ),
        (
            "項次\t工作項目\t主辦機關\t協辦機關\t期限",
            "1\t建置平台\t數位發展部\t內政部\t2026年12月底",
            ("數位發展部",),
            ("內政部",),
            "2026-12-31",
        ),
        ("工作任務\t牽頭單位\t完成時限", "建設平台\t發展改革局\t2026年12月31日前", ("發展改革局",), (), "2026-12-31"),
    ],
)
def test_columns_have_other_names_and_cells_other_forms(header, row, lead, others, by):
    (clause,) = outline(f"{header}\n{row}", DAY).clauses
    assert (clause.lead_units, clause.supporting_units) == (lead, others)
    assert [target.by for target in clause.targets] == [by]
    assert clause.text == row


def test_a_line_across_the_table_names_a_group():
    text = "序号\t重点任务\t责任单位\n一、产业发展\n1\t培育企业\t市工信局\n二、民生\n2\t改造小区\t市住建局"
    assert [clause.headings for clause in outline(text).clauses] == [("一、产业发展",), ("二、民生",)]


@pytest.mark.parametrize(
    "text",
    [
        "姓名\t单位\n甲\t市科技局",
        "指标\t2027年\n企业数\t1000家",
        "序号\t企业名称\t地址\n1\t甲公司\t一路",
        "",
        "重点任务\t责任单位",
    ],
)
def test_other_tables_are_no_task_tables(text):
    assert find_task_tables(text) == []

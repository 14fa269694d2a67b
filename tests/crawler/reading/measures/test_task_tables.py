"""Task tables in a page, a spreadsheet and a document read as measures."""

import io
from datetime import date

import docx
import pytest
import xlsxwriter

from crawler.files.read import read_file
from crawler.model.notice import Attachment
from crawler.reading import notice_of_text, read_page, with_attachments
from crawler.reading.measures.task_tables import find_task_tables
from crawler.reading.outline import outline
from tests.crawler.builders import a_page
from tests.crawler.files.made import a_docx, an_xlsx, saved

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
    assert _seen(_of_file(body)) == EXPECTED


def _merged_page():
    """Return a page with a table in which the lead unit and the deadline hold for two rows."""
    header, first, second = ROWS[0], ROWS[1], ROWS[2]
    cells = [f"<td{' rowspan=2' if place in (2, 4) else ''}>{cell}</td>" for place, cell in enumerate(first)]
    below = (second[0], second[1], "市科技局")
    rows = [
        "".join(f"<td>{cell}</td>" for cell in header),
        "".join(cells),
        "".join(f"<td>{cell}</td>" for cell in below),
    ]
    notice = read_page(a_page(PAGE % "".join(f"<tr>{row}</tr>" for row in rows)))
    return notice.clauses


def _of_file(body):
    notice = notice_of_text("各县区:\n现将分工表印发给你们。\n市政府\n2026年3月1日", "https://a.cn/1.html")
    read = read_file(body)
    attachment = Attachment(name="任务分工表", url="https://a.cn/1", type=read.type, text=read.text)
    return with_attachments(notice, [attachment]).clauses


def _merged_xlsx():
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        sheet = book.add_worksheet("任务")
        for place, row in enumerate([ROWS[0], ROWS[1], (*ROWS[2][:2], "", "市科技局", "")]):
            sheet.write_row(place, 0, row)
        for column in (2, 4):
            sheet.merge_range(1, column, 2, column, ROWS[1][column])
    return _of_file(out.getvalue())


def _merged_docx():
    document = docx.Document()
    table = document.add_table(3, 5)
    for place, row in enumerate([ROWS[0], ROWS[1], (*ROWS[2][:2], "", "市科技局", "")]):
        for column, cell in enumerate(row):
            table.cell(place, column).text = cell
    for column in (2, 4):
        table.cell(1, column).merge(table.cell(2, column)).text = ROWS[1][column]
    return _of_file(saved(document.save))


@pytest.mark.parametrize("merged", [_merged_page, _merged_xlsx, _merged_docx], ids=["html", "xlsx", "docx"])
def test_a_supporting_unit_beside_a_merged_lead_unit_is_no_lead_unit(merged):
    first, second = (clause for clause in merged() if clause.path and "\t" in clause.text)
    assert (first.lead_units, first.supporting_units) == (("市发改委",), ("市财政局", "市科技局"))
    assert (second.responsible_units, second.lead_units, second.supporting_units) == (("市科技局",), (), ())


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
    ("header", "rows", "roles"),
    [
        (
            "序号\t重点任务\t牵头单位\t配合单位",
            ["1\t新建平台3个\t市发改委\t市财政局", "2\t培育企业50家\t市科技局", "3\t改造小区20个\t市住建局\t市城管局"],
            [(("市发改委",), ("市财政局",)), ((), ()), (("市住建局",), ("市城管局",))],
        ),
        (
            "序号\t重点任务\t责任单位\t配合单位",
            ["1\t新建平台3个\t市发改委\t市财政局", "2\t培育企业50家\t市科技局"],
            [(("市发改委",), ("市财政局",)), ((), ())],
        ),
        (
            "序号\t重点任务\t配合单位\t牵头单位",
            ["1\t新建平台3个\t市财政局\t市发改委", "2\t培育企业50家\t市科技局", "3\t改造小区20个\t市住建局"],
            [(("市发改委",), ("市财政局",)), ((), ()), ((), ())],
        ),
        (
            "序号\t重点任务\t牵头单位\t配合单位",
            ["1\t新建平台3个\t市发改委", "一、产业发展", "1\t培育企业50家\t市科技局"],
            [(("市发改委",), ()), (("市科技局",), ())],
        ),
        (
            "类别\t重点任务\t牵头单位\t配合单位",
            ["产业\t新建平台3个\t市发改委\t市财政局", "民生\t改造小区20个\t市住建局"],
            [(("市发改委",), ("市财政局",)), (("市住建局",), ())],
        ),
        (
            "序号\t重点任务\t牵头单位\t配合单位",
            ["1\t新建平台3个\t市发改委\t市财政局", "2\t培育企业50家\t市科技局（配合）"],
            [(("市发改委",), ("市财政局",)), ((), ("市科技局",))],
        ),
    ],
)
def test_a_unit_below_a_cell_that_may_be_merged_has_no_role(header, rows, roles):
    clauses = outline("\n".join([header, *rows]), DAY).clauses
    assert [(clause.lead_units, clause.supporting_units) for clause in clauses] == roles
    assert all(clause.responsible_units for clause in clauses)


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

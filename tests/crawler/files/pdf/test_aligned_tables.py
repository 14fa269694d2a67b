import io

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from crawler.files.pdf.documents import read_pdf
from tests.crawler.files.made import FONT, a_pdf

YEARS = [
    ("指标", "2022年", "2023年", "2024年"),
    ("规模以上工业增加值（亿元）", "1,204.5", "1,310.2", "1,422.8"),
    ("技术改造投资（亿元）", "86.3", "91.7", "—"),
    ("高新技术企业（家）", "312", "355", "401"),
    ("研发投入强度（%）", "2.61", "2.74", "2.90"),
]
ENGLISH = [
    ("Program", "Applicants", "Awards", "Rate"),
    ("Small grants", "1,204", "310", "25.7%"),
    ("Fellowships", "86", "17", "19.8%"),
    ("Equipment", "312", "n/a", "n/a"),
]
NAMES = [
    ("序号", "企业名称", "所属县区"),
    *(
        (str(number), name, place)
        for number, (name, place) in enumerate([("甲机电", "东城区"), ("乙新材料", "西城区")] * 3, 1)
    ),
]


def a_page(draw):
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4)
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    draw(canvas)
    canvas.save()
    return out.getvalue()


def put(canvas, rows, edges, top=700, size=11, pitch=20, font=FONT, right=True):
    """Draw the cells of a table: the first column from its left edge, the others up to their right edges."""
    canvas.setFont(font, size)
    for number, row in enumerate(rows):
        for column, (cell, edge) in enumerate(zip(row, edges, strict=True)):
            draw = canvas.drawRightString if right and column else canvas.drawString
            draw(edge, top - number * pitch, cell)


def rows_of(body):
    return [line.split("\t") for line in read_pdf(body)[0].split("\n") if "\t" in line]


@pytest.mark.parametrize("rows", [YEARS, ENGLISH])
@pytest.mark.parametrize("size", [8, 11])
def test_numbers_in_columns_are_a_table_without_any_lines(rows, size):
    assert rows_of(a_page(lambda canvas: put(canvas, rows, (60, 330, 420, 510), size=size))) == [*map(list, rows)]


def test_words_in_aligned_columns_are_a_table():
    assert rows_of(a_page(lambda canvas: put(canvas, NAMES, (60, 140, 330), right=False))) == [*map(list, NAMES)]


def test_a_paragraph_before_and_after_a_table_is_no_row():
    def draw(canvas):
        canvas.setFont(FONT, 11)
        canvas.drawString(
            60, 740, "现将二〇二四年主要指标完成情况予以公布，请各县区结合实际抓好落实，并于年底前报送总结材料。"
        )
        put(canvas, YEARS, (60, 330, 420, 510))
        canvas.drawString(
            60, 590, "注：研发投入强度为全社会研究与试验发展经费支出与地区生产总值之比，数据来自统计部门快报。"
        )

    body = a_page(draw)
    assert rows_of(body) == [*map(list, YEARS)]
    assert read_pdf(body)[0].split("\n")[0].startswith("现将")
    assert read_pdf(body)[0].split("\n")[-1].startswith("注：")


def test_a_label_on_two_lines_is_in_one_row_with_its_numbers():
    def draw(canvas):
        put(canvas, [YEARS[0]], (60, 330, 420, 510))
        for number, row in enumerate(YEARS[1:]):
            top = 670 - 40 * number
            put(canvas, [("", *row[1:])], (60, 330, 420, 510), top)
            canvas.drawString(60, top + 6, row[0][:5])
            canvas.drawString(60, top - 6, row[0][5:])

    assert rows_of(a_page(draw)) == [*map(list, YEARS)]


def test_a_heading_of_several_columns_is_one_cell():
    def draw(canvas):
        canvas.setFont("Helvetica", 11)
        canvas.drawString(300, 720, "All of the applications in this year")
        put(canvas, ENGLISH, (60, 330, 420, 510), font="Helvetica")

    assert read_pdf(a_page(draw))[0].split("\n")[0] == "All of the applications in this year"


def test_two_columns_of_prose_are_no_table():
    said = "The department invites applications for projects on advanced materials in 2024 and"

    def draw(canvas):
        canvas.setFont("Helvetica", 9)
        for line in range(30):
            words = said.split()
            text = " ".join(words[line % 5 :] + words[: line % 5])[:52]
            canvas.drawString(50, 760 - 12 * line, text)
            canvas.drawString(310, 760 - 12 * line, text[::-1].strip())

    assert rows_of(a_page(draw)) == []


@pytest.mark.parametrize(
    "rows",
    [
        [("1.", "推进技术改造"), ("2.", "培育龙头企业"), ("3.", "完善公共服务"), ("4.", "加强要素保障")],
        [("一、总体要求…………………", "1"), ("二、主要任务…………………", "3"), ("三、保障措施…………………", "9")],
        [("联系人：", "张工"), ("电话：", "0543-3160101"), ("地址：", "黄河五路")],
    ],
)
def test_lists_contents_and_contacts_are_no_tables(rows):
    assert rows_of(a_page(lambda canvas: put(canvas, rows, (60, 400), right=False))) == []


def test_prose_has_no_rows():
    assert rows_of(a_pdf(repeat=8)) == []

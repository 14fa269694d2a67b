import io

import docx
import pytest
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from crawler.files.read import read_file
from tests.crawler.files.made import PARAGRAPHS, TITLE, a_docx, a_zip, saved, zip_of

SPACE = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def document(body):
    """A DOCX whose body is this XML, and nothing else."""
    return zip_of({"word/document.xml": f"<w:document {SPACE}><w:body>{body}</w:body></w:document>"})


def paragraph(text):
    return f"<w:p><w:r><w:t>{text}</w:t></w:r></w:p>"


def test_paragraphs_and_tables_stand_in_the_documents_order():
    read = read_file(a_docx(rows=[("指标", "2027年"), ("企业数", "1000家")]))
    assert (read.type, read.fault) == ("docx", None)
    assert read.text.splitlines() == [TITLE, *PARAGRAPHS, "指标\t2027年", "企业数\t1000家", "表后说明"]


def test_content_controls_and_insertions_are_read_and_deletions_are_not():
    body = (
        f"<w:sdt><w:sdtContent>{paragraph('控件')}</w:sdtContent></w:sdt>"
        "<w:p><w:ins><w:r><w:t>增</w:t></w:r></w:ins><w:del><w:r><w:delText>删</w:delText></w:r></w:del>"
        "<w:r><w:t>改</w:t><w:br/><w:t>下</w:t></w:r></w:p>"
    )
    assert read_file(document(body)).text == "控件\n增改\n下"


def test_hidden_text_is_left_out():
    run = "<w:r><w:rPr><w:vanish{}/></w:rPr><w:t>{}</w:t></w:r>"
    shown = run.format(' w:val="0"', "显")
    assert read_file(document(f"<w:p>{run.format('', '隐')}{shown}</w:p>")).text == "显"


def test_a_table_that_lays_out_the_page_is_paragraphs():
    long = paragraph("很长的正文。" * 80)
    body = f"<w:tbl><w:tr><w:tc>{long}{paragraph('二')}</w:tc><w:tc>{paragraph('三')}</w:tc></w:tr></w:tbl>"
    assert read_file(document(body)).text.splitlines()[1:] == ["二", "三"]


def test_a_table_in_a_cell_is_read_once():
    inner = f"<w:tbl><w:tr><w:tc>{paragraph('内')}</w:tc><w:tc>{paragraph('里')}</w:tc></w:tr></w:tbl>"
    body = f"<w:tbl><w:tr><w:tc>{paragraph('外')}</w:tc><w:tc>{inner}</w:tc></w:tr></w:tbl>"
    assert read_file(document(body)).text == "外\t内 里"


def test_a_text_box_is_read_once_after_its_paragraph():
    box = f"<w:txbxContent>{paragraph('框')}</w:txbxContent>"
    mc = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    both = (
        f"<mc:AlternateContent {mc}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback></mc:AlternateContent>"
    )
    assert read_file(document(f"<w:p><w:r>{both}<w:t>段</w:t></w:r></w:p>")).text == "段\n框"


def numbered(levels, paragraphs, origin="7", rows=()):
    """A DOCX with a list of (numerals, pattern) levels, paragraphs of (level, text), and rows of numbered cells."""
    made = docx.Document()
    kinds = "".join(
        f'<w:lvl w:ilvl="{place}"><w:start w:val="1"/><w:numFmt w:val="{numerals}"/>'
        f'<w:lvlText w:val="{pattern}"/></w:lvl>'
        for place, (numerals, pattern) in enumerate(levels)
    )
    numbering = made.part.numbering_part.element
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="{origin}0">{kinds}</w:abstractNum>'))
    numbering.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="{origin}1"><w:abstractNumId w:val="{origin}0"/></w:num>')
    )
    numbers = [(level, made.add_paragraph(text)) for level, text in paragraphs]
    for number, text in rows:
        cells = made.add_table(1, 2).rows[0].cells
        cells[0].text = number
        cells[1].text = text
        numbers.append((0, cells[0].paragraphs[0]))
    for level, paragraph in numbers:
        properties = paragraph._p.get_or_add_pPr()
        properties.append(
            parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{origin}1"/></w:numPr>')
        )
    return saved(made.save)


def test_the_numbers_that_word_counts_are_there():
    levels = [("chineseCountingThousand", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3.")]
    rows = [
        (0, "总体要求"),
        (0, "重点任务"),
        (1, "培育"),
        (2, "甲"),
        (2, "乙"),
        (1, "支持"),
        (2, "丙"),
        (0, "保障措施"),
    ]
    assert read_file(numbered(levels, rows)).text.splitlines() == [
        "一、总体要求",
        "二、重点任务",
        "（一）培育",
        "1.甲",
        "2.乙",
        "（二）支持",
        "1.丙",
        "三、保障措施",
    ]


def test_a_cell_with_only_an_automatic_number_is_read():
    made = numbered([("decimal", "%1.")], [(0, "段"), (0, "")], rows=[("", "甲"), ("任务", "乙"), ("", "丙")])
    assert read_file(made).text.splitlines() == ["1.段", "2.\t甲", "3.任务\t乙", "4.\t丙"]


@pytest.mark.parametrize(
    ("numerals", "pattern", "twelfth"),
    [
        ("decimal", "第%1条 ", "第12条 x"),
        ("upperRoman", "%1.", "XII.x"),
        ("lowerLetter", "%1)", "l)x"),
        ("chineseCounting", "第%1章 ", "第十二章 x"),
        ("decimalEnclosedCircle", "%1", "⑫x"),
        ("ideographLegalTraditional", "%1、", "壹拾貳、x"),
        ("bullet", "·", "x"),
    ],
)
def test_numerals_of_many_kinds(numerals, pattern, twelfth):
    assert read_file(numbered([(numerals, pattern)], [(0, "x")] * 12)).text.splitlines()[11] == twelfth


def test_the_lists_of_words_own_styles_are_counted():
    made = docx.Document()
    for text in ("甲", "乙"):
        made.add_paragraph(text, style="List Number")
    assert read_file(saved(made.save)).text.splitlines() == ["1.甲", "2.乙"]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (document(""), "no_text"),
        (a_zip(word__document_xml="<w:document"), "damaged"),
        (a_zip(word__document_xml=""), "damaged"),
        (a_docx()[:2000], "damaged"),
        (b"PK\x03\x04" + b"\x00" * 100, "damaged"),
    ],
)
def test_what_is_no_document_is_said(body, fault):
    assert read_file(body).fault == fault


def test_entities_are_not_expanded():
    bomb = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    dtd = f'<!DOCTYPE w:document [<!ENTITY e0 "boom">{bomb}]>'
    body = f"{dtd}<w:document {SPACE}><w:body>{paragraph('&e11;')}</w:body></w:document>"
    assert read_file(zip_of({"word/document.xml": body})).fault == "damaged"
    outside = (
        f'<!DOCTYPE w [<!ENTITY f SYSTEM "file:///etc/passwd">]><w:document {SPACE}>{paragraph("&f;")}</w:document>'
    )
    assert read_file(zip_of({"word/document.xml": outside})).fault == "damaged"


def test_elements_nested_without_end_are_no_end_of_the_reader():
    deep = "<w:sdt><w:sdtContent>" * 5000 + paragraph("底") + "</w:sdtContent></w:sdt>" * 5000
    assert read_file(document(deep)).fault in ("damaged", "no_text")
    fields = "<w:smartTag>" * 200 + "<w:r><w:t>x</w:t></w:r>" + "</w:smartTag>" * 200
    assert read_file(document(f"<w:p>{fields}</w:p>{paragraph('后')}")).text == "后"


def test_what_else_word_saves_is_no_harm():
    made = docx.Document(io.BytesIO(a_docx()))
    made.sections[0].footer.paragraphs[0].text = "页脚"
    assert "页脚" not in read_file(saved(made.save)).text

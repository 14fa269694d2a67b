import pytest

from crawler.files.read import read_file
from tests.crawler.files.made import zip_of

_SPACES = (
    " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table", "draw")
    )
    + ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
    + ' xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"'
)


def an_odf(content, kind="text", styles="", **parts):
    """An OpenDocument file with this content of its body, and these styles."""
    document = (
        f"<office:document-content {_SPACES}>{styles}<office:body>{content}</office:body></office:document-content>"
    )
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    return zip_of({"mimetype": mimetype, "content.xml": document, **parts})


def test_paragraphs_and_tables_are_read_in_order():
    body = an_odf(
        "<office:text><text:tracked-changes><text:p>舊文</text:p></text:tracked-changes>"
        "<text:h>申請須知</text:h><text:p>一、<text:span>期限</text:span><text:s text:c='2'/>115年<text:tab/>底"
        "<text:line-break/>逾期不受理</text:p>"
        "<table:table><table:table-row><table:table-cell><text:p>任務</text:p></table:table-cell>"
        "<table:table-cell><text:p>單位</text:p></table:table-cell></table:table-row></table:table>"
        "<text:list><text:list-item><text:p>培育企業</text:p></text:list-item></text:list></office:text>"
    )
    read = read_file(body)
    assert (read.type, read.fault) == ("odt", None)
    assert read.text == "申請須知\n一、期限  115年 底\n逾期不受理\n任務\t單位\n培育企業"


def test_a_presentation_is_read():
    page = "<draw:page><draw:frame><draw:text-box><text:p>重點任務</text:p></draw:text-box></draw:frame></draw:page>"
    read = read_file(an_odf(f"<office:presentation>{page}</office:presentation>", "presentation"))
    assert (read.type, read.text) == ("odp", "重點任務")


def test_descriptions_of_images_are_left_out():
    described = "<svg:title>圖</svg:title><svg:desc>螢幕截圖</svg:desc>"
    body = an_odf(
        f"<office:text><text:p>見<draw:frame>{described}</draw:frame><text:title>附圖</text:title></text:p></office:text>"
    )
    assert read_file(body).text == "見附圖"


def test_a_spreadsheet_is_read():
    row = "<table:table-row>" + "".join(
        f'<table:table-cell office:value-type="string"><text:p>{text}</text:p></table:table-cell>'
        for text in ("任務", "單位")
    )
    table = f'<table:table table:name="表">{row}</table:table-row></table:table>'
    sheet = f"<office:spreadsheet>{table}</office:spreadsheet>"
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    read = read_file(an_odf(sheet, "spreadsheet", **{"META-INF/manifest.xml": manifest}))
    assert (read.type, read.text) == ("ods", "任務\t單位")


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (an_odf("<office:text><text:p/></office:text>"), "no_text"),
        (an_odf("", **{"META-INF/manifest.xml": "<m><encryption-data/></m>"}), "encrypted"),
        (zip_of({"mimetype": "application/vnd.oasis.opendocument.text"}), "damaged"),
        (zip_of({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x>"}), "damaged"),
        (an_odf("<text:p>" + "<text:span>" * 200 + "</text:span>" * 200 + "</text:p>"), "no_text"),
    ],
)
def test_a_file_without_text_is_a_fault(body, fault):
    assert read_file(body).fault == fault


def cell(content, attributes=""):
    return f"<table:table-cell {attributes}>{content}</table:table-cell>"


def row(*contents, attributes=""):
    """A table row with a cell for each content."""
    return f"<table:table-row {attributes}>{''.join(map(cell, contents))}</table:table-row>"


def p(text):
    return f"<text:p>{text}</text:p>"


NESTED = f"<table:table>{row(p('甲'), p('乙'))}{row(p('丙'), p('丁'))}</table:table>"
NOTE = f"<text:note><text:note-citation>1</text:note-citation><text:note-body>{p('附註')}</text:note-body></text:note>"
COMMENT = f"<office:annotation>{p('批註')}</office:annotation>"
TWICE = "table:number-columns-repeated='2'"
COVERED = f"<table:covered-table-cell>{p('無')}</table:covered-table-cell>"


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (row(p("1"), p("任務"), NESTED, p("備註")), "1\t任務\n甲\t乙\n丙\t丁\n備註"),
        (row(p("1"), f"<table:table>{row(p('甲'), p('乙'))}</table:table>"), "1\t甲 乙"),
        (row(p(f"任務{NOTE}"), p("單位")), "任務\t單位\n附註"),
        (row(p(f"任<text:tab/>務{COMMENT}"), p("單位")), "任 務\t單位"),
        (row(p("任務"), p("單位"), attributes="table:number-rows-repeated='2'"), "任務\t單位\n任務\t單位"),
        (
            f"<table:table-row>{cell(p('1'), TWICE)}{cell(p('2'))}</table:table-row>",
            "1\t1\t2",
        ),
        (f"<table:table-row>{cell(p('任務'))}{COVERED}{cell(p('單位'))}</table:table-row>", "任務\t單位"),
        (f"<table:table-header-rows>{row(p('任務'), p('單位'))}</table:table-header-rows>", "任務\t單位"),
        (row(f"<text:section>{p('甲')}</text:section>", p("單位")), "甲\t單位"),
        (row(f"{p('甲')}<text:list><text:list-item>{p('乙')}</text:list-item></text:list>", p("丙")), "甲 乙\t丙"),
    ],
)
def test_the_structure_of_tables_is_kept(rows, text):
    assert read_file(an_odf(f"<office:text><table:table>{rows}</table:table></office:text>")).text == text


def test_a_table_in_a_frame_of_a_paragraph_keeps_its_rows():
    frame = f"<draw:frame><draw:text-box>{NESTED}</draw:text-box></draw:frame>"
    body = an_odf(f"<office:text><text:p>見附表{frame}辦理{NOTE}</text:p></office:text>")
    assert read_file(body).text == "見附表辦理\n甲\t乙\n丙\t丁\n附註"


def test_an_identifier_that_occurs_twice_is_no_damage():
    assert read_file(
        an_odf("<office:text><text:p xml:id='a'>通</text:p><text:p xml:id='a'>知</text:p></office:text>")
    ).text


def test_the_data_of_a_chart_of_a_slide_are_rows():
    table = f"<table:table>{row(p(''), p('投資'))}{row(p('2026年'), p('45.2'))}</table:table>"
    slide = "<draw:page><draw:frame><draw:object xmlns:xlink='x' xlink:href='./Object 1'/></draw:frame></draw:page>"
    chart = f"<office:document-content {_SPACES}><office:body><office:chart>{table}</office:chart></office:body>"
    parts = {"Object 1/content.xml": f"{chart}</office:document-content>"}
    body = an_odf(f"<office:presentation>{slide}</office:presentation>", "presentation", **parts)
    assert read_file(body).text == "投資\n2026年\t45.2"

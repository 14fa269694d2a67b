import pytest

from crawler.files.read import read_file
from tests.crawler.files.made import zip_of

_SPACES = (
    " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "text", "table", "draw")
    )
    + ' xmlns:svg="urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0"'
)


def an_odf(content, kind="text", **parts):
    """An OpenDocument file with this content of its body."""
    document = f"<office:document-content {_SPACES}><office:body>{content}</office:body></office:document-content>"
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
    assert read.text == "申請須知\n一、期限  115年\t底\n逾期不受理\n任務\t單位\n培育企業"


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

import pytest

from crawler.files.read import read_file
from tests.crawler.files.made import an_ofd, zip_of

LINE = "为加快培育先进制造业集群推动产业链上下游协同发展现将"


def test_pieces_at_one_height_are_a_line_and_broken_lines_are_joined():
    page = [
        ("关于印发", 60, 20),
        ("方案的通知", 80, 20),
        (LINE[:12], 30, 40),
        (LINE[12:-2], 90, 40),
        (LINE, 20, 50),
        ("如下。", 20, 60),
        ("— 1 —", 80, 280),
    ]
    read = read_file(an_ofd([page, [("第二页的标题", 40, 20), ("文字。", 20, 40)]]))
    assert (read.type, read.fault) == ("ofd", None)
    assert read.text.splitlines() == ["关于印发方案的通知", LINE[:-2] + LINE + "如下。", "第二页的标题", "文字。"]


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (an_ofd([[]]), "no_text"),
        (zip_of({"OFD.xml": "<OFD><DocBody><DocRoot>Doc_0/Document.xml</DocRoot></DocBody></OFD>"}), "damaged"),
        (zip_of({"OFD.xml": "<OFD"}), "damaged"),
        (an_ofd([[("a", "x", 1)]]), "damaged"),
    ],
)
def test_what_cannot_be_read_is_said(body, fault):
    assert read_file(body).fault == fault


def test_an_ofd_of_images_is_a_scan_that_is_not_recognized():
    space = 'xmlns:ofd="http://www.ofdspec.org/2016"'
    page = f"<ofd:Page {space}><ofd:Content><ofd:Layer><ofd:ImageObject/></ofd:Layer></ofd:Content></ofd:Page>"
    root = "<ofd:DocRoot>Doc.xml</ofd:DocRoot>"
    parts = {
        "OFD.xml": f"<ofd:OFD {space}><ofd:DocBody>{root}</ofd:DocBody></ofd:OFD>",
        "Doc.xml": f'<ofd:Document {space}><ofd:Pages><ofd:Page BaseLoc="0.xml"/></ofd:Pages></ofd:Document>',
        "0.xml": page,
    }
    read = read_file(zip_of(parts))
    assert (read.type, read.fault, read.wanted) == ("ofd", "scan", ())

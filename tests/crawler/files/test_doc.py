from pathlib import Path

import pytest

from crawler.files.doc import read_doc
from crawler.files.read import read_file
from crawler.model.errors import DamagedFileError, EncryptedFileError, FileError, UnsupportedFileError
from tests.crawler.files.compounds import a_compound, a_doc, an_old_doc

SMALL = Path(__file__).with_name("small.doc")


def test_a_doc_is_read_with_its_numbers_and_table_rows_and_without_deleted_and_hidden_text():
    assert read_doc(SMALL.read_bytes()).split("\n") == [
        "关于印发先进制造业集群培育方案的通知",
        "各县（市、区）人民政府：",
        "1.总体要求",
        "2.重点任务",
        "到2027年培育企业一千家。",
        "序号\t重点任务\t责任单位\t完成时限",
        "1\t培育龙头企业\t市工业和信息化局\t2025年12月底",
        "2\t建设公共服务平台\t市科学技术局\t2026年6月底",
        "3\t开展节能改造\t市发展和改革委员会",
        "附：联系方式",
        "见网址：",
    ]


@pytest.mark.parametrize(
    ("pieces", "text"),
    [
        (("关于印发", "方案的通知\r"), "关于印发方案的通知"),
        ((b"Notice \x93on\x94 ", "通知\r"), "Notice “on” 通知"),
        (("通知".encode("gb18030") + b" 1\r", "附件\r"), "通知 1\n附件"),
        (("𠮷林路\r",), "𠮷林路"),
        (('见\x13 HYPERLINK "http://a.cn" \x14网站\x15。\r',), "见网站。"),
        (("甲\x13 IF \x13 A \x14一\x15 \x14乙\x15丙\r",), "甲乙丙"),
        (("一、\t总则\r",), "一、 总则"),
        (("甲\x07乙\x07\x07丙\x07丁\x07\x07\r",), "甲\t乙\n丙\t丁"),
        (("一\x0b二\x0c三\x1e四\x1f五\x01\x08\r",), "一\n二\n三-四五"),
    ],
)
def test_pieces_of_text(pieces, text):
    assert read_doc(a_doc(*pieces)) == text


@pytest.mark.parametrize(
    ("language", "encoding", "text"),
    [(0x0804, "gb18030", "关于印发方案的通知"), (0x0404, "big5", "關於公告事項"), (0x0409, "cp1252", "Avis “public”")],
)
def test_word_95_is_read_in_the_code_page_of_its_language(language, encoding, text):
    body = an_old_doc(f"{text}\r第二段\r".encode(encoding, "replace"), language)
    assert read_doc(body).split("\n")[0] == text


def test_an_instruction_without_end_hides_no_text():
    assert "正文" * 100 in read_doc(a_doc("\x13" + "正文" * 5000 + "\r"))


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        (a_doc("通知\r", flags=0x0300), EncryptedFileError),
        (a_compound(WordDocument=b"\xdb\xa5" + bytes(100)), UnsupportedFileError),
        (a_compound(WordDocument=b"\xec\xa5\xc1\x00" + bytes(100)), DamagedFileError),
        (a_compound(Workbook=b"x"), DamagedFileError),
        (SMALL.read_bytes()[:3000], DamagedFileError),
        (a_doc("\r\r"), FileError),
    ],
)
def test_what_cannot_be_read_is_a_fault(body, fault):
    with pytest.raises(fault):
        read_doc(body)


def test_the_bytes_decide_which_office_file_it_is():
    assert read_file(a_compound(PowerPoint_Document=b"x", WordDocument_x=b"")).type == "ppt"
    assert read_file(a_compound(MatOST=b"x")).type == "works"
    assert read_file(a_compound(EncryptedPackage=b"x")).fault == "encrypted"
    assert read_file(a_compound(Notes="WordDocument".encode("utf-16-le"))).type is None

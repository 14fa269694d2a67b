import gzip
import io
import random
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.files.kinds import ending_of, ending_of_url, without_lead
from crawler.files.read import read_file
from crawler.files.values import FileText
from crawler.model.errors import FileError
from tests.crawler.builders import unhurried
from tests.crawler.files.made import a_docx, a_pdf, a_pptx, a_tar, an_ofd, an_xlsx, zip_of
from tests.crawler.files.ppts import Slide, a_ppt, shape, table
from tests.crawler.files.spreadsheets.test_sheets import SMALL_XLS
from tests.crawler.files.test_doc import SMALL as SMALL_DOC
from tests.crawler.files.test_rtf import HEAD as RTF_HEAD

FAULTS = {"cut", "partly_read", *(kind.code for kind in FileError.__subclasses__())}
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
OPEN_DOCUMENT = "application/vnd.oasis.opendocument."
ODP = "<d><body><presentation><page><p>通知</p></page></presentation></body></d>"
WHOLE = {
    "pdf": a_pdf(repeat=3),
    "docx": a_docx(rows=[("a", "b")]),
    "xlsx": an_xlsx(x=[("a", 1), ("b", 2)]),
    "xls": SMALL_XLS.read_bytes(),
    "ofd": an_ofd([[("文字", 20, 20)]]),
    "doc": SMALL_DOC.read_bytes(),
    "rtf": RTF_HEAD + b"\\'cd\\'a8\\par \\intbl a\\cell b\\cell\\row}",
    "ppt": a_ppt(Slide((shape("通知"), table(("甲", "乙"))), notes=(shape("讲稿"),))),
    "pptx": a_pptx(["通知"], [[("甲", "乙")]], notes={0: "讲稿"}),
    "odp": zip_of({"mimetype": f"{OPEN_DOCUMENT}presentation", "content.xml": ODP}),
    "zip": zip_of({"a.docx": a_docx(), "b.zip": zip_of({"c.txt": "文字"})}),
    "tar": a_tar(a_docx=a_docx(), b_txt=b"text"),
    "gz": gzip.compress(a_tar(a_txt=b"text")),
}


@pytest.mark.parametrize("kind", WHOLE)
def test_the_bytes_decide_what_a_file_is(kind):
    assert read_file(WHOLE[kind]).type == kind


@pytest.mark.parametrize(
    ("body", "kind", "fault"),
    [
        (b"<!DOCTYPE html><html><body>404</body></html>", None, "not_a_file"),
        (b"\n <html><script>location='/'</script></html>", None, "not_a_file"),
        (COMPOUND + "WordDocument".encode("utf-16-le"), "doc", "damaged"),
        (COMPOUND + "PowerPoint Document".encode("utf-16-le"), "ppt", "damaged"),
        (COMPOUND + "MatOST".encode("utf-16-le"), "works", "unsupported"),
        (COMPOUND + "EncryptedPackage".encode("utf-16-le"), None, "encrypted"),
        (b"Rar!\x1a\x07\x00 ...", "rar", "unsupported"),
        (zip_of({"a.exe": b"MZ\x00"}), "zip", "unsupported"),
        (zip_of({"a": b""}), "zip", "no_text"),
        (zip_of({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}), "odt", "no_text"),
        (zip_of({"[Content_Types].xml": "<x/>", "visio/document.xml": "<x/>"}), None, "unsupported"),
        (zip_of({"ppt/presentation.xml": "x"}), "pptx", "damaged"),
        (b"\x89PNG\r\n\x1a\n", "image", "scan"),
        (b"GIF89a", "image", "scan"),
        (b"BM\x46\x00\x00\x00\x00\x00\x00\x00\x36", "image", "scan"),
        (b"BZh91AY", "bz2", "unsupported"),
        (bytes(range(1, 32)) * 20, None, "unsupported"),
        (b"\x00\x01\x02" * 50, None, "unsupported"),
        (b"", "txt", "no_text"),
        (b"  \n ", "txt", "no_text"),
    ],
)
def test_what_is_not_read_is_said(body, kind, fault):
    read = read_file(body)
    assert (read.type, read.text, read.fault) == (kind, None, fault)
    assert read.detail


@pytest.mark.parametrize(
    "start", ["PK赛通知", "BZh9公司", "BM集团", "GIF8格式", "Rar!格式", "以%PDF-开头的文件", "MM*型"]
)
def test_a_text_that_begins_like_a_signature_is_text(start):
    text = f"{start}：请各单位参加"
    assert (read_file(text.encode()).type, read_file(text.encode()).text) == ("txt", text)


def stored(parts):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, body in parts.items():
            archive.writestr(name, body)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["zip", "tar"])
def test_an_archive_whose_first_file_is_a_pdf_without_compression_is_an_archive(kind):
    body = (
        stored({"a.pdf": WHOLE["pdf"], "b.txt": "文字"}) if kind == "zip" else a_tar(a_pdf=WHOLE["pdf"], b_txt=b"text")
    )
    read = read_file(body)
    assert (read.type, [member.type for member in read.members]) == (kind, ["pdf", "txt"])


@pytest.mark.parametrize("name", ["word/documents/a.txt", "word/document.doc", "xl/workbook.xml.txt", "OFD.xml.txt"])
def test_an_archive_with_folders_like_those_of_an_office_file_is_an_archive(name):
    read = read_file(zip_of({name: "文件的文字"}))
    assert (read.type, [member.type for member in read.members]) == ("zip", ["txt"])


@pytest.mark.parametrize("lead", [b"\r\n\r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n", b"\t "])
@pytest.mark.parametrize("kind", WHOLE)
def test_blanks_before_the_signature_do_not_count(kind, lead):
    assert without_lead(lead + WHOLE[kind]) in (WHOLE[kind], lead + WHOLE["pdf"])
    assert read_file(without_lead(lead + WHOLE[kind])).type == kind
    assert without_lead(lead + "文字".encode()) == lead + "文字".encode()


@pytest.mark.parametrize(
    ("kind", "name", "written"),
    [
        ("doc", "WordDocument", "worddocument"),
        ("doc", "WordDocument", "WORDDOCUMENT"),
        ("doc", "1Table", "1TABLE"),
        ("xls", "Workbook", "WORKBOOK"),
        ("xls", "Workbook", "workbook"),
    ],
)
def test_the_names_of_streams_are_recognized_in_any_case(kind, name, written):
    body = WHOLE[kind].replace(name.encode("utf-16-le"), written.encode("utf-16-le"), 1)
    assert read_file(body) == read_file(WHOLE[kind])
    assert read_file(body).text


@pytest.mark.parametrize("encoding", ["utf-16-le", "utf-16-be", "utf-16", "gb18030"])
def test_markup_in_any_encoding_is_markup(encoding):
    read = read_file("<html><body><p>关于印发方案的通知请遵照执行</p></body></html>".encode(encoding))
    assert (read.type, read.text) == ("html", "关于印发方案的通知请遵照执行")


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16"])
def test_plain_text_is_text(encoding):
    read = read_file("关于印发方案的通知\r\n\r\n第二行\x07".encode(encoding))
    assert (read.type, read.text) == ("txt", "关于印发方案的通知\n第二行")


@pytest.mark.parametrize(
    "parts",
    [
        {"word/document.xml": b"\x00" * (60 * 1024 * 1024)},
        {f"{number}.xml": b"" for number in range(6000)} | {"word/document.xml": b""},
    ],
)
def test_a_zip_that_unpacks_without_end_is_not_unpacked(parts):
    assert read_file(zip_of(parts)).fault == "unpacks_too_large"


@pytest.mark.parametrize("kind", WHOLE)
@given(seed=st.integers(0, 2**32), share=st.sampled_from([0.0005, 0.01, 0.2]), end=st.floats(0.02, 1))
@unhurried
def test_random_damage_gives_text_or_a_fault(kind, seed, share, end):
    chance = random.Random(seed)
    body = bytearray(WHOLE[kind][: int(len(WHOLE[kind]) * end)])
    for _ in range(int(len(body) * share) + 1):
        body[chance.randrange(len(body))] = chance.randrange(256)
    read = read_file(bytes(body))
    assert isinstance(read, FileText)
    assert read.text or read.fault in FAULTS
    (read.text or "").encode()


@pytest.mark.parametrize(
    ("name", "ending"),
    [("方案.pdf", "pdf"), ("A.DOCX ", "docx"), ("x.html", None), ("2024.06", None), ("pdf", None), ("", None)],
)
def test_the_ending_of_a_name(name, ending):
    assert ending_of(name) == ending


@pytest.mark.parametrize(
    ("url", "ending"),
    [
        ("https://a.cn/P0202406.pdf", "pdf"),
        ("https://a.cn/%E6%96%B9%E6%A1%88.XLSX?x=1#p", "xlsx"),
        ("https://a.cn/download.jsp?file=/a/%E6%96%B9.docx&x=1", "docx"),
        ("https://a.cn/download?id=3", None),
        ("https://[bad", None),
    ],
)
def test_the_ending_of_an_address(url, ending):
    assert ending_of_url(url) == ending

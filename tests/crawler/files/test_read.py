import gzip
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.files.kinds import ending_of, ending_of_url
from crawler.files.read import read_file
from crawler.files.values import FileText
from crawler.model.errors import FileError
from tests.crawler.builders import unhurried
from tests.crawler.files.made import a_docx, a_pdf, a_pptx, a_tar, an_ofd, an_xlsx, zip_of
from tests.crawler.files.test_doc import SMALL as SMALL_DOC
from tests.crawler.files.test_rtf import HEAD as RTF_HEAD
from tests.crawler.files.test_sheets import SMALL_XLS

FAULTS = {"cut", "partly_read", *(kind.code for kind in FileError.__subclasses__())}
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600
WHOLE = {
    "pdf": a_pdf(repeat=3),
    "docx": a_docx(rows=[("a", "b")]),
    "xlsx": an_xlsx(x=[("a", 1), ("b", 2)]),
    "xls": SMALL_XLS.read_bytes(),
    "ofd": an_ofd([[("文字", 20, 20)]]),
    "doc": SMALL_DOC.read_bytes(),
    "rtf": RTF_HEAD + b"\\'cd\\'a8\\par \\intbl a\\cell b\\cell\\row}",
    "pptx": a_pptx(["通知"], [[("甲", "乙")]], notes={0: "讲稿"}),
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
        (COMPOUND + "PowerPoint Document".encode("utf-16-le"), "ppt", "unsupported"),
        (COMPOUND + "EncryptedPackage".encode("utf-16-le"), None, "encrypted"),
        (b"Rar!\x1a\x07\x00 ...", "rar", "unsupported"),
        (zip_of({"a.exe": b"MZ\x00"}), "zip", "unsupported"),
        (zip_of({"a": b""}), "zip", "no_text"),
        (zip_of({"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<x/>"}), "odt", "no_text"),
        (zip_of({"[Content_Types].xml": "<x/>", "visio/document.xml": "<x/>"}), None, "unsupported"),
        (zip_of({"ppt/presentation.xml": "x"}), "pptx", "damaged"),
        (b"\x89PNG\r\n\x1a\n", "image", "scan"),
        (b"GIF89a", "gif", "unsupported"),
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

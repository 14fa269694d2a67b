import gzip
import io
import zipfile
import zlib
from dataclasses import replace

import pytest

from crawler.files import archives
from crawler.files.read import read_file
from crawler.files.values import DEEPEST, PageLine, RecognizedPages, TaskFailure, Unpacked
from crawler.polling.attachments import _within
from tests.crawler.files.made import PARAGRAPHS, GbkName, a_docx, a_pdf, a_scan, a_tar, zip_of


def results(read):
    return [(member.name, member.type, member.fault) for member in read.members]


def test_each_file_of_an_archive_has_a_result_and_the_span_of_its_text():
    read = read_file(
        zip_of({"通知/方案.docx": a_docx(), "表.csv": "甲,乙", "x.exe": b"MZ\x00", "坏.pdf": a_pdf()[:900]})
    )
    assert (read.type, read.fault) == ("zip", "partly_read")
    assert results(read) == [
        ("通知/方案.docx", "docx", None),
        ("表.csv", "txt", None),
        ("x.exe", None, "unsupported"),
        ("坏.pdf", "pdf", "damaged"),
    ]
    first, second, *_ = read.members
    assert PARAGRAPHS[3] in read.text[first.start : first.end]
    assert read.text[second.start : second.end] == "甲,乙"
    assert read.text.startswith("通知/方案.docx\n")
    assert len(first.sha256) == 64


def zip_named(info, body=b"text of the file"):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(info, body)
    return out.getvalue()


def unicode_path(name, raw):
    data = b"\x01" + zlib.crc32(raw).to_bytes(4, "little") + name.encode()
    return b"up" + len(data).to_bytes(2, "little") + data


@pytest.mark.parametrize(
    ("name", "extra", "shown"),
    [
        ("附件1：重点任务分工表.txt", b"", "附件1：重点任务分工表.txt"),
        ("x.txt", unicode_path("清單.txt", b"x.txt"), "清單.txt"),
        ("x.txt", unicode_path("清單.txt", b"other"), "x.txt"),
        ("a\\..\\..\\etc\\x.txt", b"", "a/../../etc/x.txt"),
        ("\x1b[31mx.txt", b"", "[31mx.txt"),
    ],
)
def test_names_are_labels_in_the_encoding_of_their_program(name, extra, shown):
    info = GbkName(name)
    info.extra = extra
    assert [member.name for member in read_file(zip_named(info)).members] == [shown]


class WrongFlag(zipfile.ZipInfo):
    """An entry whose flag says that its name is in UTF-8 although it is in GBK."""

    def _encodeFilenameFlags(self):  # noqa: N802 - the name in the library
        return self.filename.encode("gb18030"), self.flag_bits | 0x800


class Big5Name(zipfile.ZipInfo):
    """An entry of a ZIP that was made on a Windows of Hong Kong or Taiwan."""

    def _encodeFilenameFlags(self):  # noqa: N802 - the name in the library
        return self.filename.encode("big5"), self.flag_bits & ~0x800


@pytest.mark.parametrize("entry", [WrongFlag, Big5Name])
@pytest.mark.parametrize("name", ["附件一：申請表.txt", "關於印發方案的通知.txt"])
def test_a_name_in_an_encoding_that_nothing_states(entry, name):
    [member] = read_file(zip_named(entry(name))).members
    assert (member.name, member.fault) == (name, None)


def test_links_are_no_files():
    link = zipfile.ZipInfo("link.txt")
    link.create_system = 3
    link.external_attr = 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(link, "/etc/passwd")
        archive.writestr("a.txt", "文字")
    assert results(read_file(out.getvalue())) == [("a.txt", "txt", None)]


def test_a_name_in_utf_8_is_kept_and_files_of_systems_are_left_out():
    body = zip_of({"附件：.txt": "x" * 20, "__MACOSX/._附件.txt": "x", "a/.DS_Store": b"\x00", "空/": ""})
    assert [member.name for member in read_file(body).members] == ["附件：.txt"]


def test_archives_in_archives_are_read_to_a_depth():
    body = zip_of({"文.txt": "最里层的文字"})
    for depth in range(DEEPEST - 1):
        body = zip_of({f"{depth}.zip": body, "旁.txt": f"第{depth}层"})
    read = read_file(body)
    assert [member.name for member in read.members] == ["1.zip/0.zip/文.txt", "1.zip/旁.txt", "旁.txt"]
    assert [read.text[member.start : member.end] for member in read.members] == ["最里层的文字", "第0层", "第1层"]
    deeper = read_file(zip_of({"more.zip": body}))
    assert ("more.zip/1.zip/0.zip", "zip", "unpacks_too_large") in results(deeper)


@pytest.mark.parametrize("packed", [lambda body: body, gzip.compress])
def test_tar_and_gzip(packed):
    read = read_file(packed(a_tar(a_txt="文字一".encode(), b_docx=a_docx())))
    assert [member.name for member in read.members] == ["a.txt", "b.docx"]
    assert read.fault is None


def test_a_gzip_file_is_read_whole_or_is_damaged(monkeypatch):
    text = "关于集群的通知。".encode() * 9
    whole = gzip.compress(text[:30]) + gzip.compress(text[30:])
    assert read_file(whole).text.endswith(text.decode())
    for damaged in (whole[:-12], whole[:-4], whole[:40], gzip.compress(b"") * 2000):
        assert (read_file(damaged).text, read_file(damaged).fault) == (None, "damaged")
    monkeypatch.setattr(archives, "FILE_LIMIT", len(text) - 1)
    assert read_file(whole).fault == "unpacks_too_large"


def test_limits_of_number_size_and_time(monkeypatch):
    monkeypatch.setattr(archives, "FILES_LIMIT", 3)
    monkeypatch.setattr(archives, "LISTED_LIMIT", 4)
    read = read_file(zip_of({f"{number}.txt": "文字" for number in range(6)}))
    assert [member.fault for member in read.members] == [None, None, None, "unpacks_too_large", "unpacks_too_large"]
    assert read.members[-1].name == "…"
    monkeypatch.setattr(archives, "FILE_LIMIT", 20)
    assert read_file(zip_of({"a.txt": "x" * 21})).fault == "unpacks_too_large"
    monkeypatch.setattr(archives, "SECONDS_LIMIT", -1.0)
    assert read_file(zip_of({"a.txt": "x"})).fault == "too_slow"


def test_an_encrypted_zip_is_said_to_be_one():
    body = bytearray(zip_of({"a.txt": "x" * 20}))
    body[6] |= 1
    body[body.index(b"PK\x01\x02") + 8] |= 1
    assert (read_file(bytes(body)).type, read_file(bytes(body)).fault) == ("zip", "encrypted")


def test_rar_and_7z_want_another_process_and_are_read_from_its_tar():
    inner = b"7z\xbc\xaf\x27\x1c" + b"x" * 50
    first = read_file(zip_of({"内.7z": inner, "文.txt": "文字"}))
    assert [(wanted.task, wanted.type, wanted.body) for wanted in first.wanted] == [("unpack", "7z", inner)]
    assert ("内.7z", "7z", "unsupported") in results(first)
    digest = first.wanted[0].sha256
    again = read_file(zip_of({"内.7z": inner, "文.txt": "文字"}), {digest: Unpacked(a_tar(a_txt="里面".encode()))})
    assert results(again) == [("内.7z/a.txt", "txt", None), ("文.txt", "txt", None)]
    assert again.wanted == ()
    refused = read_file(inner, {digest: TaskFailure("program_missing", "no bsdtar")})
    assert (refused.type, refused.fault) == ("7z", "program_missing")
    assert read_file(inner).wanted[0].body is None


def test_a_scan_in_an_archive_wants_recognition_and_its_confidence_is_that_of_the_archive():
    body = zip_of({"扫描.pdf": a_scan(), "文.txt": "文字"})
    [wanted] = read_file(body).wanted
    assert (wanted.task, wanted.type) == ("recognize", "pdf")
    lines = {0: (a_line("市人民政府办公室关于印发实施方案的通知"),), 1: (a_line("各有关单位请遵照执行"),)}
    read = read_file(body, {wanted.sha256: RecognizedPages(lines, 0.91)})
    assert read.recognized == 0.91
    assert [member.recognized for member in read.members] == [0.91, None]
    assert "市人民政府办公室" in read.text


def a_line(text):
    return PageLine(text, 10, 400, 700, 20)


def test_the_spans_of_a_text_that_is_cut_stay_within_it():
    read = read_file(zip_of({"a.txt": "甲" * 30, "b.txt": "乙" * 30}))
    cut = _within(read, 40)
    assert (len(cut.text), cut.fault) == (40, "cut")
    assert all(member.end <= 40 for member in cut.members)
    assert replace(cut.members[0]) == read.members[0]


def test_a_web_page_in_an_archive_is_a_file():
    page = "<html><head><link rel=stylesheet href=a.css></head><body><nav>首页</nav><p>二〇二四年度指南</p></body>"
    whole = zip_of({"申报指南.html": page.encode()})
    [member] = read_file(whole).members
    assert (member.type, member.fault) == ("html", None)
    assert read_file(page.encode()).fault == "not_a_file"

"""The real bsdtar, RapidOCR and tesseract as children, and the faults without them."""

import asyncio
import io
import logging
import random
import subprocess

import pypdfium2
import pytest
from PIL import Image

from crawler.polling import file_helpers
from crawler.polling.file_helpers import FileHelpers, Installed, find_installed
from crawler.polling.file_process import FileReader
from tests.crawler.files.damage import DAMAGED, damaged
from tests.crawler.files.made import TITLE, a_docx, a_pdf, a_rar, a_tar, zip_of
from tests.crawler.files.test_read import FAULTS

pytestmark = pytest.mark.slow
ALL = Installed(bsdtar=True, rapidocr=True, tesseract=True)


@pytest.fixture(scope="module")
def read():
    """Read a file with the programs that are installed, or with some of them. The processes are shared."""
    made = {}

    def reading(body, installed=ALL):
        reader = made.setdefault(installed, FileReader(helpers=FileHelpers(installed)))
        return asyncio.run(reader.read(body, 90.0))

    yield reading
    for reader in made.values():
        reader.close()


def picture(form="PNG"):
    """A page of a notice as a picture."""
    with pypdfium2.PdfDocument(a_pdf(repeat=1)) as document:
        image = document[0].render(scale=150 / 72).to_pil()
    out = io.BytesIO()
    image.save(out, form)
    return out.getvalue()


def a_7z(tmp_path, *options, **files):
    """A 7z of files, made by bsdtar."""
    command = ("bsdtar", "-c", "-f", "-", "--format", "7zip", *options, "@-")
    return subprocess.run(command, input=a_tar(**files), capture_output=True, check=True).stdout


def test_all_programs_are_installed_here():
    assert find_installed() == ALL


def test_rar_and_7z_are_unpacked_also_within_a_zip(read, tmp_path):
    rar = a_rar(方案_docx=a_docx(), x_exe=b"MZ\x00")
    found = read(zip_of({"里/a.rar": rar, "b.7z": a_7z(tmp_path, 文_txt="七".encode() * 20)}))
    assert [(member.name, member.type, member.fault) for member in found.members] == [
        ("里/a.rar/方案.docx", "docx", None),
        ("里/a.rar/x.exe", None, "unsupported"),
        ("b.7z/文.txt", "txt", None),
    ]
    assert (found.type, found.fault, found.wanted) == ("zip", "partly_read", ())
    assert TITLE in found.text


def test_a_damaged_rar_is_a_fault_and_its_first_files_are_read(read):
    rar = a_rar(a_txt=b"first file", b_txt=b"second file" * 100)
    assert read(rar[:25]).fault == "damaged"
    cut = read(rar[:-200])
    results = [(member.name, member.fault) for member in cut.members]
    assert (results[0], results[-1]) == (("a.txt", None), ("…", "damaged"))
    assert cut.fault == "partly_read"


def test_an_archive_that_unpacks_without_end_is_given_up(read, tmp_path, monkeypatch):
    monkeypatch.setattr(file_helpers, "UNPACKED_LIMIT", 100_000)
    assert read(a_7z(tmp_path, a_txt=bytes(1_000_000))).fault == "unpacks_too_large"


def test_without_the_program_the_log_says_once_how_to_install_it(read, caplog):
    with caplog.at_level(logging.WARNING):
        reader = FileReader(helpers=FileHelpers(Installed()))
        both = [asyncio.run(reader.read(body)) for body in (a_rar(a_txt=b"1"), a_rar(b_txt=b"2"), picture(), picture())]
        reader.close()
    assert [(read.type, read.fault) for read in both] == [("rar", "program_missing")] * 2 + [("image", "scan")] * 2
    hints = [record.getMessage().partition("install it with: ")[2] for record in caplog.records]
    assert hints == [file_helpers.INSTALL_UNPACKER, file_helpers.INSTALL_OCR]


@pytest.mark.parametrize("form", ["PNG", "PDF"])
@pytest.mark.parametrize("engine", ["rapidocr", "tesseract"])
def test_the_text_of_scans_is_recognized_with_its_confidence(read, engine, form):
    found = read(picture(form), ALL if engine == "rapidocr" else Installed(tesseract=True))
    assert (found.type, found.fault) == ("pdf" if form == "PDF" else "image", None)
    assert found.recognized > 0.8
    assert "先进制造业集群" in found.text
    assert "2027年" in found.text or engine == "tesseract"


def test_pages_beyond_the_time_are_left_out_and_said(read, monkeypatch):
    monkeypatch.setattr(file_helpers, "RECOGNIZE_SECONDS", 0.0)
    found = read(picture("PDF"), ALL)
    assert (found.text, found.fault) == (None, "scan")


@pytest.mark.parametrize("kind", ["rar", "7z", "png", "jpeg", "tiff", "webp"])
def test_damaged_files_give_a_result_or_a_fault(read, kind, tmp_path):
    whole = _whole(kind, tmp_path)
    for seed in range(max(1, DAMAGED // 10) if DAMAGED < 100 else DAMAGED):
        found = read(damaged(whole, random.Random(f"{kind} {seed}")))
        assert found.text or found.fault in FAULTS, seed


def _whole(kind, tmp_path):
    files = {"a_docx": a_docx(), "b_txt": "文字".encode() * 50}
    if kind in ("rar", "7z"):
        return a_rar(**files) if kind == "rar" else a_7z(tmp_path, **files)
    out = io.BytesIO()
    Image.open(io.BytesIO(picture())).crop((100, 100, 700, 400)).save(out, kind)
    return out.getvalue()


def test_a_picture_of_too_many_pixels_or_damage_is_a_fault(read):
    body = bytearray(picture())
    body[16:24] = (60_000).to_bytes(4, "big") * 2
    assert read(bytes(body)).fault in ("damaged", "unpacks_too_large")
    assert read(picture()[:3000]).fault == "damaged"

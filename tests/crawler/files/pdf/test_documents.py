import io

import pytest
from reportlab.pdfgen.canvas import Canvas

from crawler.files.read import read_file
from crawler.files.values import PAGES_LIMIT
from tests.crawler.files.made import ENGLISH, PARAGRAPHS, TITLE, a_pdf, a_scan, many_pages


@pytest.mark.parametrize("repeat", [1, 3, 8])
def test_lines_broken_by_the_pages_width_are_paragraphs_again(repeat):
    read = read_file(a_pdf(repeat=repeat))
    assert (read.type, read.fault) == ("pdf", None)
    assert read.text.splitlines() == [TITLE, *PARAGRAPHS * repeat]


def test_english_words_are_joined_with_spaces():
    read = read_file(a_pdf(ENGLISH, "Proposed rule", english=True, repeat=9))
    assert read.text.splitlines() == ["Proposed rule", *ENGLISH * 9]


@pytest.mark.parametrize("rise", [3, 6, 8, -4])
def test_a_number_that_is_raised_or_lowered_stays_in_its_line(rise):
    out = io.BytesIO()
    canvas = Canvas(out)
    text = canvas.beginText(80, 700)
    for part, size, height in (
        ("The area is at least 1500 m", 14, 0),
        ("2", 9, rise),
        (" of the total floor area", 14, 0),
    ):
        text.setFont("Helvetica", size)
        text.setRise(height)
        text.textOut(part)
    canvas.drawText(text)
    canvas.save()
    [line] = read_file(out.getvalue()).text.splitlines()
    assert line == "The area is at least 1500 m2 of the total floor area"


def test_headers_that_repeat_are_dropped():
    read = read_file(a_pdf(repeat=12, header="某某市人民政府公报　2024年第6期"))
    assert read.text.splitlines() == [TITLE, *PARAGRAPHS * 12]


def test_a_sentence_that_repeats_within_the_pages_is_kept():
    assert read_file(a_pdf(repeat=12, numbers=False)).text.count(PARAGRAPHS[0]) == 12


def test_pictures_without_text_are_a_scan():
    read = read_file(a_scan(pages=3))
    assert (read.type, read.text, read.fault) == ("pdf", None, "scan")


def test_pages_that_are_pictures_among_others_are_said():
    read = read_file(a_scan(pages=2, text="Notice on the cultivation of manufacturing clusters " * 2))
    assert (read.fault, "Notice on" in read.text) == ("partly_scan", True)


def test_a_password_is_said_and_an_empty_one_opens():
    from reportlab.lib.pdfencrypt import StandardEncryption

    assert read_file(a_pdf(encrypt="secret")).fault == "encrypted"
    opened = read_file(a_pdf(encrypt=StandardEncryption("", ownerPassword="owner", canCopy=0)))
    assert opened.fault is None
    assert opened.text.splitlines()[0] == TITLE


@pytest.mark.parametrize("part", [0.3, 0.9])
def test_a_pdf_cut_off_is_text_or_damaged(part):
    whole = a_pdf(repeat=20)
    read = read_file(whole[: int(len(whole) * part)])
    assert read.text or read.fault == "damaged"


def test_a_pdf_of_nothing_has_no_text():
    assert read_file(many_pages(2, "")).fault == "no_text"


def test_a_pdf_of_very_many_pages_is_cut_and_says_so():
    read = read_file(many_pages(PAGES_LIMIT + 700, "Notice of measure {} on clusters"))
    assert read.fault == "cut"
    assert f"measure {PAGES_LIMIT - 1} " in read.text
    assert f"measure {PAGES_LIMIT} " not in read.text

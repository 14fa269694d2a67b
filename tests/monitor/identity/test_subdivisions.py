"""Headings of chapters and sections that only one publisher of a law prints, and notations of numbers."""

import pytest

from monitor.identity.comparison import compare
from tests.monitor.identity.test_discriminators import ARTICLES, LAW, LAW_TITLE
from tests.monitor.identity.texts import gist

SECTIONS = [
    f"§ {at} {name}\nDie Behörde prüft den Antrag auf {name} binnen zwei Monaten und teilt das Ergebnis "
    f"dem Antragsteller schriftlich mit. Gegen die Entscheidung über {name} ist der Widerspruch zulässig."
    for at, name in enumerate(("Genehmigung", "Zulassung", "Bewilligung", "Erlaubnis", "Befreiung"), 1)
]
GERMAN = "\n".join(SECTIONS)
NAMES = ("总则", "停车管理", "收费", "监督检查", "法律责任")
GERMAN_NAMES = ("Allgemeines", "Verfahren", "Gebühren", "Überwachung der Betreiber", "Schlussvorschriften")
HEADINGS = {
    "chapters": [f"第{number}章　{name}" for number, name in zip("一二三四五", NAMES, strict=True)],
    "chapters in digits": [f"第{number}章 {name}" for number, name in enumerate(NAMES, 1)],
    "Korean": [f"제{number}장 {name}" for number, name in enumerate(NAMES, 1)],
    "Japanese": [f"第{number}節　{name}" for number, name in zip("一二三四五", NAMES, strict=True)],
    "German": [f"Abschnitt {number} - {name}" for number, name in enumerate(GERMAN_NAMES, 1)],
    "ordinal": [
        f"{number}er Teil {name}"
        for number, name in zip(("Erst", "Zweit", "Dritt", "Viert", "Fünft"), GERMAN_NAMES, strict=True)
    ],
    "French": [
        f"Titre {number} : {name}" for number, name in zip(("Ier", "II", "III", "IV", "V"), GERMAN_NAMES, strict=True)
    ],
    "English": [
        f"Part {number} {name}" for number, name in zip(("I", "II", "III", "IV", "V"), GERMAN_NAMES, strict=True)
    ],
}


def headed(headings: list[str], articles: tuple[str, ...]) -> str:
    return "\n".join(f"{heading}\n{article}" for heading, article in zip(headings, articles, strict=True))


@pytest.mark.parametrize("headings", HEADINGS.values(), ids=HEADINGS)
@pytest.mark.parametrize(("articles", "title"), [(ARTICLES, LAW_TITLE), (tuple(SECTIONS), "Genehmigungsverordnung")])
def test_headings_of_subdivisions_make_no_other_notice(headings, articles, title):
    one = gist(headed(headings, articles), title)
    other = gist("\n".join(articles), title)
    assert compare(one, other).relation == compare(other, one).relation == "copy"


def test_an_amendment_under_headings_is_found():
    changed = tuple(article.replace("二百元", "五百元") for article in ARTICLES)
    one = gist(headed(HEADINGS["chapters"], changed), LAW_TITLE)
    assert compare(one, gist(LAW, LAW_TITLE)).relation == "version"


def test_a_chapter_that_an_amendment_adds_with_its_articles_is_found():
    longer = headed(HEADINGS["chapters"], ARTICLES)
    inserted = longer.replace("第五章", "第四章之一　投诉\n第四条之一 停车场应当公布投诉电话并在五日内答复。\n第五章")
    assert compare(gist(inserted, LAW_TITLE), gist(longer, LAW_TITLE)).relation == "version"


def test_a_line_that_continues_a_sentence_is_no_heading():
    wrapped = GERMAN.replace("auf Zulassung binnen", "auf Zulassung nach\nTeil 1 Satz 2 und\nTeil 2 Satz 1 binnen")
    joined = wrapped.replace("\nTeil", " Teil")
    assert compare(gist(wrapped, "Verordnung"), gist(joined, "Verordnung")).relation == "copy"
    assert compare(gist(wrapped, "Verordnung"), gist(GERMAN, "Verordnung")).relation == "version"


def test_articles_numbered_in_digits_are_compared_with_their_numerals():
    law = f"第二章 停车\n{LAW}"
    digits = law
    for at, numeral in enumerate("一二三四五", 1):
        digits = digits.replace(f"第{numeral}条", f"第 {at} 条")
    one, other = gist(digits.replace("第二章 停车\n", ""), LAW_TITLE), gist(law, LAW_TITLE)
    assert compare(one, other).relation == compare(other, one).relation == "copy"
    renumbered = gist(digits.replace("第 4 条", "第 6 条"), LAW_TITLE)
    assert compare(renumbered, other).relation == "version"

"""The five documents give exactly their labelled clauses in every layout, width and kind of bracket."""

import functools

import pytest

from crawler.reading.fold import fold_text
from crawler.reading.outline import outline
from tests.crawler.reading.outline import documents


def _wide(text):
    return "".join(chr(ord(char) + 0xFEE0) if char.isdecimal() or char in "(),:;?!" else char for char in text)


def _wrapped(text, width=40):
    return "\n".join(line[at : at + width] for line in text.split("\n") for at in range(0, len(line), width))


LAYOUTS = {
    "paragraphs": lambda text: text.replace(" ", "\n"),
    "blank lines": lambda text: text.replace("\n", "\n\n"),
    "indented": lambda text: "\n".join(f"\u3000\u3000{line}" for line in text.split("\n")),
    "carriage returns": lambda text: text.replace("\n", "\r\n"),
    "line separators": lambda text: text.replace("\n", "\u2028"),
    "one line": lambda text: text.replace("\n", " "),
    "one line, ideographic spaces": lambda text: text.replace("\n", "\u3000\u3000"),
    "one line, no spaces": lambda text: text.replace("\n", ""),
    "broken to a width": _wrapped,
    "full width": _wide,
    "full width on one line": lambda text: _wide(text.replace("\n", " ")),
    "other brackets": lambda text: text.replace("(", "〔").replace(")", "〕"),
    "chrome around": lambda text: f"首页 > 政策\n发布时间:2024-01-02 来源:办公室\n{text}\n【打印】\n【关闭】",
}


@functools.cache
def clauses(name, layout=None):
    text = documents.clean_text(name)
    return outline(LAYOUTS[layout](text) if layout else text).clauses


def said(clause):
    return {
        "path": list(clause.path),
        "heading": clause.heading,
        "role": clause.role,
        "responsible_units": list(clause.responsible_units),
        "targets": [{"text": target.text, "by": target.by} for target in clause.targets],
        "text_length": len(clause.text),
    }


@pytest.mark.parametrize("name", documents.NAMES)
@pytest.mark.parametrize("field", ["path", "heading", "role", "responsible_units", "targets", "text_length"])
def test_a_document_has_exactly_the_labelled_clauses(name, field):
    expected = documents.labels(name)["clauses"]
    assert [said(clause)[field] for clause in clauses(name)] == [clause[field] for clause in expected]


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("name", documents.NAMES)
def test_a_document_has_them_however_it_is_laid_out(name, layout):
    expected = documents.labels(name)["clauses"]
    assert _folded([said(clause) for clause in clauses(name, layout)]) == _folded(expected)


def _folded(value):
    """Words in one width, without the spaces that stand for line breaks."""
    if isinstance(value, str):
        return "".join(fold_text(value).split())
    if isinstance(value, list):
        return [_folded(item) for item in value]
    return {key: _folded(item) for key, item in value.items()} if isinstance(value, dict) else value


@pytest.mark.parametrize("name", documents.NAMES[2:])
def test_the_clauses_of_a_document_say_what_stands_above_them(name):
    assert all(len(clause.headings) == len(clause.path) - 1 for clause in clauses(name))


def test_signature_and_date_belong_to_no_clause():
    read = outline(documents.clean_text(documents.NAMES[2]))
    assert [line.strip() for line in read.tail.splitlines() if line.strip()][-2:] == ["2024年5月31日", "(此件公开发布)"]
    assert "2024年5月31日" not in read.clauses[-1].text

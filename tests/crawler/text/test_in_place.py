import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.in_place import fold_chars, fold_text


@pytest.mark.parametrize("folded", [fold_text, fold_chars])
@given(st.text())
def test_the_length_stays_the_same(folded, text):
    assert len(folded(text)) == len(text)


@pytest.mark.parametrize("folded", [fold_text, fold_chars])
def test_a_folded_character_is_not_folded_further(folded):
    forms = {char: folded(char) for char in map(chr, range(0x30000))}
    assert not [char for char, form in forms.items() if folded(form) != form]
    together = "".join(forms)
    assert folded(together) == "".join(forms.values())


@pytest.mark.parametrize(
    ("text", "for_clauses", "for_facts"),
    [
        ("規範〔甲〕", "规范(甲)", "规范〔甲〕"),
        ("【２０２４】①「乙」", "(2024)①“乙”", "〔2024〕1「乙」"),
        ("甲\u3000乙\r丙\u200b", "甲 乙\n丙 ", "甲 乙 丙 "),
    ],
)
def test_both_foldings_convert_script_and_width(text, for_clauses, for_facts):
    assert (fold_text(text), fold_chars(text)) == (for_clauses, for_facts)

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.messages.change_view import change_view, narrowed_alteration
from monitor.messages.diff import Alteration
from monitor.text.sanitize import excerpt_end


def said(old, new, limit=200):
    """Both texts, with brackets around what is marked."""
    shown = change_view(Alteration(old, new), limit)
    return tuple(
        "".join(f"<{text}>" if is_marked else text for text, is_marked in side.parts())
        for side in (shown.old, shown.new)
    )


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("补贴十万元。", "补贴五十万元。", ("补贴十万元。", "补贴<五>十万元。")),
        ("补贴10万元。", "补贴50万元。", ("补贴<10>万元。", "补贴<50>万元。")),
        ("By 2030, 40 clusters.", "By 2035, 40 plants.", ("By <2030, 40 clusters>.", "By <2035, 40 plants>.")),
        ("甲乙", "丙丁", ("<甲乙>", "<丙丁>")),
        ("", "新的。", ("", "新的。")),
        ("旧的。", "", ("旧的。", "")),
        ("集集", "集集集", ("集集", "集集<集>")),
        ("见a.com旧", "见a.com新", ("见a[.]com<旧>", "见a[.]com<新>")),
    ],
)
def test_what_differs_is_marked_and_no_number_or_word_divided(old, new, shown):
    assert said(old, new) == shown


def test_a_long_clause_is_cut_around_what_differs_at_parts_of_it():
    old = "前面的话,说了很多。" * 50 + "补贴10万元,按年发放。" + "后面的话,也不少。" * 50
    shown = said(old, old.replace("10", "50"), 80)
    assert shown[1] == shown[0].replace("<10>", "<50>")
    assert shown[0].startswith("…前面的话")
    assert shown[0].endswith(("。…", ",…"))
    assert "补贴<10>万元,按年发放。" in shown[0]


def test_a_difference_longer_than_the_room_is_cut_itself():
    short = narrowed_alteration(Alteration("前" + "旧" * 500 + "后", "前新后"), 80)
    assert short.new == "前新后"
    assert short.old.startswith("前旧")
    assert short.old.endswith("旧…后")
    assert len(short.old) <= 80


def test_a_letter_with_a_mark_at_the_limit_is_left_out_as_a_whole():
    assert excerpt_end("1" * 9 + "1\u0301" + "1" * 8, 10) == "…" + "1" * 8


TEXTS = st.text(st.sampled_from("字词,。 ab1\u0301👩\u200d👧"), max_size=300)


@given(TEXTS, TEXTS, TEXTS, TEXTS, st.integers(24, 120))
def test_whatever_the_texts_they_fit_and_keep_that_they_differ(lead, old, new, tail, limit):
    given_ = Alteration(f"{lead}{old}{tail}", f"{lead}{new}{tail}")
    short = narrowed_alteration(given_, limit)
    assert max(len(short.old), len(short.new)) <= limit
    assert (not short.old, not short.new) == (not given_.old, not given_.new)
    shown = change_view(given_, limit)
    for side in (shown.old, shown.new):
        assert "".join(text for text, _ in side.parts()) == side.text

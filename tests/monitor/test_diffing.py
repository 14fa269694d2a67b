import pytest

from monitor.diffing import CLAUSES_LIMIT, clause_changes, summary

OLD = "第一条 甲。\n第二条 乙。\n第三条 丙。\n第四条 丁。\n第五条 戊。"


def said(old: str, new: str) -> list[str]:
    return [f"{one.sign} {one.text}" for one in clause_changes(old, new)]


def test_equal_texts_have_no_changes():
    assert said(OLD, OLD.replace("\n", "")) == []


def test_a_changed_clause_stands_between_its_neighbours():
    assert said(OLD, OLD.replace("丙", "丙丙")) == [
        "… 1 clause unchanged", "  第二条 乙。", "- 第三条 丙。", "+ 第三条 丙丙。", "  第四条 丁。",
        "… 1 clause unchanged",
    ]  # fmt: skip


def test_a_moved_clause_is_shown_as_moved():
    new = "第二条 乙。\n第三条 丙。\n第四条 丁。\n第一条 甲。\n第五条 戊。"
    assert {one for one in said(OLD, new) if one[0] in "-+<>"} == {"< 第一条 甲。", "> 第一条 甲。"}


@pytest.mark.parametrize(("old", "new", "signs"), [("", "甲。", {"+"}), ("甲。", "", {"-"}), ("", "", set())])
def test_a_text_may_be_empty(old, new, signs):
    assert {one.sign for one in clause_changes(old, new)} == signs


def test_texts_of_many_clauses_take_no_quadratic_time():
    old = "".join(f"第{number}条。" for number in range(CLAUSES_LIMIT))
    new = "".join(f"第{number}条。" for number in range(10, CLAUSES_LIMIT + 10))
    found = clause_changes(old, new)
    assert sum(one.sign == "-" for one in found) == sum(one.sign == "+" for one in found) == 10


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("甲。乙。丙。", "甲。丁。丙。", "1 clause changed"),
        ("甲。丙。", "甲。乙。丙。", "1 clause added"),
        ("甲。乙。丙。丁。", "甲。丁。", "2 clauses removed"),
        ("甲。乙。丙。丁。戊。", "乙。丙。丁。甲。戊。", "1 clause moved"),
        ("甲。乙。", "丙。丁。戊。", "2 clauses changed, 1 clause added"),
        ("甲。", "甲。", "nothing changed"),
    ],
)
def test_the_changes_are_counted(old, new, said):
    assert summary(clause_changes(old, new)) == said

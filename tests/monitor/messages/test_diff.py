import pytest

from crawler.model.notice import Attachment
from monitor.messages.diff import CLAUSES_LIMIT, Alteration, alterations, altered, clause_changes, summary
from monitor.text.i18n import in_language
from tests.monitor.builders import notice

OLD = "第一条 甲。\n第二条 乙。\n第三条 丙。\n第四条 丁。\n第五条 戊。"


def said(old: str, new: str) -> list[str]:
    return [f"{change.sign} {change.text}" for change in clause_changes(old, new)]


def test_equal_texts_have_no_changes():
    assert said(OLD, OLD.replace("\n", "")) == []


def test_a_changed_clause_stands_between_its_neighbours():
    assert said(OLD, OLD.replace("丙", "丙丙")) == [
        "… 1 clause unchanged",
        "  第二条 乙。",
        "- 第三条 丙。",
        "+ 第三条 丙丙。",
        "  第四条 丁。",
        "… 1 clause unchanged",
    ]


def test_a_moved_clause_is_shown_as_moved():
    new = "第二条 乙。\n第三条 丙。\n第四条 丁。\n第一条 甲。\n第五条 戊。"
    assert {change for change in said(OLD, new) if change[0] in "-+<>"} == {"< 第一条 甲。", "> 第一条 甲。"}


@pytest.mark.parametrize(("old", "new", "signs"), [("", "甲。", {"+"}), ("甲。", "", {"-"}), ("", "", set())])
def test_a_text_may_be_empty(old, new, signs):
    assert {change.sign for change in clause_changes(old, new)} == signs


def test_texts_of_many_clauses_take_no_quadratic_time():
    old = "".join(f"第{number}条。" for number in range(CLAUSES_LIMIT))
    new = "".join(f"第{number}条。" for number in range(10, CLAUSES_LIMIT + 10))
    found = clause_changes(old, new)
    assert sum(change.sign == "-" for change in found) == sum(change.sign == "+" for change in found) == 10


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


def test_the_changes_are_counted_in_the_readers_language():
    with in_language("zh"):
        changes = clause_changes("甲。乙。丙。丁。", "子。乙。丙。丁。戊。")
        assert summary(changes) == "修改 1 条，新增 1 条"
        assert [change.text for change in changes if change.sign == "…"] == ["1 条未变"]


def pairs(old: str, new: str) -> list[tuple[str, str]]:
    return [(change.old, change.new) for change in altered(clause_changes(old, new))]


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("甲。乙。丙。", "甲。丁。丙。", [("乙。", "丁。")]),
        ("甲。丙。", "甲。乙。丙。", [("", "乙。")]),
        ("甲。乙。丙。", "甲。丙。", [("乙。", "")]),
        ("补贴十万元。", "支持人才引进。补贴五十万元。", [("", "支持人才引进。"), ("补贴十万元。", "补贴五十万元。")]),
        ("支持人才引进。补贴十万元。", "补贴五十万元。", [("支持人才引进。", ""), ("补贴十万元。", "补贴五十万元。")]),
        ("甲。乙。丙。丁。戊。", "乙。丙。丁。甲。戊。", []),
        ("甲。", "甲。", []),
    ],
)
def test_what_a_clause_became_stands_with_what_it_was(old, new, found):
    assert pairs(old, new) == found


def test_a_text_that_was_written_anew_takes_no_quadratic_time():
    old, new = (
        "".join(f"{word}{number}条。" for number in range(count)) for word, count in (("旧", 1400), ("新", 1500))
    )
    assert len(pairs(old, new)) == 2900


def test_a_revision_may_alter_the_title_the_number_the_text_and_an_attachment():
    before = notice(
        title="通知", document_number="1号", text="甲。", attachments=(Attachment(name="a", url="", text="表。"),)
    )
    after = notice(
        title="通知(修订)", document_number="2号", text="乙。", attachments=(Attachment(name="a", url="", text="单。"),)
    )
    assert alterations(before, after) == [
        Alteration("通知", "通知(修订)"),
        Alteration("1号", "2号"),
        Alteration("甲。", "乙。"),
        Alteration("表。", "单。"),
    ]
    assert alterations(before, before) == []
    assert alterations(notice(text=""), after) == []

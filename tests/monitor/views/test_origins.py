from datetime import date

import pytest

from crawler.model.results import Cut
from monitor.views.origins import NoticeOrigin, Origins, day_pattern

ELSEWHERE = "the page's head"


def cut(text, code="chrome", **fields):
    return Cut(**{"code": code, "line": 1, "text": text, "detail": "why", "size": len(text)} | fields)


@pytest.fixture
def origins():
    text = "滨政办字〔2024〕18号\n关于培育先进\n制造业集群的通知\n2024年5月31日起草\n滨州市人民政府\n2024年5月31日"
    return Origins(text, [cut("(nián)", "pinyin"), cut("发布日期:2024-06-06 10:20")], ELSEWHERE)


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("滨政办字[2024]18号", 1),
        ("濱政辦字〔2024〕18號", 1),
        ("关于培育先进制造业集群的通知", 2),
        ("滨州市 人民政府", 5),
    ],
)
def test_words_are_found_whatever_their_script_and_across_lines(origins, words, line):
    assert origins.of(words).line == line


def test_the_first_or_the_last_place_is_named(origins):
    assert origins.of(date(2024, 5, 31)) == NoticeOrigin("line 4", 4)
    assert origins.of(date(2024, 5, 31), last=True) == NoticeOrigin("line 6", 6)


def test_what_stands_in_a_cut_is_said_to_be_from_it(origins):
    assert origins.of(date(2024, 6, 6)) == NoticeOrigin("removed text (chrome)")
    assert Origins("2024年6月6日", [cut("2024-06-06")], "").of_publication(date(2024, 6, 6)).line is None


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("通知\n各县区：请于2024年6月6日前报送。\n市工信局\n2024年6月6日", None),
        ("通知\n市工信局 2024年6月6日", None),
        ("通知\n发布日期：2024年6月6日 来源：市工信局\n各县区：\n2024年6月6日", 2),
        ("通知\n2024-06-06\n各县区：请落实。\n市工信局\n2024年6月6日", 2),
        ("Notice\nPublished 6 June 2024\nApply by 6 June 2024.", 2),
        ("通知\n2024-06-05\n各县区：请落实。\n市工信局\n2024年6月6日", None),
    ],
)
def test_a_publication_date_is_only_from_a_line_that_states_it_as_such(text, line):
    found = Origins(text, (), ELSEWHERE).of_publication(date(2024, 6, 6))
    assert found == (NoticeOrigin(f"line {line}", line) if line else NoticeOrigin(ELSEWHERE))


def test_nothing_is_invented_of_what_stands_nowhere(origins):
    assert origins.of("宁波市") == origins.of("") == NoticeOrigin(ELSEWHERE)


@pytest.mark.parametrize(
    "written",
    [
        "2024年5月31日",
        "2024-05-31",
        "2024/5/31",
        "2024.05.31",
        "2024-05-3110:20",
        "二〇二四年五月三十一日",
        "二○二四年五月三十一日",
        "31may2024",
        "31stmay,2024",
        "may31,2024",
    ],
)
def test_a_day_is_known_however_it_is_written(written):
    assert day_pattern(date(2024, 5, 31)).search(written)


@pytest.mark.parametrize("written", ["2024年5月3日", "2024-05-310", "12024-05-31", "2024年15月31日", "5月31日"])
def test_another_day_is_not_taken_for_it(written):
    assert not day_pattern(date(2024, 5, 31)).search(written)

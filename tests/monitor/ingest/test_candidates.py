"""Verdicts by evidence, through the steps of taking in."""

import pytest

from crawler.model.reason import Reason
from monitor.identity.distinction import Aspect
from monitor.identity.reasons import ComparisonReason, VerdictReason
from monitor.ingest.pipeline import Policy
from tests.ingesting import ingest_result
from tests.monitor.builders import DAY, HOUR, NOW, URL, matcher, polled, result, subscription
from tests.monitor.identity.texts import LINES, TEXT, TITLE
from tests.stores import new_store

OTHER_URL = "https://mirror.example.cn/7.html"
POLICY = Policy(fresh=30 * DAY, alert="always")
TEAM = matcher(subscription(), clusters="车间")


@pytest.fixture
def store():
    return new_store()


def take(store, *notices, source="gov"):
    with store.writing() as tx:
        return ingest_result(tx, result(*notices, source=source), HOUR, TEAM, POLICY, NOW).decisions


def notice(url=URL, text=TEXT, title=TITLE, **fields):
    return polled(url, text=text, title=title, **fields)


@pytest.mark.parametrize(
    "text", [f"首页 > 通知\n{TEXT}\n主办单位", "\n".join(LINES[:6]), TEXT.replace("\n", "") + "技术支持"]
)
def test_who_was_told_of_a_notice_is_not_told_of_its_copies(store, text):
    [first] = take(store, notice())
    [copy] = take(store, notice(OTHER_URL, text, "门户网站"), source="mirror")
    assert (first.verdict.kind, first.alerts) == ("new", 1)
    assert (copy.verdict.kind, copy.notice, copy.alerts) == ("copy", first.notice, 0)
    reason = copy.verdict.reason
    assert (reason.code, reason.params["notice"]) == (VerdictReason.COPY_SIMILAR, first.notice)
    assert reason.params["comparison"].code in (ComparisonReason.SAME_TEXT_EXCEPT, ComparisonReason.PART_OF_KNOWN)


def test_next_years_call_is_told_and_linked_to_this_years(store):
    [first] = take(store, notice())
    later = notice(OTHER_URL, TEXT.replace("第三批", "第四批"), TITLE.replace("第三批", "第四批"))
    [second] = take(store, later)
    assert (second.verdict.kind, second.alerts) == ("new", 1)
    reason = second.verdict.reason
    assert (reason.code, reason.params["notice"]) == (VerdictReason.FOLLOWS, first.notice)
    with store.reading() as tx:
        [link] = tx.identity.links(first.notice)
    assert (link.notice, link.other, link.relation) == (second.notice, first.notice, "follows")


def test_the_same_text_under_a_title_with_another_number_is_new(store):
    take(store, notice())
    [second] = take(store, notice(OTHER_URL, title=TITLE.replace("2024", "2025")), source="mirror")
    assert second.verdict.kind == "new"
    title = Reason.of(Aspect.TITLE, here="2025", there="2024")
    assert second.verdict.reason == Reason.of(VerdictReason.DISTINCT, notice=1, distinction=title)


def test_a_part_is_found_again_when_a_fuller_copy_came_later(store):
    [first] = take(store, notice(text="\n".join(LINES[:7])))
    [fuller] = take(store, notice(OTHER_URL), source="mirror")
    [end] = take(store, notice(f"{OTHER_URL}?2", "\n".join(LINES[9:]), "网站"), source="third")
    assert [one.verdict.kind for one in (fuller, end)] == ["copy", "copy"]
    assert {one.notice for one in (fuller, end)} == {first.notice}


def test_a_counter_at_the_same_address_makes_no_revision(store):
    take(store, notice(text=f"{TEXT}\n浏览次数：17"))
    for count in (18, 19, 17):
        [again] = take(store, notice(text=f"{TEXT}\n浏览次数：{count}"))
        assert (again.verdict.kind, again.alerts) == ("known", 0)
    [changed] = take(store, notice(text=TEXT.replace("50万元", "80万元")))
    assert changed.verdict.kind == "revision"


def test_a_copy_of_a_pruned_notice_is_still_a_copy(store):
    [first] = take(store, notice())
    with store.writing() as tx:
        tx.retention.drop("text", [first.notice], NOW + DAY, NOW)
    [copy] = take(store, notice(OTHER_URL, f"{TEXT}\n尾页"), source="mirror")
    assert (copy.verdict.kind, copy.notice) == ("copy", first.notice)

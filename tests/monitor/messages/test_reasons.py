"""Reasons: stored as codes with parameters, rendered in either language."""

import json
import string
from enum import StrEnum

import pytest

from crawler.model import errors
from crawler.model.codes import FailureCode, PageField, RemovalReason, SpamTrade, WarningCode
from crawler.model.details.fetching import FetchDetail
from crawler.model.details.sentences import DETAILS
from crawler.model.notice import ReadingWarning
from crawler.model.reason import LeadReason, Reason, RemovalKind, WarningReason
from crawler.reading.scrub.reasons import _SENTENCES
from monitor.identity.distinction import Aspect
from monitor.identity.reasons import ChangeReason, ComparisonReason, OriginReason, PartReason, VerdictReason
from monitor.messages.reason_templates import TEMPLATES, WARNINGS
from monitor.messages.reasons import reason_object, render_reason, render_warning
from monitor.model.living_lists import ListReason
from monitor.model.reasons import (
    LEGACY,
    TroubleCode,
    detailed_reason,
    legacy_reason,
    read_event_reason,
    read_reason,
    trouble_reason,
    write_reason,
)
from monitor.topics.errors import QueryWarning

FAMILIES: tuple[type[StrEnum], ...] = (
    VerdictReason,
    ComparisonReason,
    Aspect,
    ChangeReason,
    OriginReason,
    ListReason,
    TroubleCode,
    *DETAILS,
    RemovalReason,
    SpamTrade,
    PageField,
    QueryWarning,
    WarningReason,
    RemovalKind,
    LeadReason,
    PartReason,
)
CODES = [code for family in FAMILIES for code in family]
FOLLOWS = Reason.of(
    VerdictReason.FOLLOWS,
    notice=18,
    comparison=Reason.of(
        ComparisonReason.DISTINCT_ABOUT, percent=77, distinction=Reason.of(Aspect.TITLE, here="2", there="1")
    ),
)
PARTS = (
    Reason.of(ComparisonReason.SCRIPT, here="Hant", there="Hans"),
    Reason.of(ComparisonReason.DAMAGE, count=1),
    Reason.of(ComparisonReason.AROUND_HERE, count=10),
)
EXCEPT = Reason.of(ComparisonReason.SAME_TEXT_EXCEPT, parts=PARTS)
CASES = [
    (Reason.of(VerdictReason.NEW), "new URL and new text", "新网址，新正文"),
    (
        Reason.of(VerdictReason.FLAPPING, since="2026-01-02"),
        "this page changes on every visit (since 2026-01-02); at most one revision a day is recorded",
        "该网页自 2026-01-02 起每次访问内容都不同；每天最多记录一次修订",
    ),
    (
        FOLLOWS,
        "same series as notice 18: about 77% of the text is the same, but the title has “2” instead of “1”",
        "与公文 18 属同一系列：正文约 77% 相同，但标题中为“2”，而非“1”",
    ),
    (
        EXCEPT,
        "same text except for the form of the Chinese characters (Hant in this text, Hans in the other), "
        "1 damaged or misspelt character and "
        "10 extra characters around this text",
        "正文相同，仅以下不同：文字种类（本文为 Hant，另一文本为 Hans），1 个损坏或写错的字和本文前后多出 10 字",
    ),
    (
        Reason.of(ChangeReason.ONLY, parts=(Reason.of(ChangeReason.COUNTERS, count=1),)),
        "only 1 view counter changed",
        "变化仅限于：1 处浏览次数之类的计数",
    ),
    (Reason.of(TroubleCode.LATE), "overdue and not polled", "逾期未抓取"),
    (Reason.of(FailureCode.TIMEOUT, detail="slow today"), "slow today", "服务器未在时限内响应（slow today）"),
    (Reason.of(FailureCode.TIMEOUT), "the server did not answer in time", "服务器未在时限内响应"),
    (
        Reason.of(FailureCode.GONE, detail="the page does not exist (HTTP 404)"),
        "the page does not exist (HTTP 404)",
        "网页不存在（the page does not exist (HTTP 404)）",
    ),
    (
        detailed_reason(FailureCode.BROKEN, "English", FetchDetail.INCOMPLETE.of(cause=FetchDetail.DATA_LOSS.of())),
        "the response is shorter than declared; the page is incomplete",
        "传输中断，网页内容不完整（返回内容比声明的长度短）",
    ),
    (
        detailed_reason(FailureCode.BROKEN, "a later version's", Reason.of("fetch.from_the_future")),
        "a later version's",
        "传输中断，内容不完整（a later version's）",
    ),
    (Reason.of(TroubleCode.SAME_TEXT, detail="an old sentence"), "an old sentence", "an old sentence"),
    (legacy_reason("an old sentence {x}"), "an old sentence {x}", "an old sentence {x}"),
    (Reason.of("of a later version"), "unknown reason (of a later version)", "未知原因（of a later version）"),
    (
        Reason.of(VerdictReason.SAME_TEXT),
        "unknown reason (verdict.same_text)",
        "未知原因（verdict.same_text）",
    ),
    (
        Reason.of(RemovalReason.FIELDS, fields=(Reason.of(PageField.COUNT), Reason.of(PageField.FONT))),
        "a line with information about the page: number of views and font sizes",
        "页面信息栏：浏览次数和字号",
    ),
]


@pytest.mark.parametrize(("reason", "english", "chinese"), CASES, ids=lambda value: getattr(value, "code", None))
def test_a_reason_is_rendered_in_either_language(reason, english, chinese):
    assert render_reason(reason) == render_reason(reason, "en") == english
    assert render_reason(reason, "zh") == chinese


@pytest.mark.parametrize("reason", [case[0] for case in CASES], ids=lambda reason: reason.code)
def test_a_reason_is_stored_as_json_and_restored(reason):
    stored = write_reason(reason)
    assert json.loads(stored) == reason.as_json()
    assert read_reason(stored) == reason


def test_parameters_of_whoever_wrote_a_page_are_no_templates():
    reason = Reason.of(Aspect.TITLE, here="{there}", there="{0}")
    assert render_reason(reason) == "the title has “{there}” instead of “{0}”"


@pytest.mark.parametrize(
    "text", ["same text", "{", "[1]", "1", '{"code": 1}', '{"why": "x"}', '"quoted"', "null", "第四批"]
)
def test_what_an_earlier_version_recorded_is_a_legacy_reason(text):
    assert read_reason(text) == Reason.of(LEGACY, text=text)


@pytest.mark.parametrize("text", ["", None])
def test_no_reason_is_none(text):
    assert read_reason(text) is None
    assert write_reason(None) == ""


def test_a_troubles_sentence_is_a_parameter_of_its_code():
    assert trouble_reason("timeout", "no answer") == Reason.of("timeout", detail="no answer")
    assert trouble_reason("timeout", None) == Reason.of("timeout")
    silent = Reason.of(TroubleCode.DATES_STOPPED, days=40, last="2026-01-02")
    assert trouble_reason("dates_stopped", write_reason(silent)) == silent


@pytest.mark.parametrize(
    ("detail", "reason"),
    [
        ({"reason": {"code": "verdict.new", "params": {}}}, Reason.of(VerdictReason.NEW)),
        ({"why": "a sentence"}, legacy_reason("a sentence")),
        ({"code": "timeout", "detail": "no answer"}, Reason.of("timeout", detail="no answer")),
        ({"code": "timeout"}, None),
        ({}, None),
    ],
)
def test_events_of_earlier_versions_have_their_reasons(detail, reason):
    assert read_event_reason(detail) == reason


def test_programs_get_the_english_sentence_and_the_code():
    assert reason_object(Reason.of(VerdictReason.OTHER_TEXT, revision=2)) == {
        "why": "same URL, but the text differs from revision 2",
        "reason": {"code": "verdict.other_text", "params": {"revision": 2}},
    }
    assert reason_object(None) == {"why": "", "reason": None}


def test_a_warning_says_what_the_reader_said_and_in_chinese_what_it_is():
    warning = ReadingWarning(code="title", detail="another title")
    assert render_warning(warning, "en") == "another title"
    assert render_warning(warning, "zh") == "网页标题与正文标题不一致（another title）"
    assert render_warning(ReadingWarning(code="later", detail="said"), "zh") == "said"


def test_a_warning_with_a_reason_is_rendered_in_either_language():
    counts = (Reason.of(RemovalKind.PINYIN, count=3), Reason.of(RemovalKind.SPAM, count=1))
    warning = ReadingWarning.of(WarningCode.SCRUBBED, Reason.of(WarningReason.SCRUBBED, counts=counts))
    assert warning.detail == "removed from the text: 3 × pinyin, 1 × spam"
    assert render_warning(warning, "en") == "removed from the text: 3 × pinyin and 1 × spam"
    assert render_warning(ReadingWarning.model_validate_json(warning.model_dump_json()), "zh") == (
        "已从正文中清除：拼音 3 处和垃圾广告 1 处"
    )


def test_every_code_has_a_template_and_belongs_to_one_family():
    assert sorted([LEGACY, *CODES]) == sorted(TEMPLATES)
    assert len(set(CODES)) == len(CODES)
    assert sorted(WARNINGS) == sorted(WarningCode)
    assert sorted(_SENTENCES) == sorted(RemovalReason)


def test_every_error_of_the_crawler_is_a_failure():
    def tree(error):
        yield error.code
        for narrower in error.__subclasses__():
            yield from tree(narrower)

    beside = {"deadline", "cut", "partly_scan", "partly_read", "refused", "child_died"}
    assert set(tree(errors.CrawlerError)) == set(FailureCode) - beside


def test_english_sentences_of_cuts_name_the_same_parameters():
    def names(template):
        return {name for _, name, _, _ in string.Formatter().parse(template) if name}

    assert {code: names(_SENTENCES[code]) for code in RemovalReason} == {
        code: names(TEMPLATES[code]) for code in RemovalReason
    }

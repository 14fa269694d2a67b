from dataclasses import replace
from datetime import date

import pytest

from crawler.model.reason import Reason
from monitor.identity.evidence import Candidate, Evidence, FoundNotice
from monitor.identity.normalized import normalize_notice
from monitor.identity.reasons import ComparisonReason, VerdictReason
from monitor.identity.verdict import decide
from tests.monitor.builders import NOW, notice


def verdict_on(at_url=None, with_text=None, *, reader=None, **fields):
    document = notice("https://gov.example.cn/1.html", script=fields.pop("script", "Hans"))
    found = FoundNotice(document, normalize_notice(document), "2:a", "gov", NOW, reader=reader)
    evidence = Evidence(found, **{"at_url": at_url, "with_text": with_text, "last_read": 3} | fields)
    return decide(evidence).verdict


HERE = Candidate(1, "标题", "https://gov.example.cn/1.html", "Hans", 3)
SAME_TEXT = Reason.of(ComparisonReason.SAME_TEXT)
ELSEWHERE = Candidate(2, "标题", "https://other.example.cn/9.html", "Hans", 1)


def test_a_notice_with_unknown_address_and_text_is_new():
    verdict = verdict_on(None, None)
    assert (verdict.kind, verdict.of, verdict.revision) == ("new", None, 1)
    assert verdict.reason == Reason.of(VerdictReason.NEW)


def test_a_known_text_at_its_own_address_is_known():
    verdict = verdict_on(HERE, HERE)
    assert (verdict.kind, verdict.of, verdict.revision) == ("known", 1, 3)
    assert verdict.reason == Reason.of(VerdictReason.SAME_TEXT, revision=3)


def test_a_text_that_an_earlier_revision_had_is_known():
    verdict = verdict_on(HERE, replace(HERE, revision=1))
    assert (verdict.kind, verdict.of, verdict.revision) == ("known", 1, 1)
    assert verdict.reason == Reason.of(VerdictReason.SAME_TEXT, revision=1)


def test_a_known_text_at_a_new_address_is_a_copy():
    verdict = verdict_on(None, ELSEWHERE)
    assert (verdict.kind, verdict.of, verdict.revision) == ("copy", 2, 1)
    assert verdict.reason == Reason.of(VerdictReason.COPY, comparison=SAME_TEXT, url=ELSEWHERE.url)


def test_a_known_text_in_the_other_script_is_a_copy_and_both_scripts_are_named():
    verdict = verdict_on(None, ELSEWHERE, script="Hant")
    assert verdict.kind == "copy"
    script = Reason.of(ComparisonReason.SCRIPT, here="Hant", there="Hans")
    comparison = Reason.of(ComparisonReason.SAME_TEXT_EXCEPT, parts=(script,))
    assert verdict.reason == Reason.of(VerdictReason.COPY, comparison=comparison, url=ELSEWHERE.url)


@pytest.mark.parametrize(("here", "there"), [(None, "Hans"), ("Hans", None), ("Hans", "Hans")])
def test_a_script_nobody_can_tell_is_not_spoken_of(here, there):
    verdict = verdict_on(None, replace(ELSEWHERE, script=there), script=here)
    assert verdict.reason == Reason.of(VerdictReason.COPY, comparison=SAME_TEXT, url=ELSEWHERE.url)


def test_the_text_of_another_notice_at_a_known_address_is_a_copy_of_that_one():
    verdict = verdict_on(HERE, ELSEWHERE)
    assert (verdict.kind, verdict.of) == ("copy", 2)
    assert verdict.reason == Reason.of(VerdictReason.COPY_MOVED, comparison=SAME_TEXT, url=ELSEWHERE.url)


def test_an_unknown_text_at_a_known_address_is_a_revision():
    verdict = verdict_on(HERE, None)
    assert (verdict.kind, verdict.of) == ("revision", 1)
    assert verdict.reason == Reason.of(VerdictReason.OTHER_TEXT, revision=3)


def test_another_reading_of_a_page_that_was_read_before_is_no_revision():
    verdict = verdict_on(HERE, None, same_page=True)
    assert (verdict.kind, verdict.of, verdict.revision) == ("known", 1, 3)
    assert verdict.reason == Reason.of(VerdictReason.SAME_PAGE)


@pytest.mark.parametrize("last_read", [None, 1, 2])
def test_what_a_source_reads_for_the_first_time_at_a_newer_revision_is_no_revision(last_read):
    verdict = verdict_on(HERE, None, last_read=last_read)
    assert (verdict.kind, verdict.of, verdict.revision) == ("known", 1, 3)
    assert verdict.reason == Reason.of(VerdictReason.FIRST_READ_BY_SOURCE, revision=3)


@pytest.mark.parametrize("now", ["2", "1.1", ""])
def test_what_another_reader_reads_otherwise_is_no_revision(now):
    verdict = verdict_on(HERE, None, reader=now, last_reader="1")
    assert (verdict.kind, verdict.of, verdict.revision) == ("known", 1, 3)
    assert verdict.reason == Reason.of(
        VerdictReason.OTHER_READER, before="1", now=now or Reason.of(VerdictReason.UNKNOWN_READER)
    )


@pytest.mark.parametrize(("now", "before"), [("1", "1"), ("", ""), (None, "1"), ("1", None)])
def test_what_the_same_reader_reads_otherwise_is_a_revision(now, before):
    assert verdict_on(HERE, None, reader=now, last_reader=before).kind == "revision"


def test_what_another_reader_reads_as_before_is_known_for_its_text():
    verdict = verdict_on(HERE, HERE, reader="2", last_reader="1")
    assert verdict.reason == Reason.of(VerdictReason.SAME_TEXT, revision=3)


def test_another_reader_makes_no_known_notice_of_a_new_address():
    assert verdict_on(None, None, last_read=None, reader="2", last_reader=None).kind == "new"
    assert verdict_on(HERE, ELSEWHERE, reader="2", last_reader="1").kind == "copy"


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("（2003年8月27日通过 根据2019年4月23日决定修正）第一条 为了规范，制定本法。", "copy"),
        ("第一条 为了规范，制定本法。", "new"),
    ],
)
def test_dates_in_the_history_of_a_law_distinguish_no_texts(text, kind):
    document = notice("https://b.example.cn/2.html", title="标题", text=text).model_copy(
        update={"issued_on": date(2019, 4, 23)}
    )
    found = FoundNotice(document, normalize_notice(document), "3:a", "b", NOW)
    known = replace(ELSEWHERE, issued_on="2003-08-27")
    assert decide(Evidence(found, with_text=known)).verdict.kind == kind

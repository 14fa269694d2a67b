"""Notices whose matter is in their attachments: verdicts, alerts, matching, messages."""

import pytest

from crawler.model.notice import Attachment
from monitor.identity.attachments import change
from monitor.identity.fingerprint import SHORT_FOR_FILES, evidence_hash, fingerprint
from monitor.messages.render import render
from monitor.model import Location
from tests.monitor.alerting.test_matcher import wanted
from tests.monitor.builders import (
    DAY,
    NOW,
    OTHER_TEXT,
    TEXT,
    URL,
    alert,
    events,
    kinds,
    matcher,
    measure,
    notice,
    polled,
    result,
    subscription,
)
from tests.monitor.ingest.test_pipeline import queued, take, verdicts
from tests.stores import new_store

FILE = "https://gov.example.cn/files/1.pdf"
STUB = "现将方案印发给你们，请认真贯彻执行。附件：方案"
LONG = "为做好高技能人才的引进、培养和服务工作，经研究，制定以下八项措施。" * 8


def attached(text=TEXT, url=FILE, **fields):
    read = {"type": "pdf", "sha256": f"{abs(hash(text)):064x}"[:64]} if text or "sha256" in fields else {}
    return Attachment(**{"name": "方案.pdf", "url": url, "text": text, **read, **fields})


OUT_OF_REACH = attached(None, fault="timeout", passing=True)
GONE = attached(None, fault="gone")


def stub(attachment, body=b"page", **fields):
    defaults = {"text": STUB, "title": "通知", "attachments": (attachment,), "listed_at": NOW}
    return polled(body=body, **defaults | fields)


@pytest.fixture
def watched():
    store = new_store()
    take(store, result(), now=NOW - DAY)
    return store


class TestFingerprint:
    def test_two_lines_with_other_attachments_are_not_the_same(self):
        assert fingerprint("通知", STUB, [attached()]) != fingerprint("通知", STUB, [attached(OTHER_TEXT)])

    def test_the_same_attachment_at_another_address_is_the_same(self):
        there = attached(url="https://mirror.example.cn/x.docx", type="docx", sha256="0" * 64)
        assert fingerprint("通知", STUB, [attached()]) == fingerprint("通知", STUB, [there])

    def test_scans_are_told_apart_by_their_bytes(self):
        scan, other = (attached(None, fault="scan", sha256=digit * 64) for digit in "12")
        assert fingerprint("通知", STUB, [scan]) != fingerprint("通知", STUB, [other])

    def test_files_that_were_not_had_are_told_apart_by_their_addresses(self):
        assert fingerprint("通知", STUB, [GONE]) != fingerprint("通知", STUB, [attached(None, url=f"{FILE}x")])

    def test_a_long_text_is_what_it_is_whatever_is_attached(self):
        assert len(LONG) > SHORT_FOR_FILES
        assert fingerprint("通知", LONG, [attached()]) == fingerprint("通知", LONG)

    def test_a_notice_without_attachments_has_the_fingerprint_it_had(self):
        assert fingerprint("通知", STUB, []) == fingerprint("通知", STUB)

    def test_the_evidence_is_the_page_with_its_files(self):
        assert evidence_hash("a", []) == evidence_hash("a", [GONE]) == "a"
        assert (
            len({evidence_hash("a", []), evidence_hash("a", [attached()]), evidence_hash("a", [attached(OTHER_TEXT)])})
            == 3
        )


class TestVerdicts:
    def test_two_lines_at_two_addresses_with_other_attachments_are_two_notices(self, watched):
        other = stub(attached(OTHER_TEXT), url=f"{URL}2", body=b"other")
        assert verdicts(take(watched, result(stub(attached()), other))) == ["new", "new"]

    def test_a_changed_attachment_of_an_unchanged_page_is_a_revision(self, watched):
        take(watched, result(stub(attached())))
        assert verdicts(take(watched, result(stub(attached(TEXT + "增加一条。"))))) == ["revision"]

    def test_an_unchanged_one_is_known(self, watched):
        take(watched, result(stub(attached())))
        assert verdicts(take(watched, result(stub(attached())))) == ["known"]

    @pytest.mark.parametrize("text", [STUB, LONG])
    def test_an_attachment_out_of_reach_revises_nothing(self, watched, text):
        take(watched, result(stub(attached(), text=text)))
        again = take(watched, result(stub(OUT_OF_REACH, text=text)))
        assert verdicts(again) == ["known"]
        with watched.reading() as tx:
            assert tx.notices.get(1).notice.attachments == (attached(),)

    @pytest.mark.parametrize("text", [STUB, LONG])
    def test_an_attachment_that_comes_late_completes_the_notice_and_is_told_as_new(self, watched, text):
        take(watched, result(stub(OUT_OF_REACH, text=text)))
        assert queued(watched) == 0
        assert verdicts(take(watched, result(stub(attached(), text=text)))) == ["known"]
        assert queued(watched) == 1
        with watched.reading() as tx:
            assert tx.notices.get(1).notice.attachments == (attached(),)
            assert [one.notice.attachments for one in tx.notices.revisions(1)] == [(attached(),)]
        assert kinds(watched)[-1] == "notice.revised"
        assert events(watched)[-1].detail["reason"] == {"code": "verdict.attachments_came", "params": {"revision": 1}}

    def test_whoever_was_told_is_not_told_again_when_it_comes(self, watched):
        take(watched, result(stub(OUT_OF_REACH, title="先进制造业集群")))
        assert queued(watched) == 1
        take(watched, result(stub(attached(), title="先进制造业集群")))
        assert queued(watched) == 1

    def test_what_was_listed_before_a_source_was_watched_stays_quiet_when_it_comes(self, watched):
        take(watched, result(stub(OUT_OF_REACH, listed_at=NOW - 2 * DAY)))
        take(watched, result(stub(attached(), listed_at=NOW - 2 * DAY)))
        assert queued(watched) == 0

    def test_another_text_of_the_page_is_a_revision_all_the_same(self, watched):
        take(watched, result(stub(OUT_OF_REACH)))
        assert verdicts(take(watched, result(stub(attached(), text=STUB + "（修订）", body=b"2")))) == ["revision"]


@pytest.mark.parametrize(
    ("before", "found", "expected"),
    [
        ((OUT_OF_REACH,), (attached(),), "came"),
        ((OUT_OF_REACH,), (GONE,), "came"),
        ((OUT_OF_REACH,), (OUT_OF_REACH,), "missing"),
        ((attached(),), (OUT_OF_REACH,), "missing"),
        ((attached(),), (attached(OTHER_TEXT),), None),
        ((OUT_OF_REACH,), (), None),
        ((), (attached(),), None),
    ],
)
def test_what_became_of_the_attachments(before, found, expected):
    assert change(notice(attachments=before), notice(attachments=found)) == expected
    assert change(notice(attachments=before), notice(text="别的", attachments=found)) is None


class TestMatching:
    @pytest.mark.parametrize("scope", ["notice", "measure"])
    def test_words_in_an_attachment_count(self, scope):
        match = matcher(subscription(scope=scope))
        assert wanted(match, notice(title="通知", text=STUB, attachments=(attached(),))) == ["team"]
        assert wanted(match, notice(title="通知", text=STUB, attachments=(attached(OTHER_TEXT),))) == []

    def test_words_in_an_attachment_count_beside_the_measures_of_the_page(self):
        document = notice(title="通知", text=STUB, clauses=(measure("引进人才。"),), attachments=(attached(),))
        assert wanted(matcher(subscription(scope="measure")), document) == ["team"]


class TestMessages:
    def test_attachments_are_named_and_quoted_under_their_names(self):
        document = notice(title="通知", text=STUB, attachments=(attached("前言。\n培育集群十个。\n附则。"), GONE))
        body = render(document, [alert(1)], [Location(URL, "gov", 1, NOW)]).body
        assert "附件：方案.pdf；方案.pdf（已不存在）" in body
        assert "▸[方案.pdf] 培育【集群】十个。" in body

    def test_a_revision_quotes_what_changed_in_an_attachment(self):
        before = notice(text=STUB, attachments=(attached("一、十个。\n二、不变。"),))
        after = notice(text=STUB, attachments=(attached("一、二十个。\n二、不变。"),))
        body = render(after, [alert(1, event="revised")], [], before).body
        assert "▸原：一、十个。\n  现：一、【二】十个。\n" in body
        assert "▸二、不变。" not in body

"""Notices that were recorded with the text of an error page, or with their title alone, and are read later."""

import pytest

from crawler.model.codes import WarningCode
from crawler.model.notice import ReadingWarning
from crawler.model.reason import Reason, WarningReason
from monitor.identity.placeholder import replaces_placeholder
from tests.monitor.builders import DAY, NOW, TEXT, URL, events, notice, polled, result
from tests.monitor.ingest.test_pipeline import queued, take, verdicts
from tests.stores import new_store

NO_TEXT = ReadingWarning.of(WarningCode.TEXT_NOT_FOUND, Reason.of(WarningReason.TEXT_NOT_FOUND))
BUSY = "系统繁忙，请稍后再试！"
TITLE = "关于印发有关培育方案的通知"
ERRORS = {
    "busy": {"title": "提示信息", "text": BUSY},
    "right title": {"title": TITLE, "text": f"您没有权限查看该信息。{BUSY}"},
    "English": {"title": "Error", "text": "An error occurred while processing your request. Please try again later."},
    "title alone": {"title": TITLE, "text": TITLE, "warnings": (NO_TEXT,)},
}


@pytest.fixture
def watched():
    store = new_store()
    take(store, result(), now=NOW - DAY)
    return store


def page(body, **fields):
    return polled(body=body, **{"title": TITLE, "text": TEXT} | fields)


@pytest.mark.parametrize("reader", ["4", "5"])
@pytest.mark.parametrize("error", ERRORS.values(), ids=ERRORS)
def test_the_text_of_an_error_page_is_replaced_and_matched_again(watched, error, reader):
    take(watched, result(page(b"error", reader=reader, listed_at=NOW, **error)))
    before = queued(watched)
    decisions = take(watched, result(page(b"good", reader="5")), now=NOW + DAY)
    assert (verdicts(decisions), before, queued(watched)) == (["known"], 0, 1)
    with watched.reading() as tx:
        assert [(known.number, known.notice.text) for known in tx.notices.revisions(1)] == [(1, TEXT)]
        assert tx.notices.get(1).notice.title == TITLE
    assert events(watched)[-1].detail["reason"]["code"] == "verdict.text_came"
    take(watched, result(page(b"good again", reader="5")), now=NOW + 2 * DAY)
    assert queued(watched) == 1


def test_an_error_page_of_the_baseline_is_replaced_without_an_alert():
    store = new_store()
    take(store, result(page(b"error", **ERRORS["busy"])), now=NOW)
    take(store, result(page(b"good")), now=NOW + DAY)
    assert queued(store) == 0
    with store.reading() as tx:
        assert tx.notices.get(1).notice.text == TEXT


def test_a_short_notice_that_is_extended_is_a_revision(watched):
    take(watched, result(page(b"1", text=TEXT[:60], listed_at=NOW)))
    assert verdicts(take(watched, result(page(b"2")), now=NOW + DAY)) == ["revision"]


@pytest.mark.parametrize(
    ("known", "found", "expected"),
    [
        ({"text": BUSY}, {"text": TEXT}, True),
        ({"text": TEXT}, {"text": BUSY}, False),
        ({"text": BUSY}, {"text": "暂无内容，请稍后访问"}, False),
        ({"text": TEXT[:40]}, {"text": TEXT}, False),
        ({"text": TITLE, "warnings": (NO_TEXT,)}, {"text": f"{TITLE}\n{TEXT}"}, True),
        ({"text": TITLE}, {"text": f"{TITLE}\n{TEXT}"}, False),
        ({"text": BUSY * 30}, {"text": TEXT}, False),
    ],
)
def test_what_is_a_placeholder(known, found, expected):
    assert replaces_placeholder(notice(url=URL, **found), notice(url=URL, **known)) is expected

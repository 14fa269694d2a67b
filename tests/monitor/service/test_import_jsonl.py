import asyncio
import json
import re
from datetime import date

import pytest

from crawler.model.results import PolledNotice, ReadResult
from monitor.ingest.pipeline import Policy
from monitor.polling.poller import SourcePoller
from monitor.polling.setup import PollSetup
from monitor.runtime.store_executor import StoreExecutor
from monitor.service import import_jsonl
from monitor.service.import_jsonl import ingest_lines
from monitor.text.i18n import in_language
from tests.fakes import FakeCrawler
from tests.monitor.builders import (
    DAY,
    NOW,
    OTHER_TEXT,
    TEXT,
    URL,
    failed,
    failure,
    matcher,
    page,
    polled,
    result,
    subscription,
)
from tests.stores import new_store

TEAM = matcher(subscription())
OTHER_URL = "https://gov.example.cn/notices/2.html"


def read(request) -> ReadResult:
    """Reads as a child does: the text as given, or what the body holds, under a title of its own."""
    if "unreadable" in request.url:
        return ReadResult(id=request.id, failures=(failure(url=request.url, code="unreadable", detail="no text"),))
    text = request.text if request.text is not None else request.body.decode()
    found = PolledNotice(url=request.url, title="found by reading", text=text, script="Hans", reader="1")
    return ReadResult(id=request.id, notice=found.model_copy(update={"page": page(text.encode(), request.url)}))


@pytest.fixture
def store():
    return new_store()


def fed(store, *lines, alert="never", crawler=None):
    policy = Policy(30 * DAY, alert)
    setup = PollSetup(TEAM, policy)
    executor = StoreExecutor(store)
    poller = SourcePoller(executor, crawler or FakeCrawler(read), lambda: setup, lambda: NOW)
    written = [line if isinstance(line, str) else json.dumps(line, ensure_ascii=False) for line in lines]

    async def work():
        try:
            lines = await import_jsonl.read(poller, list(enumerate(written, 1)))
            return await ingest_lines(executor, setup, lambda: NOW, lines)
        finally:
            executor.close()

    return asyncio.run(work())


def notices(store):
    with store.reading() as tx:
        return tx.notices.latest(100, None, None)


def said(answers):
    return [notice for answer in answers for notice in answer.notices]


class TestBareNotices:
    def test_a_notice_is_recorded_and_its_verdict_said(self, store):
        [answer] = fed(store, {"url": URL, "title": "通知", "text": TEXT, "published_on": "2024-06-05"})
        [recorded] = notices(store)
        assert (answer.number, answer.error) == (1, None)
        assert answer.notices == [
            {
                "url": URL,
                "verdict": "new",
                "notice": recorded.id,
                "of": None,
                "why": "new URL and new text",
                "reason": {"code": "verdict.new", "params": {}},
            }
        ]
        assert (recorded.notice.title, recorded.notice.text) == ("通知", TEXT)
        assert recorded.notice.published_on == date(2024, 6, 5)

    def test_what_was_given_with_a_page_is_kept_with_it(self, store):
        given = {"title": "通知", "published_on": "2024-06-05", "issuers": ["滨州市人民政府"]}
        fed(store, {"url": URL, "html": "<p>集群</p>"} | given)
        with store.reading() as tx:
            [kept] = tx.retention.kept_pages("2", (0, 0), 10, None, None)
        assert (kept.given, kept.document.issuers) == (given, ("滨州市人民政府",))

    def test_text_goes_to_a_child_to_be_read_and_so_does_html(self, store):
        crawler = FakeCrawler(read)
        fed(store, {"url": URL, "text": TEXT}, {"url": OTHER_URL, "html": "<p>集群</p>"}, crawler=crawler)
        asked = {request.url: request for request in crawler.asked}
        assert (asked[URL].text, asked[URL].body) == (TEXT, None)
        assert (asked[OTHER_URL].text, asked[OTHER_URL].body) == (None, "<p>集群</p>".encode())
        assert asked[OTHER_URL].content_type == "text/html; charset=utf-8"

    def test_what_is_given_wins_over_what_reading_finds(self, store):
        fed(store, {"url": URL, "text": TEXT, "kind": "意见", "issuers": ["财政部"], "region": ["CN"]})
        [recorded] = notices(store)
        assert recorded.notice.title == "found by reading"
        assert (recorded.notice.kind, recorded.notice.issuers, recorded.notice.region) == ("意见", ("财政部",), ("CN",))
        assert recorded.notice.reader == "1"

    def test_fields_that_lists_add_to_a_notice_are_passed_over(self, store):
        added = {"id": 4, "verdict": "new", "copies": [], "revision": 2, "topics": ["a"], "script": "Hans"}
        [answer] = fed(store, {"url": URL, "text": TEXT, "reader": "theirs"} | added)
        assert answer.error is None
        assert notices(store)[0].notice.reader == "1"

    @pytest.mark.parametrize(("fields", "source"), [({}, "ingest"), ({"source": "archive"}, "archive")])
    def test_a_notice_is_recorded_under_its_source(self, store, fields, source):
        fed(store, {"url": URL, "text": TEXT} | fields)
        assert notices(store)[0].source == source

    def test_the_verdict_names_the_earlier_notice(self, store):
        first = {"url": URL, "title": "通知", "text": TEXT}
        answers = fed(store, first, first | {"url": OTHER_URL}, first | {"text": OTHER_TEXT}, first)
        number = notices(store)[0].id
        found = [(one["verdict"], one["notice"], one["of"]) for one in said(answers)]
        assert found == [
            ("new", number, None),
            ("copy", number, number),
            ("revision", number, number),
            ("known", number, None),
        ]

    @pytest.mark.parametrize(("alert", "queued"), [("never", 0), ("always", 1)])
    def test_nobody_is_told_unless_it_is_asked_for(self, store, alert, queued):
        fed(store, {"url": URL, "title": "集群", "text": TEXT}, alert=alert)
        with store.reading() as tx:
            assert tx.deliveries.backlog().queued == queued


class TestPollResults:
    def test_a_result_is_taken_in_as_from_a_poll(self, store):
        line = result(polled(), polled(OTHER_URL, text=OTHER_TEXT), state={"etag": "1"}, links_seen=2).model_dump_json()
        answers = fed(store, line)
        assert [(one["url"], one["verdict"]) for one in said(answers)] == [(URL, "new"), (OTHER_URL, "new")]
        with store.reading() as tx:
            assert tx.sources.get("gov").state == {"etag": "1"}
            assert tx.polls.latest("gov", 1)[0].new == 2

    def test_the_page_of_a_notice_goes_over_the_border_and_back(self, store):
        line = result(polled(body="页".encode())).model_dump_json()
        fed(store, line)
        with store.reading() as tx:
            assert tx.readings.has_page(notices(store)[0].id, page("页".encode()).sha256)

    def test_a_failed_result_says_nothing_and_is_recorded(self, store):
        [answer] = fed(store, failed().model_dump_json())
        assert (answer.notices, answer.error) == ([], None)
        with store.reading() as tx:
            assert tx.sources.get("gov").trouble.code == "timeout"

    def test_a_result_with_a_senseless_retry_after_does_not_stop_the_others(self, store):
        answers = fed(store, failed(failure(retry_after=1e300)).model_dump_json(), {"url": URL, "text": TEXT})
        assert len(said(answers)) == 1


class TestFaults:
    @pytest.mark.parametrize(
        ("line", "error"),
        [
            ("{", "not valid JSON"),
            ("notice", "not valid JSON"),
            ("\ufeff{}", "not valid JSON"),
            ("[" * 100_000, "not valid JSON"),
            ("9" * 5000, "not valid JSON"),
            ("[]", "expected a JSON object"),
            ("null", "expected a JSON object"),
            ("{}", "url: this field is required"),
            ({"text": TEXT}, "url: this field is required"),
            ({"url": URL}, "either `text` or `html`"),
            ({"url": URL, "text": "a", "html": "b"}, "either `text` or `html`"),
            ({"url": "ftp://x.cn/", "text": TEXT}, "url: "),
            ({"url": "file:///etc/passwd", "text": TEXT}, "url: "),
            ({"url": URL, "text": 5}, "text: expected a text, not 5"),
            (
                {"url": URL, "text": TEXT, "published_on": "yesterday"},
                "published_on: expected a date such as 2024-06-06, not 'yesterday'",
            ),
            ({"url": URL, "text": TEXT, "issuers": "财政部"}, "issuers: expected a list, not '财政部'"),
            (
                {"url": URL, "text": TEXT, "titel": "通知"},
                "titel: there is no such field; did you mean `title`?",
            ),
            ({"url": URL, "text": TEXT, "crawled_by": 1, "x": 2}, "x: there is no such field"),
            ({"outcome": "ok", "id": "1", "source": "gov", "notises": []}, "notises: there is no such field"),
            (
                {"url": URL, "text": TEXT, "deadlines": [{"date": "soon", "rule": "day", "text": "a"}]},
                "deadlines[0].date: expected a date such as 2024-06-06, not 'soon'",
            ),
            (
                {"url": URL, "text": TEXT, "deadlines": [{"date": "2024-06-06", "text": "a", "for_whom": "units"}]},
                "deadlines[0].for_whom: there is no such field",
            ),
            ({"url": "https://x.cn/unreadable", "text": ""}, "unreadable: no text"),
            ({"outcome": "ok"}, "id: this field is required"),
            ({"outcome": "failed", "id": "1", "source": "gov"}, "expected the reason of a failed poll in `failures`"),
            ({"outcome": "well", "id": "1", "source": "gov"}, "outcome: "),
            ('{"url": "https://x.cn/", "text": "\\ud800"}', ""),
        ],
        ids=lambda value: str(value)[:30],
    )
    def test_a_faulty_line_is_named_by_its_number_and_the_others_are_taken_in(self, store, line, error):
        before = {"url": URL, "text": TEXT}
        after = {"url": OTHER_URL, "text": OTHER_TEXT}
        first, faulty, last = fed(store, before, line, after)
        assert (first.number, first.error, len(first.notices)) == (1, None, 1)
        assert (faulty.number, faulty.notices) == (2, [])
        assert faulty.error
        assert error in faulty.error
        assert "\n" not in faulty.error
        assert (last.number, last.error, len(last.notices)) == (3, None, 1)
        assert len(notices(store)) == 2

    @pytest.mark.parametrize(
        ("line", "error"),
        [
            ({"text": TEXT}, "url: 缺少必填字段"),
            ({"url": URL, "text": 5}, "text: 应为 文本"),
            ({"url": URL, "text": TEXT, "titel": "a"}, "titel: 该字段不存在"),
            ({"url": URL}, "`text`"),
        ],
    )
    def test_a_fault_is_named_in_chinese(self, store, line, error):
        with in_language("zh"):
            [faulty] = fed(store, line)
        assert error in faulty.error
        assert not re.search("expected|field|input", faulty.error, re.IGNORECASE)

    def test_a_line_beyond_the_limit_is_refused_alone(self, store, monkeypatch):
        monkeypatch.setattr(import_jsonl, "LINE_LIMIT", 2000)
        good = {"url": URL, "title": "通知", "text": "集群通知。" * 40}
        long, short = fed(store, {**good, "url": OTHER_URL, "text": "集群" * 1000}, good)
        assert long.error == "the line is longer than 2000 characters"
        assert (short.error, len(notices(store))) == (None, 1)

    def test_the_lock_is_given_back_between_lines(self, store, monkeypatch):
        monkeypatch.setattr(import_jsonl, "MAX_LOCK_S", 0)
        with_text = [{"url": f"{URL}?{number}", "text": f"{TEXT}{number}"} for number in range(3)]
        held = []
        writing = store.writing
        monkeypatch.setattr(store, "writing", lambda: (held.append(1), writing())[1])
        assert len(said(fed(store, *with_text))) == 3
        assert len(held) >= 3

    def test_no_lines_are_no_answers(self, store):
        assert fed(store) == []


class TestBadLines:
    """Each line is taken wholly or not at all, and the bad one is named, on both databases."""

    @pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
    def test_a_value_that_the_database_refuses_costs_its_own_line_alone(self, kind, tmp_path):
        from tests.monitor.store.conftest import STORES

        def line(number, **fields):
            return {"url": f"https://gov.example.cn/{number}", "title": "通知", "text": f"{TEXT}{number}", **fields}

        bad = result(polled(f"{URL}?nul", title="a\x00b", text=f"{TEXT}\x00")).model_dump_json()
        lines = [
            line(1),
            line(2, source="a\x00b"),
            bad,
            line(3, title="a\ud800b"),
            line(4, text="文\x00 集群"),
            line(5),
        ]
        written = [given if isinstance(given, str) else json.dumps(given) for given in lines]
        with STORES[kind](tmp_path) as store:
            answers = fed(store, *written)
            with store.reading() as tx:
                recorded = tx.notices.count()
        assert [answer.number for answer in answers] == [1, 2, 3, 4, 5, 6]
        assert not answers[0].error
        assert not answers[-1].error
        assert recorded == len({found["notice"] for answer in answers for found in answer.notices})

    @pytest.mark.parametrize(
        "fields",
        [
            {"title": "长" * 2001},
            {"url": "https://gov.example.cn/" + "a" * 5000},
            {"source": ""},
            {"source": "x" * 501},
            {"source": "\u0000"[:0]},
        ],
    )
    def test_title_url_and_source_have_bounds(self, store, fields):
        [answer] = fed(store, {"url": URL, "title": "通知", "text": TEXT} | fields)
        assert answer.error
        assert answer.notices == []

    def test_a_source_is_named_in_one_line(self, store):
        [answer] = fed(store, {"url": URL, "title": "通知", "text": TEXT, "source": "\u001b[31mred\u202e\n"})
        assert not answer.error
        with store.reading() as tx:
            [record] = tx.notices.latest(1, None, None)
        assert record.source.isprintable()

"""Sources by address, poll now, accept, pause; retries of messages and tests of channels."""

import re
from datetime import date
from html import unescape

import pytest

from crawler.model.link import Link
from crawler.model.results import Candidate, DiscoverResult, Failure
from crawler.model.source import Source
from monitor.config import load_config
from monitor.demo.site import serve_receiver
from tests.monitor.web.editors import FILES, editing_site, events_of
from tests.monitor.web.sites import HOSTILE, client

FOUND = Candidate(
    type="html",
    url="https://new.example.cn/tzgg/",
    name="新的市政府 通知公告" + HOSTILE,
    region=("CN", "浙江省"),
    language="zh",
    links=(Link(url="https://new.example.cn/1.html", title="通知" + HOSTILE, published_on=date(2024, 6, 1)),),
    links_seen=12,
    dated=12,
    newest=date(2024, 6, 1),
)
MIRROR = Candidate(type="html", url="https://m.example.cn/")


async def answer(settings, request):
    failures = (Failure(url="https://new.example.cn/x", code="gone", detail=""),)
    return DiscoverResult(id=request.id, candidates=(FOUND, MIRROR), failures=failures, requests=4)


@pytest.fixture
def of(tmp_path):
    found = editing_site(tmp_path)
    object.__setattr__(found, "discover", answer)
    return found


@pytest.fixture
def opened(of):
    with client(of) as opened:
        yield opened


def fields_in(html, action):
    form = html.split(f'action="{action}"')[1].split("</form>")[0]
    return {name: unescape(value) for name, value in re.findall(r'name="(\w+)" value="([^"]*)"', form)}


def written(of):
    return (of.config.folder / "sources" / "web.yaml").read_text()


class TestSources:
    def test_a_source_is_added_by_its_address(self, of, opened):
        html = opened.post("/add-source/find", data={"address": "new.example.cn"}).text
        assert "links: 12, with dates: 12, newest date: 2024-06-01" in html
        assert "already configured: mirror" in html
        given = fields_in(html, "/add-source/save")
        assert opened.post("/add-source/save", data=given).status_code == 303
        source = load_config(of.config.folder).source("new-example-tzgg") or load_config(of.config.folder).sources[-1]
        assert (source.url, source.type, source.region, source.language) == (
            FOUND.url,
            "html",
            ("CN", "浙江省"),
            "zh",
        )  # fmt: skip - a row of values
        assert not source.trusted
        assert not source.verified
        assert written(of).startswith(FILES["sources/web.yaml"])
        assert events_of(of)[0][1] == {"what": "source", "id": source.id, "by": "web:reader"}

    @pytest.mark.parametrize(
        "fields",
        [
            {"type": "command"},
            {"type": "json"},
            {"type": "auto"},
            {"url": "file:///etc/passwd"},
            {"url": "https://user:secret@new.example.cn/"},
            {"url": "https://new.example.cn/${HOME}"},
            {"name": "${file:/etc/passwd}"},
            {"every": "1ms"},
            {"every": "x\n  trusted: true"},
            {"version": "other"},
            {"language": "x" * 100},
            {"region": "CN\n" * 300},
        ],
    )
    def test_what_the_page_may_not_set_is_refused(self, of, opened, fields):
        given = {"type": "html", "url": FOUND.url, "name": "n", "every": "1h", "version": version(opened)}
        assert opened.post("/add-source/save", data=given | fields).status_code in (400, 409)
        assert written(of) == FILES["sources/web.yaml"]
        assert events_of(of) == []

    def test_other_fields_are_not_taken(self, of, opened):
        extra = {"trusted": "true", "headers": "Cookie: x", "command": "sh", "verify_tls": "false", "id": "evil"}
        given = {"type": "html", "url": FOUND.url, "name": "n", "version": version(opened)}
        assert opened.post("/add-source/save", data=extra | given).status_code == 303
        source = load_config(of.config.folder).sources[-1]
        assert source == Source(id=source.id, type="html", url=FOUND.url, name="n")

    @pytest.mark.parametrize("address", ["", "ftp://x.example/", "javascript:alert(1)", "a b", "\u202e", "x" * 3000])
    def test_an_address_that_is_none_is_refused(self, opened, address):
        assert opened.post("/add-source/find", data={"address": address}).status_code == 400

    def test_there_is_one_search_at_a_time(self, of, opened):
        with of.discovering:
            answer = opened.post("/add-source/find", data={"address": "new.example.cn"})
        assert answer.status_code == 400
        assert "another search" in answer.text

    def test_a_source_is_paused_and_resumed(self, of, opened):
        for enabled in ("", "1"):
            given = {"id": "mirror", "version": version(opened), "enabled": enabled}
            answer = opened.post("/source-changes/pause", data=given)
            assert answer.headers["location"] == "/sources/mirror"
            assert load_config(of.config.folder).source("mirror").enabled == bool(enabled)
        assert "# ours" in written(of)
        assert opened.post("/source-changes/pause", data=given | {"version": "x"}).status_code == 409
        assert opened.post("/source-changes/pause", data=given | {"id": "gov"}).status_code in (400, 409)
        assert "source-changes/pause" not in opened.get("/sources/gov").text
        assert "source-changes/pause" in opened.get("/sources/mirror").text

    def test_poll_now_and_accept(self, of, opened):
        with of.store.reading() as tx:
            before = tx.sources.get("gov")
        assert opened.post("/source-changes/check", data={"id": "gov"}).status_code == 303
        assert opened.post("/source-changes/accept", data={"id": "gov"}).status_code == 303
        assert opened.post("/source-changes/accept", data={"id": "mirror"}).status_code == 400
        assert opened.post("/source-changes/check", data={"id": "nothing"}).status_code == 404
        assert opened.post("/source-changes/other", data={"id": "gov"}).status_code == 404
        with of.store.reading() as tx:
            record = tx.sources.get("gov")
            events = [(event.kind, event.source, event.detail) for event in tx.events.after(0, 1000)][-2:]
        assert record.due_at <= of.clock()
        assert record.state == before.state | {"version": before.state.get("version", 1), "accepted": True}
        assert events == [
            ("source.requested", "gov", {"by": "web:reader"}),
            ("source.accepted", "gov", {"by": "web:reader", "held": 0}),
        ]


def version(opened):
    return fields_in(opened.get("/sources/mirror").text, "/source-changes/pause")["version"]


class TestDeliveries:
    def test_a_message_that_was_given_up_is_due_again(self, of, opened):
        [failed] = re.findall(r'name="id" value="(\d+)"', opened.get("/deliveries").text)
        assert opened.post("/deliveries/retry", data={"id": failed}).status_code == 303
        with of.store.reading() as tx:
            assert tx.deliveries.get(int(failed)).status == "queued"
            [event] = [event for event in tx.events.after(0, 1000) if event.kind == "delivery.retried"]
        assert event.detail == {"delivery": int(failed), "channel": "ops", "by": "web:reader"}
        assert 'name="id"' not in opened.get("/deliveries").text

    def test_all_failed_messages_are_due_again(self, of, opened):
        assert "Retry all failed messages" in opened.get("/deliveries").text
        assert opened.post("/deliveries/retry").status_code == 303
        with of.store.reading() as tx:
            assert tx.deliveries.backlog().given_up == 0

    @pytest.mark.parametrize(("number", "status"), [("999", 400), ("x", 404), ("9" * 30, 404), ("-1", 404)])
    def test_an_unknown_message_is_refused(self, opened, number, status):
        assert opened.post("/deliveries/retry", data={"id": number}).status_code == status

    @pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
    def test_a_channel_is_tested(self, of, opened):
        received = []
        with serve_receiver(received) as server:
            place = server.url.removeprefix("http://")
            (of.config.folder / "noticewatch.yaml").write_text(
                f'channels: {{ops: "json://{place}/", mail: "json://127.0.0.1:9/s3cret-token"}}\n'
            )
            assert "channel ops accepted a sample" in opened.post("/channels/test", data={"name": "ops"}).text
            html = opened.post("/channels/test", data={"name": "mail"}).text
        assert len(received) == 1
        assert "s3cret" not in html
        assert opened.post("/channels/test", data={"name": "json://evil.example/"}).status_code == 404
        with of.store.reading() as tx:
            events = [event.detail for event in tx.events.after(0, 1000) if event.kind == "channel.tested"]
        assert [(detail["channel"], bool(detail["error"])) for detail in events] == [("ops", False), ("mail", True)]
        assert "s3cret" not in str(events)


@pytest.mark.slow
def test_the_crawler_connects_only_to_public_addresses(tmp_path):
    received = []
    with serve_receiver(received) as server, client(editing_site(tmp_path)) as opened:
        html = opened.post("/add-source/find", data={"address": server.url}).text
    assert "is a loopback address" in html
    assert 'class="warning"' in html
    assert received == []

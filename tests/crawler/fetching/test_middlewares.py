import asyncio
from types import SimpleNamespace

import pytest
from scrapy import Request
from scrapy import exceptions as scrapy_errors
from scrapy.http import TextResponse

from crawler.fetching import middlewares
from crawler.fetching.middlewares import (
    HOSTS,
    KEEP,
    RETRY,
    OwnHeadersMiddleware,
    RobotsMiddleware,
)
from crawler.fetching.politeness import CRAWL_DELAY_LIMIT_S, set_host_delay
from crawler.fetching.robots_rules import SIZE_LIMIT
from crawler.model import errors
from tests.crawler.builders import SITE

FORBID = b"User-agent: *\nDisallow: /secret/\n"


class FakeEngine:
    """Answers requests for robots.txt with one response after the other, the last for ever."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.requests = []

    async def download_async(self, request):
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        await asyncio.sleep(0)
        if isinstance(answer, Exception):
            raise answer
        return answer


def robots(body=b"", status=200, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return TextResponse(f"{SITE}/robots.txt", status=status, body=body, headers=named)


class Robots:
    """The middleware over made answers."""

    def __init__(self, *answers, user_agent="noticewatch/0.1 (+mailto:a@example.org)"):
        self.engine = FakeEngine(*answers)
        self.engine.downloader = SimpleNamespace(per_slot_settings={}, slots={})
        crawler = SimpleNamespace(engine=self.engine, settings={"USER_AGENT": user_agent, "DOWNLOAD_DELAY": 0.25})
        self.middleware = RobotsMiddleware.from_crawler(crawler)

    def ask(self, *urls, **meta):
        return asyncio.run(self.ask_together(*urls, **meta))

    async def ask_together(self, *urls, **meta):
        """What became of each request: allowed, or the error's word."""
        headers = meta.pop("headers", None)
        requests = [Request(url, meta=dict(meta), headers=headers) for url in urls]
        answers = await asyncio.gather(*map(self.middleware.process_request, requests), return_exceptions=True)
        return ["allowed" if answer is None else answer.code for answer in answers]

    @property
    def fetched(self):
        return [request.url for request in self.engine.requests]


@pytest.fixture
def clock(monkeypatch):
    now = SimpleNamespace(seconds=1000.0)
    monkeypatch.setattr(middlewares, "monotonic", lambda: now.seconds)
    return now


SECRET = f"{SITE}/secret/1.html"
OPEN = f"{SITE}/art/1.html"


def test_the_rules_of_a_site_decide():
    robots_txt = Robots(robots(FORBID))
    assert robots_txt.ask(SECRET, OPEN) == ["robots", "allowed"]
    assert robots_txt.fetched == [f"{SITE}/robots.txt"]


def test_a_byte_order_mark_is_no_part_of_the_rules():
    assert Robots(robots(b"\xef\xbb\xbf" + FORBID)).ask(SECRET, OPEN) == ["robots", "allowed"]


@pytest.mark.parametrize("body", [FORBID.replace(b"\n", b"\r\n"), FORBID + b"\xff\xfe" + b"Sitemap: x"])
def test_rules_are_read_through_line_ends_and_odd_bytes(body):
    assert Robots(robots(body)).ask(SECRET, OPEN) == ["robots", "allowed"]


def test_rules_for_this_visitor_go_before_those_for_all():
    body = b"User-agent: noticewatch\nDisallow: /art/\n\nUser-agent: *\nDisallow: /secret/\n"
    assert Robots(robots(body)).ask(SECRET, OPEN) == ["allowed", "robots"]
    assert Robots(robots(body), user_agent="other/1").ask(SECRET, OPEN) == ["robots", "allowed"]


def test_a_visitor_under_another_name_is_judged_under_that_name():
    body = b"User-agent: browser\nDisallow: /\n"
    assert Robots(robots(body)).ask(OPEN, headers={"User-Agent": "browser/1.0"}) == ["robots"]


@pytest.mark.parametrize("status", [400, 401, 403, 404, 410, 451])
def test_missing_rules_allow_all(status):
    assert Robots(robots(FORBID, status)).ask(SECRET) == ["allowed"]


@pytest.mark.parametrize("body", [b"", b"<html><body>404</body></html>", b"\x00\x01\x02", b"Disallow", b":" * 1000])
def test_what_holds_no_rules_allows_all(body):
    assert Robots(robots(body)).ask(SECRET) == ["allowed"]


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        (robots(status=500), "http_status"),
        (robots(status=503), "http_status"),
        (robots(status=429), "blocked"),
        (scrapy_errors.DownloadTimeoutError("late"), "timeout"),
        (errors.AddressRefusedError(), "address_refused"),
        (OSError("no route"), "unreachable"),
    ],
)
def test_rules_that_cannot_be_fetched_allow_nothing_and_say_what_went_wrong(answer, code):
    assert Robots(answer).ask(OPEN) == [code]


def test_the_error_names_robots_and_keeps_the_wait():
    robots_txt = Robots(robots(status=503, Retry_After="90"))
    with pytest.raises(errors.HttpStatusError, match=r"robots\.txt: .*503") as caught:
        asyncio.run(robots_txt.middleware.process_request(Request(OPEN)))
    assert caught.value.retry_after == 90


def test_rules_that_could_not_be_fetched_are_asked_for_again_after_a_while(clock):
    robots_txt = Robots(robots(status=500), robots(FORBID))
    assert robots_txt.ask(OPEN) == ["http_status"]
    clock.seconds += RETRY - 1
    assert robots_txt.ask(OPEN) == ["http_status"]
    assert len(robots_txt.fetched) == 1
    clock.seconds += 2
    assert robots_txt.ask(OPEN, SECRET) == ["allowed", "robots"]


def test_rules_hold_for_a_day(clock):
    robots_txt = Robots(robots(FORBID), robots(b""))
    assert robots_txt.ask(SECRET) == ["robots"]
    clock.seconds += KEEP - 1
    assert robots_txt.ask(SECRET) == ["robots"]
    clock.seconds += 2
    assert robots_txt.ask(SECRET) == ["allowed"]
    assert len(robots_txt.fetched) == 2


def test_older_rules_stand_in_for_ones_that_cannot_be_fetched(clock):
    robots_txt = Robots(robots(FORBID), OSError("no route"))
    robots_txt.ask(OPEN)
    clock.seconds += KEEP + 1
    assert robots_txt.ask(SECRET, OPEN) == ["robots", "allowed"]


def test_many_requests_at_once_fetch_the_rules_once():
    robots_txt = Robots(robots(FORBID))
    assert robots_txt.ask(*[OPEN] * 20) == ["allowed"] * 20
    assert len(robots_txt.fetched) == 1


def test_a_request_given_up_does_not_cost_the_others_the_answer():
    robots_txt = Robots(robots(FORBID))

    async def scenario():
        first = asyncio.ensure_future(robots_txt.middleware.process_request(Request(OPEN)))
        second = asyncio.ensure_future(robots_txt.middleware.process_request(Request(SECRET)))
        await asyncio.sleep(0)
        first.cancel()
        return await asyncio.gather(first, second, return_exceptions=True)

    cancelled, refused = asyncio.run(scenario())
    assert isinstance(cancelled, asyncio.CancelledError)
    assert isinstance(refused, errors.RobotsError)


def test_each_host_scheme_and_port_has_its_own_rules():
    robots_txt = Robots(robots(b""))
    robots_txt.ask("https://a.org/x", "https://a.org/y", "http://a.org/x", "https://a.org:8443/x", "https://b.org/x")
    assert sorted(robots_txt.fetched) == [
        "http://a.org/robots.txt",
        "https://a.org/robots.txt",
        "https://a.org:8443/robots.txt",
        "https://b.org/robots.txt",
    ]


def test_rules_are_fetched_under_the_trust_of_the_request():
    robots_txt = Robots(robots(b""))
    robots_txt.ask(OPEN, trusted=True, cookiejar="a")
    robots_txt.ask(OPEN, trusted=False)
    assert [request.meta.get("trusted") for request in robots_txt.engine.requests] == [True, False]
    assert all(request.meta["dont_obey_robotstxt"] for request in robots_txt.engine.requests)


def test_a_request_that_need_not_obey_asks_for_no_rules():
    robots_txt = Robots(robots(FORBID))
    assert robots_txt.ask(SECRET, dont_obey_robotstxt=True) == ["allowed"]
    assert robots_txt.fetched == []


def test_no_more_of_the_rules_is_read_than_the_limit():
    body = b"#" * SIZE_LIMIT + b"\nUser-agent: *\nDisallow: /\n"
    assert Robots(robots(body)).ask(OPEN) == ["allowed"]


def test_the_hosts_remembered_are_limited():
    robots_txt = Robots(robots(b""))
    robots_txt.ask(*(f"https://h{number}.org/x" for number in range(HOSTS + 20)), dont_obey_robotstxt=False)
    assert len(robots_txt.middleware._hosts) == HOSTS


def redirected(url, came_from=f"{SITE}/api", **fields):
    meta = {"own_headers": ["X-Key"], "redirect_urls": [came_from]}
    return Request(url, headers={"X-Key": "1"}, meta=meta, **fields)


def test_what_is_posted_goes_to_no_other_site():
    with pytest.raises(errors.RedirectedAwayError, match="not sent to other sites"):
        OwnHeadersMiddleware().process_request(redirected("https://evil.example/", method="POST", body=b"key"))
    same = redirected(f"{SITE}/other", method="POST", body=b"key")
    OwnHeadersMiddleware().process_request(same)
    assert same.headers["X-Key"] == b"1"


def test_a_sources_headers_go_to_no_other_site():
    request = redirected("https://evil.example/")
    OwnHeadersMiddleware().process_request(request)
    assert "X-Key" not in request.headers


def delay_of(robots_txt):
    return robots_txt.engine.downloader.per_slot_settings.get("www.example.gov.cn", {}).get("delay")


@pytest.mark.parametrize(
    ("written", "delay"),
    [
        ("7", 7.0),
        ("2.5", 2.5),
        ("0.1", 0.25),
        ("0", None),
        ("soon", None),
        ("-3", None),
        ("86400", CRAWL_DELAY_LIMIT_S),
    ],
)
def test_the_delay_that_rules_ask_for_is_the_hosts(written, delay):
    robots_txt = Robots(robots(f"User-agent: *\nCrawl-delay: {written}\nDisallow:\n".encode()))
    assert robots_txt.ask(OPEN) == ["allowed"]
    assert delay_of(robots_txt) == delay


@pytest.mark.parametrize(("asked", "delay"), [(0.0, 7.0), (20.0, 20.0)])
def test_of_the_delays_of_rules_and_source_the_longer_holds(asked, delay):
    robots_txt = Robots(robots(b"User-agent: *\nCrawl-delay: 7\n"))
    robots_txt.ask(OPEN)
    set_host_delay(robots_txt.engine.downloader, "www.example.gov.cn", asked=asked)
    assert delay_of(robots_txt) == delay
    robots_txt.ask(OPEN)
    assert delay_of(robots_txt) == delay


def test_a_source_that_does_not_keep_to_the_rules_does_not_keep_to_their_delay():
    robots_txt = Robots(robots(b"User-agent: *\nCrawl-delay: 7\n"))
    robots_txt.ask(OPEN, dont_obey_robotstxt=True)
    assert delay_of(robots_txt) is None

import asyncio
from datetime import timedelta
from time import time

import pytest
from scrapy import Request
from scrapy.http import HtmlResponse, Response

from crawler.browser.messages import BrowserCookie, JsonResponse, LoadedPage, LoadFailure
from crawler.fetching.rendering import COOKIE_S, META, RECORDS, SERVED, RenderedPages, loaded
from crawler.fetching.usage import Meter
from crawler.model.details.fetching import BrowserDetail
from crawler.model.encoding import decode
from crawler.model.errors import BlockedError, BrowserFailedError, RobotsError
from crawler.model.listing_options import Rendering

URL = "http://portal.cn/list"


class FakeBrowser:
    def __init__(self, answer):
        self.answer = answer

    async def load(self, request, allows):
        self.request = request
        self.allowed = await allows(URL)
        return self.answer


def page(**fields):
    given = {"id": 1, "url": URL, "status": 200, "content_type": "text/html; charset=utf-8", "body": "<p>通知</p>"}
    return LoadedPage(**{**given, **fields})


def load(answer, **meta):
    browser = FakeBrowser(answer)
    headers = {"User-Agent": "noticewatch/1", "Cookie": "a=1; b=x=y"}
    request = Request(URL, headers=headers, meta={META: Rendering(wait_for="li"), **meta})
    return asyncio.run(loaded(browser, request)), browser


def test_a_request_carries_the_options_of_its_source_and_the_cookies_of_its_jar():
    _, browser = load(page(), trusted=True, verify=False)
    asked = browser.request
    assert (asked.url, asked.user_agent, asked.wait_for, asked.timeout_s) == (URL, "noticewatch/1", "li", 30)
    assert (asked.trusted, asked.verify_tls, asked.asks, asked.records) == (True, False, False, False)
    assert [(cookie.name, cookie.value) for cookie in asked.cookies] == [("a", "1"), ("b", "x=y")]


def test_the_document_is_utf_8_whatever_it_states():
    response, _ = load(page(body="<meta charset=gbk><p>é</p>"))
    assert decode(response.body, "text/html; charset=gbk") == "<meta charset=gbk><p>é</p>"


def test_cookies_are_kept_for_a_limited_time():
    later = time() + 100 * 86400
    cookies = [
        BrowserCookie(name="session", value="1", domain="portal.cn"),
        BrowserCookie(name="long", value="2", domain=".portal.cn", path="/a", expires=later, secure=True),
        BrowserCookie(name="", value="3"),
    ]
    response, _ = load(page(cookies=cookies))
    assert [given.decode() for given in response.headers.getlist("Set-Cookie")] == [
        f"session=1; Path=/; Max-Age={COOKIE_S}",
        f"long=2; Path=/a; Max-Age={COOKIE_S}; Domain=.portal.cn; Secure",
    ]


def test_the_use_of_the_network_is_counted_and_data_is_recorded():
    meter = Meter()
    records = []
    data = JsonResponse(url="http://portal.cn/api", method="GET", body="[]")
    load(page(requests=5, bytes=1000, recorded=[data]), **{"spending": meter, RECORDS: records})
    # The request and the bytes of the document itself are counted by the caller.
    assert (meter.requests, meter.bytes) == (4, 1000 - len("<p>通知</p>"))
    assert records == [data]


@pytest.mark.parametrize(("code", "kind"), [("robots", RobotsError), ("from the future", BrowserFailedError)])
def test_failures_become_the_errors_with_their_code(code, kind):
    detail = BrowserDetail.NOT_STARTED.of(reason="no sandbox")
    with pytest.raises(kind, match="cannot be started: no sandbox"):
        load(LoadFailure(id=1, code=code, detail=detail.as_json()))


class Downloads:
    """Answers requests in the browser and without it, and takes them down."""

    def __init__(self, *answers):
        self.answers = list(answers)
        self.asked = []

    async def __call__(self, request):
        self.asked.append("browser" if META in request.meta else "plain")
        self.request = request
        return self.answers.pop(0)


def ask(pages, downloads, role="listing"):
    headers = {"If-None-Match": "x"}
    request = Request(URL, headers=headers, meta={"cookiejar": "portal", "download_timeout": 60.0})
    return asyncio.run(pages.response(downloads, request, Rendering(timeout=timedelta(seconds=20)), role))


def answer(status=200, flags=()):
    return HtmlResponse(URL, status=status, flags=list(flags)) if status == 200 else Response(URL, status=status)


def test_after_a_passed_challenge_pages_that_are_served_need_no_browser():
    downloads = Downloads(answer(flags=[SERVED]), answer(), answer(412), answer())
    pages = RenderedPages()
    ask(pages, downloads)
    ask(pages, downloads)
    ask(pages, downloads)
    assert downloads.asked == ["browser", "plain", "plain", "browser"]
    assert "If-None-Match" not in downloads.request.headers
    assert downloads.request.meta["download_timeout"] == 20


def test_other_pages_of_the_source_and_pages_made_by_scripts_still_need_it():
    downloads = Downloads(answer(flags=[SERVED]), answer(), answer())
    pages = RenderedPages()
    ask(pages, downloads)
    ask(pages, downloads, "notice")
    ask(pages, downloads, "notice")
    assert downloads.asked == ["browser"] * 3


@pytest.mark.parametrize("status", [412, 521])
def test_a_site_that_refuses_the_browser_too_is_a_trouble(status):
    with pytest.raises(BlockedError, match=f"refuses the browser .HTTP {status}"):
        ask(RenderedPages(), Downloads(answer(status)))

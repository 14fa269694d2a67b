import asyncio
import gzip
from types import SimpleNamespace

import pytest
from scrapy import exceptions as scrapy_errors
from scrapy.http import HtmlResponse

from crawler.fetching.fetcher import PAGE_LIMIT, SITEMAP_LIMIT, Fetcher, Validators
from crawler.model import errors
from crawler.model.http_request import ListingRequest
from tests.crawler.builders import LISTING, NOW, a_source, an_article


class FakeEngine:
    """Gives one response, or raises, and keeps the requests."""

    def __init__(self, answer):
        self.answer = answer
        self.requests = []
        self.downloader = SimpleNamespace(per_slot_settings={}, slots={})

    async def download_async(self, request):
        self.requests.append(request)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


def response(status=200, body=None, url=LISTING, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    raw = an_article().encode() if body is None else body
    return HtmlResponse(url, status=status, body=raw, headers=named)


def fetch(answer, url=LISTING, source=None, validators=None, **fields):
    engine = FakeEngine(answer)
    spider = SimpleNamespace(crawler=SimpleNamespace(engine=engine))
    page = asyncio.run(Fetcher(spider, lambda: NOW).fetch(url, source or a_source(), validators, **fields))
    return page, engine


def test_an_answer_is_a_page_with_what_its_server_said():
    answer = response(url=f"{LISTING}moved", ETag='"1"', Last_Modified="today", Content_Type="text/html; charset=gbk")
    page, _ = fetch(answer)
    assert (page.url, page.final_url, page.fetched_at) == (LISTING, f"{LISTING}moved", NOW)
    assert (page.etag, page.modified, page.content_type) == ('"1"', "today", "text/html; charset=gbk")
    assert page.body == answer.body


def test_a_validator_too_long_is_cut():
    assert len(fetch(response(ETag="x" * 5000))[0].etag) == 500


def test_a_request_is_conditional_when_there_is_something_to_compare():
    _, engine = fetch(response(), validators=Validators('"1"', "today"))
    headers = engine.requests[0].headers
    assert (headers["If-None-Match"], headers["If-Modified-Since"]) == (b'"1"', b"today")


@pytest.mark.parametrize("validators", [None, Validators()])
def test_a_request_is_unconditional_otherwise(validators):
    headers = fetch(response(), validators=validators)[1].requests[0].headers
    assert "If-None-Match" not in headers
    assert "If-Modified-Since" not in headers


def test_a_request_carries_what_its_source_says():
    source = a_source(headers={"Referer": "https://example.org/"}, trusted=True, obey_robots=False)
    [request] = fetch(response(), source=source)[1].requests
    assert request.headers["Referer"] == b"https://example.org/"
    assert request.meta == {
        "trusted": True,
        "verify": True,
        "dont_obey_robotstxt": True,
        "cookiejar": "example",
        "own_headers": ["Referer"],
    }
    assert request.dont_filter


def test_a_request_is_untrusted_and_obeys_robots_unless_its_source_says_otherwise():
    [request] = fetch(response())[1].requests
    assert (request.meta["trusted"], request.meta["dont_obey_robotstxt"]) == (False, False)


def test_what_is_not_modified_is_no_page():
    assert fetch(response(304, b""), validators=Validators('"1"'))[0] is None


def test_not_modified_without_a_condition_is_an_error():
    with pytest.raises(errors.HttpStatusError):
        fetch(response(304, b""))


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (response(404), errors.GoneError),
        (response(503, Retry_After="60"), errors.HttpStatusError),
        (response(body=b""), errors.EmptyBodyError),
        (response(body=b"%PDF-1.7"), errors.NotAPageError),
        (scrapy_errors.DownloadTimeoutError("late"), errors.TimedOutError),
        (errors.AddressRefusedError(), errors.AddressRefusedError),
        (OSError("no route"), errors.UnreachableError),
    ],
)
def test_what_is_no_page_is_an_error(answer, kind):
    with pytest.raises(kind):
        fetch(answer)


@pytest.mark.parametrize("url", ["", "no address", "/relative"])
def test_what_is_no_address_is_an_error(url):
    with pytest.raises(errors.FetchError):
        fetch(response(), url=url)


def test_the_delay_of_a_source_is_given_to_its_host():
    engine = FakeEngine(response())
    spider = SimpleNamespace(crawler=SimpleNamespace(engine=engine))
    asyncio.run(Fetcher(spider, lambda: NOW).fetch(LISTING, a_source(delay="2s")))
    assert engine.downloader.per_slot_settings["www.example.gov.cn"]["delay"] == 2.0


def test_without_a_delay_the_host_keeps_its_own():
    assert fetch(response())[1].downloader.per_slot_settings == {}


def test_what_a_listing_asks_for_is_posted_with_the_sources_headers():
    post = ListingRequest(LISTING, b'{"q": 1}', "application/json")
    _, engine = fetch(response(), source=a_source(headers={"X-Key": "1"}), post=post)
    [request] = engine.requests
    assert (request.method, request.body) == ("POST", b'{"q": 1}')
    assert (request.headers["Content-Type"], request.headers["X-Key"]) == (b"application/json", b"1")


def test_without_a_body_it_is_a_get():
    _, engine = fetch(response(), post=ListingRequest(LISTING))
    assert (engine.requests[0].method, engine.requests[0].body) == ("GET", b"")


def test_a_gzip_file_is_unpacked():
    page, _ = fetch(response(body=gzip.compress(an_article().encode())))
    assert page.body == an_article().encode()


def test_a_gzip_file_that_unpacks_to_too_much_is_too_large():
    with pytest.raises(errors.TooLargeError, match="decompressed page exceeds"):
        fetch(response(body=gzip.compress(bytes(PAGE_LIMIT + 1))))


def test_a_broken_gzip_file_is_no_page():
    with pytest.raises(errors.NotAPageError):
        fetch(response(body=b"\x1f\x8b\x08nonsense"))


def test_a_sitemap_may_be_as_large_as_its_protocol_allows():
    _, engine = fetch(response(), source=a_source(type="sitemap"))
    assert engine.requests[0].meta["download_maxsize"] == SITEMAP_LIMIT
    _, engine = fetch(response())
    assert "download_maxsize" not in engine.requests[0].meta

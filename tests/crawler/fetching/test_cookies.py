"""Cookies of sources, and servers that set too many of them."""

import pytest
from scrapy import Request
from scrapy.http import Response

from crawler.fetching import cookies
from crawler.fetching.cookies import COOKIE_BYTES, COOKIES, BoundedCookiesMiddleware
from crawler.model.network.suffixes import suffixes

URL = "http://site.example/list/"


@pytest.fixture
def middleware():
    return BoundedCookiesMiddleware()


def answer(middleware, *given, source="a"):
    request = Request(URL, meta={"cookiejar": source})
    response = Response(URL, headers={"Set-Cookie": list(given)})
    assert middleware.process_response(request, response) is response


def sent(middleware, source="a"):
    """Names of the cookies that the next request of a source has."""
    request = Request(URL, meta={"cookiejar": source})
    middleware.process_request(request)
    return [pair.partition("=")[0] for pair in (request.headers.get("Cookie") or b"").decode().split("; ") if pair]


def test_a_cookie_is_sent_back_for_its_source_only(middleware):
    answer(middleware, "session=1")
    assert sent(middleware) == ["session"]
    assert sent(middleware, "b") == []
    assert len(middleware.jars) == 1


def test_the_number_of_cookies_is_limited(middleware):
    answer(middleware, *(f"c{number}=1" for number in range(3 * COOKIES)))
    assert len(sent(middleware)) == COOKIES
    for turn in range(5):
        answer(middleware, *(f"t{turn}n{number}=1; Path=/list" for number in range(COOKIES)))
    assert len(sent(middleware)) == COOKIES


def test_long_cookies_are_ignored(middleware):
    answer(middleware, "long=" + "a" * COOKIE_BYTES, "short=1")
    assert sent(middleware) == ["short"]


def test_a_cookie_can_be_removed(middleware):
    answer(middleware, "session=1")
    answer(middleware, "session=; Max-Age=0")
    assert sent(middleware) == []


def test_the_number_of_sources_is_limited(middleware, monkeypatch):
    monkeypatch.setattr(cookies, "JARS", 2)
    for source in ("a", "b", "a", "c"):
        answer(middleware, "session=1", source=source)
    assert [sent(middleware, source) for source in ("a", "b", "c")] == [["session"], [], ["session"]]


def test_the_list_of_public_suffixes_is_not_downloaded(middleware, monkeypatch):
    downloads = []
    monkeypatch.setattr("requests.Session.request", lambda *given, **_: downloads.append(given))
    suffixes.cache_clear()
    answer(middleware, "wide=1; Domain=.example", "own=1; Domain=site.example")
    assert sent(middleware) == ["own"]
    assert not downloads

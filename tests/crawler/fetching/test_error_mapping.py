from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from scrapy import exceptions as scrapy_errors
from scrapy.http import Response
from twisted.internet import error as network_errors

from crawler.fetching.barriers import page_error
from crawler.fetching.error_mapping import answer_error, download_error, retry_after
from crawler.model import errors
from crawler.model.codes import FailureCode
from crawler.model.details.fetching import AddressDetail, FetchDetail
from tests.crawler.builders import a_page, an_article


def response(status=200, **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response("https://example.org/", status=status, headers=named)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (scrapy_errors.CannotResolveHostError("x"), errors.UnreachableError),
        (scrapy_errors.DownloadConnectionRefusedError("x"), errors.UnreachableError),
        (scrapy_errors.DownloadTimeoutError("x"), errors.TimedOutError),
        (network_errors.TimeoutError(), errors.TimedOutError),
        (TimeoutError(), errors.TimedOutError),
        (scrapy_errors.ResponseDataLossError(), errors.BrokenTransferError),
        (scrapy_errors.DownloadCancelledError("x"), errors.TooLargeError),
        (scrapy_errors.DownloadFailedError("x"), errors.BrokenTransferError),
        (scrapy_errors.UnsupportedURLSchemeError("x"), errors.NotAPageError),
        (scrapy_errors.NotSupported("x"), errors.NotAPageError),
        (scrapy_errors.IgnoreRequest("max redirections reached"), errors.RedirectLoopError),
        (scrapy_errors.IgnoreRequest("Cancelled decompression: exceeds DOWNLOAD_MAXSIZE"), errors.TooLargeError),
        (scrapy_errors.IgnoreRequest("for another reason"), errors.NotAPageError),
        (OSError("no route"), errors.UnreachableError),
        (ValueError(), errors.UnreachableError),
    ],
)
def test_what_the_downloader_raises_has_its_own_word(error, kind):
    assert type(download_error(error)) is kind


def test_a_fetch_error_is_passed_through():
    refused = errors.AddressRefusedError(AddressDetail.LOOPBACK.of(host="127.0.0.1"))
    assert download_error(refused) is refused


def test_the_explanation_carries_the_cause_in_one_short_line():
    detail = str(download_error(OSError("no\nroute " + "x" * 500)))
    assert "no route" in detail
    assert "\n" not in detail
    assert len(detail) < 300


@pytest.mark.parametrize("status", [200, 201, 203, 206])
def test_success_is_no_error(status):
    assert answer_error(response(status)) is None


@pytest.mark.parametrize(
    ("status", "kind", "permanent"),
    [
        (404, errors.GoneError, True),
        (410, errors.GoneError, True),
        (401, errors.LoginRequiredError, False),
        (403, errors.BlockedError, False),
        (418, errors.BlockedError, False),
        (429, errors.BlockedError, False),
        (451, errors.BlockedError, False),
        (412, errors.BrowserRequiredError, False),
        (521, errors.BrowserRequiredError, False),
        (301, errors.HttpStatusError, False),
        (304, errors.HttpStatusError, False),
        (400, errors.HttpStatusError, False),
        (500, errors.HttpStatusError, False),
        (503, errors.HttpStatusError, False),
    ],
)
def test_a_status_has_its_own_word_and_is_named(status, kind, permanent):
    error = answer_error(response(status))
    assert (type(error), error.permanent) == (kind, permanent)
    assert str(status) in str(error)


@pytest.mark.parametrize("target", ["file:///etc/passwd", "ftp://example.org/", "javascript:alert(1)"])
def test_a_redirect_that_was_not_followed_says_where_it_leads(target):
    error = answer_error(response(302, Location=target))
    assert type(error) is errors.RedirectedAwayError
    assert target in str(error)


@pytest.mark.parametrize("status", [403, 429, 500, 503])
def test_an_error_says_how_long_the_server_asks_to_wait(status):
    assert answer_error(response(status, Retry_After="120")).retry_after == 120


@pytest.mark.parametrize(
    ("written", "seconds"),
    [
        ("0", 0),
        ("120", 120),
        (" 120 ", 120),
        ("999999999", 86400),
        ("Wed, 21 Oct 2015 07:28:00 GMT", 0),
        ("Wed, 21 Oct 2099 07:28:00 GMT", 86400),
        ("9999999999999", None),
        ("-5", None),
        ("1.5", None),
        ("soon", None),
        ("", None),
        ("Wed, 21 Oct 99999 07:28:00 GMT", None),
        ("Wed, 21 Oct 2015 07:28:00", None),
    ],
)
def test_the_wait_is_in_seconds_and_at_most_a_day(written, seconds):
    assert retry_after(response(Retry_After=written)) == seconds


def test_the_wait_may_be_a_date():
    then = datetime.now(UTC) + timedelta(hours=1)
    assert 3500 < retry_after(response(Retry_After=format_datetime(then, usegmt=True))) <= 3600


def test_without_the_header_there_is_no_wait():
    assert retry_after(response()) is None


def test_a_date_with_an_impossible_zone_is_no_wait():
    assert retry_after(response(Retry_After="Wed, 21 Oct 2015 07:28:00 +99999999999999999999")) is None


@pytest.mark.parametrize(
    "body",
    [
        an_article(),
        "<p>短</p>",
        "plain text",
        '{"a": 1}',
        "<rss></rss>",
        an_article().encode("utf-16"),
        an_article().encode("gb18030"),
    ],
)
def test_text_is_a_page(body):
    assert page_error(a_page(body)) is None


@pytest.mark.parametrize("body", [b"", b"   ", b"\r\n\t\n"])
def test_nothing_is_no_page(body):
    assert type(page_error(a_page(body))) is errors.EmptyBodyError


@pytest.mark.parametrize(
    "head",
    [
        b"%PDF-1.7\n",
        b"PK\x03\x04\x14",
        b"\xd0\xcf\x11\xe0\xa1\xb1",
        b"\x89PNG\r\n",
        b"\xff\xd8\xff\xe0",
        b"GIF89a",
        b"Rar!\x1a",
        b"\x1f\x8b\x08",
        b"RIFF1234",
        b"\n\n%PDF-1.4",
        b"text\x00text",
    ],
)
@pytest.mark.parametrize("label", ["text/html", None])
def test_a_file_is_no_page_whatever_its_label(head, label):
    error = page_error(a_page(head + b"x" * 100, content_type=label))
    assert type(error) is errors.NotAPageError
    assert error.permanent


def test_what_the_answer_calls_itself_is_said():
    assert "application/pdf" in str(page_error(a_page(b"%PDF-1.7", content_type="application/pdf")))


@pytest.mark.parametrize(
    "script",
    [
        'document.cookie="x=1"',
        "location.reload()",
        "window.location = '/x'",
        "eval(atob('eA=='))",
        "setTimeout(go, 1500)",
    ],
)
def test_a_script_without_text_asks_for_a_browser(script):
    body = f"<html><head><title>请稍候</title></head><body><script>{script}</script></body></html>"
    assert type(page_error(a_page(body))) is errors.BrowserRequiredError


def test_a_script_that_sets_the_location_asks_for_a_browser():
    body = "<html><body><script>location.href='/x?verified=1'</script></body></html>"
    assert type(page_error(a_page(body))) is errors.BrowserRequiredError


def test_a_page_with_a_script_and_text_is_a_page():
    assert page_error(a_page(an_article() + "<script>document.cookie='visited=1'</script>")) is None


def test_a_short_page_with_links_is_a_page():
    assert page_error(a_page('<script>location.reload()</script><a href="/1">通知</a>')) is None


KINDS = [kind for kind in vars(errors).values() if isinstance(kind, type) and issubclass(kind, errors.CrawlerError)]


@pytest.mark.parametrize("kind", KINDS)
def test_every_error_explains_itself(kind):
    assert str(kind()) == FailureCode(kind.code).sentence
    detail = FetchDetail.INCOMPLETE.of(cause=FetchDetail.TRUNCATED.of(coding="br"))
    assert str(kind(detail)) == "the br data of the response is truncated; the page is incomplete"
    assert str(kind(detail).at("https://a.cn/")).startswith("https://a.cn/: the br data")


def test_every_failure_has_a_word_of_its_own():
    assert len({kind.code for kind in KINDS}) == len(KINDS)


LOGIN = "<form action=/login><p>{words}</p><input name=user><input type='password' name=p><a href=/>首页</a></form>"
CAPTCHA = "<title>安全验证</title><div id=captcha-box>{words}</div><script src=/geetest.js></script>"


@pytest.mark.parametrize(("body", "kind"), [(LOGIN, errors.LoginRequiredError), (CAPTCHA, errors.CaptchaRequiredError)])
def test_a_form_in_the_place_of_a_page_is_said(body, kind):
    assert type(page_error(a_page(body.format(words="请先登录")))) is kind
    # A page that can be read may hold a login or a captcha besides.
    assert page_error(a_page(body.format(words="各县区人民政府:现将有关事项通知如下。" * 20))) is None
    assert page_error(a_page(body.format(words="<a href=/1>通知</a>" * 20))) is None

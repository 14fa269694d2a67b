import pytest

from crawler.browser.page_limits import is_displayed, is_html, is_served, is_text, navigation_error
from crawler.model.details.fetching import AddressDetail
from crawler.model.errors import AddressRefusedError

REFUSED = {
    "a.cn:443": AddressRefusedError(AddressDetail.PRIVATE.of(host="10.0.0.1")),
    "b.cn:80": AddressRefusedError(AddressDetail.LOOPBACK.of(host="127.0.0.1")),
}


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("Page.goto: net::ERR_CERT_DATE_INVALID at https://a.cn/", "certificate"),
        ("Page.goto: net::ERR_SSL_PROTOCOL_ERROR at https://a.cn/", "certificate"),
        ("Page.goto: net::ERR_TOO_MANY_REDIRECTS", "redirect_loop"),
        ("Page.goto: net::ERR_BLOCKED_BY_CLIENT", "robots"),
        ("Page.goto: net::ERR_INVALID_AUTH_CREDENTIALS at http://a.cn/", "asks_for_login"),
        ("Page.goto: Download is starting", "not_a_page"),
        ("Page.goto: net::ERR_ABORTED; maybe frame was detached?", "not_a_page"),
        ("Page.goto: Timeout 30000ms exceeded.", "timeout"),
        ("Page.goto: net::ERR_EMPTY_RESPONSE", "unreachable"),
        ("Page.goto: net::ERR_CONNECTION_RESET", "broken"),
        ("Page.goto: net::ERR_SOMETHING_NEW", "unreachable"),
        ("Page.goto: Page crashed", "browser_failed"),
    ],
)
def test_each_failure_of_the_browser_has_a_code(message, code):
    assert navigation_error(message, "https://a.cn/", {}).code == code


def test_the_proxys_reason_is_more_precise():
    failed = "net::ERR_TUNNEL_CONNECTION_FAILED"
    assert str(navigation_error(failed, "https://a.cn/x", REFUSED)) == "10.0.0.1 is a private address"
    assert str(navigation_error(failed, "https://redirects.cn/", REFUSED)) == "127.0.0.1 is a loopback address"
    assert navigation_error("net::ERR_CERT_INVALID", "https://a.cn/", REFUSED).code == "certificate"


def test_a_list_in_the_response_is_told_from_a_list_made_by_a_script():
    served = "<html><body><a href=/1>x</a><script>var s = '<a href=/2>';</script></body></html>"
    assert is_served(served, served)
    assert not is_served("<body><script>add('<a href=/1>')</script></body>", "<body><a href=/1>A title</a></body>")
    assert not is_served("", "")


@pytest.mark.parametrize(
    ("kind", "text", "html"),
    [
        ("", True, True),
        ("text/html; charset=gbk", True, True),
        ("application/xhtml+xml", True, True),
        ("application/json", True, False),
        ("text/plain", True, False),
        ("application/rss+xml", True, False),
        ("application/pdf", False, False),
        ("image/png", False, False),
    ],
)
def test_types_of_responses(kind, text, html):
    assert (is_text(kind), is_html(kind)) == (text, html)


@pytest.mark.parametrize(
    ("status", "headers", "displayed"),
    [
        (200, {}, True),
        (404, {"content-type": "text/html"}, True),
        (200, {"content-type": "text/html", "content-disposition": "inline; filename=a.html"}, True),
        (200, {"content-type": "text/html", "content-disposition": "Attachment; filename=a.html"}, False),
        (200, {"content-type": "application/zip"}, False),
        (204, {"content-type": "text/html"}, False),
        (205, {}, False),
    ],
)
def test_downloads_and_empty_responses_do_not_replace_the_page(status, headers, displayed):
    assert is_displayed(status, headers) is displayed

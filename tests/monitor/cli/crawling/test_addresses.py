"""What an address on the command line means."""

import pytest

from monitor.cli.crawling.addresses import is_home_page, urls_of


@pytest.mark.parametrize(
    ("written", "urls"),
    [
        ("www.x.gov.cn", ["https://www.x.gov.cn", "http://www.x.gov.cn"]),
        (
            "www.x.gov.cn/col/list.html?a=1",
            ["https://www.x.gov.cn/col/list.html?a=1", "http://www.x.gov.cn/col/list.html?a=1"],
        ),
        ("x.gov.cn:8080/", ["https://x.gov.cn:8080/", "http://x.gov.cn:8080/"]),
        ("政务.中国/列表", ["https://政务.中国/列表", "http://政务.中国/列表"]),
        ("127.0.0.1:8000", ["https://127.0.0.1:8000", "http://127.0.0.1:8000"]),
        ("[::1]:8000/a", ["https://[::1]:8000/a", "http://[::1]:8000/a"]),
        ("localhost", ["https://localhost", "http://localhost"]),
        ("https://www.x.gov.cn/a", ["https://www.x.gov.cn/a"]),
        ("HTTP://www.x.gov.cn", ["HTTP://www.x.gov.cn"]),
        ("ftp://www.x.gov.cn", []),
        ("gov-cn-latest", []),
        ("user@x.gov.cn", []),
        ("x.gov.cn and more", []),
        ("notes.", []),
        ("", []),
    ],
)
def test_an_address_without_a_scheme_is_tried_with_https_and_then_with_http(written, urls):
    assert urls_of(written) == urls


@pytest.mark.parametrize(
    ("url", "home"),
    [
        ("https://www.x.gov.cn", True),
        ("https://www.x.gov.cn/", True),
        ("https://www.x.gov.cn/index.html", True),
        ("https://www.x.gov.cn/default.aspx", True),
        ("https://www.x.gov.cn/#top", True),
        ("https://www.x.gov.cn/zwgk/", False),
        ("https://www.x.gov.cn/index/list.html", False),
        ("https://www.x.gov.cn/?id=7", False),
        ("https://www.x.gov.cn/7.html", False),
        ("https://[::1", False),
    ],
)
def test_home_pages(url, home):
    assert is_home_page(url) is home

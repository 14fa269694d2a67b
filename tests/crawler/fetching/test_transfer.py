"""Answers over broken transfers: whole pages are taken, cut ones are not, and the cause is named."""

import gzip
import time
import zlib
from types import SimpleNamespace
from typing import Any

import brotli
import pytest
from backports import zstd
from scrapy import Request
from scrapy.http import HtmlResponse, Response
from scrapy.settings import Settings
from twisted.internet.testing import StringTransport
from twisted.web._newclient import HTTPClientParser
from twisted.web._newclient import Request as ClientRequest
from twisted.web.http_headers import Headers

from crawler.fetching.barriers import page_error
from crawler.fetching.content_coding import CODINGS_LIMIT, codings_of, decoded, looks_plain
from crawler.fetching.scrapy_compat import read_leniently
from crawler.fetching.transfer import PromptRefreshMiddleware, TransferMiddleware
from crawler.model.encoding import decode
from crawler.model.errors import BrokenTransferError, NotAPageError, TooLargeError
from crawler.model.raw.compressed import ContentCodingError, DecodedTooLargeError, gunzipped
from crawler.service.scrapy_settings import scrapy_settings
from tests.crawler.builders import a_listing, a_page

PAGE = a_listing(*((f"/n/{n}.html", f"关于开展第{n}批认定工作的通知", f"2024-06-0{n}") for n in range(1, 7))).encode()
PAGE = PAGE if PAGE.rstrip().endswith(b"</html>") else PAGE + b"</body></html>"
_RAW = zlib.compressobj(wbits=-15)
RAW = _RAW.compress(PAGE) + _RAW.flush()
PACKED = {
    "gzip": gzip.compress(PAGE),
    "x-gzip": gzip.compress(PAGE[:300]) + gzip.compress(PAGE[300:]),
    "deflate": zlib.compress(PAGE),
    "br": brotli.compress(PAGE),
    "zstd": zstd.compress(PAGE),
}
LIMIT = 1_000_000


@pytest.mark.parametrize("coding", PACKED)
def test_a_packed_body_is_unpacked(coding):
    assert decoded(PACKED[coding], coding, LIMIT) == (PAGE, True)


@pytest.mark.parametrize(("body", "coding"), [(RAW, "deflate"), (PACKED["gzip"], "deflate"), (PACKED["gzip"], "br")])
def test_a_label_that_is_nearly_right_is_enough(body, coding):
    assert decoded(body, coding, LIMIT) == (PAGE, True)


@pytest.mark.parametrize("coding", PACKED)
@pytest.mark.parametrize("body", [PAGE, b"\xef\xbb\xbf" + PAGE, b"\n " + PAGE, b'<?xml version="1.0"?>', b'{"a": 1}'])
def test_a_plain_body_is_taken_whatever_its_label(coding, body):
    assert decoded(body, coding, LIMIT) == (body, True)


@pytest.mark.parametrize("coding", PACKED)
def test_a_packed_body_that_breaks_off_says_so(coding):
    body, whole = decoded(PACKED[coding][:-40], coding, LIMIT)
    assert not whole
    assert PAGE.startswith(body)


@pytest.mark.parametrize("coding", PACKED)
def test_what_is_neither_packed_nor_plain_is_an_error(coding):
    with pytest.raises(ContentCodingError):
        decoded(b"\x99\x88\x01\x02" * 50, coding, LIMIT)


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
def test_unpacking_has_a_limit(coding):
    pack: Any = {"gzip": gzip.compress, "deflate": zlib.compress, "br": brotli.compress, "zstd": zstd.compress}[coding]
    with pytest.raises(DecodedTooLargeError):
        decoded(pack(b"x" * (LIMIT + 1)), coding, LIMIT)


@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress])
def test_all_streams_of_a_body_are_unpacked(pack):
    coding = "gzip" if pack is gzip.compress else "zstd"
    parts = [PAGE[start : start + 100] for start in range(0, len(PAGE), 100)]
    body = b"".join(map(pack, [b"", *parts]))
    assert decoded(body, coding, LIMIT) == (PAGE, True)
    assert decoded(body + b"trailing", coding, LIMIT) == (PAGE, True)
    assert decoded(body[:-3], coding, LIMIT)[1] is False
    with pytest.raises(DecodedTooLargeError):
        decoded(body, coding, len(PAGE) - 1)


@pytest.mark.parametrize("content", [b"", b"x"])
@pytest.mark.parametrize("pack", [gzip.compress, zstd.compress])
def test_many_tiny_streams_are_refused_at_once(pack, content):
    started = time.process_time()
    with pytest.raises(ContentCodingError, match="streams"):
        decoded(pack(content) * 200_000, "gzip" if pack is gzip.compress else "zstd", 10_000_000)
    assert time.process_time() - started < 1


def test_more_codings_than_anybody_uses_are_refused():
    body = PAGE
    for _ in range(CODINGS_LIMIT):
        body = gzip.compress(body)
    assert transferred(body, Content_Encoding=", ".join(["gzip"] * CODINGS_LIMIT)).body == PAGE
    with pytest.raises(BrokenTransferError, match="more than the limit"):
        transferred(gzip.compress(body), Content_Encoding=", ".join(["gzip"] * (CODINGS_LIMIT + 1)))


def test_a_wrong_checksum_costs_nothing():
    text, whole = gunzipped(PACKED["gzip"][:-8] + b"x" * 8, LIMIT)
    assert (text, whole) == (PAGE, False)


@pytest.mark.parametrize(
    ("fields", "codings"),
    [
        ([b"gzip"], ["gzip"]),
        ([b"GZip , br"], ["br", "gzip"]),
        ([b"utf-8"], []),
        ([b"identity"], []),
        ([b"none, gzip"], ["gzip"]),
        ([], []),
    ],
)
def test_words_that_are_no_codings_are_left_out(fields, codings):
    assert codings_of(fields) == codings


@pytest.mark.parametrize("body", [b"\x1f\x8b\x08", b"<\x01\x02", b"", b"words", b"%PDF-1.7"])
def test_what_does_not_begin_like_a_page_is_not_plain(body):
    assert not looks_plain(body)


def transferred(body, *flags, retries=0, status=200, **headers):
    settings = Settings({**scrapy_settings(), "RETRY_TIMES": retries})
    crawler: Any = SimpleNamespace(settings=settings, stats=SimpleNamespace(inc_value=print))
    crawler.spider = SimpleNamespace(crawler=crawler)
    named = {"Content-Type": "text/html", **{name.replace("_", "-"): value for name, value in headers.items()}}
    response = Response("https://example.org/", status=status, body=body, headers=named, flags=list(flags))
    return TransferMiddleware(crawler).process_response(Request("https://example.org/"), response)


@pytest.mark.parametrize("tail", [b"", b"\r\n", b"\n<!-- cached -->\n", b"\x00\x00", b"<!-- cac"])
def test_lost_data_does_not_matter_when_the_page_came_to_its_end(tail):
    assert transferred(PAGE + tail, "dataloss").body == PAGE + tail


@pytest.mark.parametrize(
    "body", [b"<rss><channel></channel></rss>", b'<?xml version="1.0"?><a:feed></a:feed>\n', b'{"items": []}', b"[1]"]
)
def test_other_documents_have_an_end_too(body):
    assert transferred(body, "dataloss").body == body
    with pytest.raises(BrokenTransferError):
        transferred(body[:-3], "dataloss")


@pytest.mark.parametrize("body", [PAGE[:500], PAGE[:-3], b"<p>fragment</p", b"", b"%PDF-1.7", PAGE + PAGE[:300]])
def test_a_page_that_was_cut_is_refused(body):
    with pytest.raises(BrokenTransferError, match="shorter than declared"):
        transferred(body, "dataloss")


@pytest.mark.parametrize("coding", PACKED)
def test_a_packed_page_that_was_cut_is_refused(coding):
    with pytest.raises(BrokenTransferError, match=f"the {coding} data of the response is truncated"):
        transferred(PACKED[coding][:-40], Content_Encoding=coding)


def test_a_packed_page_without_the_last_bytes_is_whole():
    found = transferred(PACKED["gzip"][:-8], Content_Encoding="gzip")
    assert (found.body, found.headers.get("Content-Encoding")) == (PAGE, None)


def test_a_page_that_unpacks_to_too_much_is_refused():
    with pytest.raises(TooLargeError):
        transferred(gzip.compress(b"x" * 20_000_000), Content_Encoding="gzip")


def test_a_cut_page_is_asked_for_again_first():
    assert isinstance(transferred(PAGE[:500], "dataloss", retries=1), Request)


def test_the_body_of_an_error_may_be_cut():
    assert transferred(b"gone", "dataloss", status=404).status == 404


def refreshed(content, url="https://example.org/a", **meta):
    body = f'<html><head><meta http-equiv="refresh" content="{content}"></head><body>x</body></html>'
    return refresh_of(body.encode(), url, **meta)


def refresh_of(body, url="https://example.org/a", encoding=None, **meta):
    middleware: Any = PromptRefreshMiddleware(Settings(scrapy_settings()))
    middleware.crawler = SimpleNamespace(spider=None)
    return middleware.process_response(Request(url, meta=meta), HtmlResponse(url, body=body, encoding=encoding))


@pytest.mark.parametrize("content", ["5;url=/b", "5; URL='/b'", "30;url=/b", "5.5,url=/b", "600; url=/a", "30", "0"])
def test_a_page_with_a_slow_refresh_is_the_page(content):
    assert isinstance(refreshed(content), Response)


@pytest.mark.parametrize(
    "content",
    ["0;url=/b", "0; URL='/b'", "0,url=/b", "0 , URL=/b", "1;url=/b", "4;url=/b", "4.9; url=https://example.org/b"],
)
def test_a_refresh_at_once_is_a_redirect(content):
    assert refreshed(content).url == "https://example.org/b"


@pytest.mark.parametrize("coding", ["utf-8", "gb18030", "utf-16-le", "utf-32-le"])
@pytest.mark.parametrize("filling", ["", "政" * 4000])
def test_a_refresh_is_found_in_any_encoding(coding, filling):
    body = f'<html><head><title>{filling}</title><META HTTP-EQUIV="REFRESH" CONTENT="0;URL=/b"></head></html>'
    assert refresh_of(body.encode(coding), encoding=coding).url == "https://example.org/b"


@pytest.mark.parametrize("tag", ["script", "noscript", "template", "textarea"])
def test_a_refresh_that_browsers_do_not_carry_out_is_ignored(tag):
    body = (
        f'<html><head><{tag}>s = \'<meta http-equiv="refresh" content="0;url=/b">\'</{tag}></head><body>x</body></html>'
    )
    assert isinstance(refresh_of(body.encode()), Response)


def test_a_page_that_keeps_itself_fresh_is_the_page():
    assert isinstance(refreshed("1;url=/a"), Request)  # it may set a cookie first
    assert isinstance(refreshed("1;url=/a", redirect_urls=["https://example.org/a"]), Response)


def parsed(*headers, body=b""):
    """What a lenient parser makes of an answer: the bytes of its body, and the failure at its end."""
    got: list[bytes] = []
    ends: list[Any] = []

    class Body:
        dataReceived = staticmethod(got.append)  # noqa: N815 - Twisted's name
        connectionLost = staticmethod(ends.append)  # noqa: N815 - Twisted's name

        def makeConnection(self, transport):  # noqa: N802 - Twisted's name
            pass

    request = ClientRequest(b"GET", b"/", Headers({b"host": [b"x"]}), None)
    parser = HTTPClientParser(request, lambda _: parser.connectionLost(None))
    parser.makeConnection(StringTransport())
    parser._responseDeferred.addCallback(lambda response: response.deliverBody(Body()))
    read_leniently(parser)
    read_leniently(parser)
    parser.dataReceived(
        b"HTTP/1.1 200 OK\r\n" + b"".join(f"{header}\r\n".encode() for header in headers) + b"\r\n" + body
    )
    return b"".join(got), ends


@pytest.mark.parametrize("coding", ["identity", "Identity", "gzip"])
def test_an_odd_transfer_coding_is_passed_over(coding):
    body, ends = parsed(f"Transfer-Encoding: {coding}", "Content-Length: 4", body=b"text")
    assert (body, len(ends), "ResponseDone" in repr(ends)) == (b"text", 1, True)


def test_chunks_are_chunks_whatever_is_said_besides():
    assert parsed("Transfer-Encoding: gzip, chunked", body=b"4\r\ntext\r\n0\r\n\r\n")[0] == b"text"


@pytest.mark.parametrize(("extra", "lost"), [(b"", False), (b"\r\n", False), (b"more", True)])
def test_bytes_beyond_the_length_are_lost_data(extra, lost):
    _, [end] = parsed("Content-Length: 4", body=b"text" + extra)
    assert ("_DataLoss" in repr(getattr(end.value, "reasons", ""))) == lost


@pytest.mark.parametrize(
    ("cut", "breaks"),
    [
        ("<html><body><ul><li>a</li>", True),
        ("<html><body><p>words <a href='/x", True),
        ("<html><body><p>words</p><script>var a = 1;", True),
        ("<html><body><p>words</p>", False),
        ("<html><body><ul><li>a</ul>", False),
        ("<html><body><ul><li>a</body>", False),
        ("<ul><li>a</li>", False),
        ("<html><body><p>a < b", False),
        ("<html><body><script>'<div>'; a < b</script><p>x", False),
    ],
)
def test_a_page_that_ends_amid_its_text_is_broken(cut, breaks):
    assert (type(page_error(a_page(cut))) is BrokenTransferError) == breaks


@pytest.mark.parametrize(
    "body",
    [
        PAGE.replace(b"<title>", b"<title>\0"),
        b"\0\0\0" + PAGE,
        PAGE + b"\0" * 600,
        PAGE.replace(b"href", b"hr\0ef"),
        PAGE.decode().encode("utf-16"),
        PAGE.decode().encode("utf-16-le"),
        PAGE.decode().encode("utf-16-be"),
        PAGE.decode().encode("utf-32"),
    ],
)
@pytest.mark.parametrize("label", ["text/html", "text/html; charset=utf-16", "text/html; charset=utf-8", None])
def test_nuls_do_not_make_a_page_binary(body, label):
    assert page_error(a_page(body, content_type=label)) is None
    assert decode(body, label) == PAGE.decode()


@pytest.mark.parametrize(
    "body",
    [
        b"\0\0\0\x18ftypmp42\0\0\0\0" * 20,
        b"\0\0\1\0\1\0\x20\x20" * 20,
        b"OggS\0\2" * 50,
        b"\x7fELF\2\1\1\0" * 30,
        b"<\0\1\2\3" * 50,
    ],
)
def test_binary_data_is_no_page(body):
    assert type(page_error(a_page(body))) is NotAPageError

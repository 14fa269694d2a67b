"""Access to all private names of Scrapy and Twisted that the crawler uses.

The tests of this module fail if a new version of Scrapy or Twisted moves one of these names.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any
from weakref import WeakSet

from scrapy import Request
from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler
from scrapy.crawler import Crawler
from scrapy.downloadermiddlewares import cookies
from scrapy.http import Response
from scrapy.utils import _compression
from twisted.internet import endpoints
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS, BadResponseVersion, ParseError
from twisted.web.client import HTTPConnectionPool
from twisted.web.http import _IdentityTransferDecoder

# The modules that Scrapy selected from several alternative packages.
_brotli: Any = vars(_compression)["brotli"]
_zstd: Any = vars(_compression)["zstd"]
BROTLI_ERROR: type[Exception] = _brotli.error
ZSTD_ERROR: type[Exception] = _zstd.ZstdError
HOSTS = 4096
"""The maximum number of host names whose ASCII and Unicode forms are remembered."""
_lenient: WeakSet[Callable[[bytes], None]] = WeakSet()
__all__ = [
    "BROTLI_ERROR",
    "HOSTS",
    "ZSTD_ERROR",
    "BadResponseVersion",
    "BaseDownloadHandler",
    "HTTP11DownloadHandler",
    "ParseError",
    "brotli_decompressor",
    "download_directly",
    "give_up",
    "handler_with_pool",
    "is_reading_headers",
    "parser_of",
    "pool_factory",
    "read_leniently",
    "set_pool_factory",
    "split_cookie_domains",
    "zstd_decompressor",
]


def download_directly(engine: Any) -> None:
    """Make `download_async` of Scrapy's engine pass requests to the middlewares and from there to the handler.

    The other steps serve requests that a spider yields, extensions that count responses, and the queues of hosts. The
    crawler has neither spider nor extensions, its handler applies the delays and limits of hosts, and these steps take
    a fifth of an unchanged poll.
    """
    downloader = engine.downloader

    async def download(request: Request) -> Response:
        while True:
            downloader.active.add(request)
            try:
                result = await downloader.middleware.download_async(downloader.handlers.download_request_async, request)
            finally:
                downloader.active.remove(request)
            if not isinstance(result, Request):
                return result  # type: ignore[no-any-return]
            request = result  # a redirect or another attempt

    engine.download_async = download


def split_cookie_domains(split: Callable[[str], Any]) -> None:
    """Make Scrapy split domains with `split` when it checks whether a cookie's domain is a public suffix."""
    vars(cookies)["_split_domain"]  # fails if a new version of Scrapy has no such name
    cookies._split_domain = split  # type: ignore[assignment]


def handler_with_pool(
    crawler: Crawler, verify: bool, make_pool: Callable[[HTTPConnectionPool, Any], HTTPConnectionPool]
) -> HTTP11DownloadHandler:
    """Return Scrapy's HTTP handler with a replaced connection pool.

    `make_pool` returns the new pool, given the handler's own pool and TLS factory. `verify` states whether certificates
    are checked.
    """
    handler = HTTP11DownloadHandler(crawler)
    _remember_hosts()
    tls = handler._contextFactory
    tls._verify_certificates = verify
    handler._pool = make_pool(handler._pool, tls)
    return handler


def _remember_hosts() -> None:
    """Make Twisted cache the ASCII and Unicode forms of host names instead of computing them for each request."""
    for name in ("_idnaBytes", "_idnaText"):
        convert = getattr(endpoints, name)
        if not hasattr(convert, "cache_info"):
            setattr(endpoints, name, lru_cache(maxsize=HOSTS)(convert))


def pool_factory(pool: HTTPConnectionPool) -> Any:
    """Return the factory of a pool's client protocols."""
    return pool._factory


def set_pool_factory(pool: HTTPConnectionPool, factory: Any) -> None:
    """Replace the factory of a pool's client protocols."""
    pool._factory = factory


def parser_of(protocol: Any) -> Any:
    """Return the parser for the response that a client protocol is receiving, or None between two responses."""
    return protocol._parser


def is_reading_headers(parser: Any) -> bool:
    """Return whether a parser has not yet reached the end of the response's headers."""
    return parser.state in (STATUS, HEADER)


def give_up(protocol: Any, error: Exception) -> None:
    """Abort a client protocol's response with an error."""
    protocol._giveUp(Failure(error))  # type: ignore[no-untyped-call]


def brotli_decompressor() -> Any:
    """Return a new Brotli decompressor with the methods `process` and `is_finished`."""
    return _brotli.Decompressor()


def zstd_decompressor() -> Any:
    """Return a new decompressor of a Zstandard frame, with the interface of a `zlib` decompressor."""
    return _zstd.ZstdDecompressor()


def read_leniently(parser: Any) -> None:
    """Make a parser tolerate wrong statements about the length of a body, which are common.

    A transfer coding other than `chunked` is ignored (`identity` was a valid coding until 2014; RFC 7230, A.2). If a
    body is longer than its Content-Length, the response is treated as incomplete, and its connection is closed.
    """
    if parser.finisher in _lenient:
        return
    take_headers = parser.allHeadersReceived
    finish = parser.finisher

    def all_headers_received() -> None:
        codings = b",".join(parser.connHeaders.getRawHeaders(b"transfer-encoding") or [])
        if b"chunked" in codings.lower():
            parser.connHeaders.setRawHeaders(b"transfer-encoding", [b"chunked"])
        elif codings:
            parser.connHeaders.removeHeader(b"transfer-encoding")
        take_headers()

    def finisher(rest: bytes) -> None:
        if rest.strip() and isinstance(parser.bodyDecoder, _IdentityTransferDecoder):
            parser.connHeaders.setRawHeaders(b"connection", [b"close"])
            parser.bodyDecoder.contentLength = len(rest)
        finish(rest)

    _lenient.add(finisher)
    parser.allHeadersReceived = all_headers_received
    parser.finisher = finisher

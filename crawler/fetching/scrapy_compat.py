"""The private names of Scrapy and Twisted that the crawler needs, in one place.

Its tests fail when a new version moves one of them.
"""

import inspect
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from scrapy.core.downloader.handlers.base import BaseDownloadHandler
from scrapy.crawler import Crawler
from twisted.python.failure import Failure
from twisted.web._newclient import HEADER, STATUS
from twisted.web.client import HTTPConnectionPool


@contextmanager
def _quick_stack() -> Iterator[None]:
    """Where Scrapy declares a deprecated class it asks for all frames with their source: 0.2 s, for one frame."""
    slow_stack = inspect.stack
    inspect.stack = _two_frames  # type: ignore[assignment]
    try:
        yield
    finally:
        inspect.stack = slow_stack


def _two_frames() -> Any:
    frame = sys._getframe(1)
    return [(frame,), (frame.f_back,)]


with _quick_stack():
    from scrapy.core.downloader.handlers.http11 import HTTP11DownloadHandler

__all__ = [
    "BaseDownloadHandler",
    "HTTP11DownloadHandler",
    "give_up",
    "handler_with_pool",
    "is_reading_headers",
    "parser_of",
    "pool_factory",
    "set_pool_factory",
]


def handler_with_pool(
    crawler: Crawler, verify: bool, make_pool: Callable[[HTTPConnectionPool, Any], HTTPConnectionPool]
) -> HTTP11DownloadHandler:
    """Scrapy's HTTP handler with the pool that `make_pool` builds from the handler's own pool and TLS factory.

    `verify` says whether certificates are checked.
    """
    handler = HTTP11DownloadHandler(crawler)
    tls = handler._contextFactory
    tls._verify_certificates = verify
    handler._pool = make_pool(handler._pool, tls)
    return handler


def pool_factory(pool: HTTPConnectionPool) -> Any:
    """The factory of a pool's client protocols."""
    return pool._factory


def set_pool_factory(pool: HTTPConnectionPool, factory: Any) -> None:
    """Replaces the factory of a pool's client protocols."""
    pool._factory = factory


def parser_of(protocol: Any) -> Any:
    """The parser of the answer that a client protocol receives, or None between two answers."""
    return protocol._parser


def is_reading_headers(parser: Any) -> bool:
    """Whether a parser has not reached the end of the answer's headers."""
    return parser.state in (STATUS, HEADER)


def give_up(protocol: Any, error: Exception) -> None:
    """Ends a client protocol's answer with an error."""
    protocol._giveUp(Failure(error))  # type: ignore[no-untyped-call]

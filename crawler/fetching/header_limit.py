"""Limit on the size of a response's headers. Scrapy's own limit applies only to the body."""

from typing import Any

from crawler.fetching.scrapy_compat import give_up, is_reading_headers, parser_of, read_leniently
from crawler.model.details.fetching import FetchDetail
from crawler.model.errors import TooLargeError

LIMIT = 256 * 1024
"""The maximum size of the status lines and headers in response to a request, in bytes. Browsers use the same limit."""


def bounded(factory: Any) -> Any:
    """Return a subclass of a Twisted protocol factory that limits the size of a response's headers.

    `factory` is the class of the factory. The protocols that the subclass creates abort a response whose headers are
    larger than LIMIT.
    """

    class BoundedFactory(factory):  # type: ignore[misc]
        def buildProtocol(self, addr: Any) -> Any:  # noqa: N802 - Twisted's name
            protocol = super().buildProtocol(addr)
            return _bound(protocol)

    return BoundedFactory


def _bound(protocol: Any) -> Any:
    """Make a protocol abort responses with headers larger than LIMIT, and return the protocol.

    A protocol handles several requests one after the other, and creates a new parser for each.
    """
    take = protocol.dataReceived
    counted = _Counted()

    def data_received(data: bytes) -> None:
        parser = parser_of(protocol)
        if parser is not None:
            read_leniently(parser)
        take(data)
        if parser is None or parser is not parser_of(protocol) or not is_reading_headers(parser):
            return
        if counted.add(parser, len(data)) > LIMIT:
            give_up(protocol, TooLargeError(FetchDetail.HEADERS_TOO_LONG.of()))

    protocol.dataReceived = data_received
    return protocol


class _Counted:
    """Counter of the bytes that a protocol received before the end of a response's headers."""

    def __init__(self) -> None:
        self._parser: Any = None
        self._bytes = 0

    def add(self, parser: Any, size: int) -> int:
        self._bytes = size + (self._bytes if parser is self._parser else 0)
        self._parser = parser
        return self._bytes

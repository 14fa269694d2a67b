"""Limits on the size and number of a response's headers. Scrapy's own limit applies only to the body."""

from typing import Any

from crawler.fetching.scrapy_compat import give_up, is_reading_headers, parser_of, read_leniently
from crawler.model.details.fetching import FetchDetail
from crawler.model.errors import TooLargeError

LIMIT = 256 * 1024
"""The maximum size of the status lines and headers in response to a request, in bytes. Browsers use the same limit."""
LINE_LIMIT = 1000
"""The maximum number of lines of headers in response to a request. Each line takes time, however short it is."""


def bounded(factory: Any) -> Any:
    """Return a subclass of a Twisted protocol factory that limits the size and number of a response's headers.

    `factory` is the class of the factory. The protocols that the subclass creates abort a response whose headers exceed
    LIMIT or LINE_LIMIT.
    """

    class BoundedFactory(factory):  # type: ignore[misc]
        def buildProtocol(self, addr: Any) -> Any:  # noqa: N802 - Twisted's name
            protocol = super().buildProtocol(addr)
            return _bound(protocol)

    return BoundedFactory


def _bound(protocol: Any) -> Any:
    """Make a protocol abort responses whose headers exceed the limits, and return the protocol.

    A protocol handles several requests one after the other, and creates a new parser for each.
    """
    take = protocol.dataReceived
    counted = _Counted()

    def data_received(data: bytes) -> None:
        parser = parser_of(protocol)
        if parser is None:
            take(data)
            return
        read_leniently(parser)
        is_head = is_reading_headers(parser)
        # Counted before they are parsed, because parsing takes most of the time.
        if is_head and counted.add_lines(parser, header_lines(data)) > LINE_LIMIT:
            give_up(protocol, TooLargeError(FetchDetail.HEADERS_TOO_LONG.of()))
            return
        take(data)
        if parser is not parser_of(protocol) or not is_reading_headers(parser):
            return
        if counted.add_bytes(parser, len(data)) > LIMIT:
            give_up(protocol, TooLargeError(FetchDetail.HEADERS_TOO_LONG.of()))

    protocol.dataReceived = data_received
    return protocol


def header_lines(data: bytes) -> int:
    """Return the number of line ends before the first empty line in a part of a response.

    A part that begins with a line end has 0 lines, because this line end may end the headers.
    """
    if data.startswith((b"\n", b"\r\n")):
        return 0
    ends = [place for mark in (b"\n\r\n", b"\n\n") if (place := data.find(mark)) >= 0]
    return data.count(b"\n", 0, min(ends) + 1 if ends else len(data))


class _Counted:
    """Counter of the bytes and lines that a protocol received before the end of a response's headers."""

    def __init__(self) -> None:
        self._parser: Any = None
        self._bytes = 0
        self._lines = 0

    def add_lines(self, parser: Any, count: int) -> int:
        """Add a number of lines, and return the number of all lines for this parser."""
        self._begin(parser)
        self._lines += count
        return self._lines

    def add_bytes(self, parser: Any, size: int) -> int:
        """Add a number of bytes, and return the number of all bytes for this parser."""
        self._begin(parser)
        self._bytes += size
        return self._bytes

    def _begin(self, parser: Any) -> None:
        if parser is not self._parser:
            self._parser = parser
            self._bytes = 0
            self._lines = 0

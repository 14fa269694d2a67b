"""The limits on the headers of a response."""

import pytest
from twisted.internet.protocol import Factory
from twisted.internet.testing import StringTransport
from twisted.web._newclient import HTTP11ClientProtocol, Request
from twisted.web.http_headers import Headers

from crawler.fetching import header_limit
from crawler.fetching.header_limit import LINE_LIMIT, bounded, header_lines


@pytest.mark.parametrize(
    ("data", "count"),
    [
        (b"", 0),
        (b"HTTP/1.1 200 OK\r\nA: b\r\n", 2),
        (b"HTTP/1.1 200 OK\nA: b\n", 2),
        (b"A: b\r\n\r\n\n\n\n\n", 1),
        (b"A: b\n\nbody\r\n\r\n", 1),
        (b"\r\n\n\n\n", 0),
        (b"\n\n\n\n", 0),
        (b"x: y\r\n" * 5000, 5000),
    ],
)
def test_lines_are_counted_up_to_the_body(data, count):
    assert header_lines(data) == count


def answered(*parts):
    """What a request ends with when these parts of an answer arrive: a response, a failure, or None; and the parser."""

    class Made(Factory):
        def buildProtocol(self, addr):  # noqa: N802 - Twisted's name
            return HTTP11ClientProtocol()

    protocol = bounded(Made)().buildProtocol(None)
    protocol.makeConnection(StringTransport())
    ends = []
    protocol.request(Request(b"GET", b"/", Headers({b"host": [b"x"]}), None)).addBoth(ends.append)
    for part in parts:
        if not ends:
            protocol.dataReceived(part)
    return ends[0] if ends else None


HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n"


@pytest.mark.parametrize(
    "parts",
    [
        [HEAD + b"X: y\r\n" * 200 + b"\r\n" + b"\n" * 5000],
        [HEAD, b"X: y\r\n" * 900, b"\r\n" + b"\n" * 5000],
        [HEAD + b"X: y\r", b"\n\r\n" + b"\n" * 5000],
    ],
)
def test_a_body_of_many_lines_is_no_header(parts):
    assert answered(*parts).code == 200


@pytest.mark.parametrize("line", [b"X: y\r\n", b"X: y\n", b"X:\n"])
@pytest.mark.parametrize("size", [1, 100, 20_000])
def test_many_short_headers_are_given_up_before_they_are_parsed(monkeypatch, line, size):
    parsed = []
    read = header_limit.read_leniently

    def watched(parser):
        parser.headerReceived = lambda name, value: parsed.append(name)
        read(parser)

    monkeypatch.setattr(header_limit, "read_leniently", watched)
    failure = answered(HEAD, *[line * size] * (1 + 20_000 // size))
    assert "too long" in failure.getErrorMessage() or "too long" in repr(getattr(failure.value, "reasons", ""))
    assert len(parsed) <= LINE_LIMIT

"""Decoding of response bodies (Content-Encoding, RFC 9110, 8.4), even with a wrong header. Pure functions; no I/O."""

import re
import zlib
from collections.abc import Callable, Iterable

from crawler.fetching.scrapy_compat import BROTLI_ERROR, ZSTD_ERROR, brotli_decompressor, zstd_decompressor

_CHUNK = 65536
_GZIP = b"\x1f\x8b"
_KNOWN = ("gzip", "x-gzip", "deflate", "br", "zstd")
_PLAIN = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]*[<{\[]\x00?[\w!?/\"\s{\[][\x00\t\r\n\x20-\x7e\x80-\xff]*\Z"
)
_SAMPLE = 64


class ContentCodingError(ValueError):
    """The body is not encoded as declared, and is not plain text either."""


class DecodedTooLargeError(ValueError):
    """The decoded body exceeds the size limit."""


def codings_of(values: Iterable[bytes]) -> list[str]:
    """Return the codings named in Content-Encoding fields, in the order in which they must be decoded.

    Words that are not codings (`utf-8`, `none`, `identity`) are omitted, because servers send them by mistake.
    """
    names = [name.strip().lower() for value in values for name in value.decode("latin-1").split(",")]
    return [name for name in reversed(names) if name in _KNOWN]


def decoded(body: bytes, coding: str, limit: int) -> tuple[bytes, bool]:
    """Return the decoded body and whether it is complete. A plain-text body is returned unchanged.

    Raise ContentCodingError if the body cannot be decoded, DecodedTooLargeError if the result exceeds `limit` bytes.
    """
    if looks_plain(body):
        return body, True
    if body.startswith(_GZIP) or coding in ("gzip", "x-gzip"):
        return gunzipped(body, limit)
    if coding == "deflate":
        try:
            return _inflated(body, 15, limit)[:2]
        except ContentCodingError:
            return _inflated(body, -15, limit)[:2]  # some servers omit the zlib wrapper
    if coding == "br":
        return _read(body, limit, *brotli_decompressor(), BROTLI_ERROR, "br")
    return _read(body, limit, *zstd_decompressor(), ZSTD_ERROR, "zstd")


def looks_plain(body: bytes) -> bool:
    """Return whether a body begins like a page, a feed or JSON, and not like compressed data."""
    return bool(_PLAIN.match(body[:_SAMPLE]))


def gunzipped(body: bytes, limit: int) -> tuple[bytes, bool]:
    """Return the joined contents of all members in a gzip file (RFC 1952, 2.2), and whether they are complete.

    Raise ContentCodingError if the file cannot be decoded, DecodedTooLargeError if the result exceeds `limit` bytes.
    """
    found = b""
    while True:
        try:
            part, whole, rest = _inflated(body, 31, limit - len(found))
        except ContentCodingError:
            # If only the checksum is wrong, the content is complete.
            part, whole, rest = _inflated(body[:-8], 31, limit - len(found))
        found += part
        if not whole or not rest.startswith(_GZIP):
            return found, whole
        body = rest


def _inflated(body: bytes, wbits: int, limit: int) -> tuple[bytes, bool, bytes]:
    stream = zlib.decompressobj(wbits=wbits)
    parts: list[bytes] = []
    size = 0
    data = body
    while not stream.eof:
        try:
            part = stream.decompress(data, _CHUNK)
        except zlib.error as error:
            if not size:
                raise ContentCodingError(str(error)) from error
            return b"".join(parts), False, b""
        size += len(part)
        if size > limit:
            raise DecodedTooLargeError
        parts.append(part)
        data = stream.unconsumed_tail
        if not part and not data:
            break
    return b"".join(parts), stream.eof, stream.unused_data


def _read(
    body: bytes,
    limit: int,
    process: Callable[[bytes, int], bytes],
    is_finished: Callable[[], bool],
    failure: type[Exception],
    name: str,
) -> tuple[bytes, bool]:
    parts: list[bytes] = []
    size = 0
    data = body
    while not is_finished():
        try:
            part = process(data, _CHUNK)
        except failure as error:
            if not size:
                raise ContentCodingError(f"{name}: {error}") from error
            return b"".join(parts), False
        if not part:
            break
        size += len(part)
        if size > limit:
            raise DecodedTooLargeError
        parts.append(part)
        data = b""
    return b"".join(parts), is_finished()

"""Decoding of response bodies, even if Content-Encoding is wrong (RFC 9110, 8.4). Pure functions; no I/O."""

import re
from collections.abc import Iterable

from crawler.fetching.scrapy_compat import BROTLI_ERROR, ZSTD_ERROR, brotli_decompressor, zstd_decompressor
from crawler.model.raw.compressed import (
    RAW_DEFLATE,
    ZLIB,
    ContentCodingError,
    DecodedTooLargeError,
    StreamFormat,
    decompressed,
    gunzipped,
    is_gzip,
)

_CHUNK = 65536
CODINGS_LIMIT = 5
"""The maximum number of codings of a body, as in curl. Each of them may cost as much time as the whole page."""
ACCEPTED_CODINGS = "gzip, deflate, br, zstd"
_KNOWN = ("gzip", "x-gzip", "deflate", "br", "zstd")
_PLAIN = re.compile(
    rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?[\s\x00]*[<{\[]\x00?[\w!?/\"\s{\[][\x00\t\r\n\x20-\x7e\x80-\xff]*\Z"
)
_SAMPLE = 64
ZSTD = StreamFormat("zstd", b"\x28\xb5\x2f\xfd", zstd_decompressor, ZSTD_ERROR)


def codings_of(values: Iterable[bytes]) -> list[str]:
    """Return the known codings in Content-Encoding fields, in the order in which they must be decoded.

    All other words are omitted. Some servers send `utf-8`, `none` or `identity`, for example.
    """
    names = [name.strip().lower() for value in values for name in value.decode("latin-1").split(",")]
    return [name for name in reversed(names) if name in _KNOWN]


def decoded(body: bytes, coding: str, limit: int) -> tuple[bytes, bool]:
    """Return the body after decoding it with `coding`, and whether the encoded data was complete.

    A body that looks like plain text is returned unchanged. Raise ContentCodingError if the body cannot be decoded, or
    DecodedTooLargeError if the result exceeds `limit` bytes.
    """
    if looks_plain(body):
        return body, True
    if is_gzip(body) or coding in ("gzip", "x-gzip"):
        return gunzipped(body, limit)
    if coding == "deflate":
        try:
            return decompressed(ZLIB, body, limit)
        except ContentCodingError:
            return decompressed(RAW_DEFLATE, body, limit)  # some servers omit the zlib wrapper
    return _without_brotli(body, limit) if coding == "br" else decompressed(ZSTD, body, limit)


def looks_plain(body: bytes) -> bool:
    """Return whether a body is probably not compressed, because it begins like a page, a feed or JSON."""
    return bool(_PLAIN.match(body[:_SAMPLE]))


def _without_brotli(body: bytes, limit: int) -> tuple[bytes, bool]:
    stream = brotli_decompressor()
    parts: list[bytes] = []
    size = 0
    data = body
    while not stream.is_finished():
        try:
            part = stream.process(data, output_buffer_limit=_CHUNK)
        except BROTLI_ERROR as error:
            if not size:
                raise ContentCodingError(f"br: {error}") from error
            return b"".join(parts), False
        if not part:
            break
        size += len(part)
        if size > limit:
            raise DecodedTooLargeError
        parts.append(part)
        data = b""
    return b"".join(parts), stream.is_finished()

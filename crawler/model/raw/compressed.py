"""Decompression of data that consists of one or several streams, in linear time. Pure functions; no I/O."""

import zlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

STREAMS_LIMIT = 1000
"""The maximum number of streams in a body. Block-compressed gzip files have a stream for each 64 KiB."""
_CHUNK = 16 * 1024


class ContentCodingError(ValueError):
    """The data is not encoded as declared."""


class DecodedTooLargeError(ValueError):
    """The decompressed data exceeds the size limit."""


class Decompressor(Protocol):
    """Interface of a decompressor of one stream, as in the modules `zlib` and `zstd`."""

    @property
    def eof(self) -> bool:
        """Return whether the end of the stream was reached."""

    @property
    def unused_data(self) -> bytes:
        """Return the data after the end of the stream."""

    def decompress(self, data: Any, max_length: int, /) -> bytes:
        """Return the decompressed data, at most `max_length` bytes."""


@dataclass(frozen=True)
class StreamFormat:
    """A format of compressed data. The data consists of one or several streams.

    If `magic` is not None, each further stream begins with these bytes. If it is None, the data has only one stream.
    `new` is a function that creates a decompressor, and `error` is the type of exception that the decompressor raises.
    """

    name: str
    magic: bytes | None
    new: Callable[[], Decompressor]
    error: type[Exception]


GZIP = StreamFormat("gzip", b"\x1f\x8b", lambda: zlib.decompressobj(31), zlib.error)
ZLIB = StreamFormat("deflate", None, lambda: zlib.decompressobj(15), zlib.error)
RAW_DEFLATE = StreamFormat("deflate", None, lambda: zlib.decompressobj(-15), zlib.error)


def is_gzip(body: bytes) -> bool:
    """Return whether data begins like a gzip file."""
    return body.startswith(b"\x1f\x8b")


def gunzipped(body: bytes, limit: int) -> tuple[bytes, bool]:
    """Return the content of a gzip file (RFC 1952), and whether it is complete.

    A file with a wrong checksum counts as incomplete. Raise the same exceptions as `decompressed`.
    """
    try:
        return decompressed(GZIP, body, limit)
    except ContentCodingError:
        # Without its last 8 bytes (checksum and size), the same content is read, but the stream has no end.
        return decompressed(GZIP, body[:-8], limit)


def decompressed(form: StreamFormat, body: bytes, limit: int) -> tuple[bytes, bool]:
    """Return the joined contents of all streams in a body, and whether they are complete.

    Raise ContentCodingError if nothing can be decompressed or if the body has more than STREAMS_LIMIT streams. Raise
    DecodedTooLargeError if the result exceeds `limit` bytes.
    """
    parts: list[bytes] = []
    size = 0
    after = 0
    for _ in range(STREAMS_LIMIT):
        part, is_whole, after = _stream(form, body, limit - size, after)
        parts.append(part)
        size += len(part)
        if not is_whole or form.magic is None or not body.startswith(form.magic, after):
            return b"".join(parts), is_whole
    raise ContentCodingError(f"{form.name}: more than {STREAMS_LIMIT} streams")


def _stream(form: StreamFormat, body: bytes, limit: int, start: int) -> tuple[bytes, bool, int]:
    """Return the content of the stream that begins at `start`, whether it is complete, and the position after it.

    Raise ContentCodingError if this is the first stream and nothing of it can be decompressed. Raise
    DecodedTooLargeError if the content exceeds `limit` bytes.
    """
    stream = form.new()
    data = memoryview(body)
    parts: list[bytes] = []
    size = 0
    # The stream gets the data in chunks, because `unused_data` is a copy of all data after its end.
    for at in range(start, len(body), _CHUNK):
        chunk = data[at : at + _CHUNK]
        try:
            part = stream.decompress(chunk, limit - size + 1)
        except form.error as error:
            if start or size:
                break
            raise ContentCodingError(f"{form.name}: {error}") from error
        parts.append(part)
        size += len(part)
        if size > limit:
            raise DecodedTooLargeError
        if stream.eof:
            return b"".join(parts), True, at + len(chunk) - len(stream.unused_data)
    return b"".join(parts), False, len(body)

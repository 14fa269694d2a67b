"""PackedPage: a page's compressed bytes for the border and the store; unpacking within a limit."""

import zlib

from pydantic import Base64Bytes

from crawler.model.types import Frozen, Instant


class PackedPage(Frozen):
    """The bytes of a page, zlib-compressed, with what identifies them. `sha256` is of the bytes before packing."""

    url: str
    fetched_at: Instant
    content_type: str | None = None
    sha256: str
    body: Base64Bytes
    etag: str | None = None
    modified: str | None = None


class PageTooLargeError(ValueError):
    """The packed page unpacks to more bytes than a page may have."""


def unpack(packed: bytes, limit: int = 64 * 1024 * 1024) -> bytes:
    """Return the bytes of a packed page.

    Raise PageTooLargeError beyond `limit` bytes, zlib.error for broken data.
    """
    decompressor = zlib.decompressobj()
    body = decompressor.decompress(packed, limit)
    if decompressor.unconsumed_tail:
        raise PageTooLargeError(f"the packed page unpacks to more than {limit} bytes")
    if not decompressor.eof:
        raise zlib.error("the packed page breaks off")
    return body


def unzipped(body: bytes, limit: int) -> bytes:
    """Return the unpacked bytes of a gzip file (RFC 1952, known by its first bytes); others and broken ones unchanged.

    Raise PageTooLargeError beyond `limit` bytes.
    """
    if not body.startswith(b"\x1f\x8b"):
        return body
    decompressor = zlib.decompressobj(wbits=31)
    try:
        whole = decompressor.decompress(body, limit)
    except zlib.error:
        return body
    if decompressor.unconsumed_tail:
        raise PageTooLargeError(f"the decompressed page exceeds {limit} bytes")
    return whole

"""The class PackedPage (a page compressed for transfer and storage), and decompression within a size limit."""

import zlib

from pydantic import Base64Bytes

from crawler.model.raw.compressed import is_gzip
from crawler.model.types import Frozen, Instant


class PackedPage(Frozen):
    """A page whose bytes are compressed with zlib, and its metadata. `sha256` is the hash of the uncompressed bytes."""

    url: str
    fetched_at: Instant
    content_type: str | None = None
    sha256: str
    body: Base64Bytes
    etag: str | None = None
    modified: str | None = None


class PageTooLargeError(ValueError):
    """The page exceeds the size limit when decompressed."""


def unpack(packed: bytes, limit: int = 64 * 1024 * 1024) -> bytes:
    """Return the decompressed bytes of a packed page.

    Raise PageTooLargeError if the result exceeds `limit` bytes. Raise zlib.error if the data is damaged.
    """
    decompressor = zlib.decompressobj()
    body = decompressor.decompress(packed, limit)
    if decompressor.unconsumed_tail:
        raise PageTooLargeError(f"the packed page unpacks to more than {limit} bytes")
    if not decompressor.eof:
        raise zlib.error("the packed page breaks off")
    return body


def unzipped(body: bytes, limit: int) -> bytes:
    """Return the decompressed bytes of a gzip file (RFC 1952), or `body` unchanged if it is not valid gzip data.

    Gzip files are recognized by their first bytes. Raise PageTooLargeError if the result exceeds `limit` bytes.
    """
    if not is_gzip(body):
        return body
    decompressor = zlib.decompressobj(wbits=31)
    try:
        whole = decompressor.decompress(body, limit)
    except zlib.error:
        return body
    if decompressor.unconsumed_tail:
        raise PageTooLargeError(f"the decompressed page exceeds {limit} bytes")
    return whole

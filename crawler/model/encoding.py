"""Decoding of a page's bytes to text, even if the declared encoding is wrong."""

import re
from itertools import islice

from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom

# Python has codecs that no browser supports, some of them unsafe for page content (utf-7, unicode_escape, zlib).
_OF_THE_WEB = re.compile(
    r"gb18030|gbk|hz|big5\w*|euc[-_]?(jp|kr)|cp949|shift_jis|cp932|iso2022_jp|iso8859-\d+|cp125\d|cp874|cp866"
    r"|koi8-[ru]|mac-\w+"
)
# Labels of the WHATWG Encoding Standard that Python does not recognize.
_LABELS = {
    "x-gbk": "gb18030",
    "csgb2312": "gb18030",
    "gb_2312": "gb18030",
    "csiso58gb231280": "gb18030",
    "windows-936": "gb18030",
    "cn-big5": "big5hkscs",
    "csbig5": "big5hkscs",
    "x-x-big5": "big5hkscs",
    "x-euc-jp": "euc_jp",
    "cseucpkdfmtjapanese": "euc_jp",
    "windows-949": "cp949",
    "cseuckr": "cp949",
    "unicode-1-1-utf-8": "utf-8",
    "unicode11utf8": "utf-8",
    "x-cp1252": "cp1252",
}
_HEADER_LABEL = re.compile(r"""(?i)charset\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})""")
_META_LABEL = re.compile(rb"""(?i)<meta\b[^<>]{0,500}?charset\s{0,9}=\s{0,9}["']?([\w.:-]{1,40})""")
_DOUBLE_BYTE = ("gb18030", "big5hkscs", "euc_jp", "cp949", "euc_kr", "cp932")
_COMMENT = re.compile(rb"<!--.*?(?:-->|\Z)", re.DOTALL)
_WIDE_SAMPLE = 4096
_WIDE_SHARE = 0.15
"""Bytes are UTF-16 if more than this share of the first (or of the second) bytes of all pairs are NUL.

The share is low because Chinese text contains few NULs.
"""
_NOT_ASCII = re.compile("[^\x00-\x7f]")
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")


def decode(body: bytes, content_type: str | None = None) -> str:
    """Return the text of a page. The encoding is determined as described in `decoded`."""
    return decoded(body, content_type)[0]


def decoded(body: bytes, content_type: str | None = None) -> tuple[str, str]:
    """Return the text of a page and its encoding, even if the declared encoding is wrong.

    As in browsers, the encoding is taken from the byte order mark, the HTTP header or the document (except its
    comments), whichever comes first in this order. If none of them states an encoding, GB18030 is used, or UTF-8 if
    that fits the bytes at least as well. The labels GB2312 and GBK mean GB18030, as in the WHATWG Encoding Standard.

    Two kinds of declarations are not trusted. First, text that is valid UTF-8 is decoded as UTF-8 whatever is declared,
    because GB18030 text is hardly ever valid UTF-8. There is one exception: if a double-byte encoding is declared, and
    the only non-ASCII bytes are a few pairs of bytes, the declared encoding is used. Second, text that looks
    double-byte is not decoded as Windows-1252, which many servers declare by default.

    NUL characters are removed. The function never raises: bytes that cannot be decoded become U+FFFD.
    """
    text, encoding = _decoded(body, content_type)
    return text.replace("\x00", ""), encoding


def wide_encoding(body: bytes) -> str | None:
    """Return the UTF-16 encoding of bytes without a byte order mark, or None if they are not markup in UTF-16.

    The encoding is recognized by the NULs in tags. In each pair of bytes, the second byte is NUL in little-endian
    order, the first byte in big-endian order.
    """
    sample = body[:_WIDE_SAMPLE]
    if b"\x00" not in sample:
        return None
    first = sample[0::2].count(0) * 2 / len(sample)
    second = sample[1::2].count(0) * 2 / len(sample)
    if max(first, second) < _WIDE_SHARE or min(first, second) > 0.02:
        return None
    encoding = "utf-16-le" if second > first else "utf-16-be"
    return encoding if "<" in sample.decode(encoding, "replace") else None


def _decoded(body: bytes, content_type: str | None) -> tuple[str, str]:
    encoding, bom = read_bom(body)
    if encoding:
        return body[len(bom or b"") :].decode(encoding, "replace"), encoding
    if wide := wide_encoding(body):
        return body.decode(wide, "replace"), wide
    named = _named(body, content_type)
    try:
        as_utf8 = body.decode("utf-8")
        if not (named and named[0] in _DOUBLE_BYTE and _is_pairs(as_utf8)):
            return as_utf8, "utf-8"
        return body.decode(named[0], "replace"), named[0]
    except UnicodeDecodeError:
        as_utf8 = body.decode("utf-8", "replace")
    # A single invalid byte, or a truncated end, must not change the encoding of the whole page.
    if as_utf8.count("\ufffd") * 100 < sum(not char.isascii() for char in as_utf8):
        return as_utf8, "utf-8"
    # Servers often declare a Western encoding by default; the declaration in the page is more reliable.
    for encoding in sorted(named, key=lambda name: name == "cp1252"):
        if encoding != "cp1252" or not _looks_double_byte(body):
            return body.decode(encoding, "replace"), encoding
    as_gb = body.decode("gb18030", "replace")
    return (as_utf8, "utf-8") if as_utf8.count("\ufffd") <= as_gb.count("\ufffd") else (as_gb, "gb18030")


def _named(body: bytes, content_type: str | None) -> list[str]:
    """Return the encodings that the HTTP header and the document declare, in this order, as Python names.

    Encodings that browsers do not support are omitted.
    """
    head = _COMMENT.sub(b"", body[:4096])
    in_header = _HEADER_LABEL.search(content_type or "")
    in_meta = _META_LABEL.search(head)
    encodings = [
        http_content_type_encoding(content_type) or _LABELS.get(in_header[1].lower() if in_header else ""),
        html_body_declared_encoding(head) or _LABELS.get(in_meta[1].decode("latin-1").lower() if in_meta else ""),
    ]
    return [encoding for encoding in encodings if encoding and _OF_THE_WEB.fullmatch(encoding)]


def _is_pairs(text: str) -> bool:
    """Return whether `text`, decoded from UTF-8, may be text in a double-byte encoding that happens to be valid UTF-8.

    This is so if it contains only a few non-ASCII characters, and each of them has two bytes in UTF-8. Chinese
    characters have three or more.
    """
    beyond = [found[0] for found in islice(_NOT_ASCII.finditer(text), 41)]
    return 0 < len(beyond) <= 40 and all(char < "\u0800" for char in beyond)


def _looks_double_byte(body: bytes) -> bool:
    """Return whether bytes may be text in a double-byte encoding, such as GB18030.

    In such text, most non-ASCII bytes are next to each other. In Western text, most of them are alone.
    """
    runs = [len(run) for run in _HIGH_BYTES.findall(body)]
    return sum(length for length in runs if length > 1) > 0.9 * sum(runs)

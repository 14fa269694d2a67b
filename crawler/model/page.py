"""Page: what reading takes in, and the same page packed for the border."""

import hashlib
import re
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring
from pydantic import Base64Bytes
from w3lib.encoding import html_body_declared_encoding, http_content_type_encoding, read_bom
from w3lib.url import canonicalize_url

from crawler.model.types import Frozen, Instant

# Parameters that follow the visitor, not the page.
_TRACKING = re.compile(
    r"(?i)^(utm_\w+|spm|isappinstalled|jsessionid|phpsessid|sessionid|session_id|aspsessionid\w+|cfid|cftoken"
    r"|fbclid|gclid|msclkid|yclid|bd_vid|mc_[ce]id|_hsenc|_hsmi|_ga|wt\.mc_id|hm(sr|pl|cu|kw|ci))$"
)
# Parameters that the visitor's way leaves behind, or that keep caches away, but which mean something with other values.
_FROM = re.compile(r"(?i)(?:timeline|(?:group|single)message|wechat|weixin|weibo|qq|qzone)")
_FRESH = re.compile(r"(?i)_|_?t|_?ts|timestamp|time|r|rnd|rand\w{0,8}|nocache|no_cache|cache\w{0,8}|_dc|v")
_MOMENT = re.compile(r"1\d{9}(?:\d{3})?|0\.\d{6,20}")
"""Seconds or milliseconds since 1970, or what Math.random() gives."""
# Python knows codecs that no browser does, some of which run code paths of their own (utf-7, unicode_escape, zlib).
_OF_THE_WEB = re.compile(
    r"gb18030|gbk|hz|big5\w*|euc[-_]?(jp|kr)|cp949|shift_jis|cp932|iso2022_jp|iso8859-\d+|cp125\d|cp874|cp866"
    r"|koi8-[ru]|mac-\w+"
)
# Labels of the WHATWG Encoding Standard that Python does not know.
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
_COMMENT = re.compile(rb"<!--.{0,4096}?-->", re.DOTALL)
_HIGH_BYTES = re.compile(rb"[\x80-\xff]+")
_SESSION_PATH = re.compile(r"(?i);jsessionid=[^/?#]*|(?<=/)\(s\(\w{10,60}\)\)/")


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


@dataclass(frozen=True)
class Page:
    """A page as fetched. `url` is the address asked for, `final_url` the one that answered after redirects."""

    url: str
    body: bytes
    fetched_at: Instant
    content_type: str | None = None
    final_url: str = ""
    etag: str | None = None
    modified: str | None = None
    # A PackedPage is built once; hashing and compressing a page twice would double the cost of a poll.
    sha256: str = field(default="", init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "final_url", self.final_url or self.url)
        object.__setattr__(self, "sha256", hashlib.sha256(self.body).hexdigest())

    @cached_property
    def text(self) -> str:
        """The body as text, by `decode`."""
        return decode(self.body, self.content_type)

    def pack(self) -> PackedPage:
        """This page for the border and the store."""
        # Base64Bytes decodes what it is given; the packed bytes are plain here.
        return PackedPage.model_construct(
            url=self.final_url,
            fetched_at=self.fetched_at,
            content_type=self.content_type,
            sha256=self.sha256,
            body=zlib.compress(self.body, 6),
            etag=self.etag,
            modified=self.modified,
        )


def unpack(packed: bytes, limit: int = 64 * 1024 * 1024) -> bytes:
    """The bytes of a packed page. Raises PageTooLargeError beyond `limit` bytes, zlib.error for broken data."""
    decompressor = zlib.decompressobj()
    body = decompressor.decompress(packed, limit)
    if decompressor.unconsumed_tail:
        raise PageTooLargeError(f"the packed page unpacks to more than {limit} bytes")
    if not decompressor.eof:
        raise zlib.error("the packed page breaks off")
    return body


def unzipped(body: bytes, limit: int) -> bytes:
    """The bytes of a gzip file (RFC 1952, known by its first bytes); all others, and broken ones, as they are.

    Raises PageTooLargeError beyond `limit` bytes.
    """
    if not body.startswith(b"\x1f\x8b"):
        return body
    decompressor = zlib.decompressobj(wbits=31)
    try:
        whole = decompressor.decompress(body, limit)
    except zlib.error:
        return body
    if decompressor.unconsumed_tail:
        raise PageTooLargeError(f"the page unpacks to more than {limit} bytes")
    return whole


def decode(body: bytes, content_type: str | None = None) -> str:
    """The text of a page, whatever its label says.

    As browsers have it, a byte order mark decides, then the HTTP header, then the document's own label (not one in a
    comment), then a guess: GB18030. But bytes that *are* UTF-8 are read so, whatever is claimed: labels on portals are
    wrong more often than chance makes GB18030 bytes valid UTF-8, unless it is a few bytes, in pairs. GB2312 and GBK
    labels mean GB18030, as the WHATWG Encoding Standard has it. Never raises: what cannot be read becomes U+FFFD.
    """
    encoding, bom = read_bom(body)
    if encoding:
        return body[len(bom or b"") :].decode(encoding, "replace")
    named = _named(body, content_type)
    try:
        as_utf8 = body.decode("utf-8")
        if not (named and named[0] in _DOUBLE_BYTE and _is_pairs(as_utf8)):
            return as_utf8
        return body.decode(named[0], "replace")
    except UnicodeDecodeError:
        as_utf8 = body.decode("utf-8", "replace")
    # One bad byte, or an end cut off, must not turn all of a page into another encoding.
    if as_utf8.count("\ufffd") * 100 < sum(not char.isascii() for char in as_utf8):
        return as_utf8
    # Servers send a Western label by default, whatever the page is in: the page's own label is better informed.
    for encoding in sorted(named, key=lambda name: name == "cp1252"):
        if encoding != "cp1252" or not _looks_double_byte(body):
            return body.decode(encoding, "replace")
    as_gb = body.decode("gb18030", "replace")
    return as_utf8 if as_utf8.count("\ufffd") <= as_gb.count("\ufffd") else as_gb


def _named(body: bytes, content_type: str | None) -> list[str]:
    """The encodings that the header and the document name, as Python calls them; such as browsers know."""
    head = _COMMENT.sub(b"", body[:4096])
    in_header = _HEADER_LABEL.search(content_type or "")
    in_meta = _META_LABEL.search(head)
    encodings = [
        http_content_type_encoding(content_type) or _LABELS.get(in_header[1].lower() if in_header else ""),
        html_body_declared_encoding(head) or _LABELS.get(in_meta[1].decode("latin-1").lower() if in_meta else ""),
    ]
    return [encoding for encoding in encodings if encoding and _OF_THE_WEB.fullmatch(encoding)]


def _is_pairs(text: str) -> bool:
    """Whether what is beyond ASCII are a few letters of two bytes each in UTF-8, none of them Chinese: as likely pairs
    of another encoding."""
    beyond = [char for char in text if not char.isascii()]
    return 0 < len(beyond) <= 40 and all(char < "\u0800" for char in beyond)


def parse_html(text: str) -> HtmlElement:
    """A page's text as a tree. Raises ValueError when nothing of it can be parsed."""
    # lxml refuses text with an encoding declaration, and stops at null characters.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\x00", ""), count=1)
    try:
        return document_fromstring(text, parser=HTMLParser(encoding=None, huge_tree=False))
    except (etree.LxmlError, ValueError) as error:
        raise ValueError(f"no HTML: {error}") from error


def _looks_double_byte(body: bytes) -> bool:
    """Whether bytes above ASCII come in company, as in GB18030, and not alone between letters, as in Western texts."""
    runs = [len(run) for run in _HIGH_BYTES.findall(body)]
    return sum(length for length in runs if length > 1) > 0.9 * sum(runs)


def url_key(url: str) -> str:
    """Two addresses with the same key are the same page.

    Scheme, a leading `www.`, default ports, the case of the host and of %-codes, a slash at the end, fragments (but for
    `#/` and `#!` routes), parameter order, `&amp;` for `&`, tracking parameters, session ids and what keeps caches away
    (`?t=1718252400123`, `?rnd=0.4711235`) make no difference. Never raises: an address that cannot be taken apart is
    its own key.
    """
    url = _SESSION_PATH.sub("", url.strip())
    try:
        fragment = urlsplit(url).fragment
        canonical = canonicalize_url(_plain_query(url), keep_fragments=fragment.startswith(("/", "!")))
        parts = urlsplit(canonical)
        host = (parts.hostname or "").rstrip(".")
        port = parts.port
        while host.startswith("www."):
            host = host.removeprefix("www.")
    except ValueError:
        return url
    netloc = host if port in (None, 80, 443) else f"{host}:{port}"
    path = parts.path.rstrip("/") or "/"
    return parts._replace(scheme="", netloc=netloc, path=path).geturl().removeprefix("//")


def _plain_query(url: str) -> str:
    """The address without the parameters that say nothing of its page."""
    before, mark, after = url.partition("?")
    if not mark or "#" in before:
        return url
    query, sharp, fragment = after.partition("#")
    kept = [part for part in query.replace("&amp;", "&").split("&") if not _says_nothing(part)]
    return f"{before}{mark}{'&'.join(kept)}{sharp}{fragment}"


def _says_nothing(part: str) -> bool:
    name, _, value = part.partition("=")
    if name.lower() == "from":
        return bool(_FROM.fullmatch(value))
    return bool(_TRACKING.match(name)) or bool(_FRESH.fullmatch(name) and _MOMENT.fullmatch(value))

"""The class Page (a fetched page, which can be converted to a PackedPage), and parsing of HTML."""

import hashlib
import re
import zlib
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from crawler.model.encoding import decoded
from crawler.model.markup import require_parsable
from crawler.model.packed_page import PackedPage
from crawler.model.types import Instant


@dataclass(frozen=True)
class Page:
    """A fetched page. `url` is the requested URL, `final_url` the URL after redirects."""

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
        """Return the body, decoded to text by `crawler.model.encoding.decoded`."""
        return self._decoded[0]

    @property
    def encoding(self) -> str:
        """Return the encoding of the body, or `utf-8` if it is a UTF encoding.

        These are the output encodings of the WHATWG Encoding Standard.
        """
        name = self._decoded[1].lower().replace("_", "-")
        return "utf-8" if name.startswith(("utf-", "utf8")) else self._decoded[1]

    @cached_property
    def _decoded(self) -> tuple[str, str]:
        return decoded(self.body, self.content_type)

    def pack(self) -> PackedPage:
        """Return this page compressed for transfer and storage."""
        # model_construct bypasses Base64Bytes, which would decode the bytes: they are not Base64 here.
        return PackedPage.model_construct(
            url=self.final_url,
            fetched_at=self.fetched_at,
            content_type=self.content_type,
            sha256=self.sha256,
            body=zlib.compress(self.body, 6),
            etag=self.etag,
            modified=self.modified,
        )


def parse_html(text: str) -> HtmlElement:
    """Return the element tree of a page's HTML text.

    Raise ValueError if no part of the text can be parsed, TooComplexError if parsing would take too long.
    """
    require_parsable(text)
    # lxml refuses text with an encoding declaration, and stops at null characters.
    text = re.sub(r"^\s*<\?xml[^>]*\?>", "", text.replace("\x00", ""), count=1)
    try:
        return document_fromstring(text, parser=HTMLParser(encoding=None, huge_tree=False))
    except (etree.LxmlError, ValueError) as error:
        raise ValueError(f"not HTML: {error}") from error

"""The class Page (a fetched page, which can be converted to a PackedPage), and parsing of HTML."""

import hashlib
import re
import zlib
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, TypeVar

from lxml import etree
from lxml.html import HtmlComment, HtmlElement, HtmlEntity, HtmlProcessingInstruction, document_fromstring

from crawler.model.encoding import decoded
from crawler.model.end_tags import with_end_tags
from crawler.model.markup import require_parsable
from crawler.model.packed_page import PackedPage
from crawler.model.types import Instant

_CLASSES = etree.ElementDefaultClassLookup(
    element=HtmlElement, comment=HtmlComment, pi=HtmlProcessingInstruction, entity=HtmlEntity
)
"""The class of the elements in parsed trees, which is the same for all tags.

Without this setting, `lxml.html.HTMLParser` calls a Python function for each element that a pass over the tree reaches,
in order to give forms and their fields special classes, which are not used here.
"""

T = TypeVar("T")
_DECLARATION = re.compile(r"\s*<\?xml[^>]*\?>")
_COMPRESSION = 4
"""The zlib level for pages. The default, level 6, takes 1.6 times as long and saves 5 % of the size."""


@dataclass(frozen=True)
class Page:
    """A fetched page. `url` is the requested URL, and `final_url` is the URL after redirects."""

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

    @cached_property
    def tree(self) -> HtmlElement:
        """Return the element tree of the page. All callers share this tree and must not modify it.

        Raise ValueError like `parse_html`.
        """
        return parse_html(self.text)

    def take_tree(self) -> HtmlElement:
        """Return an element tree of the page that the caller may modify. Raise ValueError like `parse_html`."""
        tree = self.tree
        del self.__dict__["tree"]
        return tree

    def put_back(self, tree: HtmlElement) -> None:
        """Let others use a tree from `take_tree` that is no longer needed, and from which no content was removed."""
        self.__dict__["tree"] = tree

    def leave(self, value: object) -> None:
        """Leave a value that was made from this page to a later step, which takes it with `take`."""
        self.__dict__[type(value).__qualname__] = value

    def take(self, kind: type[T]) -> T | None:
        """Return the value of a type that an earlier step left, or None. It is then not available to others."""
        value: T | None = self.__dict__.pop(kind.__qualname__, None)
        return value

    def __getstate__(self) -> dict[str, Any]:
        # An element tree cannot be pickled, and the text is decoded from the body.
        return {name: value for name, value in self.__dict__.items() if name in self.__dataclass_fields__}

    @property
    def encoding(self) -> str:
        """Return the encoding in which browsers percent-encode the query strings of links on this page.

        This is the encoding of the body, or `utf-8` if the body has a UTF encoding. The WHATWG standard calls it the
        `output encoding`.
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
            body=zlib.compress(self.body, _COMPRESSION),
            etag=self.etag,
            modified=self.modified,
        )


def html_parser() -> etree.HTMLParser:
    """Return a parser whose elements are of the class HtmlElement."""
    parser = etree.HTMLParser(encoding=None, huge_tree=False)
    parser.set_element_class_lookup(_CLASSES)
    return parser


def parse_html(text: str) -> HtmlElement:
    """Return the element tree of a page's HTML text, with omitted end tags of rows inserted as browsers imply them.

    Raise ValueError if no part of the text can be parsed. Raise TooComplexError if parsing would take too long.
    """
    require_parsable(text)
    # lxml refuses text with an encoding declaration, and stops at null characters.
    text = text.replace("\x00", "")
    if declaration := _DECLARATION.match(text):
        text = text[declaration.end() :]
    try:
        return document_fromstring(with_end_tags(text), parser=html_parser())
    except (etree.LxmlError, ValueError) as error:
        raise ValueError(str(error)) from error

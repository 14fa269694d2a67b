"""A page's tree → its lines of text in document order, and its blocks as stretches of those lines.

Everything that judges a page afterwards works on these two flat lists, so that its time is linear in the page.
"""

import re
from dataclasses import dataclass, field
from enum import Enum

from lxml import etree
from lxml.html import HtmlElement

CODE = frozenset("script style noscript template head iframe object embed svg canvas audio video".split())
"""Elements whose text is no reader's."""
CONTROLS = CODE | frozenset("button select option datalist input textarea progress meter dialog map".split())
"""The same, and what a reader fills in or presses."""
INLINE = frozenset(
    "a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd mark o:p nobr q rb rp rt ruby s samp"
    " small span strike strong sub sup time tt u var wbr st1:chsdate".split()
)
BREAKS = frozenset(("br", "hr"))
FILE = re.compile(r"(?i)\.(pdf|docx?|xlsx?|pptx?|wps|et|ofd|rtf|txt|csv|zip|rar|7z)(?=$|[?#&;])")
"""The end of an address that is a file's."""
_HIDDEN = re.compile(r"(?i)display\s*:\s*none|visibility\s*:\s*hidden")
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[\u4e00-\u9fff]+")
_HAN = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]")
_LATIN_WEIGHT = 0.4
"""A Chinese character says as much as some two and a half letters."""


@dataclass(slots=True)
class TextLine:
    """A line of text.

    `weight` is its length in Chinese characters (other letters count less), `linked` the part of it that is links to
    other pages, `links` their number, `block` the index of the block that contains it.
    """

    text: str
    block: int
    weight: float
    linked: float
    links: int


@dataclass(slots=True)
class Block:
    """An element that forms a block of its own.

    `lines[first:end]` is its text, `blocks[place:last]` are the blocks within it, itself the first. `names` are the
    words of its class and id.
    """

    tag: str
    parent: int
    first: int
    names: frozenset[str]
    marks: frozenset[str]
    hidden: bool
    end: int = 0
    last: int = 0


@dataclass(slots=True)
class PageLayout:
    """The lines and blocks of a page; block 0 is the page itself."""

    lines: list[TextLine] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def text(self, block: int = 0) -> str:
        """Return all text of a block."""
        one = self.blocks[block]
        return "\n".join(line.text for line in self.lines[one.first : one.end])


def han_of(text: str) -> int:
    """Return the number of Chinese, Japanese and Korean characters in a text."""
    return len(_HAN.findall(text))


def is_ideographic(text: str) -> bool:
    """Return whether a text is Chinese, Japanese or Korean for the most part."""
    return han_of(text) * 2 >= sum(map(str.isalpha, text)) > 0


def weight_of(text: str) -> float:
    """Return the length of a text in Chinese characters."""
    han = han_of(text)
    return han + (len(text) - han) * _LATIN_WEIGHT


class _Kind(Enum):
    SKIPPED, INLINE, LINK, BREAK, BLOCK, HOLDER = range(6)


class _LayoutBuilder:
    """One pass over the tree: opens and closes blocks, gathers text into the current line."""

    def __init__(self) -> None:
        self.layout = PageLayout()
        self._open: list[int] = []
        self._pieces: list[str] = []
        self._linked: list[str] = []
        self._links = self._in_link = self._in_pre = 0

    def begin(self, element: HtmlElement, kind: _Kind) -> None:
        """Handle the start of an element."""
        if kind in (_Kind.BLOCK, _Kind.BREAK):
            self._flush()
        if kind in (_Kind.BLOCK, _Kind.HOLDER):
            self._open_block(element)
        elif kind is _Kind.LINK:
            self._in_link += 1
            self._links += 1
        self._in_pre += element.tag == "pre"
        self.add(element.text)

    def end(self, element: HtmlElement, kind: _Kind) -> None:
        """Handle the end of an element."""
        if kind is _Kind.SKIPPED:
            return
        if kind is _Kind.BLOCK:
            self._flush()
        if kind in (_Kind.BLOCK, _Kind.HOLDER):
            block = self.layout.blocks[self._open.pop()]
            # The line that a holder stands in may go on after it, and belongs to it from its first word.
            block.end = len(self.layout.lines) + (kind is _Kind.HOLDER and any(map(str.strip, self._pieces)))
            block.last = len(self.layout.blocks)
        elif kind is _Kind.LINK:
            self._in_link -= 1
        self._in_pre -= element.tag == "pre"

    def add(self, text: str | None) -> None:
        """Add text at this position. Line breaks count where the text is laid out already."""
        if not text:
            return
        *whole, text = text.split("\n") if self._in_pre else (text,)
        for line in whole:
            self._gather(line)
            self._flush()
        self._gather(text)

    def _gather(self, text: str) -> None:
        self._pieces.append(text)
        if self._in_link:
            self._linked.append(text)

    def _open_block(self, element: HtmlElement) -> None:
        parent = self._open[-1] if self._open else -1
        blocks = self.layout.blocks
        said = " ".join(filter(None, map(element.get, ("id", "class", "itemprop", "role"))))
        hidden = (parent >= 0 and blocks[parent].hidden) or _is_hidden(element)
        self._open.append(len(blocks))
        marks = frozenset(said.lower().split())
        names = _words(said) | marks
        blocks.append(Block(element.tag, parent, len(self.layout.lines), names, marks, hidden))

    def _flush(self) -> None:
        text = " ".join("".join(self._pieces).split())
        if text:
            linked = weight_of(" ".join("".join(self._linked).split()))
            block = self._open[-1] if self._open else 0
            self.layout.lines.append(TextLine(text, block, weight_of(text), linked, self._links))
        self._pieces = []
        self._linked = []
        self._links = 0


def page_layout(tree: HtmlElement, skipped: frozenset[str] = CONTROLS) -> PageLayout:
    """Return the lines and blocks of a page or of a part of it, without the elements of the names `skipped`."""
    builder = _LayoutBuilder()
    walker = etree.iterwalk(tree, events=("start", "end"))
    kinds: list[_Kind] = []
    for event, element in walker:
        if event == "start":
            kind = _Kind.SKIPPED if element.tag in skipped else _kind(element) if kinds else _Kind.BLOCK
            kinds.append(kind)
            if kind is _Kind.SKIPPED:
                walker.skip_subtree()
            else:
                builder.begin(element, kind)
        else:
            builder.end(element, kinds.pop())
            # What follows the outermost element is no part of it.
            builder.add(element.tail if kinds else None)
    return builder.layout


def _kind(element: HtmlElement) -> _Kind:
    tag = element.tag
    if tag == "a":
        return _Kind.INLINE if _leads_to_file(element) else _Kind.LINK
    if tag in BREAKS:
        return _Kind.BREAK
    if tag not in INLINE:
        return _Kind.BLOCK
    # An inline element with an identity of its own may be the holder of the text.
    holds = tag in ("span", "font") and len(element) and (element.get("id") or element.get("class"))
    return _Kind.HOLDER if holds else _Kind.INLINE


def _leads_to_file(element: HtmlElement) -> bool:
    """Return whether a link leads to an attachment, which belongs to the article.

    An anchor that leads nowhere belongs to it too.
    """
    href = element.get("href")
    return href is None or bool(FILE.search(href))


def _is_hidden(element: HtmlElement) -> bool:
    """Return whether an element marks itself as not shown."""
    style = element.get("style")
    return bool(style and _HIDDEN.search(style)) or element.get("hidden") is not None


def _words(said: str) -> frozenset[str]:
    return frozenset(word.lower() for word in _WORDS.findall(said))

"""Conversion of a page's element tree to text lines in document order, and to blocks, which are ranges of lines.

All later steps use these flat lists of lines and blocks, so their running time is linear in the page size.
"""

import re
from dataclasses import dataclass, field
from functools import lru_cache

from lxml import etree
from lxml.html import HtmlElement

from crawler.reading.main_text.element_kinds import ElementKind, is_hidden, kind_of

CODE = frozenset("script style noscript template head iframe object embed svg canvas audio video".split())
"""Elements whose text is not shown to readers."""
CONTROLS = CODE | frozenset("button select option datalist input textarea progress meter dialog map".split())
"""The elements in CODE, form controls, and buttons."""
_WORDS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+|[\u4e00-\u9fff]+")
_HAN = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+")
_NAMING = ("id", "class", "itemprop", "role")
_LONG_NAMES = 200
"""The words in an element's ids and classes are cached only if the ids and classes have fewer characters than this."""
_LATIN_WEIGHT = 0.4
"""The weight of a character that is not Chinese; a Chinese character has weight 1.

A Chinese character carries as much information as about 2.5 letters.
"""


@dataclass(slots=True)
class TextLine:
    """A line of text on a page.

    `weight` is the length of the line, measured by `weight_of`. `linked` is the weight of those parts of the line that
    are links to other pages, and `links` is the number of these links. `block` is the index of the innermost block that
    contains the line.
    """

    text: str
    block: int
    weight: float
    linked: float
    links: int


@dataclass(slots=True)
class Block:
    """A page element that is treated as a block, such as a paragraph, a list or a section.

    `lines[first:end]` of the layout is the text of the block. For the block at index `place`, `blocks[place:last]` are
    the block itself and the blocks inside it. `parent` is the index of the parent block, or -1. `marks` are the values
    of id, class, itemprop and role; `names` are these values and the words in them. `hidden` means that the block is
    invisible because of a style or an attribute of the element or of an ancestor. `revealed` means that a hidden block
    belongs to the article.
    """

    tag: str
    parent: int
    first: int
    names: frozenset[str]
    marks: frozenset[str]
    hidden: bool
    end: int = 0
    last: int = 0
    revealed: bool = False


@dataclass(slots=True)
class PageLayout:
    """The lines and blocks of a page; block 0 is the page itself."""

    lines: list[TextLine] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)

    def text(self, block: int = 0) -> str:
        """Return the text of the block with index `block`; its lines are separated by line breaks."""
        one = self.blocks[block]
        return "\n".join(line.text for line in self.lines[one.first : one.end])


def han_of(text: str) -> int:
    """Return the number of Chinese, Japanese and Korean characters in a text."""
    return 0 if text.isascii() else len(text) - len(_HAN.sub("", text))


def is_ideographic(text: str) -> bool:
    """Return whether at least half of the letters of a text are Chinese, Japanese or Korean."""
    twice = 2 * han_of(text)
    if not twice:
        return False
    return any(map(str.isalpha, text)) if twice >= len(text) else twice >= sum(map(str.isalpha, text)) > 0


def weight_of(text: str) -> float:
    """Return the length of a text, where a Chinese character counts as 1 and any other character as _LATIN_WEIGHT."""
    han = han_of(text)
    return han + (len(text) - han) * _LATIN_WEIGHT


# Global names are faster than members of the enumeration, which each element of a page needs several times.
_SKIPPED, _INLINE, _LINK, _BREAK, _BLOCK, _HOLDER = ElementKind


class _LayoutBuilder:
    """Builder of a layout. It opens and closes blocks, and collects text into lines, in one pass over the tree."""

    def __init__(self) -> None:
        self.layout = PageLayout()
        self._open: list[int] = []
        self._pieces: list[str] = []
        self._linked: list[str] = []
        self._links = self._in_link = self._in_pre = 0

    def begin(self, element: HtmlElement, kind: ElementKind) -> None:
        """Process the start of an element, and the text directly after its start tag."""
        if kind is _BLOCK or kind is _BREAK:
            self._flush()
        if kind is _BLOCK or kind is _HOLDER:
            self._open_block(element)
        elif kind is _LINK:
            self._in_link += 1
            self._links += 1
        if text := element.text:
            self.add(text)

    def end(self, kind: ElementKind) -> None:
        """Process the end of an element."""
        if kind is _BLOCK:
            self._flush()
        if kind is _BLOCK or kind is _HOLDER:
            block = self.layout.blocks[self._open.pop()]
            # A line may continue after the end of an inline block (a holder); the whole line belongs to the block.
            block.end = len(self.layout.lines) + (kind is _HOLDER and any(map(str.strip, self._pieces)))
            block.last = len(self.layout.blocks)
            self._in_pre -= block.tag == "pre"
        elif kind is _LINK:
            self._in_link -= 1

    def add(self, text: str) -> None:
        """Add text to the current line. Line breaks in `text` end a line only inside `pre` elements."""
        if self._in_pre:
            *whole, text = text.split("\n")
            for line in whole:
                self._gather(line)
                self._flush()
        self._gather(text)

    def _gather(self, text: str) -> None:
        if not self._pieces and text.isspace():
            return  # white space at the start of a line, such as the indentation between tags
        self._pieces.append(text)
        if self._in_link:
            self._linked.append(text)

    def _open_block(self, element: HtmlElement) -> None:
        parent = self._open[-1] if self._open else -1
        blocks = self.layout.blocks
        attributes = dict(element.items())
        said = " ".join(filter(None, map(attributes.get, _NAMING))) if attributes else ""
        # A hidden body is made visible by a script; otherwise, the page would be empty.
        hidden = bool(attributes) and element.tag != "body" and is_hidden(attributes)
        hidden = hidden or (parent >= 0 and blocks[parent].hidden)
        self._open.append(len(blocks))
        names, marks = _names(said) if len(said) < _LONG_NAMES else _names.__wrapped__(said)
        blocks.append(Block(element.tag, parent, len(self.layout.lines), names, marks, hidden))
        self._in_pre += element.tag == "pre"

    def _flush(self) -> None:
        if not self._pieces:
            self._links = 0
            return
        text = " ".join("".join(self._pieces).split())
        if text:
            linked = weight_of(" ".join("".join(self._linked).split())) if self._linked else 0.0
            block = self._open[-1] if self._open else 0
            self.layout.lines.append(TextLine(text, block, weight_of(text), linked, self._links))
        self._pieces = []
        self._linked = []
        self._links = 0


def page_layout(tree: HtmlElement, skipped: frozenset[str] = CONTROLS) -> PageLayout:
    """Return the lines and blocks of a page or of an element, without elements whose tag is in `skipped`."""
    builder = _LayoutBuilder()
    walker = etree.iterwalk(tree, events=("start", "end"))
    kinds: list[ElementKind] = []
    begin, end, add = builder.begin, builder.end, builder.add
    for event, element in walker:
        if event == "start":
            kind = _SKIPPED if element.tag in skipped else kind_of(element) if kinds else _BLOCK
            kinds.append(kind)
            if kind is _SKIPPED:
                walker.skip_subtree()
            else:
                begin(element, kind)
        else:
            kind = kinds.pop()
            if kind is not _INLINE and kind is not _SKIPPED:
                end(kind)
            # The tail of the outermost element is not part of the element.
            if kinds and (tail := element.tail):
                add(tail)
    return builder.layout


@lru_cache(maxsize=4096)
def _names(said: str) -> tuple[frozenset[str], frozenset[str]]:
    """Return the ids and classes of an element together with the words in them, and the ids and classes alone.

    `said` are the values of the element's attributes, separated by spaces.
    """
    marks = frozenset(said.lower().split())
    return frozenset(word.lower() for word in _WORDS.findall(said)) | marks, marks

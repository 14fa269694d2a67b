"""Index of a page's text tokens and anchors in document order, which is the input for finding rows.

The index is built in one traversal of the tree, in linear time. Its attribute `spans` maps each element to the range of
the element's tokens: the index of the first token, and the index after the last token.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from lxml import etree
from lxml.html import HtmlElement

from crawler.model.addresses import Addresses, is_handler, is_void

ANCHOR_LIMIT = 12_000
"""Maximum number of anchors of a page that are examined."""
TEXT_LIMIT = 2000
"""Maximum number of characters that are kept of a token."""
INLINE = frozenset(
    "a abbr b bdi bdo big cite code del dfn em font i img ins kbd label mark q s samp small span strike "
    "strong sub sup time tt u var".split()
)
_SILENT = frozenset("script style noscript template select textarea head".split())
_FURNITURE_TAGS = frozenset({"nav", "footer", "header", "aside"})
_FURNITURE_ROLES = frozenset({"navigation", "contentinfo", "banner", "complementary", "menu", "menubar"})
_FURNITURE = re.compile(
    r"(?i)(?:^|[\s_-])(?:nav|menu|foot|footer|head|header|bread|crumb\w{0,12}|breadcrumb\w{0,3}|pag(?:er|es|ing|ination)"
    r"|side\w{0,8})(?=$|[\s_\d-])"
)
_SIDEBAR = re.compile(r"(?i)(?:^|\s)(?:sidebar\d{0,2}|widget)(?=$|\s)")
_TOPIC = re.compile(r"(?:^|(?<=\s))(?:category|tag)-\S+")
"""Matches the class of a topic in WordPress, such as `category-side-dishes`."""
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LONG = 6
"""Minimum number of letters in a text that is more than a label."""
_URL = re.compile(r"(?i)(?:https?://|www\.)\S*$")
"""Matches a URL that is shown as text, such as the address of an online meeting."""
_SAME = 3
"""Maximum number of anchors with the same title, for example in the list, in a box of highlights, and on a picture."""
_START = 40
"""Number of characters at the start of a text whose letters and digits are counted."""
_DIGITS = re.compile(r"\d+")
_WORDS = re.compile(r"[^\W\d_]")


@dataclass(frozen=True, eq=False)
class Token:
    """A run of text in the page.

    `anchor` is the index of the anchor (the link) that contains the token, or -1. Tokens on the same line have the same
    number `line`.
    """

    text: str
    parent: HtmlElement
    anchor: int
    line: int


@dataclass(eq=False)
class Anchor:
    """A link to another page.

    `up` are the elements that contain the anchor, from the root down. `token` is the index of the anchor's first token.
    `picture` is the alternative text of the anchor's image.
    """

    element: HtmlElement
    url: str
    up: tuple[HtmlElement, ...]
    token: int
    text: str = ""
    picture: str = ""

    @cached_property
    def full_text(self) -> str:
        """Return the anchor's text, or its `title` attribute if the text is truncated or is a shorter date.

        If the anchor has no text, return its `title` attribute or the alternative text of its image.
        """
        full = " ".join((self.element.get("title") or "").split())
        shown = self.text.rstrip(".… ")
        if shown != self.text and full.startswith(shown):
            return full
        if len(self.text) < len(full) and _is_numeric(self.text) and not _is_numeric(full):
            return full
        return self.text or full or self.picture

    @cached_property
    def mask(self) -> str:
        """Return the start of `full_text` in lower case, with each number replaced by `#`."""
        return _DIGITS.sub("#", self.full_text[:200]).lower()


@dataclass(eq=False)
class DomIndex:
    """The tokens and anchors of a page."""

    tokens: list[Token] = field(default_factory=list)
    anchors: list[Anchor] = field(default_factory=list)
    spans: dict[HtmlElement, tuple[int, int]] = field(default_factory=dict)
    dead: list[HtmlElement] = field(default_factory=list)
    """Elements with a click handler whose target URL cannot be determined."""
    void: list[HtmlElement] = field(default_factory=list)
    """Links without a URL or a click handler of their own, such as `javascript:;`."""

    @cached_property
    def text_counts(self) -> Counter[str]:
        """Return the number of anchors with each text.

        Each anchor is counted under its text, and under its text with all numbers masked.
        """
        return Counter(words for anchor in self.anchors for words in {anchor.mask, anchor.full_text})

    @cached_property
    def headings(self) -> list[Anchor]:
        """Return the anchors inside or around a heading, in page order. Anchors without text are omitted."""
        return [anchor for anchor in self.anchors if _WORDS.search(anchor.full_text) and heading_of(anchor) is not None]

    @cached_property
    def heading_starts(self) -> list[int]:
        """Return the index of the first token of each anchor in `headings`."""
        return [anchor.token for anchor in self.headings]

    def is_title(self, anchor: Anchor) -> bool:
        """Return whether an anchor's text may be a title, and not the text of a button or a menu entry.

        A title is not a URL. It has few digits, and few other anchors have the same text. Long texts must be equal to
        count as the same; short texts may differ in their numbers.
        """
        if is_url(anchor.full_text):
            return False
        words, digits = _letters_and_digits(anchor.full_text)
        often = self.text_counts[anchor.full_text] <= _SAME if words >= _LONG else self.text_counts[anchor.mask] < _SAME
        return words >= max(2, digits) and often

    def kind(self, anchor: Anchor) -> str:
        """Return the kind of an anchor: `title`, or `#` if its text contains a number, or `=` followed by the text.

        A URL that is shown as text is of a kind of its own.
        """
        if is_url(anchor.full_text):
            return f"={anchor.full_text}"
        return "title" if self.is_title(anchor) else "#" if "#" in anchor.mask else f"={anchor.mask}"

    def rank(self, anchor: Anchor) -> tuple[bool, bool, bool, int]:
        """Return a sort key by which the main anchor of a row comes first.

        Anchors with a title precede anchors with a number, which precede anchors with any text, which precede all
        others. Otherwise the page order applies.
        """
        kind = self.kind(anchor)
        return kind != "title", kind != "#", not anchor.full_text, anchor.token

    def tokens_of(self, element: HtmlElement) -> list[Token]:
        """Return the tokens inside an element."""
        start, end = self.spans.get(element, (0, 0))
        return self.tokens[start:end]


def _letters_and_digits(text: str) -> tuple[int, int]:
    """Return the number of letters and the number of digits at the start of a text."""
    start = text[:_START]
    return len(_WORDS.findall(start)), sum(map(str.isdigit, start))


def _is_numeric(text: str) -> bool:
    """Return whether a text is empty or has more digits than letters at its start, like a date."""
    letters, digits = _letters_and_digits(text)
    return letters <= digits


def is_url(text: str) -> bool:
    """Return whether a text is a URL."""
    return bool(_URL.match(text))


def heading_of(anchor: Anchor) -> HtmlElement | None:
    """Return the heading inside or around an anchor, or None."""
    around = (element for element in anchor.up[:-4:-1] if element.tag in _HEADINGS)
    return next(around, next(anchor.element.iter(*_HEADINGS), None))


def heading_level(anchor: Anchor) -> int:
    """Return the level of the heading inside or around an anchor, or 9 if there is none."""
    heading = heading_of(anchor)
    return int(heading.tag[1]) if heading is not None else 9


def index_dom(root: HtmlElement, addresses: Addresses) -> DomIndex:
    """Return the index of a page: its tokens, and its first ANCHOR_LIMIT anchors that lead to another page.

    `root` is the root element of the page, and `addresses` determines the URLs of the anchors.
    """
    indexer = _DomIndexer(addresses)
    for event, element in etree.iterwalk(root, events=("start", "end", "comment", "pi")):
        if event == "start":
            indexer.start(element)
        elif event == "end":
            indexer.end(element)
        else:
            indexer.text(element.tail)
    return indexer.outline


class _DomIndexer:
    """Builds the index of a page. Its methods are called for the elements and texts of the page in document order."""

    def __init__(self, addresses: Addresses) -> None:
        self.outline = DomIndex()
        self.up: list[HtmlElement] = []
        self.open: list[int] = []
        self.silent = self.line = 0
        self._spaced = False
        self._addresses = addresses

    def start(self, element: HtmlElement) -> None:
        self.silent += element.tag in _SILENT
        self._break(element)
        self.outline.spans[element] = (len(self.outline.tokens), 0)
        self._anchor(element)
        self.up.append(element)
        self.text(element.text)

    def end(self, element: HtmlElement) -> None:
        self.up.pop()
        self.silent -= element.tag in _SILENT
        self._break(element)
        self.outline.spans[element] = (self.outline.spans[element][0], len(self.outline.tokens))
        if self.open and self.outline.anchors[self.open[-1]].element is element:
            self.open.pop()
        self.text(element.tail, _is_part_of_text(element))

    def text(self, text: str | None, continues: bool = False) -> None:
        """Add a text of the innermost open element; `continues` if it belongs together with the text before it."""
        if not text or not self.up or self.silent:
            return
        space = " " if self._spaced or text[0].isspace() else ""
        self._spaced = text[-1].isspace()
        words = " ".join(text[: 4 * TEXT_LIMIT].split())[:TEXT_LIMIT]
        if words:
            self._add(words, self.up[-1], space, continues)

    def _add(self, words: str, parent: HtmlElement, space: str, continues: bool) -> None:
        tokens = self.outline.tokens
        inside = self.open[-1] if self.open else -1
        last = tokens[-1] if tokens else None
        if last and _is_part_of_text(parent) and last.parent is parent.getparent():
            parent = last.parent
            continues = True
        if last and continues and last.line == self.line and last.anchor == inside:
            tokens[-1] = Token(f"{last.text}{space}{words}"[:TEXT_LIMIT], parent, inside, self.line)
        else:
            tokens.append(Token(words, parent, inside, self.line))
        if inside >= 0:
            anchor = self.outline.anchors[inside]
            anchor.text = f"{anchor.text} {words}".strip()[:TEXT_LIMIT]

    def _break(self, element: HtmlElement) -> None:
        self.line += element.tag not in INLINE

    def _anchor(self, element: HtmlElement) -> None:
        found = self.outline.anchors
        if element.tag == "img" and self.open:
            found[self.open[-1]].picture = " ".join((element.get("alt") or element.get("title") or "").split())
        if self.silent or len(found) >= ANCHOR_LIMIT or not self._addresses.leads(element):
            return
        url = self._addresses.of(element)
        if url is None and len(self.outline.dead) < ANCHOR_LIMIT and is_handler(element):
            self.outline.dead.append(element)
        elif url is None and len(self.outline.void) < ANCHOR_LIMIT and is_void(element):
            self.outline.void.append(element)
        if element.tag == "a":
            # A link ends where the next one begins, as in browsers.
            self.open = [inside for inside in self.open if found[inside].element.tag != "a"]
        if url and not self._addresses.is_own(url):
            self.open.append(len(found))
            found.append(Anchor(element, url, tuple(self.up), len(self.outline.tokens)))


def _is_part_of_text(element: HtmlElement) -> bool:
    """Return whether an element is a part of the text around it, like `<abbr>Aug</abbr> 23` and `23<sup>rd</sup>`."""
    return element.tag == "abbr" or (element.tag == "sup" and (element.text or "").isalpha())


def is_sidebar(element: HtmlElement) -> bool:
    """Return whether an element is a sidebar or a box in a sidebar, judged by its tag, class and id."""
    return element.tag == "aside" or (element.tag not in ("html", "body") and bool(_SIDEBAR.search(_names(element))))


def navigation_score(element: HtmlElement) -> float:
    """Return 1 if an element's tag or role is typical of navigation, 0.5 if its class or id is, and 0 otherwise."""
    if element.tag in _FURNITURE_TAGS or (element.get("role") or "").lower() in _FURNITURE_ROLES:
        return 1
    return 0.5 if element.tag not in ("html", "body") and _FURNITURE.search(_names(element)) else 0


def is_in_furniture(path: Iterable[HtmlElement]) -> bool:
    """Return whether one of the elements of a path from the root is navigation or a sidebar."""
    return any(navigation_score(up) or is_sidebar(up) for up in path)


def _names(element: HtmlElement) -> str:
    """Return the start of an element's classes and id, without classes that name the topics of a post."""
    return _TOPIC.sub("", f"{element.get('class') or ''} {element.get('id') or ''}"[:300])

"""Parsing of pages to element trees, including pages with very deep nesting."""

from collections.abc import Mapping
from typing import Any

from lxml import etree
from lxml.html import HtmlElement, HTMLParser

from crawler.model.errors import ReadingError
from crawler.model.page import Page, parse_html

DEEPEST = 250
"""The maximum depth of a tree. Deeper elements are flattened, because libxml2 drops content deeper than 256 levels."""


def parse_tree(page: Page) -> HtmlElement:
    """Return the element tree of a page without comments. Raise ReadingError if the page cannot be parsed."""
    try:
        tree = parse_html(page.text)
        if elements_and_depth(tree)[1] >= DEEPEST:
            tree = _flattened(page.text)
    except (ValueError, etree.LxmlError) as error:
        raise ReadingError(f"the page is {error}") from error
    # trafilatura loses text that is split by a comment.
    etree.strip_elements(tree, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    return tree


def elements_and_depth(tree: HtmlElement) -> tuple[int, int]:
    """Return the number of elements in a tree and its depth in levels."""
    depth = deepest = elements = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        if event == "start":
            elements += 1
            depth += 1
            deepest = max(deepest, depth)
        else:
            depth -= 1
    return elements, deepest


def _flattened(text: str) -> HtmlElement:
    parser = etree.HTMLParser(target=_Flattener())
    parser.feed(text.replace("\x00", ""))
    tree: HtmlElement = parser.close()
    return tree


class _Flattener:
    """Parser target that builds a tree and replaces the tags of elements deeper than DEEPEST by line breaks."""

    def __init__(self) -> None:
        lookup = HTMLParser()
        self._builder = etree.TreeBuilder(element_factory=lambda tag, attrs: lookup.makeelement(tag, attrs))
        self._depth = 0

    def start(self, tag: str, attributes: Mapping[str, Any]) -> None:
        """Handle the start of an element."""
        self._depth += 1
        if self._depth <= DEEPEST:
            self._builder.start(tag, dict(attributes))
        else:
            self._break()

    def end(self, tag: str) -> None:
        """Handle the end of an element."""
        if self._depth <= DEEPEST:
            self._builder.end(tag)
        else:
            self._break()
        self._depth -= 1

    def data(self, text: str) -> None:
        """Add text to the current element."""
        self._builder.data(text)

    def comment(self, text: str) -> None:
        """Ignore a comment."""

    def close(self) -> HtmlElement:
        """Return the tree."""
        return self._builder.close()

    def _break(self) -> None:
        self._builder.start("br", {})
        self._builder.end("br")

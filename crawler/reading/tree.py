"""Parsing of pages to element trees, including pages with very deep nesting."""

from collections.abc import Mapping
from functools import cache
from itertools import islice
from typing import Any

from lxml import etree
from lxml.html import HtmlElement

from crawler.model.details.pages import PageDetail
from crawler.model.end_tags import with_end_tags
from crawler.model.errors import ReadingError
from crawler.model.page import Page, html_parser

DEEPEST = 250
"""The maximum depth of a tree. Deeper elements are flattened, because libxml2 drops content deeper than 256 levels."""


@cache
def _elements_at(depth: int) -> etree.XPath:
    return etree.XPath(f"boolean({'/*' * depth})")


def parse_tree(page: Page) -> HtmlElement:
    """Return the element tree of a page without comments. Raise ReadingError if the page cannot be parsed."""
    try:
        tree = page.take_tree()
        if has_depth(tree, DEEPEST):
            tree = _flattened(page.text)
    except (ValueError, etree.LxmlError) as error:
        raise ReadingError(PageDetail.NOT_HTML.of(reason=error)) from error
    # trafilatura loses text that is split by a comment.
    etree.strip_elements(tree, etree.Comment, etree.ProcessingInstruction, with_tail=False)
    return tree


def kept_elements(tree: HtmlElement) -> list[HtmlElement]:
    """Return a list of all elements of a tree. Iterating over the tree is faster as long as the caller keeps this list.

    lxml creates a Python object for an element when the element is accessed, and discards the object when nothing
    refers to it any more. The list refers to all these objects.
    """
    return list(tree.iter())


def has_elements(tree: HtmlElement, count: int) -> bool:
    """Return whether a tree has at least `count` elements."""
    return next(islice(tree.iter(), count - 1, None), None) is not None


def has_depth(tree: HtmlElement, depth: int) -> bool:
    """Return whether a tree has at least `depth` levels of elements."""
    return bool(_elements_at(depth)(tree))


def _flattened(text: str) -> HtmlElement:
    parser = etree.HTMLParser(target=_Flattener())
    parser.feed(with_end_tags(text.replace("\x00", "")))
    tree: HtmlElement = parser.close()
    return tree


class _Flattener:
    """A parser target that builds an element tree of limited depth.

    The tags of elements that are deeper than DEEPEST are replaced by line breaks.
    """

    def __init__(self) -> None:
        lookup = html_parser()
        self._builder = etree.TreeBuilder(element_factory=lambda tag, attrs: lookup.makeelement(tag, attrs))
        self._depth = 0

    def start(self, tag: str, attributes: Mapping[str, Any]) -> None:
        """Open an element in the tree, or insert a line break if the element is too deep."""
        self._depth += 1
        if self._depth <= DEEPEST:
            self._builder.start(tag, dict(attributes))
        else:
            self._break()

    def end(self, tag: str) -> None:
        """Close an element in the tree, or insert a line break if the element is too deep."""
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

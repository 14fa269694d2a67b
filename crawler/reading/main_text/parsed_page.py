"""A parsed page: its element tree, its layout, and the facts that it states about itself."""

from dataclasses import dataclass
from functools import cached_property

from lxml.html import HtmlElement

from crawler.model.page import Page
from crawler.reading.main_text.headline import find_headline, headline_lines
from crawler.reading.main_text.hidden import reveal
from crawler.reading.main_text.layout import PageLayout, is_ideographic, page_layout
from crawler.reading.main_text.visible import VisibleText, visible_text
from crawler.reading.page_facts import PageFacts, page_facts
from crawler.reading.tree import kept_elements, parse_tree

_SAMPLE = 1_000
"""The number of lines that are checked for Chinese, Japanese or Korean text."""


@dataclass(frozen=True)
class ParsedPage:
    """A page with its tree, its elements, its layout, and the index of its headline's first line."""

    page: Page
    tree: HtmlElement
    elements: list[HtmlElement]
    layout: PageLayout
    headline: int | None


@dataclass(frozen=True)
class KnownPage(ParsedPage):
    """A parsed page with its facts."""

    facts: PageFacts

    @cached_property
    def ideographic(self) -> bool:
        """Whether the page is mostly in Chinese, Japanese or Korean."""
        # Many lines are checked, because the clutter is in the language of the page, too.
        return is_ideographic("".join(line.text for line in self.layout.lines[:_SAMPLE]))

    @cached_property
    def visible(self) -> VisibleText:
        """The amounts of visible text on the page."""
        return visible_text(self.layout, self.headline)


def parse_page(page: Page) -> ParsedPage:
    """Return a page with its tree, which others must not use any more, and its layout.

    Raise ReadingError if the page cannot be parsed.
    """
    tree = parse_tree(page)
    elements = kept_elements(tree)
    layout = page_layout(tree)
    reveal(layout)
    return ParsedPage(page, tree, elements, layout, find_headline(layout, tree.findtext(".//title")))


def known_page(parsed: ParsedPage) -> KnownPage:
    """Return a parsed page with its facts."""
    title = parsed.tree.findtext(".//title")
    count = headline_lines(parsed.layout, parsed.headline, title)
    facts = page_facts(parsed.tree, parsed.layout, parsed.headline, parsed.page.final_url, count)
    return KnownPage(parsed.page, parsed.tree, parsed.elements, parsed.layout, parsed.headline, facts)

"""Extraction of a page's main text by trafilatura."""

import logging
import re
from collections.abc import Callable

from lxml.html import HtmlElement
from trafilatura import bare_extraction

from crawler.reading.main_text.visible import VisibleText

_COMPLETE = 600
_COMPLETE_SHARE = 0.6
"""Minimum values for a complete result of trafilatura's own rules.

`_COMPLETE` applies to the number of characters, `_COMPLETE_SHARE` to the share of the page's prose. Both were chosen on
two thirds of the 990 pages that trafilatura is evaluated with. On the other third, the results are as good as if all
pages were compared with other extractors (F1 of its segments .927 and .927).
"""
_ARTICLE = 100
"""The minimum number of characters of an article on a page that also has comments."""
_ARTICLE_SHARE = 0.25
_ARTICLE_PART = 0.4
"""A page whose article has less than these shares of the text consists of many texts, such as posts or list items.

`_ARTICLE_SHARE` applies to the share of the page's visible text outside links, `_ARTICLE_PART` to the share of the text
that trafilatura finds without comments by its default settings. On 153 labelled pages, all 80 articles have at least
.22 of the visible text and .4 of the found text, and of 27 threads and lists below the latter value, 26 have at most .2
of the visible text.
"""
_RULE = re.compile(r"-{3,}[-\t]*")
# Log messages on single pages are not useful to an operator.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)


def extract_text(tree: HtmlElement, visible: VisibleText, discussion: bool, posts: Callable[[], str]) -> str:
    """Return the text that trafilatura extracts from a page. `tree` is not changed, because trafilatura copies it.

    Recommendations and readers' comments belong to the text only if the page is a discussion, or if it has no article
    but consists of many texts. In the latter case, the text is the result of `posts`, which extracts posts by another
    method, unless this result is empty.
    """
    if discussion:
        return _joined_text(bare_extraction(tree, include_comments=True))
    text = _article(tree, visible)
    if visible.share(text) >= _ARTICLE_SHARE:
        return text
    # The default settings take up to ten times as long, and are not needed if the text is too short for an article.
    if len(text) >= _ARTICLE:
        uncommented = _joined_text(bare_extraction(tree, include_comments=False))
        if len(text) >= _ARTICLE_PART * len(uncommented):
            return text
    return posts() or _joined_text(bare_extraction(tree, include_comments=True))


def _article(tree: HtmlElement, visible: VisibleText) -> str:
    """Return the article of a page without recommendations and comments.

    trafilatura's own rules are enough for most pages. Its comparison with other extractors, which takes a third of the
    time, is used if the rules find only little of the page's prose.
    """
    text = _joined_text(bare_extraction(tree, include_comments=False, favor_precision=True, fast=True))
    if len(text) >= _COMPLETE and visible.prose_share(text) >= _COMPLETE_SHARE:
        return text
    return _joined_text(bare_extraction(tree, include_comments=False, favor_precision=True))


def _joined_text(document: object) -> str:
    """Return the text and the comments of a document extracted by trafilatura, or an empty string for None."""
    parts = (getattr(document, name, None) or "" for name in ("text", "comments"))
    return _unmarked("\n".join(parts))


def _unmarked(text: str) -> str:
    """Convert table rows and list items in trafilatura's output to the format of `MainText`, and return the text."""
    lines = (_cells(line.strip()).removeprefix("- ") for line in text.splitlines())
    return "\n".join(line for line in lines if line and not _RULE.fullmatch(line))


def _cells(line: str) -> str:
    if len(line) > 1 and line[0] == line[-1] == "|":
        return "\t".join(cell.strip() for cell in line[1:-1].split("|"))
    return line

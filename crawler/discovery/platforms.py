"""The publishing system that made a page: one with a reader for its lists, or one known by its marks. Pure."""

import re

from crawler.listings import platforms as systems
from crawler.model.page import Page

LIMIT = 500_000
"""Characters of a page that are looked through for marks."""
_MARKS = (
    ("ucap", re.compile(r"(?i)UCAP-CONTENT|/ucap[-_/]|name=[\"']?manuscriptId")),
    ("trs", re.compile(r"(?i)\bTRS_(?:UEDITOR|Editor|PreAppend)|createPageHTML\s*\(|name=[\"']?ArticleTitle")),
)


def system_of(page: Page) -> str | None:
    """Return the name of the publishing system that made a page, or None for any other.

    `gkmlpt`, `jpaas` and `jpage` are types of source; `ucap` and `trs` are recognised by the first marks found.
    """
    text = page.text[:LIMIT]
    marked = (name for name, mark in _MARKS if mark.search(text))
    return systems.platform_of(page) or next(marked, None)

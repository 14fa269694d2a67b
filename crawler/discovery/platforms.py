"""Detection of a page's publishing system by list format or typical markup. Pure functions; no I/O."""

import re

from crawler.listings import platforms as systems
from crawler.model.page import Page

LIMIT = 500_000
"""Number of characters at the start of a page that are searched for typical markup."""
_MARKS = (
    ("ucap", re.compile(r"(?i)UCAP-CONTENT|/ucap[-_/]|name=[\"']?manuscriptId")),
    ("trs", re.compile(r"(?i)\bTRS_(?:UEDITOR|Editor|PreAppend)|createPageHTML\s*\(|name=[\"']?ArticleTitle")),
)


def system_of(page: Page) -> str | None:
    """Return the name of the publishing system that generated a page, or None if it is unknown.

    `gkmlpt`, `jpaas` and `jpage` are also source types; `ucap` and `trs` are detected by typical markup.
    """
    text = page.text[:LIMIT]
    marked = (name for name, mark in _MARKS if mark.search(text))
    return systems.platform_of(page) or next(marked, None)

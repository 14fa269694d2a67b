"""By which publishing system a page was made: one whose lists are read as such, or one that leaves marks. Pure."""

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
    """`gkmlpt`, `jpaas` or `jpage`, each a type of source; else `ucap` or `trs`, by the first that has left its marks;
    None for any other."""
    text = page.text[:LIMIT]
    marked = (name for name, mark in _MARKS if mark.search(text))
    return systems.platform_of(page) or next(marked, None)

"""Detection of discussions: pages such as forums whose text is written by their readers."""

import re
from itertools import islice
from urllib.parse import urlsplit

from lxml import etree
from lxml.html import HtmlElement

_HOSTS = frozenset("bbs forum forums tieba".split())
_PATHS = frozenset(
    "bbs forum forums thread threads viewthread showthread ubbthreads topic topics viewtopic showtopic"
    " discussion discussions question questions faq comments".split()
)
"""Words in the URLs of discussions.

They include the page names of Discuz (viewthread), vBulletin (showthread), UBB.threads, phpBB (viewtopic), Invision
Community (showtopic) and Vanilla Forums (discussion).
"""
_NUMBERED = re.compile(r"(?i)/(?:view|show)?(?:thread|topic|discussion)-[a-z]?\d")
"""Matches the beginning of a file's name that consists of one of these words and a number (thread-12-1-1.html)."""
_TYPES = re.compile(r"DiscussionForumPosting|QAPage")
_typed = etree.XPath("//*[contains(@itemtype, 'DiscussionForumPosting') or contains(@itemtype, 'QAPage')]")
_SOFTWARE = re.compile(r"(?i)discuz|phpwind|phpbb|vbulletin|xenforo|discourse|nodebb|flarum")
_LOOKED_AT = 100


def is_discussion(url: str, tree: HtmlElement) -> bool:
    """Return whether a page is a discussion, judged by its URL, its software or its schema.org type."""
    parts = urlsplit(url)
    said = re.split(r"[/?=.]", f"{parts.path}?{parts.query}".lower())
    if not _HOSTS.isdisjoint((parts.hostname or "").split(".")) or not _PATHS.isdisjoint(said):
        return True
    if _NUMBERED.search(parts.path):
        return True
    metas = (
        meta.get("content") or "" for meta in islice(tree.iter("meta"), _LOOKED_AT) if meta.get("name") == "generator"
    )
    if any(map(_SOFTWARE.search, metas)):
        return True
    scripts = (script for script in islice(tree.iter("script"), _LOOKED_AT) if "ld+json" in (script.get("type") or ""))
    return any(_TYPES.search(script.text or "") for script in scripts) or bool(_typed(tree))

"""Removal of the headings that only one of two texts has behind the numbers of its articles.

Publishers add such headings to a law (第二条【适用范围】) or omit them. Pure functions; no I/O.
"""

import re
from dataclasses import replace
from typing import NamedTuple

from monitor.identity.normalized import NormalizedNotice
from monitor.identity.numerals import value

CAPTION = 80
"""The maximum number of letters of the heading of an article."""
SAME = 6
"""The number of letters, the first or the next ones, that an article has in common with the other text behind its
heading."""
ARTICLES = 3
PART = 0.5
"""If only one text has headings, at least ARTICLES articles and the proportion PART of the articles of both texts have
one. An amendment does not insert a line at the start of so many articles."""
_NUMERAL = r"(?:\d{1,4}|[一二三四五六七八九十百零〇]{1,9})"
_ARTICLE = re.compile(rf"第({_NUMERAL})条(?:之({_NUMERAL}))?(?!第)")
"""The number of an article. A paragraph may begin with a reference instead: 第六条第一项."""
_Number = tuple[int, int]


class _Article(NamedTuple):
    """An article of a text: the index of the line in which its text or heading begins, and the beginnings of two lines.

    `first` is what follows the number, on the same line or on the next one. `second` is the line after `first`.
    """

    line: int
    first: str
    second: str


def without_captions(found: NormalizedNotice, known: NormalizedNotice) -> tuple[NormalizedNotice, NormalizedNotice]:
    """Return two notices without the headings of articles that only one of them has."""
    ours = _articles(found)
    theirs = _articles(known)
    if len(ours.keys() & theirs.keys()) < ARTICLES:
        return found, known
    return _without(found, ours, theirs), _without(known, theirs, ours)


def _articles(notice: NormalizedNotice) -> dict[_Number, _Article]:
    """Return the articles of a notice by their numbers. The number of 第五条之一 is (5, 1)."""
    found: dict[_Number, _Article] = {}
    lines = notice.body.split("\n")
    for at, line in enumerate(lines):
        article = _ARTICLE.match(line)
        if article:
            number = int(value(article[1])), int(value(article[2] or "0"))
            rest = line[article.end() :]
            first, second, *_ = [*([rest] if rest else []), *lines[at + 1 : at + 3], "", ""]
            found.setdefault(number, _Article(at if rest else at + 1, first, second))
    return found


def _without(
    notice: NormalizedNotice, own: dict[_Number, _Article], other: dict[_Number, _Article]
) -> NormalizedNotice:
    common = own.keys() & other.keys()
    captioned = [own[number] for number in common if _is_caption(own[number], other[number])]
    if len(captioned) < max(ARTICLES, PART * len(common)):
        return notice
    lines = notice.body.split("\n")
    for article in captioned:
        lines[article.line] = lines[article.line].removesuffix(article.first)
    return replace(notice, body="\n".join(filter(None, lines)))


def _is_caption(own: _Article, other: _Article) -> bool:
    """Return whether an article has a heading and then the same text as the other one, which has no heading."""
    caption = own.first
    if not 0 < len(caption) <= CAPTION or caption.endswith("。"):
        return False
    ours = own.second
    theirs = other.first
    return ours[:SAME] == theirs[:SAME] or "" != ours[SAME : 2 * SAME] == theirs[SAME : 2 * SAME]

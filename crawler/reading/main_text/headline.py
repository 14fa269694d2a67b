"""Find the headline of a page.

It is the line that matches the title tag, else the only `h1` heading, else the line above the only byline.
A byline is a short line with the date or the source of the notice.
"""

import re
from itertools import pairwise

from crawler.reading.main_text.layout import PageLayout, TextLine

_SHORTEST = 5
_LINES = 6
"""The maximum number of lines of a headline."""
_CUT_SHORT = re.compile(r"(?<!\s)\s*(?:\.{2,}|…+)")
_LONGEST = 80
"""The maximum number of letters of a headline above a byline."""
_BYLINE_WEIGHT = 60
_BYLINE = re.compile(
    r"(?:(?:发布|發布|发文|公布|公開|公开|更新|上传|录入|掲載|時間|时间|日期|日付)\w{0,3}|来源|來源|信息来源)\s*[:：].{0,30}"
    r"|(?i:published|posted|updated|date)\b.{0,12}\d{4}"
    r"|^\W*(?:19|20)\d\d\s*[-年./]\s*\d{1,2}\s*[-月./]\s*\d{1,2}"
)
_NO_HEADLINE = re.compile(r"[>»|:：。；;]|\d{4}-\d|当前位置|當前位置|首页|首頁")
"""Matches lines that are labels, breadcrumbs or sentences."""
_NO_HEADLINES = frozenset({"li", "td", "th", "a", "option", "footer", "nav"})
_SEARCHED = 3_000
"""The number of lines of a page that are searched."""


def find_headline(layout: PageLayout, title: str | None) -> int | None:
    """Return the index of the headline's first line, or None. `title` is the text of the title tag."""
    named = _bare(title or "")
    headings: list[int] = []
    titles: list[int] = []
    for at, line in enumerate(layout.lines[:_SEARCHED]):
        heading = layout.blocks[line.block].tag == "h1"
        text = _bare(line.text)
        if len(text) < _SHORTEST:
            continue
        if heading:
            headings.append(at)
        # A breadcrumb may end with the title, too, but consists of links.
        if line.linked * 2 < line.weight and (named.startswith(text) or (heading and text in named)):
            titles.append(at)
    both = (at for at in titles if layout.blocks[layout.lines[at].block].tag == "h1")
    only = titles or headings[: len(headings) == 1] or ([] if headings else _above_bylines(layout))
    return next(both, next(iter(only), None))


def _above_bylines(layout: PageLayout) -> list[int]:
    """Return the index of the line above the only byline of a page, or an empty list.

    A page with several lines of this kind is a listing, or shows lists beside its notice.
    """
    lines = layout.lines[:_SEARCHED]
    found = [
        at
        for at, (line, below) in enumerate(pairwise(lines))
        if _may_be_headline(layout, line) and _is_byline(below) and not _is_byline(line)
    ]
    return found if len(found) == 1 else []


def _may_be_headline(layout: PageLayout, line: TextLine) -> bool:
    tag = layout.blocks[line.block].tag
    if tag in _NO_HEADLINES or not _SHORTEST <= len(_bare(line.text)) <= _LONGEST:
        return False
    return line.linked == 0 and not _NO_HEADLINE.search(line.text)


def _is_byline(line: TextLine) -> bool:
    return line.weight <= _BYLINE_WEIGHT and _BYLINE.search(line.text) is not None


def headline_lines(layout: PageLayout, headline: int | None, title: str | None) -> int:
    """Return the number of lines of the headline according to the title tag, or 0 if `headline` is None.

    `headline` is the index of the headline's first line.
    """
    if headline is None:
        return 0
    whole, mark, _ = _CUT_SHORT.sub("\n", title or "", count=1).partition("\n")
    named = _bare(whole)
    said = _bare(layout.lines[headline].text)
    count = 1
    for line in layout.lines[headline + 1 : headline + _LINES]:
        more = _bare(line.text)
        goes_on = named.startswith(said + more) or (mark and said != named and (said + more).startswith(named))
        if len(more) < 2 or not goes_on or not named.startswith(said):
            break
        said += more
        count += 1
    return count


def _bare(text: str) -> str:
    return re.sub(r"\W+", "", text)

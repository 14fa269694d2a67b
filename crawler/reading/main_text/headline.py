"""Detection of a page's headline.

The headline is the line that matches the title tag. If there is no such line, it is the only `h1` heading or, without
one, the line above the only byline (a short line with the date or the source of the notice).
"""

import re
from itertools import pairwise

from crawler.reading.main_text.layout import PageLayout, TextLine, is_ideographic

_SHORTEST = 5
_LOGO = 12
"""The maximum number of letters of a linked heading that is the logo of the site."""
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
_IN_BYLINE = re.compile(r"[\d:：]")
"""Matches a character of the kind that every byline contains. Most lines of a page have none."""
_NO_HEADLINE = re.compile(r"[>»|:：。；;]|\d{4}-\d|当前位置|當前位置|首页|首頁")
"""Matches lines that are labels, breadcrumbs or sentences."""
_DOCUMENT = re.compile(
    r"(?!.{0,12}[>»|])[^。；;]{0,60}(?:关于|關於)[^。；;]{4,120}(?:通知|公告|通告|公示|意见|意見|决定|決定|通报|通報|函|批复|報告|报告|方案|办法)"
    r"(?:[(（〔][^()（）]{1,20}[)）〕])?"
)
"""Matches a title that names its subject and its document type; such a line may also be in a table cell."""
_SITE_NAME = re.compile(r"[^，,。；;：:]{2,14}(?:网|網|网站|網站|门户|門戶|频道|頻道)")
"""Matches the name of a website, which some sites put into an `h1` above the title."""
_SEPARATOR = re.compile(r"(?<=\s)[-–—·•»:](?=\s)|\|")
"""Matches the separators between a title and the name of the site in a title tag."""
_NO_WORD = re.compile(r"\W+")
_HEADINGS = frozenset({"h1", "h2", "h3"})
_NO_HEADLINES = frozenset({"li", "td", "th", "a", "option", "footer", "nav"})
_SEARCHED = 3_000
"""The number of lines of a page that are searched."""


def find_headline(layout: PageLayout, title: str | None) -> int | None:
    """Return the index of the headline's first line, or None. `title` is the text of the title tag."""
    named = _bare(title or "")
    site = _site_at_end(title or "")
    headings: list[int] = []
    lower: list[int] = []
    titles: list[int] = []
    for at, line in enumerate(layout.lines[:_SEARCHED]):
        tag = _tag_of(layout, at)
        is_linked = line.linked * 2 >= line.weight
        if is_linked and tag not in _HEADINGS:
            continue
        text = _bare(line.text)
        if len(text) < _SHORTEST or text == site:
            continue
        # Forums link the title to the thread itself.
        is_thread = tag == "h1" and is_linked and bool(site) and text in named
        if tag == "h1" and (is_thread or not _is_logo(line)):
            headings.append(at)
        elif tag in _HEADINGS and not line.linked and _is_document(line.text):
            lower.append(at)
        # A breadcrumb may end with the title, too, but consists of links.
        if is_thread or (not is_linked and (named.startswith(text) or (tag in _HEADINGS and text in named))):
            titles.append(at)
    # The title tag also contains the name of the site, which is shorter than the title if both are on the page.
    best = max(titles, key=lambda at: (_shared(layout, at, title), _tag_of(layout, at) == "h1", -at), default=None)
    if best is not None and _tag_of(layout, best) == "h1":
        return best
    # A title tag that names only the site equals the signature below the text.
    named_by_tag = best is not None and _is_document(_joined(layout, best, headline_lines(layout, best, title)))
    documents = [] if headings or named_by_tag else _documents(layout)
    headings = headings or (lower if len(lower) == 1 else [])
    found = [*documents, *([best] if best is not None else []), *headings[: len(headings) == 1]]
    return next(iter(found or ([] if headings else _above_bylines(layout))), None)


def _site_at_end(title: str) -> str | None:
    """Return the letters of the site's name at the end of a title tag in a language with spaces, or None.

    The name is shorter than the title. In Chinese title tags, it may also be at the beginning.
    """
    *others, last = map(str.strip, _SEPARATOR.split(title))
    is_site = bool(others) and len(last) < max(map(len, others)) and not is_ideographic(title)
    return _bare(last) if is_site else None


def _is_logo(line: TextLine) -> bool:
    """Return whether an `h1` heading is the logo of the site: the name of a website, or a short link."""
    return bool(_SITE_NAME.fullmatch(line.text.strip())) or (
        line.linked * 2 >= line.weight and len(_bare(line.text)) <= _LOGO
    )


def _tag_of(layout: PageLayout, at: int) -> str:
    return layout.blocks[layout.lines[at].block].tag


def _shared(layout: PageLayout, at: int, title: str | None) -> int:
    """Return the number of letters that the title tag (`title`) shares with the headline that begins at line `at`."""
    return len(_bare(_joined(layout, at, headline_lines(layout, at, title))))


def _joined(layout: PageLayout, at: int, count: int) -> str:
    return "".join(line.text for line in layout.lines[at : at + count])


def is_site_at_end(text: str, title: str | None) -> bool:
    """Return whether a heading is the site's name at the end of the title tag `title`."""
    return _bare(text) == _site_at_end(title or "")


def heading_above_byline(layout: PageLayout) -> str | None:
    """Return the text of the heading above the page's only byline, or None."""
    for at in _documents(layout) or _above_bylines(layout):
        return _joined(layout, at, headline_lines(layout, at, None))
    return None


def _documents(layout: PageLayout) -> list[int]:
    """Return the index of the heading that names a document and is followed by a byline, as a list with one item.

    The index is that of the heading's first line. The heading is a line, or all lines of a block. The list is empty if
    there is no such heading or more than one.
    """
    found = []
    for at, (line, below) in enumerate(pairwise(layout.lines[:_SEARCHED])):
        if line.linked or not _is_byline(below):
            continue
        start = _start_of_block(layout, at)
        if _is_document(line.text):
            found.append(at)
        elif _is_document(_joined(layout, start, at + 1 - start)):
            found.append(start)
    return found if len(found) == 1 else []


def _start_of_block(layout: PageLayout, at: int) -> int:
    """Search upwards from line `at` for the first line of its block, and return the index of that line.

    At most `_LINES` lines are searched.
    """
    start = at
    while start > 0 and at - start < _LINES - 1 and layout.lines[start - 1].block == layout.lines[at].block:
        start -= 1
    return start


def _is_document(text: str) -> bool:
    return _DOCUMENT.fullmatch(text.strip()) is not None


def _above_bylines(layout: PageLayout) -> list[int]:
    """Return the index of the line above the page's only byline, as a list with one item.

    The list is empty if there are no bylines, or several. A page with several bylines is a listing, or has lists beside
    its notice.
    """
    lines = layout.lines[:_SEARCHED]
    found = [
        at
        for at, (line, below) in enumerate(pairwise(lines))
        if _is_byline(below) and not _is_byline(line) and _may_be_headline(layout, line)
    ]
    return found if len(found) == 1 else []


def _may_be_headline(layout: PageLayout, line: TextLine) -> bool:
    if line.linked or layout.blocks[line.block].tag in _NO_HEADLINES:
        return False
    return _SHORTEST <= len(_bare(line.text)) <= _LONGEST and not _NO_HEADLINE.search(line.text)


def _is_byline(line: TextLine) -> bool:
    if line.weight > _BYLINE_WEIGHT or not _IN_BYLINE.search(line.text):
        return False
    return _BYLINE.search(line.text) is not None


def headline_lines(layout: PageLayout, headline: int | None, title: str | None) -> int:
    """Return the number of lines of the headline, or 0 if `headline` is None.

    `headline` is the index of the headline's first line. Its lines are compared with the title tag `title`. If this is
    not possible, the words in the lines decide (see `_lines_of_document`).
    """
    if headline is None:
        return 0
    return max(_lines_in_tag(layout, headline, title), _lines_of_document(layout, headline))


def _lines_in_tag(layout: PageLayout, headline: int, title: str | None) -> int:
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


def _lines_of_document(layout: PageLayout, headline: int) -> int:
    """Return the number of lines over which the name of a document extends, or 1 if it is not longer than a line.

    `headline` is the index of its first line. The lines must be in one block. They may also be in two blocks if the
    second one begins with 关于; the first one then names the issuer.
    """
    said = layout.lines[headline].text
    if _SITE_NAME.fullmatch(said.strip()):
        return 1
    block = layout.lines[headline].block
    for count, line in enumerate(layout.lines[headline + 1 : headline + _LINES], 2):
        goes_on = line.block == block or (count == 2 and line.text.startswith(("关于", "關於")))
        if _is_document(said) or line.linked or not goes_on:
            break
        said += line.text
        block = line.block
        if _is_document(said):
            return count
    return 1


def _bare(text: str) -> str:
    return _NO_WORD.sub("", text)

"""Headline of a page: the line that matches the title tag or, if no line does, the only `h1` heading."""

import re

from crawler.reading.main_text.layout import PageLayout

_SHORTEST = 5
_LINES = 6
"""The maximum number of lines of a headline."""
_CUT_SHORT = re.compile(r"(?<!\s)\s*(?:\.{2,}|…+)")
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
    only = titles or headings[: len(headings) == 1]
    return next(both, next(iter(only), None))


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

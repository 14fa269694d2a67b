"""The headline of a page: the line that its title tag names, or else its only first-order heading."""

import re

from crawler.reading.main_text.layout import PageLayout

_SHORTEST = 5
_LINES = 6
"""Lines that a headline may go over."""
_CUT_SHORT = re.compile(r"\s*(?:\.{2,}|…+)")
_SEARCHED = 3_000
"""Lines that are looked at."""


def find_headline(layout: PageLayout, title: str | None) -> int | None:
    """Return the index of the headline among the lines of a page with this title tag, or None."""
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
        # A breadcrumb ends with the title too, but links.
        if line.linked * 2 < line.weight and (named.startswith(text) or (heading and text in named)):
            titles.append(at)
    both = (at for at in titles if layout.blocks[layout.lines[at].block].tag == "h1")
    only = titles or headings[: len(headings) == 1]
    return next(both, next(iter(only), None))


def headline_lines(layout: PageLayout, headline: int | None, title: str | None) -> int:
    """Return the number of lines of the headline that begins at a line, according to the title tag; 0 for none."""
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

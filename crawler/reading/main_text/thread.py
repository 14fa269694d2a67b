"""Extraction of the posts of a discussion from the layout of its page.

Software for discussions puts the text of each post into an element with the same tag and the same classes. Author and
date of the post are outside this element, between two posts. Therefore, neither names of classes nor languages need to
be known.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from crawler.reading.main_text.block_kinds import FURNITURE
from crawler.reading.main_text.layout import PageLayout, TextLine
from crawler.reading.main_text.line_sums import LineSums
from crawler.reading.main_text.lines import text_of
from crawler.reading.main_text.score import PROSE, prose_weight

_HOLDERS = frozenset("div article section main li dl dd table tbody tr td span".split())
"""Tags of elements that contain the text of a post. Paragraphs have repeated classes in articles, too."""
_SIGNATURES = frozenset("signature signatures sig".split())
_HEADINGS = frozenset("h2 h3 h4 h5 dt".split())
_BETWEEN = 0.5
"""The minimum share of pairs of adjacent posts with a number between them, such as a date or the number of the post.

The same share of pairs with a heading of a text between them shows that the blocks are sections of one text. The share
was chosen on 155 labelled threads: .3 and .5 give the same results, and without a minimum, the mean is lower by .017.
"""
_SPAN = 0.4
"""The minimum share of the prose from the first to the last post that is in posts.

It is at least .52 in the 155 threads, and at most .02 in pages of documentation, where notes and examples are alike.
"""
_DIGIT = re.compile(r"\d")
_TIME = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\d\d?[:：]\d\d|\d\d?[./]\d\d?[./]\d\d|(?<=\d)\D{1,20}(?:ago\b|前)")
"""Matches a year, a time of day, a date without century, or an age (3 hours ago, 3小时前)."""
_MOST = 0.5
"""The minimum share of the page's prose that is in posts if nothing else shows that the page is a discussion."""
_Kind = tuple[str, frozenset[str]]


class _Sums:
    """Sums over the lines of a page: weights, weights of prose, lines with a number, headings of a text."""

    def __init__(self, layout: PageLayout, number: re.Pattern[str]) -> None:
        lines = layout.lines
        self.weight = LineSums(line.weight for line in lines)
        self.prose = LineSums(map(prose_weight, lines))
        self.numbers = LineSums(bool(number.search(line.text)) for line in lines)
        self.headings = LineSums(_is_heading(layout, line) for line in lines)


def posts_of(layout: PageLayout, *, is_discussion: bool) -> str:
    """Return the text of the posts on a page without their authors, dates and signatures.

    The text is empty if the page has fewer than two posts. The posts are the blocks with equal tags and classes that
    contain the most prose and little else. Between most of them is a number, and no heading of a text. If the page is
    not known to be a discussion, the number must be a date, a time or an age, and most of the page's prose must be in
    the posts, because reviews of a product and parts of an article are alike, too.
    """
    sums = _Sums(layout, _DIGIT if is_discussion else _TIME)
    best: list[int] = []
    most = 0.0
    for places in _alike(layout):
        prose, weight = (_total(layout, places, amounts) for amounts in (sums.prose, sums.weight))
        value = prose * prose / weight if weight else 0.0
        if value > most and _are_posts(layout, places, sums):
            best, most = places, value
    if not is_discussion and _total(layout, best, sums.prose) < _MOST * sums.prose.total:
        return ""
    # A line that continues after an inline block may belong to two posts.
    return text_of(layout, dict.fromkeys(at for place in best for at in _lines(layout, place)))


def _alike(layout: PageLayout) -> Iterator[list[int]]:
    """Yield lists with the indexes of blocks that have the same tag and the same ids and classes without numbers.

    The blocks are visible and contain text. Blocks inside a block of the same list are omitted.
    """
    found: defaultdict[_Kind, list[int]] = defaultdict(list)
    ends: dict[_Kind, int] = {}
    shown: list[bool] = []
    for place, block in enumerate(layout.blocks):
        shown.append((block.parent < 0 or shown[block.parent]) and not block.hidden and block.tag not in FURNITURE)
        if not shown[place] or block.tag not in _HOLDERS or block.end == block.first:
            continue
        kind = block.tag, frozenset(mark for mark in block.marks if not _DIGIT.search(mark))
        if kind[1] and ends.get(kind, 0) <= place:
            found[kind].append(place)
            ends[kind] = block.last
    return (places for places in found.values() if len(places) > 1)


def _total(layout: PageLayout, places: list[int], amounts: LineSums) -> float:
    return sum(amounts.of(layout.blocks[place]) for place in places)


def _are_posts(layout: PageLayout, places: list[int], sums: _Sums) -> bool:
    blocks = [layout.blocks[place] for place in places]
    with_prose = sum(sums.prose.of(block) > 0 for block in blocks)
    gaps = [(above.end, below.first) for above, below in pairwise(blocks)]
    numbers, headings = (
        sum(total.between(first, end) > 0 for first, end in gaps) for total in (sums.numbers, sums.headings)
    )
    span = sums.prose.between(blocks[0].first, blocks[-1].end)
    is_apart = numbers >= _BETWEEN * len(gaps) and headings < _BETWEEN * len(gaps)
    return with_prose > 1 and is_apart and _total(layout, places, sums.prose) >= _SPAN * span


def _lines(layout: PageLayout, place: int) -> Iterator[int]:
    """Yield the indexes of the lines of a post without those of hidden blocks and signatures."""
    post = layout.blocks[place]
    at = post.first
    while place < post.last:
        block = layout.blocks[place]
        if block.hidden or not _SIGNATURES.isdisjoint(block.names):
            yield from range(at, block.first)
            at = block.end
            place = block.last
        else:
            place += 1
    yield from range(at, post.end)


def _is_heading(layout: PageLayout, line: TextLine) -> bool:
    """Return whether a line is the heading of a text. The names of authors are links, or shorter."""
    return layout.blocks[line.block].tag in _HEADINGS and not line.linked and line.weight >= PROSE / 2

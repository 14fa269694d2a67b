"""Functions that recognise passages that a copy may lack, such as tables, names of attachments and advertisements.

Pure functions, apart from reading a data file of the package, which contains the openings of advertisements.
"""

import re
import tomllib
from bisect import bisect_right
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from itertools import pairwise

from crawler.text.fold import fold
from crawler.text.search_phrases import PHRASES, WEAK
from monitor.identity.alignment import Hunk
from monitor.identity.edits.continuation import SUPPLEMENTS
from monitor.identity.edits.pair import SMALL, Pair
from monitor.identity.edits.rule_words import has_rule_word
from monitor.identity.normalized import ROW, ROWS, NormalizedNotice, in_characters

FEW = 3
"""The maximum number of letters that may replace a missing passage. Such letters occur because an alignment may split
words."""
TORN_PART = 40
"""A long missing passage may be replaced by one letter for each TORN_PART letters of its length."""
LONG_PASSAGE = 200
"""The minimum length, in letters, of an addition that is regarded as a table or an attachment, not as an edit, if there
are no changes around it."""
ADVERTISEMENT = 60
"""The maximum number of letters that an advertisement within a text may have."""
REPEATED = 6
"""The minimum number of letters of a passage that is in a text twice by mistake. Shorter ones are words."""
MOVED = 20
"""The minimum number of letters of a passage that may have been moved, or replaced at the start or end of a text."""
AROUND = 12
"""The maximum number of letters by which an alignment may be shifted."""
_ATTACHED = re.compile(r"^附件\d*")
_LABEL = re.compile(r"附[件表图录]|[别別][表纸]|첨부|붙임|별[표지]|anlage\d|anhang|annex|appendix|attachment")
"""The start of the name of an attachment."""
_ITEM = re.compile(
    r"第(?:\d{1,3}|[一二三四五六七八九十百零]{1,5})[条款项]|[一二三四五六七八九十]{1,3}[^\W\d一二三四五六七八九十年月日批期级章节]{6}"
)
"""The start of an article or item of a rule."""


def is_repetition(pair: Pair, hunk: Hunk) -> bool:
    """Return whether a difference is a passage that one of the texts has twice in a row by mistake.

    Supplementary provisions that two amending acts added may have the same words.
    """
    if max(hunk.sizes) < REPEATED or not pair.repeats(hunk):
        return False
    passage = "".join(pair.sides(hunk))
    return not passage.isdecimal() and not any(heading in passage for heading in SUPPLEMENTS)


def is_rewritten(pair: Pair, hunk: Hunk) -> bool:
    """Return whether both sides of a difference contain sentences, and not only a heading or a remark of a website."""
    if min(hunk.sizes) < MOVED:
        return False
    return is_prose(pair.found, *hunk.span) and is_prose(pair.known, *hunk.other_span)


def is_passage(pair: Pair, hunk: Hunk) -> bool:
    """Return whether a difference consists of whole lines that one text lacks or contains at another position.

    The name of an attachment may also be the end of a line. Sites add such links to the sentence that mentions it.
    """
    here, there = pair.sides(hunk)
    small, large = sorted(hunk.sizes)
    if _ATTACHED.sub("", here + there) in pair.found.title:
        return True
    if not small and large >= MOVED and _is_moved(pair, here + there):
        return True
    longer, start, end = (
        (pair.found, hunk.start, hunk.end) if len(here) > len(there) else (pair.known, hunk.other_start, hunk.other_end)
    )
    if is_prose(longer, start, end) or (small and has_rule_word(min(here, there, key=len))):
        return False
    if large >= LONG_PASSAGE:
        return small <= max(FEW, large // TORN_PART)
    if small > FEW:
        return False
    for first, last in _shifted(longer.letters, start, end):
        if first in longer.ends and last in longer.ends:
            return not _is_part_of_rows(longer, first, last)
        if first in longer.starts and last in longer.ends and _LABEL.match(longer.letters, first, last):
            return True
    return False


def _shifted(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield the spans that an alignment may report for an addition instead of `[start:end]`, including this one.

    Equal letters on both sides of a gap can be aligned with either end.
    """
    for off in range(-AROUND, AROUND + 1):
        if _same_if_moved(text, start, end, off):
            yield start + off, end + off


def _is_moved(pair: Pair, passage: str) -> bool:
    """Return whether both texts contain a passage equally often. If they do, the passage was probably only moved.

    If one text contains the passage more often, the passage was removed or repeated at this position.
    """
    times = pair.found.letters.count(passage)
    return times > 0 and times == pair.known.letters.count(passage)


def is_prose(gist: NormalizedNotice, start: int, end: int) -> bool:
    """Return whether a passage contains sentences, and not only table rows, captions or file names.

    A table may contain single sentences, but its rows are short. A paragraph or a list may consist of one very long
    sentence.
    """
    ended = bisect_right(gist.stops, end) - bisect_right(gist.stops, start)
    length = in_characters(gist.letters, start, end)
    if ended > length // LONG_PASSAGE or starts_item(gist, start, end):
        return True
    lines = sum(start < line_end <= end for line_end in gist.ends)
    return 0 < lines <= ended or (lines >= ROWS and length > ROW * lines)


def starts_item(gist: NormalizedNotice, start: int, end: int) -> bool:
    """Return whether a passage begins with the number of an article or item."""
    return bool(_ITEM.match(gist.letters, start, end))


def is_advertisement(pair: Pair, hunk: Hunk) -> bool:
    """Return whether a difference consists of lines or sentences by which a website advertises itself or a product.

    The texts around the advertisements must be the same. They may be part of the difference, because an alignment may
    split words.
    """
    added = abs(hunk.sizes[0] - hunk.sizes[1])
    if added < SMALL or max(hunk.sizes) > ADVERTISEMENT:
        return False
    longer, shorter, start, end, other_start, other_end = (
        (pair.found, pair.known, *hunk.span, *hunk.other_span)
        if hunk.sizes[0] > hunk.sizes[1]
        else (pair.known, pair.found, *hunk.other_span, *hunk.span)
    )
    near = longer.letters[max(0, start - ADVERTISEMENT) : end + ADVERTISEMENT]
    if not any(pattern.search(near) for pattern in _advertisements()):
        return False
    first = next((at for at in range(start, max(-1, start - ADVERTISEMENT), -1) if at in longer.starts), start)
    next_start = next((at for at in range(end, end + ADVERTISEMENT) if at in longer.starts), end)
    # Without a sentence end, an advertisement ends where the texts are the same again.
    for last in (next_start, first + added):
        rest = _without_advertisements(longer, first, last)
        around = shorter.letters[max(0, other_start - (start - first)) : max(0, other_end + (last - end))]
        if len(rest) < last - first and rest == around:
            return True
    return False


def _without_advertisements(gist: NormalizedNotice, start: int, end: int) -> str:
    """Return the letters of a passage without those lines and sentences that are advertisements."""
    bounds = [start, *(at for at in range(start + 1, end) if at in gist.starts), end]
    pieces = (gist.letters[begin:stop] for begin, stop in pairwise(bounds))
    return "".join(piece for piece in pieces if not _advertises(piece))


def _advertises(passage: str) -> bool:
    """Return whether a passage begins as advertisements do, or contains their phrases and otherwise no rule word."""
    opening, phrase = _advertisements()
    if opening.match(passage):
        return True
    rest, count = phrase.subn("", passage)
    return count > 0 and not has_rule_word(rest)


@cache
def _advertisements() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return the patterns of the openings and of the phrases of advertisements."""
    data = tomllib.loads((files("monitor.identity") / "data" / "advertisements.toml").read_text(encoding="utf-8"))
    spam = (phrase for phrases in PHRASES.values() for phrase in phrases if phrase not in WEAK)
    words = (data["openings"].split(), [*data["phrases"].split(), *spam])
    opening, phrase = ("|".join(re.escape(fold(word)) for word in each) for each in words)
    return re.compile(opening), re.compile(phrase)


def _is_part_of_rows(gist: NormalizedNotice, start: int, end: int) -> bool:
    """Return whether a passage consists of some rows of a list or table whose other rows are in both texts."""
    for first, last in gist.rows:
        if first <= start and end <= last:
            others = sum(first < place <= last and not start < place <= end for place in gist.ends)
            return others >= ROWS
    return False


def _same_if_moved(text: str, start: int, end: int, off: int) -> bool:
    if off >= 0:
        return text[start : start + off] == text[end : end + off]
    return text[start + off : start] == text[end + off : end]

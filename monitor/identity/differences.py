"""Classify a difference between two texts: a change, a slip, damage, a missing passage, or nothing. Pure."""

import re
from typing import Literal

from monitor.identity.alignment import Hunk, is_subsequence
from monitor.identity.amounts import other_dates, resized, same_amount, same_date
from monitor.identity.edits.pair import SMALL, Pair
from monitor.identity.edits.passages import is_passage
from monitor.identity.edits.rule_words import is_misread, rule_change
from monitor.identity.normalized import NormalizedNotice
from monitor.identity.numerals import (
    contradict,
    exchanged,
    has_number,
    in_code,
    is_broken,
    is_number,
    same_numbers,
)

Kind = Literal["same", "slip", "damage", "lost", "number", "drop", "draft", "change"]
"""`same`: it means nothing. `slip`: a letter or two of a word, as a copyist errs. `damage`: text that nobody writes.
`lost`: a numeral of a short number, or a letter of a word that makes a rule, was removed or added; `number`: the number
or that word is another one; `drop`: a passage is missing; `draft`: one text calls itself a draft; `change`: anything
else."""
READING = 6
"""The number of letters of the longest syllable of pinyin."""
LABEL = 20
"""The number of letters of the longest name or number that may be exchanged for another."""
PHRASE = 8
"""The number of letters of the longest difference that is searched for words of rules: a longer one is a change in any
case, unless it is a passage."""
_LATIN = re.compile(r"[a-z\u00e0-\u024f]+")
_COUNTED = frozenset("年月日时分个名家人户万亿元份次批期届项条号点十百千")
_UNITS = ("年", "月")
"""Units between two numbers of a date."""
_DRAFT = re.compile("征求意见稿|送审稿|草案")


def kind_of(pair: Pair, hunk: Hunk) -> Kind:
    """Return the kind of a difference."""
    here, there = pair.sides(hunk)
    whole = pair.whole(hunk)
    if (
        same_numbers(*whole)
        or _is_reading(here, there, _is_after_chinese(pair, hunk))
        or _is_written_otherwise(pair, hunk)
    ):
        return "same"
    if max(hunk.sizes) <= LABEL and other_dates(pair.found.letters, hunk.span, pair.known.letters, hunk.other_span):
        return "number"
    small = _small(pair, hunk, here, there, whole) if max(hunk.sizes) <= SMALL else None
    if small and not (small == "lost" and pair.is_outside(hunk)):
        return small
    if contradict(*whole) and _are_equals(hunk) and not _is_long_preamble(pair, hunk):
        return "number"
    if pair.is_outside(hunk):
        return "same"
    in_preamble = hunk.start < pair.bodies[0] or hunk.other_start < pair.bodies[1]
    changed = None if in_preamble else _rule_change(pair, hunk)
    if changed:
        return changed
    if _is_slip(pair, hunk, in_preamble):
        return "slip"
    if in_preamble:
        return _in_preamble(hunk, here, there)
    return "drop" if is_passage(pair, hunk) else "change"


def _in_preamble(hunk: Hunk, here: str, there: str) -> Kind:
    if max(hunk.sizes) <= LABEL and not (here and there) and _DRAFT.search(here or there):
        return "draft"
    labels = all(hunk.sizes) and max(hunk.sizes) <= LABEL and not is_subsequence(here, there)
    return "change" if labels or is_number(here or there) else "same"


def _rule_change(pair: Pair, hunk: Hunk) -> Literal["number", "lost"] | None:
    """Return the effect of a difference on a rule, None where it is too long to be one of words."""
    if max(hunk.sizes) > PHRASE:
        return None
    return rule_change(pair.found.letters, hunk.span, pair.known.letters, hunk.other_span)


def _is_written_otherwise(pair: Pair, hunk: Hunk) -> bool:
    """Return whether an amount or a date is the same one, in another notation."""
    if max(hunk.sizes) > LABEL:
        return False
    here = pair.found.letters
    there = pair.known.letters
    return any(same(here, hunk.span, there, hunk.other_span) for same in (same_amount, same_date))


def _small(pair: Pair, hunk: Hunk, here: str, there: str, whole: tuple[str, str]) -> Kind | None:
    """Return the kind of a difference of a letter or two, None where its size is not conclusive."""
    is_misprint = hunk.sizes == (1, 1) and is_misread(here, there)
    if pair.is_lost(hunk) or is_broken(*sorted(whole, key=len, reverse=True)):
        return "damage"
    resize = resized(pair.found.letters, hunk.span, pair.known.letters, hunk.other_span)
    if resize:
        return resize
    if not has_number(here + there) and in_code(pair.found.letters, hunk.start, hunk.end):
        return "slip"
    if is_misprint:
        return "damage"
    if changed := _rule_change(pair, hunk):
        return changed
    if hunk.sizes == (1, 1):
        return _exchange(pair, hunk, here, there)
    if (here or there) in _UNITS and contradict(*whole):
        return "damage"
    if min(hunk.sizes):
        return None
    if _is_item(pair.found, hunk.start, here) or _is_item(pair.known, hunk.other_start, there):
        return "slip"
    # A letter that came between two digits parts a number as one that is gone.
    parted = max(hunk.sizes) == 1 and contradict(*whole)
    return "lost" if parted or is_number(here or there) else None


def _exchange(pair: Pair, hunk: Hunk, here: str, there: str) -> Kind | None:
    """Return the kind of the replacement of one letter by another, None where that is not conclusive."""
    if is_number(here) != is_number(there):
        # A numeral with a word's letter in its place is none any more: nobody writes so.
        return "damage"
    if is_number(here):
        return "number"
    text = pair.found.letters
    around = text[max(0, hunk.start - SMALL) : hunk.start], text[hunk.end : hunk.end + SMALL]
    return "number" if exchanged(here, there, *around) else None


def _is_long_preamble(pair: Pair, hunk: Hunk) -> bool:
    """Return whether a difference is a whole preamble of a law: its history, or the order that promulgated it."""
    ours, theirs = pair.articles
    before = ours is not None and theirs is not None and hunk.end <= ours and hunk.other_end <= theirs
    return before and max(hunk.sizes) > LABEL


def _is_item(gist: NormalizedNotice, start: int, number: str) -> bool:
    """Return whether a number is that of an item, which may be missing in a copy of a list.

    It begins a sentence, and counts nothing.
    """
    behind = gist.letters[start + len(number) : start + len(number) + 1]
    return is_number(number) and behind not in _COUNTED and start in gist.starts


def _are_equals(hunk: Hunk) -> bool:
    """Return whether one side may be a replacement of the other, and is not just longer."""
    small, large = sorted(hunk.sizes)
    return large <= LABEL or 2 * small >= large


def _is_slip(pair: Pair, hunk: Hunk, in_preamble: bool) -> bool:
    """Return whether a letter or two of a word differ as a copyist errs: exchanged, omitted or written twice."""
    here, there = pair.sides(hunk)
    small, large = sorted(hunk.sizes)
    if has_number(here + there):
        return False
    if large == 1:
        return True
    torn = large - small <= 2 * SMALL and is_subsequence(here, there) and small <= SMALL
    # A word that one side has more is an amendment, unless it stands there twice.
    return torn and (in_preamble or (not small and _stands_twice(pair, hunk)))


def _stands_twice(pair: Pair, hunk: Hunk) -> bool:
    here, there = pair.sides(hunk)
    gist, start = (pair.found, hunk.start) if here else (pair.known, hunk.other_start)
    piece = here or there
    return piece in (gist.letters[max(0, start - len(piece)) : start], gist.letters[start + len(piece) :][: len(piece)])


def _is_reading(here: str, there: str, is_chinese: bool) -> bool:
    """Return whether one side is a character and its reading in Latin letters where the other has a character.

    Such readings remain after scrubbing (`瞭le` for 了).
    """
    short, long = sorted((here, there), key=len)
    if not short and len(long) <= READING and _LATIN.fullmatch(long):
        return is_chinese
    bare = _LATIN.sub("", long)
    return len(short) == len(bare) == 1 and 0 < len(long) - 1 <= READING and not has_number(short + bare)


def _is_after_chinese(pair: Pair, hunk: Hunk) -> bool:
    return bool(hunk.start) and "\u4e00" <= pair.found.letters[hunk.start - 1] <= "\u9fff"

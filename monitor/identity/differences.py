"""Functions that classify a difference between two texts, for example as a change, as damage or as meaningless.

A *slip* is a difference that looks like a copying error: letters of a word were exchanged, omitted or doubled. Pure
functions; no I/O.
"""

import re
from typing import Literal

from crawler.text.numerals import parse_numeral
from monitor.identity.alignment import Hunk, is_subsequence
from monitor.identity.amounts import other_dates, resized, same_amount, same_date
from monitor.identity.edits.continuation import is_continuation
from monitor.identity.edits.misprints import is_misread_row, is_swap
from monitor.identity.edits.pair import SMALL, Pair
from monitor.identity.edits.passages import (
    is_advertisement,
    is_passage,
    is_prose,
    is_repetition,
    is_rewritten,
    starts_item,
)
from monitor.identity.edits.rule_words import is_repeal, rule_change
from monitor.identity.edits.validity import is_end_stated
from monitor.identity.normalized import NormalizedNotice
from monitor.identity.numerals import (
    contradict,
    exchanged,
    has_digit,
    has_number,
    in_code,
    is_broken,
    is_number,
    same_numbers,
)

Kind = Literal["same", "slip", "damage", "lost", "number", "drop", "draft", "change"]
"""The kind of a difference.

`same`: the difference has no meaning. `slip`: up to two letters of a word differ, as in a copying error. `damage`: one
side is text that nobody would write. `lost`: a numeral of a short number, or a letter of a rule word, was removed or
added. `number`: a number or a rule word was replaced by another. `drop`: a passage is missing. `draft`: one of the
texts calls itself a draft. `change`: any other difference.
"""
READING = 6
"""The maximum number of letters of a pinyin syllable."""
LABEL = 20
"""The maximum number of letters of a name or number that may be exchanged for another."""
PHRASE = 8
"""The maximum number of letters that a difference may have to be searched for rule words. A longer difference is a
change unless it is a passage.
"""
_LATIN = re.compile(r"[a-z\u00e0-\u024f]+")
_COUNTED = frozenset("年月日时分个名家人户万亿元份次批期届项条号点十百千")
_UNITS = ("年", "月")
"""The units between two numbers of a date."""
_HISTORY = re.compile("通过|修正|修订|修改|公布|颁布|发布|施行|批准|号")
"""Words of a law's history and of the order that promulgates it."""
_DRAFT = re.compile("征求意见稿|送审稿|草案")


def kind_of(pair: Pair, hunk: Hunk) -> Kind:
    """Return the kind of a difference. `Kind` describes the possible kinds."""
    here, there = pair.sides(hunk)
    whole = pair.whole(hunk)
    if is_advertisement(pair, hunk) or is_repetition(pair, hunk):
        return "same"
    if (
        same_numbers(*whole)
        or _is_reading(here, there, _is_after_chinese(pair, hunk))
        or _is_written_otherwise(pair, hunk)
    ):
        return "same"
    if max(hunk.sizes) <= LABEL and other_dates(pair.found.letters, hunk.span, pair.known.letters, hunk.other_span):
        return "number"
    small = _short(pair, hunk, here, there, whole)
    if small and not (small == "lost" and pair.is_outside(hunk)):
        return small
    if contradict(*whole) and _are_equals(hunk) and not _is_long_preamble(pair, hunk):
        return "number"
    if pair.is_outside(hunk):
        edited = is_continuation(pair, hunk) or is_rewritten(pair, hunk) or _is_ended(here, there)
        return "change" if edited else "same"
    in_preamble = hunk.start < pair.bodies[0] or hunk.other_start < pair.bodies[1]
    changed = None if in_preamble else _rule_change(pair, hunk)
    if changed:
        return changed
    if _is_slip(pair, hunk, in_preamble):
        return "slip"
    if in_preamble:
        return _in_preamble(pair, hunk, here, there)
    return "drop" if is_passage(pair, hunk) else "change"


def _in_preamble(pair: Pair, hunk: Hunk, here: str, there: str) -> Kind:
    if _is_own_sentence(pair, hunk) or _is_own_word(pair, hunk) or _is_ended(here, there):
        return "change"
    if pair.articles == (None, None) and is_rewritten(pair, hunk):
        return "change"
    if max(hunk.sizes) <= LABEL and not (here and there) and _DRAFT.search(here or there):
        return "draft"
    labels = all(hunk.sizes) and max(hunk.sizes) <= LABEL and not is_subsequence(here, there)
    return "change" if labels or is_number(here or there) else "same"


def _is_ended(here: str, there: str) -> bool:
    """Return whether only one text states that the document, or the provision of the other text, is repealed."""
    if here and there:
        return is_repeal(min(here, there, key=len))
    return is_end_stated(here or there)


def _is_own_sentence(pair: Pair, hunk: Hunk) -> bool:
    """Return whether a difference is a sentence or an item that is in only one text and belongs to the notice.

    This function is used for differences before the first article. The history of a law and the order that promulgates
    it do not belong to the notice, because a copy may lack them.
    """
    if min(hunk.sizes) or max(hunk.sizes) <= SMALL:
        return False
    gist, start, end = (pair.found, *hunk.span) if hunk.sizes[0] else (pair.known, *hunk.other_span)
    if pair.articles == (None, None) and start in gist.starts and starts_item(gist, start, end):
        return True
    return is_prose(gist, start, end) and not _HISTORY.search(gist.letters, start, end)


def _is_own_word(pair: Pair, hunk: Hunk) -> bool:
    """Return whether a difference is a clause within a sentence, or a short word that is missing from a paragraph.

    The result is false if a text has articles but no addressees, because the words may then belong to the history of a
    law. A longer difference between two sentences, or in front of them, may be a document number or a remark of a
    website.
    """
    has_history = pair.articles != (None, None) and not (pair.found.addressees and pair.known.addressees)
    if max(hunk.sizes) < SMALL or has_history or not pair.is_in_paragraph(hunk):
        return False
    if max(hunk.sizes) <= 2 * SMALL:
        return not min(hunk.sizes)
    return pair.found.is_within_sentence(hunk.start) and pair.known.is_within_sentence(hunk.other_start)


def _rule_change(pair: Pair, hunk: Hunk) -> Literal["number", "lost"] | None:
    """Return how a difference changes the obligations or permissions in a text, or None if it does not.

    The results `number` and `lost` are explained at `rule_change`. The result is also None for a difference of more
    than PHRASE letters, and for a letter that is doubled by mistake (不不得).
    """
    if max(hunk.sizes) > PHRASE or (sum(hunk.sizes) == 1 and pair.repeats(hunk)):
        return None
    return rule_change(pair.found.letters, hunk.span, pair.known.letters, hunk.other_span)


def _is_written_otherwise(pair: Pair, hunk: Hunk) -> bool:
    """Return whether a difference is only another notation of the same amount or date."""
    if max(hunk.sizes) > LABEL:
        return False
    sides = pair.sides(hunk)
    if all(sides) and (number := parse_numeral(sides[0])) is not None and number == parse_numeral(sides[1]):
        # Formal numerals (伍拾) are not regarded as numbers elsewhere, because most of them are also in words.
        return True
    here = pair.found.letters
    there = pair.known.letters
    return any(same(here, hunk.span, there, hunk.other_span) for same in (same_amount, same_date))


def _short(pair: Pair, hunk: Hunk, here: str, there: str, whole: tuple[str, str]) -> Kind | None:
    """Return the kind of a short difference, or of a longer one in which all letters were misread, otherwise None."""
    if max(hunk.sizes) <= SMALL:
        return _small(pair, hunk, here, there, whole)
    return "damage" if is_misread_row(here, there) else None


def _small(pair: Pair, hunk: Hunk, here: str, there: str, whole: tuple[str, str]) -> Kind | None:
    """Return the kind of a difference of at most two letters, or None if the letters alone are not conclusive.

    `here` and `there` are the two sides of the difference. `whole` contains them extended to whole numbers.
    """
    is_misprint = is_misread_row(here, there)
    if pair.is_lost(hunk) or is_broken(*sorted(whole, key=len, reverse=True)):
        return "damage"
    resize = resized(pair.found.letters, hunk.span, pair.known.letters, hunk.other_span)
    if resize:
        return resize
    if is_swap(here, there) or _is_in_code(pair, hunk):
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
    # A letter inserted between two digits splits a number, which has the same effect as a lost digit.
    parted = max(hunk.sizes) == 1 and contradict(*whole)
    return "lost" if parted or is_number(here or there) else None


def _exchange(pair: Pair, hunk: Hunk, here: str, there: str) -> Kind | None:
    """Return the kind of a difference of one letter, `here` in one text and `there` in the other.

    The result is None if the letters alone are not conclusive.
    """
    if is_number(here) != is_number(there):
        # A number in which a letter replaces a digit is a typo. 一年 and 半年 may both be intended.
        return "damage" if has_digit(here + there) else "slip"
    if is_number(here):
        return "number"
    text = pair.found.letters
    around = text[max(0, hunk.start - SMALL) : hunk.start], text[hunk.end : hunk.end + SMALL]
    return "number" if exchanged(here, there, *around) else None


def _is_long_preamble(pair: Pair, hunk: Hunk) -> bool:
    """Return whether a difference is a long passage before the first article.

    Examples are a law's history and its promulgation order.
    """
    ours, theirs = pair.articles
    before = ours is not None and theirs is not None and hunk.end <= ours and hunk.other_end <= theirs
    return before and max(hunk.sizes) > LABEL


def _is_item(gist: NormalizedNotice, start: int, number: str) -> bool:
    """Return whether a number is an item number, which may be missing in a copy of a list.

    An item number is at the start of a sentence or line and is not followed by a unit. `start` is the position of the
    number in the letters of `gist`, the normalized notice.
    """
    behind = gist.letters[start + len(number) : start + len(number) + 1]
    return is_number(number) and behind not in _COUNTED and start in gist.starts


def _are_equals(hunk: Hunk) -> bool:
    """Return whether one side of a difference may have replaced the other.

    This is possible if both sides are short or if their lengths are similar.
    """
    small, large = sorted(hunk.sizes)
    return large <= LABEL or 2 * small >= large


def _is_slip(pair: Pair, hunk: Hunk, in_preamble: bool) -> bool:
    """Return whether a difference looks like a copying error: letters of a word exchanged, swapped, omitted or doubled.

    `in_preamble` is true if the difference is before the body of the notice, where more letters may be omitted.
    """
    here, there = pair.sides(hunk)
    small, large = sorted(hunk.sizes)
    if has_number(here + there):
        return False
    if large == 1:
        return True
    torn = large - small <= 2 * SMALL and is_subsequence(here, there) and small <= SMALL
    in_preamble = in_preamble and not _is_own_word(pair, hunk)
    # An additional word on one side is an amendment, unless it repeats the adjacent word.
    return torn and (in_preamble or pair.repeats(hunk))


def _is_in_code(pair: Pair, hunk: Hunk) -> bool:
    """Return whether a difference without numerals is in a code, such as a file name or checksum."""
    return not has_number("".join(pair.sides(hunk))) and in_code(pair.found.letters, hunk.start, hunk.end)


def _is_reading(here: str, there: str, is_chinese: bool) -> bool:
    """Return whether a difference consists of pinyin readings that were left beside Chinese characters.

    Such readings remain after the removal of spam (`瞭le` for 了); a single character itself may differ as well. The
    readings of neighbouring characters are one difference, together with the characters between them.
    `is_chinese` is true if the difference directly follows a Chinese character.
    """
    short, long = sorted((here, there), key=len)
    readings = _LATIN.findall(long)
    if not readings or max(map(len, readings)) > READING or (_LATIN.match(long) and not is_chinese):
        return False
    bare = _LATIN.sub("", long)
    return bare == short or (len(short) == len(bare) == 1 and not has_number(short + bare))


def _is_after_chinese(pair: Pair, hunk: Hunk) -> bool:
    return bool(hunk.start) and "\u4e00" <= pair.found.letters[hunk.start - 1] <= "\u9fff"

"""Functions that compare the metadata by which notices are distinguished, such as document number, title and date.

Pure functions; no I/O. Two different values of such metadata indicate two notices.
"""

import re
from collections.abc import Sequence
from datetime import date

from rapidfuzz.distance import LCSseq

from monitor.identity.alignment import Hunk, hunks, is_subsequence
from monitor.identity.distinction import Aspect, Distinction, Relation
from monitor.identity.edits.editions import other_edition
from monitor.identity.edits.misprints import is_misread_row
from monitor.identity.edits.pair import SMALL
from monitor.identity.edits.validity import ends_in_title, is_other_version
from monitor.identity.names import in_person_or_firm, in_place
from monitor.identity.normalized import NormalizedNotice
from monitor.identity.numerals import NUMBER, contradict, exchanged, is_broken, is_number, numbers, same_numbers, span

ALIKE = 0.5
"""The minimum proportion of the longer title that two titles of the same pattern have in common."""
TOPIC = 4
"""The number of consecutive letters that two titles on the same topic have in common."""
AGAIN = 60
"""The minimum number of days between the dates of two different notices with the same title. Two texts of a law with
different dates are always different versions."""
HEAD = 200
"""The number of letters at the start of a text in which addressees are searched for, in addition to the letters of the
addressees themselves."""
_OFFICE = re.compile(r"[^\W\d]{2,}(?=(?:19|20)\d\d年)")
"""The agency code of a document number, which is followed by the year."""
_ARTICLE = re.compile("第(?:一|1)条")
_MORE = re.compile(
    r"第(?:\d+|[一二三四五六七八九十]+)[批次期届号轮]|补充|更正|勘误|延期|延长|顺延|终止|中止|暂停|撤销|取消|废止"
)
"""Words that indicate a different notice if only one of two otherwise equal titles contains them."""


def distinguish(found: NormalizedNotice, known: NormalizedNotice) -> Distinction | None:
    """Return the difference in metadata that proves that two notices are different, or None if there is none."""
    if found.forwards != known.forwards and _is_about_the_same(found.title, known.title):
        return Distinction("forwards", Aspect.FORWARDS, found.title, known.title)
    if found.draft != known.draft and _is_about_the_same(found.title, known.title):
        return Distinction("draft", Aspect.DRAFT, found.title, known.title)
    if _other_number(found, known):
        here = found.written or found.number
        return Distinction("sibling", Aspect.NUMBER, here, known.written or known.number)
    titles = _other_title(found.title, known.title)
    if titles:
        return Distinction(_relation_of_titles(found.title, known.title, titles), Aspect.TITLE, *titles)
    if _other_addressees(found, known):
        return Distinction("sibling", Aspect.ADDRESSEES, found.addressees, known.addressees)
    editions = other_edition(found, known)
    return Distinction("version", Aspect.DATE, *editions) if editions else _other_date(found, known)


def _relation_of_titles(one: str, other: str, parts: tuple[str, str]) -> Relation:
    """Return the relation of two notices whose titles differ in `parts`."""
    if is_other_version(one, other):
        return "version"
    return "follows" if _is_later(*parts) else "sibling"


def _is_later(here: str, there: str) -> bool:
    """Return whether the title part `here` continues the numbering of `there`.

    For example, 第二批 follows 第一批, but 李四 does not follow 张三.
    """
    alike = NUMBER.sub("#", here) == NUMBER.sub("#", there)
    counted = alike or all(any(map(str.isdecimal, side)) for side in (here, there))
    return counted and contradict(here, there) and numbers(here)[-1] > numbers(there)[-1]


def _other_number(found: NormalizedNotice, known: NormalizedNotice) -> bool:
    """Return whether the document numbers of two notices differ.

    A number that lost a digit or contains a stray letter is damaged; it does not count as different.
    """
    one = found.number
    other = known.number
    if not one or not other or _is_cut_off(one, other) or _is_cut_off(other, one):
        return False
    if numbers(one) == numbers(other):
        return _other_office(one, other)
    # If both texts contain their numbers, their comparison shows whether a digit was lost or differs.
    bodied = [gist for gist in (found, known) if gist.body]
    in_texts = bool(bodied) and all(gist.number in gist.letters for gist in bodied)
    return not all(_is_damaged(one, other, hunk) or (in_texts and _is_a_digit(hunk)) for hunk in hunks(one, other))


def _other_office(one: str, other: str) -> bool:
    """Return whether two document numbers have different agency codes, as in 豫政〔2024〕1号 and 豫政办〔2024〕1号.

    A code without its first letters or with misread letters does not count as different.
    """
    here = _OFFICE.match(one)
    there = _OFFICE.match(other)
    if not (here and there) or here[0].endswith(there[0]) or there[0].endswith(here[0]):
        return False
    return not all(
        is_misread_row(here[0][hunk.start : hunk.end], there[0][hunk.other_start : hunk.other_end])
        for hunk in hunks(here[0], there[0])
    )


def _is_a_digit(hunk: Hunk) -> bool:
    return sorted(hunk.sizes) == [0, 1]


def _is_cut_off(one: str, other: str) -> bool:
    """Return whether `one` is a truncated form of the number `other`, as on a page that shows only a part of a text."""
    return other.startswith(one) and other.endswith("号") and not one.endswith("号")


def _is_damaged(one: str, other: str, hunk: Hunk) -> bool:
    here = one[hunk.start : hunk.end]
    there = other[hunk.other_start : hunk.other_end]
    if is_broken(*sorted(_wholes(one, other, hunk), key=len, reverse=True)):
        return True
    numerals = is_number(here) + is_number(there)
    return max(hunk.sizes) == 1 and numerals < (2 if all(hunk.sizes) else 1)


def _is_about_the_same(one: str, other: str) -> bool:
    """Return whether two titles share enough consecutive letters to be on the same topic."""
    return any(one[at : at + TOPIC] in other for at in range(len(one) - TOPIC + 1))


def _other_title(one: str, other: str) -> tuple[str, str] | None:
    """Return the parts of two similar titles that contain different numbers or names.

    The result is None if the titles are equal or dissimilar, or if they differ only by slips.
    """
    if not one or not other or one == other:
        return None
    least = ALIKE * max(len(one), len(other))
    # The longest common subsequence is an upper bound of the equal letters, and faster to compute than an alignment.
    if LCSseq.similarity(one, other) < least:
        return None
    found = hunks(one, other)
    same = len(one) - sum(hunk.sizes[0] for hunk in found)
    return _renamed(one, other, found) if same >= least else None


def _renamed(one: str, other: str, found: Sequence[Hunk]) -> tuple[str, str] | None:
    """Return both sides of the first difference between two titles that cannot be a slip, or None if there is none.

    `found` contains the differences between the titles `one` and `other`.
    """
    for hunk in _as_names(one, other, found):
        whole = _wholes(one, other, hunk)
        if not same_numbers(*whole) and (contradict(*whole) or _says_another(one, other, hunk)):
            return whole
    return None


def _as_names(one: str, other: str, differences: Sequence[Hunk]) -> list[Hunk]:
    """Return the differences between two titles, with neighbouring differences in the same name merged into one.

    Differences are merged if at most SMALL letters separate them, as in 丰康县 and 康丰县.
    """
    found: list[Hunk] = []
    for hunk in differences:
        before = found[-1] if found else hunk
        joined = Hunk(before.start, hunk.end, before.other_start, hunk.other_end)
        if before is not hunk and hunk.start - before.end <= SMALL and _is_named(one, other, joined):
            found[-1] = joined
        else:
            found.append(hunk)
    return found


def _is_named(one: str, other: str, hunk: Hunk) -> bool:
    """Return whether a difference between two titles is part of a name in both titles."""
    return all(
        in_place(text, span[1]) or in_person_or_firm(text, *span)
        for text, span in ((one, hunk.span), (other, hunk.other_span))
    )


def _is_person(one: str, other: str, hunk: Hunk) -> bool:
    """Return whether a difference between two titles is the name of a person or firm that only one title contains."""
    return max(hunk.sizes) > 1 and in_person_or_firm(one, *hunk.span) and in_person_or_firm(other, *hunk.other_span)


def _says_another(one: str, other: str, hunk: Hunk) -> bool:
    """Return whether a difference between two titles shows that they belong to different notices.

    Examples are a different name, a different number in a series (第一批 and 第二批), and a word such as 补充 or 更正
    in only one of the titles.
    """
    here = one[hunk.start : hunk.end]
    there = other[hunk.other_start : hunk.other_end]
    if not (here and there):
        return bool(_MORE.search(here + there)) or ends_in_title(here + there) or _is_person(one, other, hunk)
    around = one[max(0, hunk.start - 2) : hunk.start], one[hunk.end : hunk.end + 2]
    replaced = min(hunk.sizes) > (0 if _is_named(one, other, hunk) else 1) and not is_subsequence(here, there)
    return replaced or exchanged(here, there, *around)


def _wholes(one: str, other: str, hunk: Hunk) -> tuple[str, str]:
    start, end = span(one, hunk.start, hunk.end)
    other_start, other_end = span(other, hunk.other_start, hunk.other_end)
    return one[start:end], other[other_start:other_end]


def _other_addressees(found: NormalizedNotice, known: NormalizedNotice) -> bool:
    """Return whether two notices have different addressees.

    Addressees do not count as different if they also occur near the start of the other text, or if they differ only by
    a few letters. In these cases, the texts must be compared.
    """
    ours = found.addressees
    theirs = known.addressees
    if not ours or not theirs or ours in _head(known, ours) or theirs in _head(found, theirs):
        return False
    return any(
        min(hunk.sizes) > SMALL
        and not is_subsequence(ours[hunk.start : hunk.end], theirs[hunk.other_start : hunk.other_end])
        for hunk in hunks(ours, theirs)
    )


def _head(gist: NormalizedNotice, addressees: str) -> str:
    return gist.letters[: HEAD + len(addressees)]


def _other_date(found: NormalizedNotice, known: NormalizedNotice) -> Distinction | None:
    """Return the distinction between two notices with the same title and different dates of issue, or None.

    Such notices are versions of a law, or notices of the same kind that are issued every year. The result is None if
    the titles differ, if the dates are equal, or if the dates are close together and the notices are not laws.
    """
    if not (found.dated and known.dated and found.title and found.title == known.title):
        return None
    apart = abs((date.fromisoformat(found.dated) - date.fromisoformat(known.dated)).days)
    is_law = _ARTICLE.search(found.body, 0, 1000) and _ARTICLE.search(known.body, 0, 1000)
    if not apart or (apart < AGAIN and not is_law):
        return None
    return Distinction("version", Aspect.DATE, found.dated, known.dated)

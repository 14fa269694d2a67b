"""Functions that decide whether a difference is in a name, from the words around it and the rest of the texts.

Pure functions; no I/O.
"""

import re
from typing import Literal

from monitor.identity.alignment import Hunk
from monitor.identity.edits.misprints import is_swap
from monitor.identity.edits.pair import SMALL, Pair

BEFORE = 12
BEHIND = 10
"""The numbers of letters before (`BEFORE`) and after (`BEHIND`) a position in which words that indicate a name are
searched for."""
_LABEL = re.compile(
    "(?:当事人|处罚人|申请人|法定代表人|负责人|联系人|姓名|名称|任命|任免|免去|聘任|录用|授予|给予)[\u4e00-\u9fff]{0,5}$"
    "|(?:^|关于)[对给][\u4e00-\u9fff]{0,2}$"
)
"""Words that precede a name. In a title, 对 or 给 at the start may also precede a name."""
_PERSON = re.compile("[\u4e00-\u9fff]{0,2}(?:同志|某|先生|女士)")
_FIRM = re.compile("[\u4e00-\u9fff]{0,6}(?:公司|合作社|事务所)|[\u4e00-\u9fff]{0,3}[店厂]")
_PLACE = re.compile("[省市县区州旗镇乡]")


def in_person_or_firm(text: str, start: int, end: int) -> bool:
    """Return whether a text span is in the name of a person or firm."""
    behind = text[end : end + BEHIND]
    return bool(_PERSON.match(behind) or _FIRM.match(behind) or _LABEL.search(text[max(0, start - BEFORE) : start]))


def in_place(text: str, end: int) -> bool:
    """Return whether a place name ends shortly after the position `end` of a text."""
    return _PLACE.search(text, end, end + SMALL) is not None


def in_rows(pair: Pair, hunk: Hunk) -> bool:
    """Return whether a difference replaces letters in a row of a list or table. Names are likely in such rows."""
    return all(hunk.sizes) and any(start <= hunk.start < end for start, end in pair.found.rows)


def name_of(pair: Pair, hunk: Hunk) -> Literal["known", "once"] | None:
    """Return how certain it is that a difference replaces one name by another, or None if it probably does not.

    `known`: the titles contain the same difference, or the name is spelled this way throughout the text. `once`: the
    name occurs only once. The result is None if the difference is not in a name, or if only this occurrence of the name
    is misspelled.
    """
    if not all(hunk.sizes):
        return None
    found = pair.found.letters
    known = pair.known.letters
    if pair.sides(hunk) in pair.renamed:
        return "known"
    place = _PLACE.search(found, hunk.end, hunk.end + SMALL)
    if place is None:
        return "once" if _is_named_once(pair, hunk) else None
    behind = place.end() - hunk.end
    begin = max(0, hunk.start - 1)
    other_begin = max(0, hunk.other_start - 1)
    here = found[begin : hunk.end + behind]
    there = known[other_begin : hunk.other_end + behind]
    if there in found or here in known:
        return None
    stem = found[begin : hunk.end]
    other_stem = known[other_begin : hunk.other_end]
    if other_stem not in found and stem not in known and (found.count(stem) > 1 or found.count(here) > 1):
        return "known"
    if there in pair.found.title or here in pair.known.title:
        return None
    return "once" if behind == 1 else None


def _is_named_once(pair: Pair, hunk: Hunk) -> bool:
    """Return whether a difference is in the name of a person or firm, and neither text contains the other spelling.

    Swapped letters do not count: another name does not consist of the same letters.
    """
    here, there = pair.sides(hunk)
    if is_swap(here, there):
        return False
    found = pair.found.letters
    known = pair.known.letters
    if not (in_person_or_firm(found, *hunk.span) and in_person_or_firm(known, *hunk.other_span)):
        return False
    here = found[max(0, hunk.start - 1) : hunk.end + 1]
    there = known[max(0, hunk.other_start - 1) : hunk.other_end + 1]
    return not (there in found or here in known or there in pair.found.title or here in pair.known.title)

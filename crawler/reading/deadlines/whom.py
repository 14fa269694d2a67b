"""Decision who must act by a deadline: people who apply, or agencies that report. Pure functions; no I/O."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from crawler.reading.deadlines.calibration import CALIBRATION
from crawler.reading.deadlines.requests import APPLIES, OFFICES, PUBLIC, REPORTS
from crawler.reading.deadlines.submissions import SUBMITS

Whom = Literal["public", "addressees", "units"]
_CLAUSE = re.compile("[,:]")
_DATED = re.compile(r"\d月")
_OBJECT = re.compile("对|将|把|向")
_RECEIVER = re.compile("向|将|把|报|到|至|通过|送|携|持|凭")
_QUOTED = re.compile(r"《[^《》]*》")
_JOINED = re.compile(r"(?:和|及|以及|与|、)(?:有关|相关|各|所属|所有)?[一-龥]{0,4}(?:企业|公司)")


def for_whom(
    sentence: str, start: int, end: int, heading: str, *, default: Whom = "public", names: Sequence[str] = ()
) -> Whom:
    """Return who must act by the date between `start` and `end` of a folded sentence.

    The following are checked in this order until one of them names or implies an actor: the clause of the date, the
    words between the date and its verb, the verb or the label of the date, the words before the date, the heading, and
    the addressees of the notice (`names`). If none does, the result is `default`.
    """
    before = sentence[max(0, start - CALIBRATION.lead) : start]
    clause = _CLAUSE.split(before.rstrip(" ,:"))[-1]
    after = _RECEIVER.split(sentence[end : end + CALIBRATION.near])[0]
    # An actor that is followed by another date belongs to that date.
    near = _last_actor(_OBJECT.split(clause)[0]) or (None if _DATED.search(after) else _last_actor(after))
    said = near or _of_verb(sentence, end) or _of_label(clause)
    return said or _last_actor(before) or _of_label(before) or _last_actor(heading) or _of_names(names) or default


def _of_verb(sentence: str, end: int) -> Whom | None:
    """Return who must act according to the last verb after the date (agencies report, people apply), or None."""
    # A verb in the name of a form (《优秀毕业生申请表》) requests nothing, and a verb after another date belongs to it.
    words = _DATED.split(_QUOTED.sub("", sentence[end:])[: CALIBRATION.clause])[0]
    verbs = list(SUBMITS.finditer(words))
    if not verbs:
        return None
    if REPORTS.match(verbs[-1][0]):
        return "addressees"
    return "public" if APPLIES.search(verbs[-1][0]) else None


def _of_label(clause: str) -> Whom | None:
    """Return who must act according to the label of the date (报送截止时间, 报名时间), or None."""
    if REPORTS.search(clause):
        return "addressees"
    return "public" if APPLIES.search(clause) else None


def _of_names(names: Sequence[str]) -> Whom | None:
    """Return `addressees` if most of the names are agencies, or `public` if most are people.

    Return None if no name is recognized as either.
    """
    found = Counter(actor for actor in map(_last_actor, names) if actor)
    return found.most_common(1)[0][0] if found else None


def _last_actor(words: str) -> Whom | None:
    """Return whether the last actor named in `words` is an agency (`addressees`) or people (`public`).

    Return None if no actor is named. If an agency and people match at the same end position, the longer match decides;
    if the lengths are equal too, return None. People joined to an agency by "and" (各省政府和有关企业) are ignored.
    """
    offices = max(((match.end(), len(match[0])) for match in OFFICES.finditer(words)), default=(-1, 0))
    people = max(((match.end(), len(match[0])) for match in PUBLIC.finditer(words)), default=(-1, 0))
    if offices == people:
        return None
    # 各省政府和有关企业: agencies that report together with others are the addressees.
    is_joined = 0 < offices[0] < people[0] and _JOINED.fullmatch(words, offices[0], people[0])
    return "addressees" if offices > people or is_joined else "public"

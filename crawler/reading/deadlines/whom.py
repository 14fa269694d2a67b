"""Decide for whom a deadline is: for people who apply, or for offices that report. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from crawler.reading.deadlines.calibration import CALIBRATION
from crawler.reading.deadlines.rules import APPLIES, OFFICES, PUBLIC, REPORTS, SUBMITS

Whom = Literal["public", "addressees", "units"]
_CLAUSE = re.compile("[,:]")
_DATED = re.compile(r"\d月")
_RECEIVER = re.compile("向|将|把|报|到|至|通过|送")


def for_whom(
    sentence: str, start: int, end: int, heading: str, *, default: Whom = "public", names: Sequence[str] = ()
) -> Whom:
    """Return who must act by the date between `start` and `end` of a folded sentence.

    The actor in the clause of the date decides, else one between the date and its verb, else the verb or the label of
    the date, else any actor before, the heading, and at last the addressees of the notice.
    """
    before = sentence[max(0, start - CALIBRATION.lead) : start]
    clause = _CLAUSE.split(before.rstrip(" ,:"))[-1]
    after = _RECEIVER.split(sentence[end : end + CALIBRATION.near])[0]
    # An actor with a date of its own behind it is that date's.
    near = _last_actor(clause) or (None if _DATED.search(after) else _last_actor(after))
    said = near or _of_verb(sentence, end) or _of_label(clause)
    return said or _last_actor(before) or _last_actor(heading) or _of_names(names) or default


def _of_verb(sentence: str, end: int) -> Whom | None:
    """Return who does what is due, by the last verb after the date: offices report, people apply."""
    verbs = list(SUBMITS.finditer(sentence, end, end + CALIBRATION.clause))
    if not verbs:
        return None
    if REPORTS.match(verbs[-1][0]):
        return "addressees"
    return "public" if APPLIES.search(verbs[-1][0]) else None


def _of_label(clause: str) -> Whom | None:
    """Return for whom a labelled date is: 报送截止时间, 报名时间."""
    if REPORTS.search(clause):
        return "addressees"
    return "public" if APPLIES.search(clause) else None


def _of_names(names: Sequence[str]) -> Whom | None:
    """Return whether most addressees are offices or people."""
    found = Counter(actor for actor in map(_last_actor, names) if actor)
    return found.most_common(1)[0][0] if found else None


def _last_actor(words: str) -> Whom | None:
    """Return which kind of actor is named last, the longer name where both end alike; None if none is."""
    offices = max(((match.end(), len(match[0])) for match in OFFICES.finditer(words)), default=(-1, 0))
    people = max(((match.end(), len(match[0])) for match in PUBLIC.finditer(words)), default=(-1, 0))
    if offices == people:
        return None
    return "addressees" if offices > people else "public"

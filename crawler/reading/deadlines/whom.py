"""Decide for whom a deadline is: for people who apply, or for offices that report. Pure."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Literal

from crawler.reading.deadlines.calibration import CALIBRATION
from crawler.reading.deadlines.rules import APPLIES, OFFICES, PUBLIC, REPORTS, SUBMITS

Whom = Literal["public", "addressees", "units"]
_CLAUSE = re.compile("[,:]")


def for_whom(
    sentence: str, start: int, end: int, heading: str, *, default: Whom = "public", names: Sequence[str] = ()
) -> Whom:
    """Return who must act by the date between `start` and `end` of a folded sentence.

    The actor in the clause of the date decides, else one between the date and its verb, else what is handed in, else
    any actor before, the heading, and at last the addressees of the notice.
    """
    before = sentence[max(0, start - CALIBRATION.reach) : start]
    verb = SUBMITS.search(sentence, end, end + CALIBRATION.reach)
    after = sentence[end : verb.start() if verb else end + CALIBRATION.near]
    near = _last_actor(_CLAUSE.split(before)[-1]) or _last_actor(_CLAUSE.split(after)[-1]) or _last_actor(after)
    if near:
        return near
    if APPLIES.search(sentence, end, end + CALIBRATION.clause):
        return "public"
    if REPORTS.search(sentence, end, end + CALIBRATION.reach):
        return "addressees"
    return _last_actor(before) or _last_actor(heading) or _of_names(names) or default


def _of_names(names: Sequence[str]) -> Whom | None:
    """Return whether most addressees are offices or people."""
    found = Counter(actor for actor in map(_last_actor, names) if actor)
    return found.most_common(1)[0][0] if found else None


def _last_actor(words: str) -> Whom | None:
    """Return which kind of actor is named last, None if none is."""
    offices = max((match.end() for match in OFFICES.finditer(words)), default=-1)
    people = max((match.end() for match in PUBLIC.finditer(words)), default=-1)
    if offices == people:
        return None
    return "addressees" if offices > people else "public"

"""Changes at one address that mean nothing: counters, dates of printing, a letter or two. Pure."""

import re

from monitor.identity.alignment import Hunk
from monitor.identity.differences import Pair
from monitor.identity.discriminators import told_apart
from monitor.identity.normalized import NormalizedNotice
from monitor.identity.numerals import NUMBER

TRIFLE = 2
"""Letters, not of numbers, that may change without being a revision."""
_COUNTER = re.compile("浏览|阅读|点击|访问|打印|人次|次数")
_NEGATION = re.compile("[不无未非否免没勿禁停应须必得可宜]")


def cosmetic(found: NormalizedNotice, known: NormalizedNotice) -> str | None:
    """Why the change of one text into the other means nothing, None when it may mean something: counters, dates of
    printing, a letter or two that neither negate nor oblige."""
    pair = Pair.of(found, known)
    letters = counted = 0
    for one in pair.hunks:
        here, there = pair.sides(one)
        if _is_counter(pair, one, here + there):
            counted += 1
        elif NUMBER.search(here + there) or _NEGATION.search(here + there):
            return None
        else:
            letters += max(one.sizes)
    if letters > TRIFLE or told_apart(found, known):
        return None
    parts = [f"{counted} counters" if counted else "", f"{letters} letters" if letters else ""]
    return f"only {' and '.join(filter(None, parts))} changed" if any(parts) else "only its writing changed"


def _is_counter(pair: Pair, hunk: Hunk, text: str) -> bool:
    before = pair.found.letters[max(0, hunk.start - 12) : hunk.start]
    return not NUMBER.sub("", text) and bool(_COUNTER.search(before))

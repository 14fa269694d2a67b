"""Functions that recognise differences in rule words. Rule words oblige, allow, forbid, negate, limit or join.

Pure functions, apart from reading a data file of the package, which contains the rule words, grouped by meaning.
"""

import re
import tomllib
from collections import Counter
from functools import cache
from importlib.resources import files
from typing import Literal

from crawler.text.fold import fold

_PARTICLES = frozenset("的地得了之")
Span = tuple[int, int]


@cache
def _groups() -> dict[str, str]:
    """Return the groups of the rule words: for each word, the name of its group.

    The words of a group have the same meaning. If a group's name starts with `-`, adding or removing its words does not
    change a rule, but replacing them by words of another group does.
    """
    data = tomllib.loads((files("monitor.identity") / "data" / "rule_words.toml").read_text(encoding="utf-8"))
    found = {fold(word): group for group, words in data["groups"].items() for word in words.split()}
    return {fold(word): f"-{group}" for group, words in data["exchanged"].items() for word in words.split()} | found


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile("|".join(sorted(map(re.escape, _groups()), key=len, reverse=True)))


@cache
def _longest() -> int:
    return max(map(len, _groups()))


def rule_change(here: str, span: Span, there: str, other_span: Span) -> Literal["number", "lost"] | None:
    """Return how a difference changes the rule words that it overlaps, or None if it does not change a rule.

    `lost`: a rule word is missing on one side, and the difference is a single letter, so that damage may be the cause.
    `number`: a rule word is missing on one side in a longer difference, or it was replaced by one with another meaning.
    """
    ours = _touched(here, *span)
    theirs = _touched(there, *other_span)
    sizes = span[1] - span[0], other_span[1] - other_span[0]
    # 应当 and 应 have the same meaning, so an added or missing 当 does not change the rule.
    if bool(ours) != bool(theirs):
        ours = ours or _touched(here, span[0] - 1, span[1] + 1) & theirs
        theirs = theirs or _touched(there, other_span[0] - 1, other_span[1] + 1) & ours
    if ours == theirs or _is_particle(here[slice(*span)] + there[slice(*other_span)]):
        return None
    if ours and theirs:
        return "number"
    if all(group.startswith("-") for group in (ours or theirs)):
        return None
    return "lost" if max(sizes) <= 1 else "number"


def has_rule_word(text: str) -> bool:
    """Return whether a text contains a rule word whose addition or removal would change a rule."""
    return any(not _groups()[word].startswith("-") for word in _pattern().findall(text))


def is_repeal(text: str) -> bool:
    """Return whether a text consists of one word that stands for a repealed provision (删除, weggefallen)."""
    return _groups().get(text) == "stop"


def rule_letters(text: str) -> int:
    """Return the number of letters in those rule words of a text whose addition or removal would change a rule."""
    return sum(len(word) for word in _pattern().findall(text) if not _groups()[word].startswith("-"))


def _touched(text: str, start: int, end: int) -> Counter[str]:
    """Return the number of rule words of each group that overlap the part `[start:end]` of a text."""
    reach = _longest() - 1
    found: Counter[str] = Counter()
    for word in _pattern().finditer(text, max(0, start - reach), end + reach):
        if word.start() < end and word.end() > start:
            found[_groups()[word[0]]] += 1
    return found


def _is_particle(letters: str) -> bool:
    return 0 < len(letters) <= 2 and _PARTICLES.issuperset(letters)

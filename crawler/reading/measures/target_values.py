"""The meaning of a target's first figure (growth, reduction, bound, exact level), and the target's scope.

The scope is the place or sector for which the target is set.
"""

from collections.abc import Sequence

from crawler.model.notice import Figure, TargetComparison
from crawler.reading.measures.target_rules import SCOPES

_SENSES: dict[str, TargetComparison] = {
    "≥": "at_least",
    ">": "more_than",
    "≤": "at_most",
    "<": "less_than",
    "≈": "about",
}


def comparison_of(figures: Sequence[Figure]) -> TargetComparison | None:
    """Return what the first figure of a target states, or None if there are no figures.

    It states a growth, a reduction, a bound (`at_least`), an approximate level or an exact level.
    """
    if not figures:
        return None
    first = figures[0]
    if first.change:
        return "growth" if first.change == "rise" else "reduction"
    return _SENSES.get(first.comparison, "exactly")


def scope_of(folded: str) -> str | None:
    """Return the words that state the scope of a target (全市, 地级及以上城市), or None."""
    match = SCOPES.search(folded)
    return match[0] if match else None

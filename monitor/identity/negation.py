"""Letters that negate. Pure."""

_NEGATIONS = frozenset("不无未非否勿禁")


def negates(here: str, there: str) -> bool:
    """Whether just one of two negates: 未发生 and 曾发生, 予受理 and 不予受理."""
    return _NEGATIONS.isdisjoint(here) != _NEGATIONS.isdisjoint(there)


def negations(text: str) -> int:
    """Letters of a text that negate."""
    return sum(map(text.count, _NEGATIONS))

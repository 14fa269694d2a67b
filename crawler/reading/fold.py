"""Folding (normalization) of texts before the patterns of clauses, measures and deadlines are matched."""

from functools import lru_cache

from crawler.text import in_place

_SHORT = 200
_LONG = 50_000
_fold_again = lru_cache(maxsize=32)(in_place.fold_text)


def fold_text(text: str) -> str:
    """Return a text folded by `crawler.text.in_place`. Results are cached, because several rules fold the same clause.

    Only texts of medium length are cached.
    """
    return _fold_again(text) if _SHORT <= len(text) <= _LONG else in_place.fold_text(text)

"""Conditions on PostgreSQL's search index, written as alternatives. No I/O."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import reduce
from itertools import product

_MOST = 8
"""The maximum number of alternatives that result from two conditions that must both be true."""


@dataclass(frozen=True)
class Alternative:
    """A set of token numbers that a notice must have, and other SQL conditions that must be true as well."""

    tokens: frozenset[int] = frozenset()
    others: tuple[str, ...] = ()

    @property
    def sql(self) -> str:
        """The alternative as an SQL condition."""
        tokens = (array_condition("@>", sorted(self.tokens)),) if self.tokens else ()
        return " AND ".join((*tokens, *self.others)) or "1=1"


@dataclass(frozen=True)
class IndexCondition:
    """The condition that at least one of several alternatives is true.

    PostgreSQL looks up each alternative with one scan of the index, which begins with the rarest token and skips the
    notices without it. To combine scans of frequent tokens would take much longer.
    """

    alternatives: tuple[Alternative, ...] = (Alternative(),)

    @classmethod
    def of_tokens(cls, numbers: Iterable[int]) -> "IndexCondition":
        """Return the condition that a notice has all of these token numbers."""
        return cls((Alternative(frozenset(numbers)),))

    @classmethod
    def of_sql(cls, sql: str) -> "IndexCondition":
        """Return the condition that an SQL condition is true."""
        return cls((Alternative(others=(sql,)),))

    @classmethod
    def all_of(cls, conditions: Iterable["IndexCondition"]) -> "IndexCondition":
        """Return the condition that all `conditions` are true."""
        return reduce(IndexCondition._and, conditions, cls())

    @classmethod
    def any_of(cls, conditions: Iterable["IndexCondition"]) -> "IndexCondition":
        """Return the condition that at least one of `conditions` is true."""
        found = dict.fromkeys(alternative for condition in conditions for alternative in condition.alternatives)
        return cls((Alternative(),) if Alternative() in found else tuple(found))

    @property
    def sql(self) -> str:
        """The condition as SQL."""
        if not self.alternatives:
            return "1=0"
        return "(" + " OR ".join(alternative.sql for alternative in self.alternatives) + ")"

    def _and(self, other: "IndexCondition") -> "IndexCondition":
        if len(self.alternatives) * len(other.alternatives) > _MOST:
            return IndexCondition((Alternative(others=(self.sql, other.sql)),))
        both = (
            Alternative(left.tokens | right.tokens, tuple(dict.fromkeys(left.others + right.others)))
            for left, right in product(self.alternatives, other.alternatives)
        )
        return IndexCondition(tuple(dict.fromkeys(both)))


def array_condition(operator: str, numbers: Iterable[int]) -> str:
    """Return the SQL condition that compares the tokens of an entry with `numbers` by an operator of arrays."""
    return f"search_tokens(tokens) {operator} '{{{','.join(map(str, numbers))}}}'::smallint[]"

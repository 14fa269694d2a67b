"""The parser that converts a written query into an expression, or raises QueryError."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import DecimalException
from functools import lru_cache

from luqum.exceptions import ParseError
from luqum.thread import parse

from monitor.topics.builder import DEPTH_LIMIT, QueryBuilder
from monitor.topics.errors import QueryError, QueryFault
from monitor.topics.expression import (
    And,
    Dated,
    Expression,
    Found,
    Matchable,
    Not,
    find,
    leaves,
)
from monitor.topics.logic import matches_everything
from monitor.topics.spelling import Spelling, unbalanced
from monitor.topics.synonyms import MARK

LENGTH_LIMIT = 10_000
TERMS_LIMIT = 1000
RANGES_LIMIT = 8
"""The limits of a query: the number of characters (`LENGTH_LIMIT`), of different terms including the terms of synonym
sets (`TERMS_LIMIT`), and of date ranges (`RANGES_LIMIT`).
"""
_SYNONYM_MARKS = frozenset((MARK, "\uff20"))
"""The characters without which a query cannot refer to a synonym set: the mark, in half and in full width."""


@dataclass(frozen=True)
class Query:
    """A parsed query.

    `written` is the query as written. `names` contains the keys of the synonym sets that the query uses, each with the
    column at which the set is first used.
    """

    written: str
    expression: Expression
    names: Mapping[str, int | None] = field(default_factory=dict)

    def match(self, matchable: Matchable) -> Found | None:
        """Return the words of the query that occur in the notice, as written in the query, if the query matches.

        The result is None if it does not match.
        """
        return find(self.expression, matchable)


def parse_query(written: str, synonyms: Mapping[str, tuple[str, ...]] | None = None) -> Query:
    """Parse the query `written`.

    Raises QueryError if the query is invalid. `synonyms` contains the words of each synonym set, by key. If it is None,
    references to synonym sets are accepted but match nothing.
    """
    has_marks = synonyms is not None and not _SYNONYM_MARKS.isdisjoint(written)
    return _parse(written, tuple(synonyms.items()) if synonyms is not None and has_marks else None)


# A configuration parses each query when it is checked and again when it is used.
@lru_cache(maxsize=64)
def _parse(written: str, synonyms: tuple[tuple[str, tuple[str, ...]], ...] | None) -> Query:
    if len(written) > LENGTH_LIMIT:
        raise QueryError(QueryFault.TOO_LONG, LENGTH_LIMIT + 1, limit=LENGTH_LIMIT)
    spelling = Spelling(written)
    if not spelling.plain.strip():
        raise QueryError(QueryFault.EMPTY)
    compiler = QueryBuilder(spelling, None if synonyms is None else dict(synonyms))
    try:
        expression = compiler.compile(parse(spelling.plain), None, 0)
    except ParseError as error:
        raise _readable(error, spelling) from error
    except RecursionError as error:
        raise QueryError(QueryFault.TOO_DEEP, limit=DEPTH_LIMIT) from error
    except QueryError:
        raise
    except (ValueError, DecimalException) as error:
        # The parser turns the text after ~ and ^ into numbers.
        found = re.search(r"[~^]\d*\.", spelling.plain)
        raise QueryError(QueryFault.DECIMAL_DISTANCE, spelling.column(found and found.start())) from error
    different = set(leaves(expression))
    if len(different) > TERMS_LIMIT:
        raise QueryError(QueryFault.TOO_MANY_TERMS, limit=TERMS_LIMIT)
    if sum(isinstance(leaf, Dated) for leaf in different) > RANGES_LIMIT:
        raise QueryError(QueryFault.TOO_MANY_RANGES, limit=RANGES_LIMIT)
    if matches_everything(expression):
        raise QueryError(QueryFault.ONLY_EXCLUDES, spelling.column(0))
    return Query(written, expression, compiler.names)


def _readable(error: ParseError, spelling: Spelling) -> QueryError:
    if wrong := unbalanced(spelling.plain):
        return QueryError(wrong[0], spelling.column(wrong[1]))
    position = re.search(r"position (\d+)", str(error))
    at_end = len(spelling.plain) if "unexpected end" in str(error) else None
    column = spelling.column(int(position[1]) if position else at_end)
    return QueryError(QueryFault.INCOMPLETE, column)


def exclude_from(query: Query, excluded: Query | None) -> Query:
    """Return a query for the notices that match `query` but not `excluded`. If `excluded` is None, return `query`."""
    return replace(query, expression=And((query.expression, Not(excluded.expression)))) if excluded else query

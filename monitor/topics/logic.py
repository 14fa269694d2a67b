"""The static analysis of queries: whether a query matches everything, or nothing.

Pure functions; no I/O.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import product

from monitor.topics.expression import And, Dated, Expression, Leaf, Near, Not, Or, Present, Word, leaves

_DAY = timedelta(days=1)


def matches_everything(expression: Expression) -> bool:
    """Return whether the expression matches any notice except those that it explicitly excludes.

    This is the case if it matches notices that contain none of its words, either without dates and other fields, or
    with values in all fields, whatever the dates are. Examples are a query that consists only of NOTs, the query `*`,
    an OR one of whose operands matches everything, and date ranges that together cover all dates. A query that only
    requires a field to have a value is also regarded as matching everything.

    Ranges that cover all dates are detected as follows: the starts and ends of the ranges divide the dates into
    intervals, and the expression is evaluated for one date of each interval.
    """
    if _holds(expression, None):
        return True
    cuts: dict[str, set[date]] = {}
    for leaf in leaves(expression):
        if isinstance(leaf, Dated):
            cuts.setdefault(leaf.field, {date.min}).update(_cuts(leaf))
    return all(_holds(expression, dict(zip(cuts, days, strict=True))) for days in product(*cuts.values()))


def _cuts(leaf: Dated) -> Iterator[date]:
    """Yield the dates on which the result of a date condition changes.

    They are the first date of the condition's range and the day after its last date.
    """
    if leaf.first:
        yield leaf.first
    if leaf.last and leaf.last < date.max:
        yield leaf.last + _DAY


def _holds(expression: Expression, days: Mapping[str, date] | None) -> bool:
    """Return whether the expression matches a notice that contains none of its words.

    The notice has the dates `days`, by field, and values in all other fields. If `days` is None, it has neither dates
    nor other fields.
    """
    match expression:
        case And(parts):
            return all(_holds(part, days) for part in parts)
        case Or(parts):
            return any(_holds(part, days) for part in parts)
        case Not(part):
            return not _holds(part, days)
        case Word() | Near():
            return False
        case Present(field):
            return field is None or days is not None
        case Dated(field, first, last):
            return (
                days is not None and (first is None or first <= days[field]) and (last is None or days[field] <= last)
            )


def find_contradiction(
    expression: Expression, required: Sequence[Leaf] = (), excluded: Sequence[Leaf] = ()
) -> tuple[Leaf, Leaf] | None:
    """Return a required and an excluded condition because of which the expression can match no notice, or None.

    `required` and `excluded` are the conditions that the expression is joined with. Each alternative of an OR is
    examined on its own; contradictions between the alternatives of several ORs are not found.
    """
    conjuncts = [*_conjuncts(expression)]
    required = [*required, *(part for part in conjuncts if isinstance(part, Leaf))]
    excluded = [*excluded, *(part.part for part in conjuncts if isinstance(part, Not) and isinstance(part.part, Leaf))]
    for condition in required:
        for other in excluded:
            if _implies(condition, other):
                return condition, other
    for part in conjuncts:
        if isinstance(part, Or) and part.parts:
            found = [find_contradiction(alternative, required, excluded) for alternative in part.parts]
            if all(found):
                return found[0]
    return None


def _conjuncts(expression: Expression) -> Iterator[Expression]:
    """Yield the conditions that must all hold: leaves, ORs, and NOTs."""
    match expression:
        case And(parts):
            for part in parts:
                yield from _conjuncts(part)
        case Not(Or(parts)):
            for part in parts:
                yield from _conjuncts(Not(part))
        case Not(Not(part)):
            yield from _conjuncts(part)
        case _:
            yield expression


def _implies(condition: Leaf, other: Leaf) -> bool:
    """Return whether every notice with `condition` has `other`, too: they are equal, or its word contains the other."""
    match condition, other:
        case Word(term, field), Word(contained, same) if field == same and not term.is_prefix:
            return contained.is_in(term.folded)
    return condition == other

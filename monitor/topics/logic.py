"""Properties of a query known before any text is seen: whether it matches everything."""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import product

from monitor.topics.expression import And, Dated, Expression, Near, Not, Or, Present, Word, leaves

_DAY = timedelta(days=1)


def matches_everything(expression: Expression) -> bool:
    """Return whether the expression holds for a notice in which none of its words is found.

    This is so if it holds for a notice that has no days and fields either, or for a notice that has them, whatever its
    days.

    Such a query matches everything that it does not exclude: only NOTs, `*`, an OR with such a branch, ranges that
    between them leave no day out. That a field exists at all is no requirement. The days that are tried are one from
    each stretch in which no range of the query begins or ends.
    """
    if _holds(expression, None):
        return True
    cuts: dict[str, set[date]] = {}
    for leaf in leaves(expression):
        if isinstance(leaf, Dated):
            cuts.setdefault(leaf.field, {date.min}).update(_cuts(leaf))
    return all(_holds(expression, dict(zip(cuts, days, strict=True))) for days in product(*cuts.values()))


def _cuts(leaf: Dated) -> Iterator[date]:
    """Yield the first days of the stretches that a range makes."""
    if leaf.first:
        yield leaf.first
    if leaf.last and leaf.last < date.max:
        yield leaf.last + _DAY


def _holds(expression: Expression, days: Mapping[str, date] | None) -> bool:
    """Return whether the expression holds without words; `days` None: without any field."""
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

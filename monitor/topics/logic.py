"""The static analysis of queries: whether a query matches everything.

Pure functions; no I/O.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from itertools import product

from monitor.topics.expression import And, Dated, Expression, Near, Not, Or, Present, Word, leaves

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

"""The class that writes query plans as SQL conditions on the table `search_entry`, and its subclass for SQLite.

No I/O.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from monitor.search.alternatives import IndexCondition
from monitor.search.plan import (
    AllOf,
    AnyOf,
    AnyWord,
    Chars,
    DayRange,
    HasField,
    Lookup,
    NoneOf,
    Plan,
    Superset,
    WordStart,
)
from monitor.search.tokens import (
    EVERY,
    gram_string,
    has_string,
    prefix_strings,
    word_string,
)

_COLUMNS = {"issued": "issued_on", "published": "published_on", "effective": "effective_on"}


@dataclass(frozen=True)
class Exclusion:
    """An SQL condition on the text, `compared`, that can be false only for the notices that `indexed` selects.

    `indexed` is a condition on the index alone.
    """

    indexed: IndexCondition
    compared: str


@dataclass(frozen=True)
class SqlCondition:
    """An SQL condition with its parameters.

    `exact` is true if the condition selects only notices that match the query. If the condition consists only of an
    FTS5 expression, `only_text` is that expression; otherwise, it is None.

    On PostgreSQL, `indexed` is a condition that uses only the index and selects at least the same notices. `compared`
    is the condition that these notices must satisfy as well, which compares their texts; it is None if there is no such
    condition. They must also satisfy `exclusions`, such as the condition that a word does not occur.
    """

    sql: str
    exact: bool = True
    parameters: dict[str, Any] = field(default_factory=dict)
    only_text: str | None = None
    indexed: IndexCondition | None = None
    compared: str | None = None
    exclusions: tuple[Exclusion, ...] = ()

    @property
    def all_compared(self) -> str | None:
        """The condition that compares the texts of all notices that `indexed` selects, or None."""
        return self.compared_with(exclusion.compared for exclusion in self.exclusions)

    def compared_with(self, others: Iterable[str]) -> str | None:
        """Return the condition that `compared` and the conditions `others` are true, or None if there are none."""
        return " AND ".join([*filter(None, [self.compared]), *others]) or None


class ConditionWriter:
    """The base class of writers of SQL conditions. Each subclass writes the index lookups of one database system."""

    def __init__(self) -> None:
        self._count = 0

    def write(self, plan: Plan) -> SqlCondition:
        """Return the SQL condition that selects the notices found by a query plan."""
        match plan:
            case AllOf(parts):
                return self._joined([self.write(part) for part in parts], " AND ", "1=1")
            case AnyOf(parts):
                return self._joined([self.write(part) for part in parts], " OR ", "1=0")
            case NoneOf(part):
                return self._negated(self.write(part))
            case Superset(part):
                found = self.write(part)
                return replace(found, exact=False)
            case DayRange():
                return self._days(plan)
            case _:
                return self._lookup(plan)

    def _lookup(self, plan: Lookup) -> SqlCondition:
        raise NotImplementedError

    def _joined(self, parts: Sequence[SqlCondition], operator: str, empty: str) -> SqlCondition:
        sql = operator.join(part.sql for part in parts)
        parameters = {name: value for part in parts for name, value in part.parameters.items()}
        return SqlCondition(f"({sql})" if parts else empty, all(part.exact for part in parts), parameters)

    def _negated(self, part: SqlCondition) -> SqlCondition:
        # The negation of an inexact condition could exclude notices that match.
        return SqlCondition(f"NOT {part.sql}", True, part.parameters) if part.exact else SqlCondition("1=1", False)

    def _days(self, plan: DayRange) -> SqlCondition:
        # Only the first and the last deadline of a notice are stored.
        earliest = _COLUMNS.get(plan.field, "deadline_first")
        latest = _COLUMNS.get(plan.field, "deadline_last")
        conditions = [f"{earliest} IS NOT NULL"]
        parameters = {}
        for column, sign, day in ((latest, ">=", plan.first), (earliest, "<=", plan.last)):
            if day:
                name = self._name()
                conditions.append(f"{column} {sign} :{name}")
                parameters[name] = day.isoformat()
        exact = earliest == latest or plan.first is None or plan.last is None
        return SqlCondition(f"({' AND '.join(conditions)})", exact, parameters)

    def _name(self) -> str:
        self._count += 1
        return f"q{self._count}"


class Fts5Writer(ConditionWriter):
    """A writer of conditions for SQLite. Parts without dates are combined into one FTS5 expression."""

    def _lookup(self, plan: Lookup) -> SqlCondition:
        return self._text(_fts5(plan))

    def _text(self, expression: str, exact: bool = True) -> SqlCondition:
        name = self._name()
        sql = f"notice_id IN (SELECT rowid FROM search_text WHERE search_text MATCH :{name})"  # noqa: S608 - the name is ours
        return SqlCondition(sql, exact, {name: expression}, expression)

    def _joined(self, parts: Sequence[SqlCondition], operator: str, empty: str) -> SqlCondition:
        texts = [part.only_text for part in parts if part.only_text]
        if not texts:
            return super()._joined(parts, operator, empty)
        together = self._text(f"({operator.join(texts)})", all(part.exact for part in parts if part.only_text))
        rest = [part for part in parts if not part.only_text]
        return super()._joined([together, *rest], operator, empty) if rest else together

    def _negated(self, part: SqlCondition) -> SqlCondition:
        if part.exact and part.only_text:
            return self._text(f'("{EVERY}" NOT {part.only_text})')
        return super()._negated(part)


def _fts5(plan: Lookup) -> str:
    match plan:
        case Chars(name, chars) if len(chars) == 1:
            return f'"{gram_string(name, chars)}" *'
        case Chars(name, chars):
            return '"' + " ".join(gram_string(name, "".join(pair)) for pair in pairwise(chars)) + '"'
        case AnyWord(name, words):
            return "(" + " OR ".join(f'"{word_string(name, word)}"' for word in words) + ")"
        case WordStart(name, start):
            return "(" + " OR ".join(f'"{token}" *' for token in prefix_strings(name, start)) + ")"
        case HasField(name):
            return f'"{has_string(name) if name else EVERY}"'

"""Classes that write query plans as SQL conditions on the table `search_entry`, one class per database system.

No I/O.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from monitor.search.entries import STORED_SEPARATOR
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
    gram_number,
    gram_string,
    has_number,
    has_string,
    prefix_number,
    prefix_strings,
    word_number,
    word_string,
)

_COLUMNS = {"issued": "issued_on", "published": "published_on", "effective": "effective_on"}


@dataclass(frozen=True)
class SqlCondition:
    """An SQL condition with its parameters.

    `exact` is true if the condition selects only notices that match the query. If the condition consists only of an
    FTS5 expression, `only_text` is that expression; otherwise, it is None. `indexed` is a condition of PostgreSQL that
    uses only the index and selects at least the same notices; it is None on SQLite. `underestimated` is true if
    PostgreSQL may expect far fewer rows than it selects, because tokens of one term occur together.
    """

    sql: str
    exact: bool = True
    parameters: dict[str, Any] = field(default_factory=dict)
    only_text: str | None = None
    indexed: str | None = None
    underestimated: bool = False


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


class GinWriter(ConditionWriter):
    """A writer of conditions for PostgreSQL.

    Each condition searches the index of the token numbers. If the search is not limited to a field other than the
    title, the condition also searches the text of the hits, `body.folded`.
    """

    def write(self, plan: Plan) -> SqlCondition:
        """Return the SQL condition that selects the notices found by a query plan."""
        found = super().write(plan)
        return found if found.indexed else replace(found, indexed=found.sql)

    def _lookup(self, plan: Lookup) -> SqlCondition:
        match plan:
            case Chars(name, chars) if len(chars) == 1 and name in _IN_TEXT:
                # The texts are compared without the index, the newest first.
                return self._compared("1=1", name, [chars], exact=True)
            case Chars(name, chars):
                numbers = [gram_number(name, gram) for gram in _covering(chars)]
                found = self._compared(_array("@>", numbers), name, [chars], exact=True)
                return replace(found, underestimated=len(numbers) > 1)
            case AnyWord(name, words):
                numbers = [word_number(name, word) for word in words]
                return self._compared(_array("&&", numbers), name, words, exact=False)
            case WordStart(name, start):
                number = prefix_number(name, start)
                indexed = "1=1" if number is None else _array("@>", [number])
                return self._compared(indexed, name, [start], exact=False)
            case HasField(name):
                return SqlCondition(_array("@>", [has_number(name)]) if name else "1=1")

    def _compared(self, indexed: str, name: str | None, texts: Sequence[str], *, exact: bool) -> SqlCondition:
        """Return the condition that at least one of `texts` occurs in the field `name` of a notice, or in its text.

        `indexed` is a condition that searches for them in the index. The whole text and the title, which is the first
        part of the text, are searched as well, and `exact` states whether this makes the result exact. The other
        fields can only be searched in the index, and the result is not exact.
        """
        if name not in _IN_TEXT:
            return SqlCondition("1=1", False, indexed=indexed)
        parameters = {self._name(): text for text in texts}
        found = " OR ".join(_contains(_IN_TEXT[name], parameter) for parameter in parameters)
        return SqlCondition(f"({found})", exact, parameters, indexed=indexed)

    def _joined(self, parts: Sequence[SqlCondition], operator: str, empty: str) -> SqlCondition:
        joined = super()._joined(parts, operator, empty)
        indexed = operator.join(part.indexed or part.sql for part in parts)
        # Words of a query often occur together.
        together = operator == " AND " and sum(part.indexed != "1=1" for part in parts) > 1
        underestimated = together or any(part.underestimated for part in parts)
        return replace(joined, indexed=f"({indexed})" if parts else empty, underestimated=underestimated)

    def _negated(self, part: SqlCondition) -> SqlCondition:
        negated = super()._negated(part)
        # What the index finds too much of may not be excluded.
        indexed = negated.sql if part.indexed == part.sql else "1=1"
        return replace(negated, indexed=indexed, underestimated=True)


_IN_TEXT = {
    None: "body.folded",
    "title": f"split_part(body.folded, '{STORED_SEPARATOR}', 1)",
}
"""The SQL expressions of the texts that PostgreSQL can compare, by field."""


def _covering(chars: str) -> list[str]:
    """Return as few bigrams of a sequence of characters as contain all of its characters.

    The other bigrams hardly exclude further notices, but PostgreSQL would take twice as long.
    """
    starts = [*range(0, len(chars) - 2, 2), max(0, len(chars) - 2)]
    return [chars[start : start + 2] for start in starts]


def _contains(text: str, parameter: str) -> str:
    """Return the condition that a text contains the value of a parameter.

    This is faster than `strpos`, which counts the characters before the place that it has found. With `<>`, PostgreSQL
    expects that the condition is true for most hits of the index.
    """
    return f"octet_length(split_part({text}, :{parameter}, 1)) <> octet_length({text})"


def _array(operator: str, numbers: Sequence[int]) -> str:
    return f"search_tokens(tokens) {operator} '{{{','.join(map(str, numbers))}}}'::smallint[]"

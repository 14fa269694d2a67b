"""The class that writes query plans as SQL conditions for PostgreSQL. No I/O."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from monitor.search.alternatives import IndexCondition, array_condition
from monitor.search.conditions import ConditionWriter, Exclusion, SqlCondition
from monitor.search.entries import STORED_SEPARATOR
from monitor.search.plan import AnyOf, AnyWord, Chars, DayRange, HasField, Lookup, Plan, WordStart
from monitor.search.tokens import gram_number, has_number, prefix_number, word_number

_EVERY = IndexCondition()
_IN_TEXT = {
    None: "folded",
    "title": f"split_part(folded, '{STORED_SEPARATOR}', 1)",
}
"""The SQL expressions of the texts that PostgreSQL can compare, by field."""


class GinWriter(ConditionWriter):
    """A writer of conditions for PostgreSQL.

    Each condition searches the index of the token numbers. If the search is not limited to a field other than the
    title, the condition also searches the text of the hits, `folded`.
    """

    def write(self, plan: Plan) -> SqlCondition:
        """Return the SQL condition that selects the notices found by a query plan."""
        match plan:
            case AnyOf(parts):
                # Long words are searched first: the longer a word is, the faster a text can be searched for it.
                return super().write(AnyOf(tuple(sorted(parts, key=_length, reverse=True))))
            case _:
                return super().write(plan)

    def _lookup(self, plan: Lookup) -> SqlCondition:
        match plan:
            case Chars(name, chars) if len(chars) == 1 and name in _IN_TEXT:
                # The texts are compared without the index, the newest first.
                return self._compared(_EVERY, name, [chars], exact=True)
            case Chars(name, chars):
                grams = [chars] if len(chars) == 1 else map("".join, pairwise(chars))
                indexed = IndexCondition.of_tokens(gram_number(name, gram) for gram in grams)
                return self._compared(indexed, name, [chars], exact=True)
            case AnyWord(name, words):
                numbers = [word_number(name, word) for word in words]
                indexed = IndexCondition.of_sql(array_condition("&&", numbers))
                return self._compared(indexed, name, words, exact=False)
            case WordStart(name, start):
                number = prefix_number(name, start)
                indexed = _EVERY if number is None else IndexCondition.of_tokens([number])
                return self._compared(indexed, name, [start], exact=False)
            case HasField(name):
                return _only_indexed(IndexCondition.of_tokens([has_number(name)]) if name else _EVERY)

    def _compared(
        self, indexed: IndexCondition, name: str | None, texts: Sequence[str], *, exact: bool
    ) -> SqlCondition:
        """Return the condition that at least one of `texts` occurs in the field `name` of a notice, or in its text.

        `indexed` is a condition that searches for them in the index. The whole text and the title, which is the first
        part of the text, are searched as well, and `exact` states whether this makes the result exact. The other
        fields can only be searched in the index, and the result is not exact.
        """
        if name not in _IN_TEXT:
            return SqlCondition("1=1", False, indexed=indexed)
        parameters = {self._name(): text for text in texts}
        found = " OR ".join(_contains(_IN_TEXT[name], parameter) for parameter in parameters)
        sql = f"({found})"
        return SqlCondition(sql, exact, parameters, indexed=indexed, compared=sql)

    def _joined(self, parts: Sequence[SqlCondition], operator: str, empty: str) -> SqlCondition:
        joined = super()._joined(parts, operator, empty)
        indexed = [part.indexed or _EVERY for part in parts]
        compared = [part.compared for part in parts if part.compared]
        if operator == " AND ":
            both = " AND ".join(compared) or None
            exclusions = tuple(exclusion for part in parts for exclusion in part.exclusions)
            return replace(joined, indexed=IndexCondition.all_of(indexed), compared=both, exclusions=exclusions)
        is_compared = any(part.all_compared for part in parts)
        return replace(joined, indexed=IndexCondition.any_of(indexed), compared=joined.sql if is_compared else None)

    def _negated(self, part: SqlCondition) -> SqlCondition:
        negated = super()._negated(part)
        if not part.exact:
            return replace(negated, indexed=_EVERY)
        if not part.all_compared:
            return replace(negated, indexed=IndexCondition.of_sql(negated.sql))
        # Of the notices that the index finds, only those whose texts match may be excluded.
        if part.indexed is None or part.indexed == _EVERY:
            return replace(negated, indexed=_EVERY, compared=negated.sql)
        return replace(negated, indexed=_EVERY, exclusions=(Exclusion(part.indexed, negated.sql),))

    def _days(self, plan: DayRange) -> SqlCondition:
        found = super()._days(plan)
        return replace(found, indexed=IndexCondition.of_sql(found.sql))


def _only_indexed(indexed: IndexCondition) -> SqlCondition:
    return SqlCondition(indexed.sql, indexed=indexed)


def _length(plan: Plan) -> int:
    return len(plan.chars) if isinstance(plan, Chars) else 0


def _contains(text: str, parameter: str) -> str:
    """Return the condition that a text contains the value of a parameter.

    This is faster than `strpos`, which counts the characters before the place that it has found. With `<>`, PostgreSQL
    expects that the condition is true for most hits of the index.
    """
    return f"octet_length(split_part({text}, :{parameter}, 1)) <> octet_length({text})"

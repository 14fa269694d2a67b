"""Pattern rules with reasons and examples, in named groups. Rules can be disabled to measure their effect."""

import re
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.resources import files

GROUPS: dict[str, "RuleGroup"] = {}
"""All rule groups of `crawler.reading` by name, in the order of their definition."""
_NEVER = "(?!)"


@dataclass(frozen=True)
class Rule:
    """A pattern with its id, its reason (`why`), and example texts that the pattern matches (`cases`)."""

    id: str
    pattern: str
    why: str
    cases: tuple[str, ...]


class RuleGroup:
    """A group of rules with the same effect, combined into one regular expression.

    If several rules match at the same position, the first of them applies.
    """

    def __init__(self, name: str, rules: Sequence[Rule]) -> None:
        """Compile and register the group. Raise ValueError if its name, or the id of a rule in it, is not unique."""
        if name in GROUPS or len({rule.id for rule in rules}) < len(rules):
            raise ValueError(f"{name}: the group or the id of a rule is not unique")
        self.name = name
        self.rules = tuple(rules)
        GROUPS[name] = self
        self._pattern = _compiled(self.rules)

    def search(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Return the first match between `start` and `end`, or None."""
        return self._pattern.search(text, start, end)

    def match(self, text: str, start: int = 0, end: int = sys.maxsize) -> re.Match[str] | None:
        """Return the match that begins at `start` and ends at or before `end`, or None."""
        return self._pattern.match(text, start, end)

    def finditer(self, text: str, start: int = 0, end: int = sys.maxsize) -> Iterator[re.Match[str]]:
        """Yield the matches between `start` and `end`, in order."""
        return self._pattern.finditer(text, start, end)

    @contextmanager
    def without(self, *ids: str) -> Iterator[None]:
        """Disable some rules of the group within a `with` block.

        `ids` are the ids of these rules. If no id is given, all rules are disabled.
        """
        before = self._pattern
        self._pattern = _compiled(self.rules, ids or tuple(rule.id for rule in self.rules))
        try:
            yield
        finally:
            self._pattern = before


def _compiled(rules: Sequence[Rule], off: Sequence[str] = ()) -> re.Pattern[str]:
    """Return one regular expression that combines all rules.

    `off` contains the ids of disabled rules. They never match, but the expression still contains their capture groups.
    """
    parts = [f"(?:{_NEVER if rule.id in off else ''}(?:{rule.pattern}))" for rule in rules]
    return re.compile("|".join(parts) or _NEVER)


def read_lines(package: str, name: str) -> list[str]:
    """Return the lines of a package's data file without comments and empty lines."""
    lines = files(package).joinpath("data", name).read_text("utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def read_words(package: str, name: str = "words.toml") -> Mapping[str, str]:
    """Return a mapping from the names of the word lists in a package's data file to regular expressions.

    Each expression matches any word of its list, and prefers longer words.
    """
    tables = tomllib.loads(files(package).joinpath("data", name).read_text("utf-8"))
    return {key: "|".join(sorted(table["words"], key=len, reverse=True)) for key, table in tables.items()}

"""Values of the query linter: the tokens of a query and the findings. Pure functions; no I/O."""

import re
from dataclasses import dataclass

from crawler.model.reason import Reason

_TOKEN = re.compile(r'[^\s()"\[{]*[\[{][^\]}]{0,200}[\]}]|"(?:\\.|[^"\\])*+(?:"(?:~\d*)?|\Z)|[()]|(?:\\.|[^\s()"\\])+')
OPERATORS = ("AND", "OR", "NOT")


@dataclass(frozen=True)
class QueryFinding:
    """A likely mistake in a query, with the reason for the warning.

    `column` is the position of the mistake in the query as written, counted from 1. `suggestion` is the query that was
    probably intended, or None.
    """

    reason: Reason
    column: int
    suggestion: str | None = None


@dataclass(frozen=True)
class Token:
    """A word, a phrase in quotation marks, an operator or a bracket of a query, with its span."""

    text: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Return whether the token is a word outside quotation marks and not an operator."""
        return self.text[0] not in '()"' and self.text not in OPERATORS


def tokens_of(plain: str) -> list[Token]:
    """Return the tokens of a query, in order."""
    return [Token(match[0], *match.span()) for match in _TOKEN.finditer(plain)]

"""Detection of queries with an OR and with operands that have no operator between them. Pure functions; no I/O."""

from collections.abc import Iterator
from itertools import pairwise

from crawler.model.reason import Reason
from monitor.topics.errors import QueryWarning
from monitor.topics.lint_tokens import OPERATORS, QueryFinding, Token, tokens_of
from monitor.topics.spelling import Spelling


def neighbours_of_or(spelling: Spelling) -> Iterator[QueryFinding]:
    """Yield a finding for each part of a query with an OR and with two operands that have no operator between them.

    A part is a group in brackets, or the query outside all groups.
    """
    levels: list[tuple[list[Token], int]] = [([], 0)]
    for token in tokens_of(spelling.plain):
        if token.text == "(":
            levels.append(([], token.start))
            continue
        if token.text == ")":
            start = token.start
            if len(levels) > 1:
                level, start = levels.pop()
                yield from _ambiguous(spelling, level)
            token = Token("group", start, token.end)
        levels[-1][0].append(token)
    for level, _ in levels:
        yield from _ambiguous(spelling, level)


def _ambiguous(spelling: Spelling, tokens: list[Token]) -> Iterator[QueryFinding]:
    has_or = any(token.text == "OR" for token in tokens)
    for before, after in pairwise(tokens):
        joined = before.text not in OPERATORS and after.text not in OPERATORS
        field = before.text.endswith(":")
        if has_or and joined and not field and after.text[0] not in "-+!":
            suggestion = _bracketed(spelling.plain, tokens)
            reason = Reason.of(QueryWarning.NEIGHBOURS_OF_OR, before=_shown(before), after=_shown(after))
            yield QueryFinding(reason, spelling.column(after.start) or 1, suggestion)
            return


def _bracketed(plain: str, tokens: list[Token]) -> str | None:
    """Return the query `plain` with brackets around each sequence of operands that are joined by OR.

    `tokens` are the tokens of the query. The result is None if it also contains AND, NOT or a field name.
    """
    if any(token.text in ("NOT", "AND") or token.text[0] in "-+!" or token.text.endswith(":") for token in tokens):
        return None
    for place in reversed(range(1, len(tokens) - 1)):
        if tokens[place].text != "OR":
            continue
        first, last = tokens[place - 1], tokens[place + 1]
        tokens = [*tokens[: place - 1], Token("chain", first.start, last.end), *tokens[place + 2 :]]
    for token in reversed(tokens):
        if token.text == "chain":
            plain = f"{plain[: token.start]}({plain[token.start : token.end]}){plain[token.end :]}"
    return plain


def _shown(token: Token) -> str:
    return "(…)" if token.text == "group" else token.text

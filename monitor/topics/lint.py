"""Functions that find likely mistakes in valid queries: constructs that rarely mean what the author intended.

Pure functions; no I/O.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from crawler.model.reason import Reason
from crawler.text.fold import UNSPACED
from monitor.topics.errors import QueryWarning
from monitor.topics.expression import Near, Word, leaves
from monitor.topics.logic import find_contradiction
from monitor.topics.spelling import Spelling
from monitor.topics.syntax import Query
from monitor.topics.terms import Term


@dataclass(frozen=True)
class QueryFinding:
    """A likely mistake in a query, with the reason for the warning.

    `column` is the position of the mistake in the query as written, counted from 1. `suggestion` is the query that was
    probably intended, or None.
    """

    reason: Reason
    column: int
    suggestion: str | None = None


_TOKEN = re.compile(r'[^\s()"\[{]*[\[{][^\]}]{0,200}[\]}]|"(?:\\.|[^"\\])*+(?:"(?:~\d*)?|\Z)|[()]|(?:\\.|[^\s()"\\])+')
_OPERATORS = ("AND", "OR", "NOT")
_CHINESE = (
    dict.fromkeys(("或", "或者", "或是"), "OR")
    | dict.fromkeys(("和", "与", "與", "并且", "並且", "且", "以及", "及"), "AND")
    | dict.fromkeys(("非", "不含", "不包含", "不包括", "除外", "除了", "除去"), "NOT")
)
_INSIDE = re.compile(r"(?<=\w)(?:或者|或)(?=\w)")
_BOUND = rf"[{UNSPACED}\uac00-\ud7af]"
_ATTACHED = re.compile(rf"(?:^|(?<={_BOUND}))(?P<operator>AND|OR|NOT|and|or|not|And|Or|Not)(?={_BOUND}|$)")
_FOREIGN = re.compile(r"XOR|NEAR(?:/\d+)?|ONEAR|ADJ\d*|WITHIN|SAME|[NW]/\d+")
"""Operators of other search languages."""
_DISTANCE = 10
"""The distance that is suggested in place of such an operator."""
_DASH = re.compile(r"^[‐‑‒–—―−─]+(?=\w)")
_LAST = re.compile(r"(?<=\w)[、,，;；|¦｜]+$")
_SEPARATOR = re.compile(
    rf"(?<=\w)[、,，;；|¦｜。]+(?=\w)|(?<={_BOUND})[/／+＋&＆](?=\w)|(?<=\w)[/／+＋&＆](?={_BOUND})"
)
_NUMBER = re.compile(r"\d[,/]\d")
_UNSPACED_ONLY = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


@dataclass(frozen=True)
class _Token:
    text: str
    start: int
    end: int

    @property
    def is_word(self) -> bool:
        """Return whether the token is a word outside quotation marks and not an operator."""
        return self.text[0] not in '()"' and self.text not in _OPERATORS


ENOUGH = 1000
"""The minimum number of notices that is needed to warn about a term that occurs in none of them."""


def lint_query(query: Query, texts: Sequence[str] = ()) -> list[QueryFinding]:
    """Return the likely mistakes in a query, ordered by column.

    `texts` are the folded texts of recorded notices. If there are at least ENOUGH of them, terms that occur in none of
    them are reported.
    """
    spelling = Spelling(query.written)
    found = [*_in_tokens(spelling)]
    found += _neighbours_of_or(spelling)
    found += _contradictions(query)
    found += _in_terms(query, texts)
    return sorted(found, key=lambda finding: finding.column)


def _in_tokens(spelling: Spelling) -> Iterator[QueryFinding]:
    tokens = [_Token(match[0], *match.span()) for match in _TOKEN.finditer(spelling.plain)]
    for place, token in enumerate(tokens):
        before = tokens[place - 1] if place else None
        after = tokens[place + 1] if place + 1 < len(tokens) else None
        if token.is_word:
            yield from _in_token(spelling, token, _operand(before, ")"), _operand(after, "("))


def _operand(token: _Token | None, bracket: str) -> bool:
    """Return whether an operand can end or begin with this token: a word, a phrase, or a bracket of a group.

    `bracket` is the bracket that counts: `)` if the operand ends with the token, or `(` if it begins with the token.
    The result is false if `token` is None.
    """
    return token is not None and (token.is_word or token.text[0] in f'"{bracket}')


def _in_token(spelling: Spelling, token: _Token, before: bool, after: bool) -> Iterator[QueryFinding]:
    operator = token.text.upper()
    if operator in _OPERATORS:
        if after and (before or operator == "NOT"):
            yield _finding(spelling, QueryWarning.LOWERCASE_OPERATOR, token.start, token.end, operator)
        return
    if token.text in _CHINESE:
        if before and after:
            yield _finding(spelling, QueryWarning.CHINESE_OPERATOR, token.start, token.end, _CHINESE[token.text])
        return
    if before and after and _FOREIGN.fullmatch(token.text):
        yield _foreign_operator(spelling, token)
        return
    yield from _inside_token(spelling, token, before, after)


def _foreign_operator(spelling: Spelling, token: _Token) -> QueryFinding:
    """Return the finding for a word such as XOR, which is an operator in other search languages but not in this one."""
    plain = spelling.plain
    head = plain[: token.start]
    left = re.split(r"[\s()\"]", head.rstrip())[-1] if head[-1:].isspace() else ""
    right = re.match(r"\s+([^\s()\"]+)", plain[token.end :])
    if token.text == "XOR" or not (left and right):
        return _finding(
            spelling, QueryWarning.UNKNOWN_OPERATOR, token.start, token.end, "OR" if token.text == "XOR" else "AND"
        )
    near = f'"{left} {right[1]}"~{_DISTANCE}'
    suggestion = f"{head.rstrip().removesuffix(left)}{near}{plain[token.end + right.end() :]}"
    reason = Reason.of(QueryWarning.UNKNOWN_OPERATOR, found=token.text, suggestion=suggestion)
    return QueryFinding(reason, spelling.column(token.start) or 1, suggestion)


def _inside_token(spelling: Spelling, token: _Token, before: bool, after: bool) -> Iterator[QueryFinding]:
    """Yield the likely mistakes inside the word `token`, at most one of each kind.

    `before` states whether an operand precedes the word, and `after` whether an operand follows it.
    """
    rules = (
        (QueryWarning.ATTACHED_OPERATOR, _ATTACHED, None),
        (QueryWarning.SEPARATOR, _SEPARATOR, "OR"),
        (QueryWarning.CHINESE_OPERATOR, _INSIDE, "OR"),
        *(((QueryWarning.SEPARATOR, _LAST, "OR"),) if after else ()),
        *(((QueryWarning.SEPARATOR, _DASH, "NOT"),) if before else ()),
    )
    for code, pattern, instead in rules:
        for match in pattern.finditer(token.text):
            if _NUMBER.fullmatch(token.text[max(0, match.start() - 1) : match.end() + 1]):
                continue
            start, end = token.start + match.start(), token.start + match.end()
            yield _finding(spelling, code, start, end, instead or match[0].upper())
            break


def _finding(spelling: Spelling, code: QueryWarning, start: int, end: int, operator: str) -> QueryFinding:
    plain = spelling.plain
    left = plain[:start].rstrip()
    right = plain[end:].lstrip()
    # Without a word after it, an operator has no function; without a word before it, only NOT has one.
    used = operator if right and (left or operator == "NOT") else ""
    suggestion = " ".join(filter(None, (left, used, right)))
    reason = Reason.of(code, found=plain[start:end], suggestion=suggestion)
    return QueryFinding(reason, spelling.column(start) or 1, suggestion)


def _neighbours_of_or(spelling: Spelling) -> Iterator[QueryFinding]:
    """Yield a finding for each part of a query with an OR and with two operands that have no operator between them.

    A part is a group in brackets, or the query outside all groups.
    """
    levels: list[tuple[list[_Token], int]] = [([], 0)]
    for match in _TOKEN.finditer(spelling.plain):
        token = _Token(match[0], *match.span())
        if token.text == "(":
            levels.append(([], match.start()))
            continue
        if token.text == ")":
            start = match.start()
            if len(levels) > 1:
                level, start = levels.pop()
                yield from _ambiguous(spelling, level)
            token = _Token("group", start, match.end())
        levels[-1][0].append(token)
    for level, _ in levels:
        yield from _ambiguous(spelling, level)


def _ambiguous(spelling: Spelling, tokens: list[_Token]) -> Iterator[QueryFinding]:
    has_or = any(token.text == "OR" for token in tokens)
    for before, after in pairwise(tokens):
        joined = before.text not in _OPERATORS and after.text not in _OPERATORS
        field = before.text.endswith(":")
        if has_or and joined and not field and after.text[0] not in "-+!":
            suggestion = _bracketed(spelling.plain, tokens)
            reason = Reason.of(QueryWarning.NEIGHBOURS_OF_OR, before=_shown(before), after=_shown(after))
            yield QueryFinding(reason, spelling.column(after.start) or 1, suggestion)
            return


def _bracketed(plain: str, tokens: list[_Token]) -> str | None:
    """Return the query `plain` with brackets around each sequence of operands that are joined by OR.

    `tokens` are the tokens of the query. The result is None if it also contains AND, NOT or a field name.
    """
    if any(token.text in ("NOT", "AND") or token.text[0] in "-+!" or token.text.endswith(":") for token in tokens):
        return None
    for place in reversed(range(1, len(tokens) - 1)):
        if tokens[place].text != "OR":
            continue
        first, last = tokens[place - 1], tokens[place + 1]
        tokens = [*tokens[: place - 1], _Token("chain", first.start, last.end), *tokens[place + 2 :]]
    for token in reversed(tokens):
        if token.text == "chain":
            plain = f"{plain[: token.start]}({plain[token.start : token.end]}){plain[token.end :]}"
    return plain


def _shown(token: _Token) -> str:
    return "(…)" if token.text == "group" else token.text


def _contradictions(query: Query) -> Iterator[QueryFinding]:
    if found := find_contradiction(query.expression):
        required, excluded = map(str, found)
        reason = Reason.of(QueryWarning.CONTRADICTION, required=required, excluded=excluded)
        yield QueryFinding(reason, max(1, query.written.rfind(excluded) + 1))


def _in_terms(query: Query, texts: Sequence[str]) -> Iterator[QueryFinding]:
    terms: dict[Term, None] = {}
    for leaf in leaves(query.expression):
        match leaf:
            case Word(term, None):
                terms.setdefault(term)
            case Near(several, _, None):
                terms.update(dict.fromkeys(several))
    for term in terms:
        at = query.written.find(term.written)
        if at < 0:
            continue
        if _UNSPACED_ONLY.search(term.folded):
            yield QueryFinding(Reason.of(QueryWarning.NO_WORD_EDGES, found=term.written), at + 1)
        if len(texts) >= ENOUGH and not any(map(term.is_in, texts)):
            reason = Reason.of(QueryWarning.UNSEEN_TERM, found=term.written, notices=len(texts))
            yield QueryFinding(reason, at + 1)

"""Functions that find likely mistakes in valid queries: constructs that rarely mean what the author intended.

Pure functions; no I/O.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from crawler.model.reason import Reason
from crawler.text.fold import UNSPACED
from monitor.topics.errors import QueryWarning
from monitor.topics.expression import Near, Word, leaves
from monitor.topics.lint_neighbours import neighbours_of_or
from monitor.topics.lint_tokens import OPERATORS, QueryFinding, Token, tokens_of
from monitor.topics.logic import find_contradiction
from monitor.topics.other_operators import FOREIGN, attached_operator, operator_of
from monitor.topics.spelling import Spelling
from monitor.topics.syntax import Query
from monitor.topics.terms import Term

_INSIDE = re.compile(r"(?<=\w)(?:或者|或)(?=\w)")
_BOUND = rf"[{UNSPACED}\uac00-\ud7af]"
_ATTACHED = re.compile(rf"(?:^|(?<={_BOUND}))(?P<operator>AND|OR|NOT|and|or|not|And|Or|Not)(?={_BOUND}|$)")
_DISTANCE = 10
"""The distance that is suggested in place of an operator for distances."""
_DASH = re.compile(r"^[‐‑‒–—―−─]+(?=\w)")
_LAST = re.compile(r"(?<=\w)[、,，;；|¦｜]+$")
_SEPARATOR = re.compile(
    rf"(?<=\w)[、,，;；|¦｜。]+(?=\w)|(?<={_BOUND})[/／+＋&＆](?=\w)|(?<=\w)[/／+＋&＆](?={_BOUND})"
    r"|(?<=[A-Za-z]{4})/(?=[A-Za-z]{4})"
)
_NUMBER = re.compile(r"\d[,/]\d")
_UNSPACED_ONLY = re.compile("[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]")


ENOUGH = 1000
"""The minimum number of notices that is needed to warn about a term that occurs in none of them."""


def lint_query(query: Query, texts: Sequence[str] = ()) -> list[QueryFinding]:
    """Return the likely mistakes in a query, ordered by column.

    `texts` are the folded texts of recorded notices. If there are at least ENOUGH of them, terms that occur in none of
    them are reported.
    """
    spelling = Spelling(query.written)
    found = [*_in_tokens(spelling)]
    found += neighbours_of_or(spelling)
    found += _contradictions(query)
    found += _in_terms(query, texts)
    return sorted(found, key=lambda finding: finding.column)


def _in_tokens(spelling: Spelling) -> Iterator[QueryFinding]:
    tokens = tokens_of(spelling.plain)
    for place, token in enumerate(tokens):
        before = tokens[place - 1] if place else None
        after = tokens[place + 1] if place + 1 < len(tokens) else None
        if token.is_word:
            if before and before.text.lower() == "but" and token.text.lower() == "not":
                # `but` would remain as a required term.
                token = replace(token, text="not", start=before.start)
                before = tokens[place - 2] if place > 1 else None
            yield from _in_token(spelling, token, _operand(before, ")"), _operand(after, "("))


def _operand(token: Token | None, bracket: str) -> bool:
    """Return whether an operand can end or begin with this token: a word, a phrase, or a bracket of a group.

    `bracket` is the bracket that counts: `)` if the operand ends with the token, or `(` if it begins with the token.
    The result is false if `token` is None.
    """
    return token is not None and (token.is_word or token.text[0] in f'"{bracket}')


def _in_token(spelling: Spelling, token: Token, before: bool, after: bool) -> Iterator[QueryFinding]:
    operator = token.text.upper()
    if operator in OPERATORS:
        if after and (before or operator == "NOT"):
            yield _finding(spelling, QueryWarning.LOWERCASE_OPERATOR, token.start, token.end, operator)
        return
    if meant := operator_of(token.text):
        if before and after:
            yield _finding(spelling, QueryWarning.CHINESE_OPERATOR, token.start, token.end, meant)
        return
    if before and (attached := attached_operator(token.text)):
        yield _finding(
            spelling, QueryWarning.CHINESE_OPERATOR, token.start, token.start + len(attached[0]), attached[1]
        )
        return
    if before and after and FOREIGN.fullmatch(token.text):
        yield _foreign_operator(spelling, token)
        return
    yield from _inside_token(spelling, token, before, after)


def _foreign_operator(spelling: Spelling, token: Token) -> QueryFinding:
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


def _inside_token(spelling: Spelling, token: Token, before: bool, after: bool) -> Iterator[QueryFinding]:
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
            if pattern is _SEPARATOR:
                yield _separated(spelling, token, start, end, before or after)
            else:
                yield _finding(spelling, code, start, end, instead or match[0].upper())
            break


def _separated(spelling: Spelling, token: Token, start: int, end: int, beside: bool) -> QueryFinding:
    """Return the finding for a word with separators, the first of which is at `[start:end]`, as in 甲、乙，不包括丙.

    `beside` states whether another operand is beside the word; the alternatives then need brackets.
    """
    plain = spelling.plain
    first, *others = _SEPARATOR.split(token.text)
    parts = [attached_operator(part) or ("", "OR") for part in others]
    operators = [operator for _, operator in parts]
    words = [part.removeprefix(written) for part, (written, _) in zip(others, parts, strict=True)]
    joined = " ".join([first, *(f"{operator} {word}" for operator, word in zip(operators, words, strict=True))])
    if beside and "OR" in operators:
        joined = f"({joined})"
    suggestion = f"{plain[: token.start]}{joined}{plain[token.end :]}"
    reason = Reason.of(QueryWarning.SEPARATOR, found=plain[start:end], suggestion=suggestion)
    return QueryFinding(reason, spelling.column(start) or 1, suggestion)


def _finding(spelling: Spelling, code: QueryWarning, start: int, end: int, operator: str) -> QueryFinding:
    plain = spelling.plain
    left = plain[:start].rstrip()
    right = plain[end:].lstrip()
    # Without a word after it, an operator has no function; without a word before it, only NOT has one.
    used = operator if right and (left or operator == "NOT") else ""
    suggestion = " ".join(filter(None, (left, used, right)))
    reason = Reason.of(code, found=plain[start:end], suggestion=suggestion)
    return QueryFinding(reason, spelling.column(start) or 1, suggestion)


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

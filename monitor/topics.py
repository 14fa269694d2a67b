"""Topics: boolean queries in Lucene's syntax, parsed by luqum, evaluated on folded text. Pure.

AND, OR, NOT, quotes and groups; neighbours without an operator are ANDed; `title:`, `issuer:`, `kind:`, `number:` and
`region:` look at one field. Chinese needs no segmentation; Latin words are matched whole, plural or not.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from luqum import tree
from luqum.exceptions import ParseError
from luqum.parser import parser

from monitor.folding import fold

FIELDS = ("title", "issuer", "kind", "number", "region")
_WIDE = str.maketrans("（）：“”„‟「」『』＂－＋！　", '():"""""""""-+! ')
_OPERATORS = {"&&": " AND ", "||": " OR "}
_LATIN = "[a-z0-9\u00c0-\u024f\u1e00-\u1eff]"


class QueryError(ValueError):
    """The query cannot be read, or would match everything. `column` counts from 1, None where there is no one place."""

    def __init__(self, message: str, column: int | None = None) -> None:
        self.column = column
        super().__init__(f"column {column}: {message}" if column else message)


@dataclass(frozen=True)
class Matchable:
    """A text a query is evaluated on, folded once for all queries. `fields` hold folded texts by name."""

    text: str
    fields: Mapping[str, str] = field(default_factory=dict)


Found = frozenset[str]
"""The terms, as the query writes them, that made it match."""
_Test = Callable[[Matchable], Found | None]


@dataclass(frozen=True)
class Query:
    """A query ready to be evaluated."""

    written: str
    test: _Test

    def match(self, matchable: Matchable) -> Found | None:
        """The terms found when the query matches, else None."""
        return self.test(matchable)


@dataclass(frozen=True)
class Term:
    """One word or phrase of a query."""

    written: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What finds the term in folded text: a run of characters, bounded where it is a Latin word."""
        words = [_word_pattern(word) for word in fold(self.written).split()]
        return re.compile(r"\s*".join(words) if _is_cjk(self.written) else r"\s+".join(words))


def _is_cjk(text: str) -> bool:
    return bool(re.search(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", text))


def _word_pattern(word: str) -> str:
    before = rf"(?<!{_LATIN})" if re.match(_LATIN, word) else ""
    if not re.search(rf"{_LATIN}$", word):
        return before + re.escape(word)
    stem, ending = word, ""
    if re.fullmatch(r"[a-z]{3,}", word):
        stem, ending = _stem(word)
    return f"{before}{re.escape(stem)}{ending}(?!{_LATIN})"


def _stem(word: str) -> tuple[str, str]:
    """An English word's stem and the endings that it takes in singular and plural."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3], "(?:y|ies)"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1], "(?:y|ies)"
    if re.search(r"(?:s|x|z|ch|sh)es$", word):
        return word[:-2], "(?:e|es)?"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1], "s?"
    return word, "(?:s|es)?"


def parse_query(written: str) -> Query:
    """The query, ready to be evaluated. Raises QueryError."""
    try:
        plain = written.encode().decode().translate(_WIDE)
    except UnicodeError as error:
        raise QueryError("the query holds half a character") from error
    plain = re.sub(r"(^|[\s(])!(?=[^\s])", r"\1NOT ", plain)
    for operator, word in _OPERATORS.items():
        plain = plain.replace(operator, word)
    if not plain.strip():
        raise QueryError("the query is empty")
    try:
        parsed = parser.parse(plain)
        query = Query(written, _compile(parsed, None))
    except ParseError as error:
        raise _readable(error, plain) from error
    except RecursionError as error:
        raise QueryError("the query is nested too deeply") from error
    if query.match(Matchable("", dict.fromkeys(FIELDS, ""))) is not None:
        raise QueryError("this matches everything it does not exclude; name at least one word that must be there")
    return query


def _readable(error: ParseError, plain: str) -> QueryError:
    message, plain = str(error), re.sub(r'"[^"]*"', lambda quoted: "-" * len(quoted[0]), plain)
    position = re.search(r"position (\d+)", message)
    if plain.count("(") != plain.count(")"):
        return QueryError("a bracket is not closed or not opened", _unbalanced(plain))
    if '"' in plain:
        return QueryError("a quotation mark is not closed", plain.rindex('"') + 1)
    column = int(position[1]) + 1 if position else len(plain) if "unexpected end" in message else None
    return QueryError("the query breaks off or has a word where an operator belongs", column)


def _unbalanced(plain: str) -> int:
    open_at: list[int] = []
    for place, char in enumerate(plain, 1):
        if char == "(":
            open_at.append(place)
        elif char == ")":
            if not open_at:
                return place
            open_at.pop()
    return open_at[-1]


def _compile(node: tree.Item, inside: str | None) -> _Test:
    children = [child for child in node.children if not isinstance(child, tree.NoneItem)]
    match node:
        case tree.AndOperation() | tree.UnknownOperation():
            return _all([_compile(child, inside) for child in children])
        case tree.OrOperation():
            return _any([_compile(child, inside) for child in children])
        case tree.Not() | tree.Prohibit():
            return _none(_compile(children[0], inside))
        case tree.Group() | tree.FieldGroup() | tree.Plus():
            return _compile(children[0], inside)
        case tree.SearchField():
            return _compile(children[0], _field(node))
        case tree.Phrase():
            return _term(node.value[1:-1], inside, node)
        case tree.Word() if not node.has_wildcard():
            return _term(node.value, inside, node)
    raise QueryError(f"`{str(node).strip()}` is not understood: no ranges, wildcards or distances", _column(node))


def _field(node: tree.SearchField) -> str:
    if node.name not in FIELDS:
        hint = f"there is no field `{node.name}` (known: {', '.join(FIELDS)}); put text with a colon in quotes"
        raise QueryError(hint, _column(node))
    return str(node.name)


def _column(node: tree.Item) -> int | None:
    return node.pos + 1 if node.pos is not None else None


def _term(written: str, inside: str | None, node: tree.Item) -> _Test:
    written = re.sub(r"\\(.)", r"\1", written)
    term = Term(written)
    if not re.search(r"\w", fold(written)):
        raise QueryError(f"`{written}` holds no letter or digit", _column(node))
    search, found = term.pattern.search, frozenset([written])
    if inside is None:
        return lambda matchable: found if search(matchable.text) else None
    return lambda matchable: found if search(matchable.fields.get(inside, "")) else None


def _all(tests: list[_Test]) -> _Test:
    def test(matchable: Matchable) -> Found | None:
        found: Found = frozenset()
        for one in tests:
            terms = one(matchable)
            if terms is None:
                return None
            found |= terms
        return found

    return test


def _any(tests: list[_Test]) -> _Test:
    def test(matchable: Matchable) -> Found | None:
        terms = [terms for one in tests if (terms := one(matchable)) is not None]
        return frozenset().union(*terms) if terms else None

    return test


def _none(inner: _Test) -> _Test:
    return lambda matchable: frozenset() if inner(matchable) is None else None


def join_fields(values: Iterable[str | None]) -> str:
    """Several values of a field as one folded text; a term cannot reach from one into the next."""
    return "\n|\n".join(fold(value) for value in values if value)

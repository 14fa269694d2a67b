"""The tokens of the search index, made from folded texts. They are the same for SQLite and PostgreSQL.

Text in scripts without spaces, such as Chinese, is divided into bigrams (overlapping pairs of characters). Text in
alphabetic scripts is divided into words. SQLite indexes the tokens as ASCII strings with their positions, PostgreSQL as
a set of numbers.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from zlib import crc32

from monitor.topics import FIELDS, Matchable
from monitor.topics.terms import EDGED

VERSION = 1
"""The version of the tokens. Entries of another version are indexed again."""
EVERY = "every"
"""The token that every notice has."""
WORD_LIMIT = 64
"""The maximum number of characters of a word that are indexed."""
PREFIX_SIZES = (6, 4, 3, 2)
"""The lengths of the word prefixes that PostgreSQL indexes, in descending order."""
_NAMES: tuple[str | None, ...] = (None, *FIELDS)
_LETTERS = {name: "atiknru"[place] for place, name in enumerate(_NAMES)}
_RUN = re.compile(rf"({EDGED}+)|((?:(?!{EDGED})[^\W_])+)")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_HASHED_FROM = 0xD800 << 16
_HASHED = (0xF900 - 0xD800) << 16
"""The range of the numbers of hashed tokens: `_HASHED` numbers, starting at `_HASHED_FROM`. Their upper half is a
surrogate or private-use code point, so that they cannot equal the number of a bigram."""


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the sequences of letters and digits in a folded text, each with a flag.

    The flag is true if the sequence is a word of an alphabetic script.
    """
    for found in _RUN.finditer(text):
        yield (found[1], True) if found[1] else (found[2], False)


@cache
def _code(char: str) -> str:
    """Return a character as four ASCII digits of base 36."""
    number = ord(char)
    digits = ""
    for _ in range(4):
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits


def gram_string(field: str | None, chars: str) -> str:
    """Return the token of a bigram in a field, or in the whole text if `field` is None.

    For a single character, return the prefix of all tokens of bigrams that begin with this character.
    """
    return f"{_LETTERS[field]}c{''.join(map(_code, chars))}"


def word_string(field: str | None, word: str) -> str:
    """Return the token of a word in a field."""
    letter = _LETTERS[field]
    return f"{letter}w{word}" if word.isascii() else f"{letter}x{word.encode().hex()}"


def prefix_strings(field: str | None, start: str) -> list[str]:
    """Return the prefixes of the tokens of all words that begin with `start`."""
    spelled = [f"{_LETTERS[field]}w{start}"] if start.isascii() else []
    return [*spelled, f"{_LETTERS[field]}x{start.encode().hex()}"]


def has_string(field: str) -> str:
    """Return the token that every notice with a value in the field or date field has."""
    return f"has{field}"


def token_strings(matchable: Matchable) -> str:
    """Return the tokens of a notice in text order, as SQLite indexes them."""
    found = [EVERY, *map(has_string, _present(matchable))]
    for field in _NAMES:
        for run, is_word in runs(matchable.text_of(field)):
            if is_word:
                found.append(word_string(field, run[:WORD_LIMIT]))
                continue
            start = f"{_LETTERS[field]}c"
            codes = [*map(_code, run), "end"]
            found += [f"{start}{code}{after}" for code, after in pairwise(codes)]
    return " ".join(found)


def _present(matchable: Matchable) -> Iterator[str]:
    yield from (name for name, text in matchable.fields.items() if text)
    yield from (name for name, days in matchable.dates.items() if days)


def gram_number(field: str | None, chars: str) -> tuple[int, bool]:
    """Return the token number of a character or bigram in a field, and whether no other token has this number."""
    first, second = ord(chars[0]), ord(chars[1:] or "\0")
    if field is not None or max(first, second) > 0xFFFF:
        return _hash(f"{_LETTERS[field]}c{chars}"), False
    return _signed(first << 16 | second if len(chars) == 2 else first), True


def word_number(field: str | None, word: str) -> int:
    """Return the token number of a word in a field."""
    return _hash(f"{_LETTERS[field]}w{word}")


def prefix_number(field: str | None, start: str) -> int:
    """Return the token number shared by all words that begin with `start`.

    Only prefixes of certain lengths are indexed. If `start` has another length, its longest indexed prefix is used.
    """
    size = next(size for size in PREFIX_SIZES if size <= len(start))
    return _hash(f"{_LETTERS[field]}p{start[:size]}")


def has_number(field: str) -> int:
    """Return the token number of all notices that have a value in this field or date field.

    No indexed character or bigram has the same number.
    """
    return 1 + (*FIELDS, "issued", "published", "effective", "deadline").index(field)


def token_numbers(matchable: Matchable) -> list[int]:
    """Return a notice's token numbers in ascending order, as PostgreSQL indexes them."""
    found = set(map(has_number, _present(matchable)))
    for field in _NAMES:
        words = set()
        grams = set[str]()
        for run, is_word in runs(matchable.text_of(field)):
            if is_word:
                words.add(run[:WORD_LIMIT])
            else:
                grams.update(run)
                grams.update(map("".join, pairwise(run)))
        found.update(gram_number(field, gram)[0] for gram in grams)
        found.update(word_number(field, word) for word in words)
        found.update(prefix_number(field, word[:size]) for word in words for size in _sizes(word))
    return sorted(found)


def _sizes(word: str) -> Iterable[int]:
    return (size for size in PREFIX_SIZES if size <= len(word))


def _hash(token: str) -> int:
    return _signed(_HASHED_FROM + crc32(token.encode("utf-8", "replace")) % _HASHED)


def _signed(number: int) -> int:
    """Return an unsigned 32-bit number as a signed 32-bit number, as PostgreSQL's integer type requires."""
    return number - (1 << 32) if number >= 1 << 31 else number

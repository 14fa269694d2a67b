"""Index tokens of folded texts, the same for both databases.

A run of characters of scripts without spaces gives its bigrams, a run of letters of an alphabet is a word. SQLite
indexes them as ASCII strings with their positions, PostgreSQL as a set of numbers.
"""

import re
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import pairwise
from zlib import crc32

from monitor.topics import FIELDS, Matchable
from monitor.topics.terms import EDGED

VERSION = 1
"""Of the tokens; entries of another version are indexed anew."""
EVERY = "every"
"""The token that all notices have."""
WORD_LIMIT = 64
"""Characters of a word that are indexed."""
PREFIX_SIZES = (6, 4, 3, 2)
"""Lengths of the beginnings of words that PostgreSQL indexes, the longest first."""
_NAMES: tuple[str | None, ...] = (None, *FIELDS)
_LETTERS = {name: "atiknru"[place] for place, name in enumerate(_NAMES)}
_RUN = re.compile(rf"({EDGED}+)|((?:(?!{EDGED})[^\W_])+)")
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_HASHED_FROM = 0xD800 << 16
_HASHED = (0xF900 - 0xD800) << 16
"""Numbers whose upper half is a surrogate or a private character: they begin no bigram."""


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the runs of a folded text, each with whether it is a word of an alphabet."""
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
    """Return the token of a bigram in a field; of one character, the beginning of its tokens."""
    return f"{_LETTERS[field]}c{''.join(map(_code, chars))}"


def word_string(field: str | None, word: str) -> str:
    """Return the token of a word in a field."""
    letter = _LETTERS[field]
    return f"{letter}w{word}" if word.isascii() else f"{letter}x{word.encode().hex()}"


def prefix_strings(field: str | None, start: str) -> list[str]:
    """Return the beginnings of the tokens of all words that begin so."""
    spelled = [f"{_LETTERS[field]}w{start}"] if start.isascii() else []
    return [*spelled, f"{_LETTERS[field]}x{start.encode().hex()}"]


def has_string(field: str) -> str:
    """Return the token of notices that have a field or a date."""
    return f"has{field}"


def token_strings(matchable: Matchable) -> str:
    """Return the tokens of a notice in their order, as SQLite indexes them."""
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
    """Return the number of a character or bigram in a field, and whether nothing else has this number."""
    first, second = ord(chars[0]), ord(chars[1:] or "\0")
    if field is not None or max(first, second) > 0xFFFF:
        return _hash(f"{_LETTERS[field]}c{chars}"), False
    return _signed(first << 16 | second if len(chars) == 2 else first), True


def word_number(field: str | None, word: str) -> int:
    """Return the number of a word in a field."""
    return _hash(f"{_LETTERS[field]}w{word}")


def prefix_number(field: str | None, start: str) -> int:
    """Return the number of all words that begin so, or with as much of it as is indexed."""
    size = next(size for size in PREFIX_SIZES if size <= len(start))
    return _hash(f"{_LETTERS[field]}p{start[:size]}")


def has_number(field: str) -> int:
    """Return the number of notices that have a field or a date; no character has it."""
    return 1 + (*FIELDS, "issued", "published", "effective", "deadline").index(field)


def token_numbers(matchable: Matchable) -> list[int]:
    """Return the numbers of a notice's tokens, as PostgreSQL indexes them."""
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
    """Return a number of 32 bits as PostgreSQL's integer."""
    return number - (1 << 32) if number >= 1 << 31 else number

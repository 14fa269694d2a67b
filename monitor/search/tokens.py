"""The tokens of the search index, made from folded texts. They are the same for SQLite and PostgreSQL.

Text in scripts without spaces, such as Chinese, is divided into bigrams (overlapping pairs of characters). Text in
alphabetic scripts is divided into words. SQLite indexes the tokens as ASCII strings with their positions.

PostgreSQL indexes them as a set of 16-bit numbers, because distinct numbers would take three times as much space.
Different tokens may therefore have the same number, so that hits must be compared with the text itself. The title has
no tokens of its own there, because it is a part of the text. Single characters are indexed only in the other fields:
the set of those of a whole text would be half as large as all of its bigrams.
"""

import re
from collections.abc import Iterator
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
_CODE = 4
"""The length of the code of a character."""
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_HASHED = (1 << 16) - 32
"""The number of hashed token numbers. The numbers above belong to the tokens of fields with a value."""


def runs(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the sequences of letters and digits in a folded text, each with a flag.

    The flag is true if the sequence is a word of an alphabetic script.
    """
    for found in _RUN.finditer(text):
        yield (found[1], True) if found[1] else (found[2], False)


def _code(char: str) -> str:
    """Return a character as `_CODE` ASCII digits of base 36."""
    number = ord(char)
    digits = ""
    for _ in range(_CODE):
        number, digit = divmod(number, 36)
        digits = _DIGITS[digit] + digits
    return digits


class _GramTable(dict[int, str]):
    """A table for `str.translate` that replaces each character by its code, a space and its code again.

    A sequence of characters thus becomes its bigrams, between the code of the first and of the last character. The
    table grows with the characters that occur, so it has at most as many entries as Unicode has characters.
    """

    def __missing__(self, number: int) -> str:
        code = _code(chr(number))
        self[number] = f"{code} {code}"
        return self[number]


_GRAMS = _GramTable()


def gram_string(field: str | None, chars: str) -> str:
    """Return the token of a bigram in a field, or in the whole text if `field` is None.

    If `chars` is a single character, return the prefix of all tokens of bigrams that begin with this character.
    """
    return f"{_LETTERS[field]}c{''.join(map(_code, chars))}"


def word_string(field: str | None, word: str) -> str:
    """Return the token of a word in a field, or in the whole text if `field` is None."""
    letter = _LETTERS[field]
    return f"{letter}w{word}" if word.isascii() else f"{letter}x{word.encode().hex()}"


def prefix_strings(field: str | None, start: str) -> list[str]:
    """Return the prefixes of the tokens of all words that begin with `start`.

    The words are those in a field, or in the whole text if `field` is None.
    """
    spelled = [f"{_LETTERS[field]}w{start}"] if start.isascii() else []
    return [*spelled, f"{_LETTERS[field]}x{start.encode().hex()}"]


def has_string(field: str) -> str:
    """Return the token that every notice with a value in the field or date field has."""
    return f"has{field}"


def token_strings(matchable: Matchable) -> str:
    """Return the tokens of a notice in text order, as SQLite indexes them."""
    found = [EVERY, *map(has_string, _present(matchable))]
    for field in _NAMES:
        start = f"{_LETTERS[field]}c"
        after = f" {start}"
        for word, run in _RUN.findall(matchable.text_of(field)):
            if word:
                found.append(word_string(field, word[:WORD_LIMIT]))
            else:
                grams = run.translate(_GRAMS)[_CODE + 1 :].replace(" ", after)
                found.append(f"{start}{grams}end")
    return " ".join(found)


def _present(matchable: Matchable) -> Iterator[str]:
    yield from (name for name, text in matchable.fields.items() if text)
    yield from (name for name, days in matchable.dates.items() if days)


def gram_number(field: str | None, chars: str) -> int:
    """Return the token number of a bigram, or of a single character, in a field."""
    return _hash(f"{_LETTERS[_indexed_with(field)]}c{chars}")


def word_number(field: str | None, word: str) -> int:
    """Return the token number of a word in a field, or in the whole text if `field` is None."""
    return _hash(f"{_LETTERS[_indexed_with(field)]}w{word}")


def prefix_number(field: str | None, start: str) -> int | None:
    """Return the token number shared by all words that begin with `start`, or None if there is no such number.

    Only prefixes of certain lengths are indexed. If `start` has another length, its longest indexed prefix is used.
    """
    return next((_prefix_hash(field, prefix) for prefix in _prefixes(start)), None)


def _prefix_hash(field: str | None, prefix: str) -> int:
    return _hash(f"{_LETTERS[_indexed_with(field)]}p{prefix}")


def _indexed_with(field: str | None) -> str | None:
    """Return the field by whose tokens PostgreSQL finds a field: None, which is the whole text, for the title."""
    return None if field == "title" else field


def has_number(field: str) -> int:
    """Return the token number of all notices that have a value in `field`, which may also be a date field.

    No other token has this number.
    """
    return _signed(_HASHED + (*FIELDS, "issued", "published", "effective", "deadline").index(field))


def token_numbers(matchable: Matchable) -> list[int]:
    """Return a notice's token numbers in ascending order, as PostgreSQL indexes them."""
    found = set(map(has_number, _present(matchable)))
    for field in _NAMES:
        if _indexed_with(field) != field:
            continue
        words = set()
        grams = set[str]()
        for run, is_word in runs(matchable.text_of(field)):
            if is_word:
                words.add(run[:WORD_LIMIT])
                continue
            grams.update(map("".join, pairwise(run)))
            if field is not None:
                grams.update(run)
        found.update(gram_number(field, gram) for gram in grams)
        found.update(word_number(field, word) for word in words)
        found.update(_prefix_hash(field, prefix) for word in words for prefix in _prefixes(word))
    return sorted(found)


def _prefixes(word: str) -> Iterator[str]:
    """Yield the prefixes of a word that PostgreSQL indexes, the longest first.

    Numbers are left out, because a query for words with a given prefix must contain a letter.
    """
    prefixes = (word[:size] for size in PREFIX_SIZES if size <= len(word))
    return (prefix for prefix in prefixes if not prefix.isdecimal())


def _hash(token: str) -> int:
    return _signed(crc32(token.encode("utf-8", "replace")) % _HASHED)


def _signed(number: int) -> int:
    """Return an unsigned 16-bit number as a signed 16-bit number, as PostgreSQL's type smallint requires."""
    return number - (1 << 16) if number >= 1 << 15 else number

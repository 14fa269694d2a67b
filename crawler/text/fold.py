"""Fold texts so that differences of writing make none in matching. Pure.

Equal after folding: traditional and simplified characters, width and case, letters with and without diacritics, kinds
of dashes, quotes, apostrophes and brackets, and texts with or without invisible characters. A space remains only
between two words of an alphabet: everywhere else (`产业 集群`, `§ 1983`, `5 %`) it means nothing, as does a line break.
"""

import re
import tomllib
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import regex

UNSPACED = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\u1a20-\u1aad\ua9e0-\ua9ff\uaa60-\uaa7f"
    "\u2e80-\u312f\u3190-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
"""Characters of scripts that put no spaces between words: Chinese, Japanese, Thai, Lao, Tibetan, Burmese, Khmer."""
HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff"
"""Korean has spaces between words, but particles follow a word without one."""
LETTER = rf"[^\W_{UNSPACED}]"
"""A letter or digit of a script that puts spaces between words."""
MARK = "[\u0900-\u0963\u0966-\u0dff]"
"""Letters and vowel signs of the scripts of India: the signs are no letters by themselves."""
_SEPARATOR = "\ufdd0"
"""No character: it separates texts that are folded together, and is kept."""
_DROPPED = regex.compile(r"[\p{Cf}\p{Default_Ignorable_Code_Point}\ufffc\u0640]")
_DIACRITIC = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08d3-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
    "\ufe20-\ufe2f]"
)
"""Marks above and below letters of Latin, Greek, Cyrillic, Hebrew and Arabic; those of Indian scripts and of kana are
parts of the letter."""
_CLUSTER = regex.compile(r"\X")
_SYLLABLE_BREAK = re.compile("\u00ad\\s+")
"""A soft hyphen at the end of a line, where a word was divided."""
_NO_WORDS = rf"(?<!{LETTER} )(?<!{MARK} )|(?!{LETTER}|{MARK})"
_NUMBERS = r"(?<=\d\. )\d"
"""`1. 5` is no 1.5: a space after a point between digits separates two numbers."""
_REDUCTIONS = (
    ("  ", re.compile("  +"), " "),
    (" ", re.compile(rf" (?!{_NUMBERS})(?:{_NO_WORDS})"), ""),
    ("--", re.compile("--+"), "-"),
)
"""What a pattern finds, where it can be found at all, and what remains of it: nothing or one character."""


@dataclass(frozen=True)
class FoldedText:
    """A folded text, and the place in the source of each of its characters."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the part of the source that a part of the folded text comes from; empty for an empty part."""
        if start >= end or start >= len(self.starts):
            at = self.source_place(start)
            return at, at
        return self.starts[start], max(self.ends[start:end])

    def source_place(self, place: int) -> int:
        """Return the place in the source at which a character of the folded text begins."""
        return self.starts[place] if place < len(self.starts) else (self.ends[-1] if self.ends else 0)

    def folded_place(self, place: int) -> int:
        """Return the place in the folded text of the first character that begins at or after a place in the source."""
        return bisect_left(self.starts, place)


@lru_cache(maxsize=8)
def fold(text: str) -> str:
    """Return the text in simplified characters, half width and lower case, without diacritics and invisible characters.

    The purpose is that two writings of a text are equal, not that the result reads well.
    """
    text = _SYLLABLE_BREAK.sub("", text) if "\u00ad" in text else text
    folded = text.translate(_TABLE)
    for hint, pattern, kept in _REDUCTIONS:
        if hint in folded:
            folded = pattern.sub(kept, folded)
    return folded if folded.isascii() else unicodedata.normalize("NFC", folded)


def fold_all(texts: Iterable[str]) -> list[str]:
    """Return each of the texts folded, in a single call because each call has a cost."""
    cleaned = [text.replace(_SEPARATOR, "") for text in texts]
    return fold(_SEPARATOR.join(cleaned)).split(_SEPARATOR) if cleaned else []


def fold_with_offsets(text: str) -> FoldedText:
    """Return the text as `fold` returns it, with the place in the source of each character."""
    pieces = list(_pieces(text))
    folded = "".join(piece for piece, _, _ in pieces)
    starts = [start for piece, start, _ in pieces for _ in piece]
    ends = [end for piece, _, end in pieces for _ in piece]
    for hint, pattern, kept in _REDUCTIONS:
        if hint in folded:
            found = ((match.start(), match.end(), kept) for match in pattern.finditer(folded))
            folded, starts, ends = _replaced(folded, starts, ends, found)
    if not unicodedata.is_normalized("NFC", folded):
        folded, starts, ends = _replaced(folded, starts, ends, _composed(folded))
    return FoldedText(folded, starts, ends)


def _pieces(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield the folded form of each character that has one, with the place of its source.

    Marks that follow a character and are dropped belong to it.
    """
    dropped = {at for match in _SYLLABLE_BREAK.finditer(text) for at in range(*match.span())}
    last: tuple[str, int, int] | None = None
    for at, char in enumerate(text):
        piece = "" if at in dropped else _TABLE[ord(char)]
        if piece:
            if last:
                yield last
            last = (piece, at, at + 1)
        elif last and last[2] == at and (_DIACRITIC.match(char) or unicodedata.category(char) == "Mn"):
            last = (*last[:2], at + 1)
    if last:
        yield last


def _composed(folded: str) -> Iterator[tuple[int, int, str]]:
    for cluster in _CLUSTER.finditer(folded):
        composed = unicodedata.normalize("NFC", cluster[0])
        if composed != cluster[0]:
            yield cluster.start(), cluster.end(), composed


def _replaced(
    text: str, starts: list[int], ends: list[int], found: Iterable[tuple[int, int, str]]
) -> tuple[str, list[int], list[int]]:
    """Return a text and its places with some parts replaced; what replaces a part comes from all of it."""
    pieces: list[str] = []
    new_starts: list[int] = []
    new_ends: list[int] = []
    at = 0
    for start, end, kept in found:
        pieces += (text[at:start], kept)
        new_starts += starts[at:start] + [starts[start]] * len(kept)
        new_ends += ends[at:start] + [max(ends[start:end])] * len(kept)
        at = end
    return "".join([*pieces, text[at:]]), new_starts + starts[at:], new_ends + ends[at:]


class _Table(dict[int, str]):
    """The folded form of each character, found out when the character occurs for the first time."""

    def __missing__(self, code: int) -> str:
        self[code] = _stable(chr(code))
        return self[code]


_TABLE = _Table({ord(_SEPARATOR): _SEPARATOR})


@cache
def _equal() -> dict[str, str]:
    """Return what replaces the characters of the data file."""
    tables = tomllib.loads((files("crawler.text") / "data" / "folding.toml").read_text("utf-8"))
    return {char: kept for table in tables.values() for kept, chars in table.items() for char in chars}


def _stable(char: str) -> str:
    """Return the folded form of a character, folded until it stays the same."""
    folded = _folded(char)
    while folded != char:
        char = folded
        folded = "".join(map(_folded, char))
    return unicodedata.normalize("NFC", folded)


def _folded(char: str) -> str:
    if char in _equal():
        return _equal()[char]
    if char.isspace() or char == "\x00":
        return " "
    if _DROPPED.match(char) or _DIACRITIC.match(char) or unicodedata.category(char) == "Cc":
        return ""
    if char.isascii():
        return char.lower()
    if "\ud800" <= char <= "\udfff":
        return "?"
    if (digit := unicodedata.decimal(char, None)) is not None:
        return str(digit)
    plain = unicodedata.normalize("NFKC", char).casefold()
    plain = unicodedata.normalize("NFC", _DIACRITIC.sub("", unicodedata.normalize("NFKD", plain)))
    if plain != char:
        return plain
    from crawler.text.script import fold_char_script

    return fold_char_script(char)

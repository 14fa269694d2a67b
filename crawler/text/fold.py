"""Normalization ("folding") of texts so that spelling variants are equal. Pure functions; no I/O.

The following are equal after folding: traditional and simplified characters; full and half width; upper and lower case;
letters with and without diacritics; the variants of dashes, quotes, apostrophes and brackets; texts with and without
invisible characters. A space is kept only between two alphabetic words. Everywhere else (`产业 集群`, `§ 1983`, `5 %`),
spaces and line breaks have no meaning and are removed.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files

import regex

UNSPACED = (
    "\u0e00-\u0eff\u0f00-\u0fff\u1000-\u109f\u1780-\u17ff\u19e0-\u19ff\u1a20-\u1aad\ua9e0-\ua9ff\uaa60-\uaa7f"
    "\u2e80-\u312f\u3190-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U0001b000-\U0001b16f\U00020000-\U0003ffff"
)
"""Characters of scripts without spaces between words: Chinese, Japanese, Thai, Lao, Tibetan, Burmese, Khmer."""
HANGUL = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7ff"
"""Korean characters. Korean has spaces between words, but none between a word and its particles."""
LETTER = rf"[^\W_{UNSPACED}]"
"""Matches a letter or digit of a script with spaces between words."""
MARK = "[\u0900-\u0963\u0966-\u0dff]"
"""Matches letters and vowel signs of Indian scripts, because `LETTER` does not match the vowel signs."""
_SEPARATOR = "\ufdd0"
"""A Unicode noncharacter that separates texts which are folded in one call. Folding does not change this character."""
_DROPPED = regex.compile(r"[\p{Cf}\p{Default_Ignorable_Code_Point}\ufffc\u0640]")
_DIACRITIC = re.compile(
    "[\u0300-\u036f\u0483-\u0487\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u064b-\u065f\u0670"
    "\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u08d3-\u08ff\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff"
    "\ufe20-\ufe2f]"
)
"""Matches diacritics of Latin, Greek, Cyrillic, Hebrew and Arabic.

The marks of Indian scripts and of kana are not included, because they are part of the letter.
"""
_CLUSTER = regex.compile(r"\X")
_SYLLABLE_BREAK = re.compile("\u00ad\\s+")
"""Matches a soft hyphen and the following line break, where a word was divided."""
_NO_WORDS = rf"(?<!{LETTER} )(?<!{MARK} )|(?!{LETTER}|{MARK})"
_NUMBERS = r"(?<=\d\. )\d"
"""Matches a digit after a number, a full stop and a space. This space is kept: `1. 5` is not equal to `1.5`."""
_REDUCTIONS = (
    ("  ", re.compile("  +"), " "),
    (" ", re.compile(rf" (?!{_NUMBERS})(?:{_NO_WORDS})"), ""),
    ("--", re.compile("--+"), "-"),
)
"""Replacements of several characters, each with at most one character as the result.

Each entry is a substring without which the pattern cannot match (for a fast precheck), the pattern, and the result.
"""


@dataclass(frozen=True)
class FoldedText:
    """A folded text, and for each of its characters the start and end position in the source text."""

    text: str
    starts: Sequence[int]
    ends: Sequence[int]

    def source_span(self, start: int, end: int) -> tuple[int, int]:
        """Return the span of the source text that corresponds to a span of the folded text.

        An empty span remains empty.
        """
        if start >= end or start >= len(self.starts):
            at = self.source_place(start)
            return at, at
        return self.starts[start], max(self.ends[start:end])

    def source_place(self, place: int) -> int:
        """Return the source position at which the folded character at `place` begins."""
        return self.starts[place] if place < len(self.starts) else (self.ends[-1] if self.ends else 0)


@lru_cache(maxsize=8)
def fold(text: str) -> str:
    """Return the text in simplified characters, half width and lower case, without diacritics and invisible characters.

    The result is for comparison, not for display.
    """
    text = _SYLLABLE_BREAK.sub("", text) if "\u00ad" in text else text
    folded = text.translate(_TABLE)
    for hint, pattern, kept in _REDUCTIONS:
        if hint in folded:
            folded = pattern.sub(kept, folded)
    return folded if folded.isascii() else unicodedata.normalize("NFC", folded)


def fold_all(texts: Iterable[str]) -> list[str]:
    """Return the folded texts. This is faster than several calls of `fold`, because each call has a fixed cost."""
    cleaned = [text.replace(_SEPARATOR, "") for text in texts]
    return fold(_SEPARATOR.join(cleaned)).split(_SEPARATOR) if cleaned else []


def fold_with_offsets(text: str) -> FoldedText:
    """Return the text as folded by `fold`, with the source position of each character."""
    characters = [_TABLE[ord(char)] for char in text]
    folded = "".join(characters)
    if len(folded) == len(characters) and "" not in characters:
        # Each character is folded to one character.
        starts = list(range(len(text)))
        ends = list(range(1, len(text) + 1))
    else:
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
    """Yield the folded form of each character that is kept, with the character's start and end in the source text.

    If the marks after a character are removed, the end includes these marks.
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
    """Return the text with the spans in `found` replaced, and the source positions of its characters.

    `starts` and `ends` are the source positions of the characters before the replacement. Each span is given by its
    start, its end and the new text. Each character of the new text gets the source positions of the whole span.
    """
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
    """Mapping from each character to its folded form, computed when the character first occurs."""

    def __missing__(self, code: int) -> str:
        self[code] = _stable(chr(code))
        return self[code]


_TABLE = _Table({ord(_SEPARATOR): _SEPARATOR})


@cache
def _equal() -> dict[str, str]:
    """Return the usual character for each variant of a character, such as a dash. The mapping is read from a file."""
    tables = tomllib.loads((files("crawler.text") / "data" / "folding.toml").read_text("utf-8"))
    return {char: kept for table in tables.values() for kept, chars in table.items() for char in chars}


def _stable(char: str) -> str:
    """Return the folded form of a character. Folding is repeated until the result no longer changes."""
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

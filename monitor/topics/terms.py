"""One word or phrase of a query, and where it occurs in a folded text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from monitor.text.fold import fold

LATIN = "[a-z0-9\u00c0-\u024f\u1e00-\u1eff]"
SEPARATOR = "\x00"
"""Stands between the parts of a text that no phrase reaches across. Folding leaves none."""
Span = tuple[int, int]
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_PREFIX = re.compile(rf"(?=.*[a-z]){LATIN}{{2,}}\*")
_EDGE = re.compile(LATIN)
_ENDINGS = {"(?:y|ies)": ("y", "ies"), "(?:e|es)?": ("", "e", "es"), "s?": ("", "s"), "(?:s|es)?": ("", "s", "es")}
"""The endings of words in singular and plural: as a pattern, and each by itself."""
_TOKEN = re.compile(rf"{LATIN}+|[^\W_]|_+")


@dataclass(frozen=True)
class Term:
    """One word or phrase of a query.

    A Latin word is bounded, and found in singular and plural; `manufactur*` is every word that begins so. Any space may
    be between the words of a phrase, and none is needed if the phrase holds Chinese.
    """

    written: str

    @cached_property
    def folded(self) -> str:
        """The term as it is searched for."""
        return fold(self.written)

    @cached_property
    def is_cjk(self) -> bool:
        """Whether it holds Chinese, Japanese or Korean."""
        return bool(_CJK.search(self.folded))

    @property
    def is_word(self) -> bool:
        """Whether it holds a letter or a digit; nothing else can be searched for."""
        return bool(re.search(r"\w", self.folded))

    @property
    def is_prefix(self) -> bool:
        """Whether its last word represents all words that begin so."""
        return bool(_PREFIX.fullmatch(self.folded.split()[-1]))

    @property
    def pattern(self) -> re.Pattern[str]:
        """The pattern that finds the term in folded text."""
        return _pattern(self.folded, self.is_cjk)

    @cached_property
    def literal(self) -> str | None:
        """The term, if it is found wherever these characters occur; None where words have edges or plurals."""
        words = self.folded.split()
        if len(words) != 1 or _EDGE.match(words[0][0]) or _EDGE.match(words[0][-1]) or self.is_prefix:
            return None
        return words[0]

    @cached_property
    def anchor(self) -> str:
        """Characters without which the term is not there: its longest word, without what a plural changes."""
        return self.literal or max((_parts(word)[0] for word in self.folded.split()), key=len)

    def spans(self, text: str) -> Iterator[Span]:
        """Yield where the term occurs in a folded text, also where it overlaps itself."""
        literal = self.literal
        words = self.folded.split()
        start = -1
        if not words:
            return
        # To look for what it begins with is several times faster than to search by the pattern.
        head = literal or _parts(words[0])[0]
        match = self.pattern.match if literal is None else None
        while (start := text.find(head, start + 1)) >= 0:
            if match is None:
                yield start, start + len(head)
            elif hit := match(text, start):
                yield hit.span()

    def is_in(self, text: str) -> bool:
        """Return whether the term occurs in a folded text."""
        return next(self.spans(text), None) is not None


def prefix_of(word: str) -> str | None:
    """Return the beginning that a folded word such as `manufactur*` represents; None for other words."""
    return word[:-1] if _PREFIX.fullmatch(word) else None


def surface_forms(word: str) -> tuple[str, ...]:
    """Return the forms in which a folded Latin word is found: itself, and its singular or plural."""
    if not re.fullmatch(r"[a-z]{3,}", word):
        return (word,)
    stem, ending = _stem(word)
    return tuple(stem + end for end in _ENDINGS[ending])


def tokens(text: str) -> Iterator[Span]:
    """Yield the words of a folded text: Latin words, and each Chinese character by itself."""
    return (hit.span() for hit in _TOKEN.finditer(text))


@lru_cache(maxsize=20_000)
def _pattern(folded: str, is_cjk: bool) -> re.Pattern[str]:
    # Only words with edges and phrases come here; the cache bounds what a hundred thousand queries hold compiled.
    return re.compile((r"\s*" if is_cjk else r"\s+").join(_word_pattern(word) for word in folded.split()))


def _word_pattern(word: str) -> str:
    stem, ending, bounded = _parts(word)
    before = rf"(?<!{LATIN})" if _EDGE.match(word) else ""
    return f"{before}{re.escape(stem)}{ending}" + (f"(?!{LATIN})" if bounded else "")


def _parts(word: str) -> tuple[str, str, bool]:
    """Return the beginning of a folded word, its endings' pattern, and whether it ends where a Latin word ends."""
    if _PREFIX.fullmatch(word):
        return word[:-1], "", False
    if not _EDGE.match(word[-1]):
        return word, "", False
    if re.fullmatch(r"[a-z]{3,}", word):
        return *_stem(word), True
    return word, "", True


def _stem(word: str) -> tuple[str, str]:
    """Return an English word's stem and the endings that it takes in singular and plural."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3], "(?:y|ies)"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1], "(?:y|ies)"
    if re.search(r"(?:s|x|z|ch|sh)es$", word):
        return word[:-2], "(?:e|es)?"
    if word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1], "s?"
    return word, "(?:s|es)?"

"""Words and phrases of queries, and the search for their occurrences in folded texts."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from importlib.resources import files
from itertools import product

from crawler.text.fold import HANGUL, MARK, UNSPACED, fold
from monitor.topics.false_friends import false_friend_pattern

SEPARATOR = "\x00"
"""The separator between parts of a text. No phrase matches across a separator. Folding removes this character from
texts."""
Span = tuple[int, int]
_CJK = re.compile(rf"[\u3005-\u30ff\u3400-\u9fff\U00020000-\U0003ffff{HANGUL}]")
_UNBOUNDED = UNSPACED + HANGUL
_ALPHABETIC = rf"[^\W_{_UNBOUNDED}]"
"""A letter or digit of a script with word boundaries. In such a script, рак does not match inside барак."""
_EDGE = re.compile(rf"{_ALPHABETIC}|{MARK}")
_PREFIX = re.compile(rf"(?=.*[^\W\d_])(?:{_EDGE.pattern}){{2,}}\*")
_TOKEN = re.compile(rf"(?:{_EDGE.pattern})+|[^\W_]|_+")
_BEFORE = rf"(?<!{_ALPHABETIC})(?<!{MARK})"
_AFTER = rf"(?!{_ALPHABETIC}|{MARK})"
_ARABIC = re.compile("[\u0600-\u06ff]")
_HEBREW = re.compile("[\u05d0-\u05ea]")
_PROCLITICS = {
    _ARABIC: ("ال", "[وفبكل]", "[وفبك]ال", "لل", "[وف]لل", "[وف][بكل]"),
    _HEBREW: ("[הובכלמש]", "[ושמכלב][הבכלמש]"),
}
"""Patterns of articles and prepositions that are joined to the following word."""
_ENDINGS = {
    "": ("",),
    "(?:y|ies)": ("y", "ies"),
    "(?:e|es)?": ("", "e", "es"),
    "s?": ("", "s"),
    "(?:s|es)?": ("", "s", "es"),
}
"""The endings of singular and plural forms, by pattern: each pattern with the endings that it matches."""
EDGED = rf"(?:{_EDGE.pattern})"
"""A character of a script with word boundaries."""
_ACRONYM = re.compile(r"\b[^\W\d_]{2,6}\b")


@dataclass(frozen=True)
class Term:
    """A word or phrase of a query.

    In an alphabetic script, only whole words match, and an English common noun matches in singular and plural.
    `manufactur*` matches every word that begins with `manufactur`. The words of a phrase may be separated by any
    whitespace; whitespace is optional if the phrase contains Chinese, Japanese or Korean.
    """

    written: str

    @cached_property
    def folded(self) -> str:
        """Return the folded form of the term, for which texts are searched."""
        return fold(self.written)

    @cached_property
    def is_cjk(self) -> bool:
        """Return whether the term contains Chinese, Japanese or Korean characters."""
        return bool(_CJK.search(self.folded))

    @property
    def is_word(self) -> bool:
        """Return whether the term contains a letter or digit. Texts cannot be searched for other terms."""
        return bool(re.search(r"\w", self.folded))

    @property
    def is_prefix(self) -> bool:
        """Return whether the last word of the term is a prefix (`manufactur*`)."""
        return bool(_PREFIX.fullmatch(self.folded.split()[-1]))

    @cached_property
    def acronyms(self) -> frozenset[str]:
        """Return, in folded form, the term's words that are written in capitals.

        An S at the end of such a word is not a plural ending.
        """
        return frozenset(fold(found[0]) for found in _ACRONYM.finditer(self.written) if found[0].isupper())

    @property
    def pattern(self) -> re.Pattern[str]:
        """Return the regular expression that finds the term in folded text."""
        return _pattern(self.folded, self.is_cjk, self.acronyms)

    @cached_property
    def literal(self) -> str | None:
        """Return the folded term if a plain search for its characters finds all its occurrences and nothing else.

        The result is None if word boundaries, plural forms or false friends must be considered.
        """
        words = self.folded.split()
        if len(words) != 1 or _EDGE.match(words[0][0]) or _EDGE.match(words[0][-1]) or self.is_prefix:
            return None
        return None if false_friend_pattern(words[0]) else words[0]

    @cached_property
    def anchor(self) -> str:
        """Return a text that every occurrence of the term contains: its longest word, without a plural ending.

        If the term has no other forms (see `literal`), the result is the whole term.
        """
        return self.literal or max((_parts(word, self.acronyms)[0] for word in self.folded.split()), key=len)

    def spans(self, text: str) -> Iterator[Span]:
        """Yield the start and end of each occurrence of the term in a folded text. Occurrences may overlap."""
        literal = self.literal
        words = self.folded.split()
        start = -1
        if not words:
            return
        # Finding the first characters of the term is several times faster than searching with the pattern.
        head = literal or _parts(words[0], self.acronyms)[0]
        while (start := text.find(head, start + 1)) >= 0:
            if literal is not None:
                yield start, start + len(head)
            elif hit := self.pattern.match(text, start):
                yield hit.span()

    def is_in(self, text: str) -> bool:
        """Return whether the term occurs in a folded text."""
        return next(self.spans(text), None) is not None


def prefix_of(word: str) -> str | None:
    """Return the prefix that a folded word such as `manufactur*` represents, or None for other words."""
    return word[:-1] if _PREFIX.fullmatch(word) else None


def surface_forms(word: str, acronyms: frozenset[str]) -> tuple[str, ...]:
    """Return all forms in which a word of a query may occur in folded texts: its singular and its plural.

    `word` is a folded word of an alphabetic script. Arabic and Hebrew words also have forms with a joined article or
    preposition. `acronyms` contains, in folded form, those words of the query that are written in capitals.
    """
    stem, ending, _ = _parts(word, acronyms)
    return tuple(before + stem + end for before in proclitics_of(word) for end in _ENDINGS[ending])


@cache
def _proclitic_forms(script: re.Pattern[str]) -> tuple[str, ...]:
    classes = (re.findall(r"\[([^\]]{0,40})\]|(.)", pattern) for pattern in _PROCLITICS[script])
    return tuple(
        "".join(chars) for pairs in classes for chars in product(*(several or single for several, single in pairs))
    )


def proclitics_of(word: str) -> tuple[str, ...]:
    """Return the empty string and the articles and prepositions that may be joined to the start of `word`.

    Only Arabic and Hebrew words have such articles and prepositions. For other words, the empty string is the only
    item.
    """
    return ("", *(form for script in _PROCLITICS if script.match(word) for form in _proclitic_forms(script)))


def tokens(text: str) -> Iterator[Span]:
    """Yield the start and end of each word of a folded text.

    Each character of a script without word boundaries is a word by itself.
    """
    return (hit.span() for hit in _TOKEN.finditer(text))


@lru_cache(maxsize=20_000)
def _pattern(folded: str, is_cjk: bool, acronyms: frozenset[str]) -> re.Pattern[str]:
    # Only words with boundaries and phrases need a pattern. The cache limits the memory for compiled patterns.
    between = r"\s*" if is_cjk else r"\s+"
    return re.compile(between.join(_word_pattern(word, acronyms) for word in folded.split()))


def _word_pattern(word: str, acronyms: frozenset[str]) -> str:
    if pattern := false_friend_pattern(word):
        return pattern
    stem, ending, bounded = _parts(word, acronyms)
    before = _before(word) if _EDGE.match(word) else ""
    return f"{before}{re.escape(stem)}{ending}" + (_AFTER if bounded else "")


def _before(word: str) -> str:
    """Return a regular expression for the place at which `word` may begin: a word boundary.

    An Arabic or Hebrew word may also begin after an article or a preposition that is joined to it.
    """
    for script, proclitics in _PROCLITICS.items():
        if script.match(word):
            return f"(?:{_BEFORE}|{'|'.join(f'(?<={_BEFORE}{proclitic})' for proclitic in proclitics)})"
    return _BEFORE


def _parts(word: str, acronyms: frozenset[str]) -> tuple[str, str, bool]:
    """Return the stem of a folded word, a regular expression for its endings, and whether it ends at a word boundary.

    Prefixes such as `manufactur*` and words of scripts without word boundaries may end anywhere.
    """
    if _PREFIX.fullmatch(word):
        return word[:-1], "", False
    if not _EDGE.match(word[-1]):
        return word, "", False
    if not re.fullmatch(r"[a-z]{3,}", word) or word in _uninflected():
        return word, "", True
    if word in acronyms:
        # SME has the plural SMEs, but SARS is no plural of SAR.
        return word, "" if word.endswith("s") else "s?", True
    return *_stem(word), True


@cache
def _uninflected() -> frozenset[str]:
    """Return the words that have no plural form, and the singular words that end in s."""
    table = tomllib.loads((files("monitor.topics") / "data" / "english_nouns.toml").read_text("utf-8"))
    return frozenset(table["uninflected"].split())


def _stem(word: str) -> tuple[str, str]:
    """Return the stem of an English word, and a regular expression for its singular and plural endings."""
    if word.endswith("ies") and len(word) > 4:
        return word[:-3], "(?:y|ies)"
    if word.endswith("y") and word[-2] not in "aeiou":
        return word[:-1], "(?:y|ies)"
    if re.search(r"(?:s|x|z|ch|sh)es$", word):
        return word[:-2], "(?:e|es)?"
    if word.endswith("s") and not word.endswith(("ss", "us", "is", "ics")):
        return word[:-1], "s?"
    return word, "(?:s|es)?"

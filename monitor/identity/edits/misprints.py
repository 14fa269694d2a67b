"""Functions that decide whether a replaced character is a misprint or an edit.

A misprint is a character of similar shape or sound, or it forms no word with its neighbour. Pure functions, apart from
reading two data files of the package. They contain characters of similar shape and pairs of characters that are common
in official texts.
"""

import tomllib
from functools import cache, lru_cache
from importlib.resources import files

from crawler.text.fold import fold
from monitor.identity.alignment import Hunk
from monitor.identity.edits.pair import Pair
from monitor.identity.numerals import is_number

_DATA = files("monitor.identity") / "data"
_COMMON = range(0xB0, 0xD8)
"""The first bytes of the level 1 characters of GB/T 2312-1980, which are the 3,755 most frequent characters."""


@cache
def _confusables() -> frozenset[tuple[str, str]]:
    data = tomllib.loads((_DATA / "confusables.toml").read_text(encoding="utf-8"))
    rows = [fold(row) for row in data["rows"].split()]
    return frozenset((here, there) for row in rows for here in row for there in row if here != there)


@cache
def _pairs() -> dict[str, frozenset[str]]:
    """Return the common pairs of characters: for each first character, the second characters."""
    lines = (_DATA / "letter_pairs.txt").read_text(encoding="utf-8").splitlines()
    return {line[0]: frozenset(line[2:]) for line in lines if not line.startswith("#")}


def is_misread(here: str, there: str) -> bool:
    """Return whether one character was probably misread as the other.

    Either their shapes are similar, or only one of them is in frequent use.
    """
    if len(here) != 1 or len(there) != 1:
        return False
    return (here, there) in _confusables() or _is_common(here) != _is_common(there)


def is_misread_row(here: str, there: str) -> bool:
    """Return whether all characters that differ between two texts of the same length were probably misread."""
    if not here or len(here) != len(there):
        return False
    return all(char == other or is_misread(char, other) for char, other in zip(here, there, strict=True))


def is_swap(here: str, there: str) -> bool:
    """Return whether two letters are in the opposite order, as in a typing error."""
    return len(here) == 2 and here == there[::-1] and not is_number(here)


def is_misprint(here: str, there: str) -> bool:
    """Return whether one character was probably misread or misheard as the other."""
    return is_misread(here, there) or is_misheard(here, there)


@lru_cache(maxsize=10_000)
def is_misheard(here: str, there: str) -> bool:
    """Return whether two Chinese characters have the same pronunciation, apart from the tone (作 and 做)."""
    if not (len(here) == len(there) == 1 and _is_chinese(here) and _is_chinese(there)):
        return False
    # Imported late: its tables are slow to load, and few notices need them.
    from pypinyin import Style, pinyin

    ours, theirs = (pinyin(char, style=Style.NORMAL, heteronym=True)[0] for char in (here, there))
    return not set(ours).isdisjoint(theirs)


def is_other_word(pair: Pair, hunk: Hunk) -> bool:
    """Return whether a difference of one Chinese character exchanges a word for another one (原告 and 被告).

    Misprints do not count: their character is similar to the original one, or it forms no word with the same neighbour.
    """
    here, there = pair.sides(hunk)
    if not (len(here) == len(there) == 1 and _is_chinese(here) and _is_chinese(there)) or is_misprint(here, there):
        return False
    before = pair.found.letters[hunk.start - 1 : hunk.start]
    behind = pair.found.letters[hunk.end : hunk.end + 1]
    forms_words = [
        _are_common(before + here) and _are_common(before + there),
        _are_common(here + behind) and _are_common(there + behind),
    ]
    return any(forms_words)


def _are_common(letters: str) -> bool:
    """Return whether two adjacent characters are a common pair."""
    return len(letters) == 2 and letters[1] in _pairs().get(letters[0], ())


def _is_chinese(char: str) -> bool:
    return "\u4e00" <= char <= "\u9fff"


def _is_common(char: str) -> bool:
    """Return whether a character is in frequent use.

    Characters of scripts other than Chinese are regarded as frequent.
    """
    if not _is_chinese(char):
        return True
    encoded = char.encode("gb2312", "ignore")
    return bool(encoded) and encoded[0] in _COMMON

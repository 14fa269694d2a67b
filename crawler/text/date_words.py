"""Words in dates: month names, Chinese numerals, and relative times. Tables are loaded on first use."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from importlib.resources import files
from typing import Any

from crawler.text.date_values import DateContext
from crawler.text.numerals import parse_date_number

NUMERAL = "〇零○◯一二三四五六七八九十百元廿卅"
"""The characters of Chinese numerals in dates; 元 is the first year of an era."""
_CROATIAN = {"listopada": 10, "listopad": 10}
_DAY = 86400
_WORD = re.compile(r"[^\W\d_]+")
_EASTERN_HINT = re.compile("[前전昨今刚剛本きおた어오그방]")


def load_table(name: str) -> dict[str, Any]:
    """Load a TOML table from this package's `data` directory."""
    return tomllib.loads((files("crawler.text") / "data" / name).read_text("utf-8"))


@lru_cache(maxsize=4)
def month_names(language: str) -> Mapping[str, int]:
    """Return the names and abbreviations of the months in a language, in lower case, with the number of each month."""
    table = load_table("months.toml")[language]
    return {name: number for number, names in enumerate(table, 1) for name in names}


def month_of(name: str, country: str = "") -> int | None:
    """Return the number of the month that a word names in any of the known languages, or None.

    `country` is an ISO 3166 code. It is needed for Croatian names, some of which mean another month in other languages.
    """
    word = name.strip(" .'’").lower()
    if country == "HR" and word in _CROATIAN:
        return _CROATIAN[word]
    months = _months()
    return months.get(word) or (months.get(_plain(word)) if not word.isascii() else None)


@lru_cache(maxsize=1)
def weekdays() -> frozenset[str]:
    """Return the names of the weekdays in all known languages, in lower case and without a full stop."""
    return frozenset(name for names in load_table("weekdays.toml").values() for name in names)


def has_month(text: str) -> bool:
    """Return whether a text may contain the name of a month, including Chinese names, which end with 月."""
    if _EASTERN_MONTH.search(text):
        return True
    months = _months()
    return any(
        (bare := word.rstrip(".")) in months or (not bare.isascii() and _plain(bare) in months)
        for word in _NAME.findall(text.lower())
    )


_EASTERN_MONTH = re.compile(r"[\d一二三四五六七八九十]月")
_NAME = re.compile(r"[^\W\d_][^\s\d,;:()\[\]{}/|<>_'’-]+")


@lru_cache(maxsize=1)
def _months() -> Mapping[str, int]:
    found: dict[str, int] = {}
    for table in load_table("months.toml").values():
        for number, names in enumerate(table, 1):
            for name in names:
                found.setdefault(name, number)
                found.setdefault(_plain(name), number)
    for number, numeral in enumerate("一 二 三 四 五 六 七 八 九 十 十一 十二".split(), 1):
        found[f"{numeral}月"] = number
        found[f"{number}月"] = number
    return found


def _plain(word: str) -> str:
    """Return a word without accents. The Turkish letter ı becomes i."""
    bare = (char for char in unicodedata.normalize("NFKD", word) if not "\u0300" <= char <= "\u036f")
    return "".join(bare).replace("ı", "i")


@dataclass(frozen=True)
class _RelativeWords:
    days: Mapping[str, int]
    units: Mapping[str, int]
    ones: frozenset[str]
    pattern: re.Pattern[str]
    hints: frozenset[str]
    """Words for a fast precheck: without one of them, a text in a script with word spaces contains no relative time."""


@lru_cache(maxsize=1)
def _relative_words() -> _RelativeWords:
    days: dict[str, int] = {}
    units: dict[str, int] = {}
    ones = set[str]()
    agos: list[str] = []
    tables = list(load_table("relative_times.toml").values())
    for language in tables:
        days |= {word.lower(): back for word, back in language["days"].items()} | dict.fromkeys(language["now"], 0)
        # `m` means minute only in English; no other unit has different meanings in two languages.
        units |= language["units"]
        ones |= set(language["one"])
        agos += _ago_patterns(language, language["units"])
    named = "|".join(re.escape(word) for word in sorted(days, key=len, reverse=True))
    # Only as a separate word: not in 今日头条 or USA Today.
    after_label = "|".join(rf"(?<={label} )" for label in ("posted", "published", "updated", "added", "created"))
    alone = rf"(?<!\w)(?:(?<![^\W\d_\u2e80-\u9fff] )|{after_label})(?P<day>{named})(?![^\W\d])"
    return _RelativeWords(
        days,
        units,
        frozenset(ones),
        re.compile(rf"{alone}|{'|'.join(agos)}"),
        frozenset(word for phrase in {*days, *_ago_words(tables)} for word in _WORD.findall(phrase) if word < "\u2e80"),
    )


def _ago_words(tables: list[dict[str, Any]]) -> set[str]:
    """Return the longest word of each expression such as "3 hours ago", for a fast check.

    `tables` contains these expressions for all languages. A text without any of the words contains none of the
    expressions.
    """
    phrases = [re.sub(r"\{\w+\}", " ", ago).split() for language in tables for ago in language["ago"]]
    return {max(words, key=len) for words in phrases}


def _ago_patterns(language: Mapping[str, Any], named: Iterable[str]) -> Iterator[str]:
    """Yield the patterns of a language's expressions such as "3 hours ago". `named` are the names of the units."""
    units = "|".join(re.escape(unit) for unit in sorted(named, key=len, reverse=True))
    ones = "".join(f"|{re.escape(word)}" for word in sorted(language["one"], key=len, reverse=True))
    for ago in language["ago"]:
        number = r"(?:\d{1,3}|[一二两兩三四五六七八九十半]{1,3}" + ones + ")"
        body = re.escape(ago).replace(r"\{n\}", f"(?:{number})").replace(r"\{unit\}", f"(?:{units})\\.?")
        start = r"(?:(?<=[于於])|(?<![\w./-])(?<!\d:))"
        yield rf"{start}{body.replace(chr(92) + ' ', chr(92) + 's+')}(?![^\W\d_\u2e80-\u9fff])"


@lru_cache(maxsize=1)
def _ages() -> re.Pattern[str]:
    agos = (
        ago for lang in load_table("relative_times.toml").values() for ago in _ago_patterns(lang, lang["long_units"])
    )
    return re.compile("|".join(agos))


def states_age(text: str) -> bool:
    """Return whether a text contains an age in months or years, such as `4 years ago`, which names no day."""
    return may_be_relative(small := text.lower()) and _ages().search(small) is not None


_NUMBER = re.compile(r"\d{1,3}|[一二两兩三四五六七八九十半]{1,3}")


def may_be_relative(text: str) -> bool:
    """Return whether a text contains a word that is used in relative times."""
    if _EASTERN_HINT.search(text):
        return True
    hints = _relative_words().hints
    return any(word in hints for word in _WORD.findall(text.lower()))


def relative_days(text: str, context: DateContext) -> Iterator[tuple[int, int, date]]:
    """Yield the start, end and date of each relative date in a text (yesterday, 3 hours ago, 昨天, 5分钟前).

    The dates are computed from `today` and `now` in `context`. Nothing is yielded if `context.today` is None.
    """
    if context.today is None:
        return
    small = text.lower()
    if len(small) != len(text) or not may_be_relative(small):
        return
    words = _relative_words()
    for match in words.pattern.finditer(small):
        if match["day"]:
            yield match.start(), match.end(), context.today - timedelta(days=words.days[match["day"]])
        elif day := _days_before(match[0], words, context):
            yield match.start(), match.end(), day


def _days_before(written: str, words: _RelativeWords, context: DateContext) -> date | None:
    number = _NUMBER.search(written)
    count: float = 1.0
    if number:
        count = 0.5 if number[0] == "半" else float(parse_date_number(number[0]) or 0)
    rest = written.replace(number[0], " ", 1) if number else written
    parts = re.findall(r"[^\W\d_]+", rest)
    unit = next((words.units[part] for part in sorted(parts, key=len, reverse=True) if part in words.units), 0)
    unit = unit or next((seconds for part in parts if (seconds := _unit_before(part, words.units))), 0)
    if not unit or not context.today:
        return None
    if context.now and unit < _DAY:
        return (context.now - timedelta(seconds=count * unit)).date()
    return context.today - timedelta(seconds=count * unit if unit >= _DAY else 0)


def _unit_before(part: str, units: Mapping[str, int]) -> int:
    """Return the length of a time unit in seconds, or 0 if the unit is unknown.

    `part` is a word that consists of the unit and of 前, 之前, 以前 or 전, such as 分钟前. `units` contains the known
    units with their lengths.
    """
    bare = re.sub(r"(?:之前|以前|前|전)$", "", part)
    return units.get(bare, 0)

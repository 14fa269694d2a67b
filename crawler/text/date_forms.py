"""Written date formats. Each has a pattern, and a function that converts a match of the pattern to a date.

All patterns expect text folded with `fold_date_text`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from crawler.text.date_readings import (
    Reading,
    read_bare_pair,
    read_bare_republic,
    read_compact_republic,
    read_era,
    read_full,
    read_month_day,
    read_named,
    read_named_without_year,
    read_numerals,
    read_republic,
    read_short,
    read_short_year,
    read_vietnamese,
    read_year_last,
)
from crawler.text.date_values import (
    DateContext,
    DateMention,
    day_or_none,
)
from crawler.text.date_words import NUMERAL, has_month, may_be_relative, relative_days

YEAR = r"(?:19|20|25)\d\d"
_SMALL = rf"\d{{1,2}}|[{NUMERAL}]{{1,3}}"
_ASIDE = r"(?:\s?\([^()]{1,10}\))?"
"""Pattern for the same year in another calendar, in brackets: 令和6年(2024年)11月20日."""
_WORD = r"[^\W\d_](?:[^\s\d,;:()\[\]{}/|<>_-]){1,17}"
_OF = r"(?:de\s+|of\s+|del\s+|di\s+|d['’]\s?)?"
_TH = r"(?:(?:st|nd|rd|th|er|re|de|o|a|º|ª|°)(?![^\W\d_]))?"
_GAP = r"[\s.,\-/]*"


@dataclass(frozen=True)
class Form:
    """A date format: a pattern, and a function that converts its match to a date.

    `needs` is a simpler pattern for a fast check: a text without a match of `needs` has no match of `pattern`.
    """

    name: str
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], DateContext], Reading]
    needs: re.Pattern[str]

    @property
    def is_named(self) -> bool:
        """Return whether dates in this format contain the month as a word."""
        return self.needs is _NAMES


_NAMES = re.compile(r"[A-Za-z\u00c0-\u2e7f月]")


def _of(
    name: str, pattern: str, read: Callable[[re.Match[str], DateContext], Reading], needs: str | re.Pattern[str]
) -> Form:
    return Form(name, re.compile(pattern, re.IGNORECASE), read, re.compile(needs))


_YMD = rf"(?<!\d)({YEAR})\s*(?:%s)\s*(\d{{1,2}})\s*(?:%s)\s*(\d{{1,2}})(?!\d|-\d{{3}})"
FORMS = (
    _of(
        "era",
        rf"(?<![A-Za-z\d])(?P<era>令和|平成|昭和|大正|[RHS])\.?\s?(?P<year>{_SMALL})\s?(?:{_ASIDE}\s?年{_ASIDE}|[./-])\s?"
        rf"(?P<month>{_SMALL})\s?(?:月|[./-])\s?(?P<day>{_SMALL})(?!\d)",
        read_era,
        r"[和成正RHSrhs]",
    ),
    _of(
        "republic",
        rf"(?:中[華华]?)?民[國国]\s{{0,3}}(?P<year>\d{{1,3}}|[{NUMERAL}]{{1,5}})\s{{0,3}}(?:年{_ASIDE}|[./-])\s{{0,3}}"
        rf"(?P<month>{_SMALL})\s{{0,3}}(?:月|[./-])\s{{0,3}}(?P<day>{_SMALL})(?!\d)",
        read_republic,
        "民",
    ),
    _of("full", _YMD % (r"[-/._]", r"[-/._]"), read_full, r"\d{4}"),
    _of("full", _YMD % (rf"년|年{_ASIDE}", r"월|月"), read_full, "[年년]"),
    _of("mixed", rf"(?<!\d)({YEAR})\s*[-/.]\s*(\d{{1,2}})\s*月\s*(\d{{1,2}})(?!\d)", read_full, "月"),
    _of(
        "numerals",
        rf"(?P<year>[一二][九〇零○◯Oo0][{NUMERAL}Oo0-9]{{2}}|{YEAR})\s{{0,3}}年{_ASIDE}\s{{0,3}}(?P<month>{_SMALL})\s{{0,3}}月"
        rf"\s{{0,3}}(?P<day>{_SMALL})(?![\d{NUMERAL}])",
        read_numerals,
        "年",
    ),
    _of(
        "compact",
        rf"(?<![\dA-Za-z_])({YEAR})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d(?:\d{{3}})?)?)?"
        r"(?!\d)",
        read_full,
        r"\d{8}",
    ),
    _of("bare republic", r"(?<![\d./-])(1\d\d)\s?(年)\s?(\d{1,2})\s?月\s?(\d{1,2})(?!\d)", read_bare_republic, "年"),
    _of(
        "bare republic",
        r"(?<![\w./-])(1\d\d)([-./])(\d{1,2})\2(\d{1,2})(?![\w/-]|\.\d)",
        read_bare_republic,
        r"1\d\d[-./]",
    ),
    _of(
        "short year",
        r"(?<![\d./'-])'?(\d{1,2})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일]?",
        read_short_year,
        "[年년]",
    ),
    _of(
        "compact republic",
        r"(?<![\w.-])(1[01]\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?![\w.-])",
        read_compact_republic,
        r"\d{7}",
    ),
    _of(
        "year last",
        rf"(?<![\d.,/-])(\d{{1,2}})\s?([-/.])\s?(\d{{1,2}})\s?\2\s?({YEAR})(?![\d/-])",
        read_year_last,
        r"\d{4}",
    ),
    _of(
        "short",
        r"(?<![\w./-])(?<!\d:)('?)(\d{1,2})([-./])\s?(\d{1,2})\3\s?(\d{1,2})(?![\w/:-]|\.\d|\s?[%])",
        read_short,
        r"\d[-./]\s?\d{1,2}[-./]",
    ),
    _of(
        "vietnamese",
        rf"(?<!\d)(\d{{1,2}})\s*(?:tháng|thg\.?|th\.?)\s?(\d{{1,2}})(?:,?\s*(?:năm)?\s*({YEAR}))?(?!\d)",
        read_vietnamese,
        "[Tt]h",
    ),
    _of(
        "day month year",
        rf"(?<![\w/.:-])(?P<day>\d{{1,2}}){_TH}{_GAP}{_OF}(?P<month>{_WORD}?|1?\d月){_GAP}(?:de\s+|del\s+|of\s+|พ\.ศ\.\s*)?"
        rf"(?P<year>{YEAR})(?!\d)",
        read_named,
        _NAMES,
    ),
    _of(
        "month day year",
        rf"(?<!\w)(?P<month>{_WORD}?)[\s.\-/]*(?P<day>\d{{1,2}}){_TH}(?:,\s*|\s+|-|/){_OF}(?P<year>{YEAR})(?!\d)",
        read_named,
        _NAMES,
    ),
    _of(
        "moment of a program",
        rf"(?<!\w)(?P<month>{_WORD}?)\s+(?P<day>\d{{1,2}})\s+\d\d?:\d\d(?::\d\d)?\s+(?:[A-Z]{{1,5}}[+-]?[\d:]*\s+)?(?P<year>{YEAR})(?!\d)",
        read_named,
        _NAMES,
    ),
    _of(
        "year month day",
        rf"(?<!\d)(?P<year>{YEAR})[\s.,\-/]+(?P<month>{_WORD}?)[\s.\-/]+(?P<day>\d{{1,2}})(?![\d:])",
        read_named,
        _NAMES,
    ),
    _of(
        "day month, short year",
        rf"(?<![\w/.:-])(?P<day>\d{{1,2}})[\s-](?P<month>{_WORD}?)\.?(?:-|\s'?)(?P<year>\d\d)(?![\w:/.-])",
        read_named,
        _NAMES,
    ),
    _of(
        "day month",
        rf"(?<![\w/.:-])(?P<day>\d{{1,2}}){_TH}[\s.\-]*{_OF}(?P<month>{_WORD})(?![^\W_]|\s?\d{{2,}}(?!:))",
        read_named_without_year,
        _NAMES,
    ),
    _of(
        "month day",
        rf"(?<!\w)(?P<month>{_WORD}?)\s+(?P<day>\d{{1,2}}){_TH}(?![\w/-]|\.\d|:\d|,?\s*\d(?!\d?:\d\d))",
        read_named_without_year,
        _NAMES,
    ),
    _of(
        "month and day",
        rf"(?<![A-Za-z0-9_./年년{NUMERAL}-])({_SMALL})\s*[月월]\s*({_SMALL})(?!\d|\s?[{NUMERAL}])",
        read_month_day,
        "[月월]",
    ),
    _of(
        "bare pair",
        r"(?<![A-Za-z\d./-])(?<!\d:)(\d{1,2})\s?([-/.])\s?(\d{1,2})(?![\d.]|[-/:]\d|[A-Za-z])",
        read_bare_pair,
        r"\d\s?[-./]",
    ),
)
_DAY_SIGNS = ("日", "号", "號", "일")
_CHARACTERS = re.compile("[年月년월]")
_DIGITS = re.compile(r"\d")
_PLAIN = re.compile(r"((?:19|20)\d\d)-(\d\d)-(\d\d)")
"""The date format in most listings. If it matches the full text, the other formats are not tried."""
_MAY_BE_NUMERALS = re.compile(rf"[{NUMERAL}]\s*月\s*[{NUMERAL}]")


def may_name_day(text: str) -> bool:
    """Return whether a text contains anything that could be part of a date.

    This check is fast. Most texts contain no date and therefore need not be folded.
    """
    return bool(_DIGITS.search(text) or _MAY_BE_NUMERALS.search(text) or may_be_relative(text))


def written_days(text: str, context: DateContext) -> Iterator[DateMention]:
    """Yield the dates in a folded text. No two of them overlap.

    The formats in FORMS are tried one after the other, and then relative dates. `context` determines how ambiguous
    dates are parsed.
    """
    taken: list[tuple[int, int]] = []
    if match := _PLAIN.fullmatch(text):
        day = day_or_none(int(match[1]), int(match[2]), int(match[3]))
        yield from [DateMention(0, len(text), day)] if day else []
        return
    if _DIGITS.search(text) or _MAY_BE_NUMERALS.search(text):
        named = _NAMES.search(text) is not None and has_month(text)
        for form in FORMS:
            if not form.needs.search(text) or (form.is_named and not named):
                continue
            for match in form.pattern.finditer(text):
                start, end = match.span()
                if any(start < last and first < end for first, last in taken):
                    continue
                day, year_written, sure = form.read(match, context)
                if day:
                    end += text[end : end + 1] in _DAY_SIGNS and _CHARACTERS.search(match[0]) is not None
                    taken.append((start, end))
                    yield DateMention(start, end, day, year_written=year_written, sure=sure)
    for start, end, day in relative_days(text, context):
        if not any(start < last and first < end for first, last in taken):
            taken.append((start, end))
            yield DateMention(start, end, day)

"""Written date formats, each with a pattern and a function that converts a match of the pattern to a date.

All patterns expect text that was folded with `fold_date_text`.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from crawler.text.date_values import (
    REPUBLIC,
    DateContext,
    DateMention,
    complete_year,
    day_or_none,
    plausible_publication,
)
from crawler.text.date_words import NUMERAL, has_month, may_be_relative, month_of, relative_days
from crawler.text.numerals import parse_date_number

YEAR = r"(?:19|20|25)\d\d"
_SMALL = rf"\d{{1,2}}|[{NUMERAL}]{{1,3}}"
_ASIDE = r"(?:\s?\([^()]{1,10}\))?"
"""Pattern for the same year in another calendar, in brackets: 令和6年(2024年)11月20日."""
_WORD = r"[^\W\d_](?:[^\s\d,;:()\[\]{}/|<>_-]){1,17}"
_OF = r"(?:de\s+|of\s+|del\s+|di\s+|d['’]\s?)?"
_TH = r"(?:(?:st|nd|rd|th|er|re|de|o|a|º|ª|°)(?![^\W\d_]))?"
_GAP = r"[\s.,\-/]*"
_ERAS = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "r": 2018, "h": 1988, "s": 1925}
_BUDDHIST = 543
Reading = tuple[date | None, bool, bool]
"""A date or None, whether the year of the date is written, and whether the text can only be a date."""


@dataclass(frozen=True)
class Form:
    """A date format: a pattern, and a function that converts its match to a date.

    `needs` is a pattern for a fast precheck: `pattern` can match only in a text in which `needs` matches.
    """

    name: str
    pattern: re.Pattern[str]
    read: Callable[[re.Match[str], DateContext], Reading]
    needs: re.Pattern[str]

    @property
    def is_named(self) -> bool:
        """Return whether the month is written as a word."""
        return self.needs is _NAMES


_NAMES = re.compile(r"[A-Za-z\u00c0-\u2e7f月]")


def _year(written: str) -> int:
    year = int(written)
    return year - _BUDDHIST if year >= 2500 else year


def _full(match: re.Match[str], _: DateContext) -> Reading:
    return day_or_none(_year(match[1]), int(match[2]), int(match[3])), True, True


def _year_last(match: re.Match[str], context: DateContext) -> Reading:
    first, separator, second, year = int(match[1]), match[2], int(match[3]), _year(match[4])
    day_first = separator == "." or context.puts_day_first
    month, day = (second, first) if day_first else (first, second)
    return day_or_none(year, month, day) or day_or_none(year, day, month), True, True


def _short(match: re.Match[str], context: DateContext) -> Reading:
    """Parse a date such as 26-11-21, whose order of year, month and day depends on the context.

    In Chinese, Japanese and Korean texts the year is first.
    """
    order = context.short_order or (
        "ymd" if match[1] or context.east_asian or _EAST_ASIAN.search(match.string) else None
    )
    one, two, three = int(match[2]), int(match[4]), int(match[5])
    if order is None or (order == "ymd" and len(match[2]) != 2) or (order != "ymd" and len(match[5]) != 2):
        return None, True, True
    year, month, day = {"ymd": (one, two, three), "dmy": (three, two, one), "mdy": (three, one, two)}[order]
    if order == "ymd" and context.roc and year < 100 and context.today and year + REPUBLIC > FIRST_ROC:
        return plausible_publication(day_or_none(year + REPUBLIC, month, day), context), True, True
    return plausible_publication(day_or_none(_century(year, context), month, day), context), True, True


FIRST_ROC = 1990
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def _century(year: int, context: DateContext) -> int:
    """Return the full year for a two-digit year: in the 2000s or, if that would be in the future, in the 1900s."""
    if year >= 100:
        return year
    newest = context.latest.year if context.today else 2069
    return 2000 + year if 2000 + year <= newest else 1900 + year


def _republic(match: re.Match[str], _: DateContext) -> Reading:
    year = parse_date_number(match["year"])
    month = parse_date_number(match["month"])
    day = parse_date_number(match["day"])
    return (day_or_none(year + REPUBLIC, month, day) if year and month and day else None), True, True


def _bare_republic(match: re.Match[str], context: DateContext) -> Reading:
    """Parse a date such as 113年11月20日 or 113-11-20, with a three-digit Republic of China year.

    The name of the calendar (民國) is missing in such a date.

    The date in the result is None if it would be more than 30 years in the future.
    """
    day = day_or_none(int(match[1]) + REPUBLIC, int(match[3]), int(match[4]))
    dots = match[2] == "." and not context.counts_republic and (len(match[3]) < 2 or len(match[4]) < 2)
    return (None if dots or (day and context.today and day.year > context.today.year + 30) else day), True, True


def _short_year(match: re.Match[str], context: DateContext) -> Reading:
    """Parse a date such as 24年11月20日, with a two-digit year or, if the context uses it, a Republic of China year."""
    year = int(match[1])
    month, day = int(match[2]), int(match[3])
    if context.counts_republic:
        return plausible_publication(day_or_none(year + REPUBLIC, month, day), context), True, True
    if context.country == "JP" or len(match[1]) < 2:
        return None, True, True  # 6年 is the year of an era that is not named
    return plausible_publication(day_or_none(_century(year, context), month, day), context), True, True


def _era(match: re.Match[str], _: DateContext) -> Reading:
    year = parse_date_number(match["year"])
    month = parse_date_number(match["month"])
    day = parse_date_number(match["day"])
    era = _ERAS[match["era"].lower()]
    return (day_or_none(era + year, month, day) if year and month and day else None), True, True


def _compact_republic(match: re.Match[str], context: DateContext) -> Reading:
    if not context.counts_republic:
        return None, True, True
    return (
        plausible_publication(day_or_none(int(match[1]) + REPUBLIC, int(match[2]), int(match[3])), context),
        True,
        True,
    )


def _numerals(match: re.Match[str], _: DateContext) -> Reading:
    year = parse_date_number(match["year"])
    month = parse_date_number(match["month"])
    day = parse_date_number(match["day"])
    return (day_or_none(year, month, day) if year and month and day else None), True, True


def _named(match: re.Match[str], context: DateContext) -> Reading:
    month = month_of(match["month"], context.country)
    if not month:
        return None, True, True
    year = match["year"]
    if len(year) == 2:
        return (
            plausible_publication(day_or_none(_century(int(year), context), month, int(match["day"])), context),
            True,
            True,
        )
    return day_or_none(_year(year), month, int(match["day"])), True, True


def _named_without_year(match: re.Match[str], context: DateContext) -> Reading:
    month = month_of(match["month"], context.country)
    return (complete_year(month, int(match["day"]), context) if month else None), False, True


def _vietnamese(match: re.Match[str], context: DateContext) -> Reading:
    day, month, year = int(match[1]), int(match[2]), match[3]
    return (day_or_none(int(year), month, day) if year else complete_year(month, day, context)), bool(year), True


def _month_day(match: re.Match[str], context: DateContext) -> Reading:
    month = parse_date_number(match[1])
    day = parse_date_number(match[2])
    return (complete_year(month, day, context) if month and day else None), False, True


def _bare_pair(match: re.Match[str], context: DateContext) -> Reading:
    first, second = int(match[1]), int(match[3])
    swapped = context.day_first is True and match[2] != "-"
    return complete_year(second if swapped else first, first if swapped else second, context), False, False


def _of(
    name: str, pattern: str, read: Callable[[re.Match[str], DateContext], Reading], needs: str | re.Pattern[str]
) -> Form:
    return Form(name, re.compile(pattern, re.IGNORECASE), read, re.compile(needs))


_YMD = rf"(?<!\d)({YEAR})\s*(?:%s)\s*(\d{{1,2}})\s*(?:%s)\s*(\d{{1,2}})(?!\d)"
FORMS = (
    _of(
        "era",
        rf"(?<![A-Za-z\d])(?P<era>令和|平成|昭和|大正|[RHS])\.?\s?(?P<year>{_SMALL})\s?(?:{_ASIDE}\s?年{_ASIDE}|[./-])\s?"
        rf"(?P<month>{_SMALL})\s?(?:月|[./-])\s?(?P<day>{_SMALL})(?!\d)",
        _era,
        r"[和成正RHSrhs]",
    ),
    _of(
        "republic",
        rf"(?:中[華华]?)?民[國国]\s{{0,3}}(?P<year>\d{{1,3}}|[{NUMERAL}]{{1,5}})\s{{0,3}}(?:年{_ASIDE}|[./-])\s{{0,3}}"
        rf"(?P<month>{_SMALL})\s{{0,3}}(?:月|[./-])\s{{0,3}}(?P<day>{_SMALL})(?!\d)",
        _republic,
        "民",
    ),
    _of("full", _YMD % (r"[-/._]", r"[-/._]"), _full, r"\d{4}"),
    _of("full", _YMD % (rf"년|年{_ASIDE}", r"월|月"), _full, "[年년]"),
    _of("mixed", rf"(?<!\d)({YEAR})\s*[-/.]\s*(\d{{1,2}})\s*月\s*(\d{{1,2}})(?!\d)", _full, "月"),
    _of(
        "numerals",
        rf"(?P<year>[一二][九〇零○◯Oo0][{NUMERAL}Oo0-9]{{2}}|{YEAR})\s{{0,3}}年{_ASIDE}\s{{0,3}}(?P<month>{_SMALL})\s{{0,3}}月"
        rf"\s{{0,3}}(?P<day>{_SMALL})(?![\d{NUMERAL}])",
        _numerals,
        "年",
    ),
    _of(
        "compact",
        rf"(?<![\dA-Za-z_])({YEAR})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?:(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d(?:\d{{3}})?)?)?"
        r"(?!\d)",
        _full,
        r"\d{8}",
    ),
    _of("bare republic", r"(?<![\d./-])(1\d\d)\s?(年)\s?(\d{1,2})\s?月\s?(\d{1,2})(?!\d)", _bare_republic, "年"),
    _of(
        "bare republic", r"(?<![\w./-])(1\d\d)([-./])(\d{1,2})\2(\d{1,2})(?![\w/-]|\.\d)", _bare_republic, r"1\d\d[-./]"
    ),
    _of(
        "short year",
        r"(?<![\d./'-])'?(\d{1,2})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日号號일]?",
        _short_year,
        "[年년]",
    ),
    _of(
        "compact republic",
        r"(?<![\w.-])(1[01]\d)(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?![\w.-])",
        _compact_republic,
        r"\d{7}",
    ),
    _of(
        "year last",
        rf"(?<![\d.,/-])(\d{{1,2}})\s?([-/.])\s?(\d{{1,2}})\s?\2\s?({YEAR})(?![\d/-])",
        _year_last,
        r"\d{4}",
    ),
    _of(
        "short",
        r"(?<![\w./:-])('?)(\d{1,2})([-./])\s?(\d{1,2})\3\s?(\d{1,2})(?![\w/:-]|\.\d|\s?[%])",
        _short,
        r"\d[-./]\s?\d{1,2}[-./]",
    ),
    _of(
        "vietnamese",
        rf"(?<!\d)(\d{{1,2}})\s*(?:tháng|thg\.?|th\.?)\s?(\d{{1,2}})(?:,?\s*(?:năm)?\s*({YEAR}))?(?!\d)",
        _vietnamese,
        "[Tt]h",
    ),
    _of(
        "day month year",
        rf"(?<![\w/.:-])(?P<day>\d{{1,2}}){_TH}{_GAP}{_OF}(?P<month>{_WORD}?|1?\d月){_GAP}(?:de\s+|del\s+|of\s+|พ\.ศ\.\s*)?"
        rf"(?P<year>{YEAR})(?!\d)",
        _named,
        _NAMES,
    ),
    _of(
        "month day year",
        rf"(?<!\w)(?P<month>{_WORD}?)[\s.\-/]*(?P<day>\d{{1,2}}){_TH}(?:,\s*|\s+|-|/){_OF}(?P<year>{YEAR})(?!\d)",
        _named,
        _NAMES,
    ),
    _of(
        "moment of a program",
        rf"(?<!\w)(?P<month>{_WORD}?)\s+(?P<day>\d{{1,2}})\s+\d\d?:\d\d(?::\d\d)?\s+(?:[A-Z]{{1,5}}[+-]?[\d:]*\s+)?(?P<year>{YEAR})(?!\d)",
        _named,
        _NAMES,
    ),
    _of(
        "year month day",
        rf"(?<!\d)(?P<year>{YEAR})[\s.,\-/]+(?P<month>{_WORD}?)[\s.\-/]+(?P<day>\d{{1,2}})(?![\d:])",
        _named,
        _NAMES,
    ),
    _of(
        "day month, short year",
        rf"(?<![\w/.:-])(?P<day>\d{{1,2}})[\s-](?P<month>{_WORD}?)\.?(?:-|\s'?)(?P<year>\d\d)(?![\w:/.-])",
        _named,
        _NAMES,
    ),
    _of(
        "day month",
        rf"(?<![\w/.:-])(?P<day>\d{{1,2}}){_TH}[\s.\-]*{_OF}(?P<month>{_WORD})(?![^\W_]|\s?\d{{2,}}(?!:))",
        _named_without_year,
        _NAMES,
    ),
    _of(
        "month day",
        rf"(?<!\w)(?P<month>{_WORD}?)\s+(?P<day>\d{{1,2}}){_TH}(?![\w/-]|\.\d|:\d|,?\s*\d(?!\d?:\d\d))",
        _named_without_year,
        _NAMES,
    ),
    _of("month and day", rf"(?<![\w./-])({_SMALL})\s*[月월]\s*({_SMALL})(?!\d|\s?[{NUMERAL}])", _month_day, "[月월]"),
    _of(
        "bare pair",
        r"(?<![A-Za-z\d./-])(?<!\d:)(\d{1,2})\s?([-/.])\s?(\d{1,2})(?![\d.]|[-/:]\d|[A-Za-z])",
        _bare_pair,
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

    This is a fast precheck: most texts contain no date and need not be folded.
    """
    return bool(_DIGITS.search(text) or _MAY_BE_NUMERALS.search(text) or may_be_relative(text))


def written_days(text: str, context: DateContext) -> Iterator[DateMention]:
    """Yield the dates in a folded text, without overlaps, ordered by their formats as in FORMS."""
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

"""The context in which the dates of a text are read, and the meanings that a date can have."""

import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import Enum
from typing import Literal

FIRST_YEAR = 1950
"""No page or feed published anything before; earlier years come from zeros and damaged fields."""
_ZERO_DAYS = (date(1970, 1, 1), date(1969, 12, 31))
"""What the number 0 is as a moment, east and west of Greenwich."""
REPUBLIC = 1911
"""The year 1 of the calendar of Taiwan (民國) is 1912."""
_DAY_FIRST = frozenset(
    "AR AT AU BE BR CH CL CO CZ DE DK ES EU FI FR GB GR ID IE IN IT LU MX MY NL NO NZ PE PL PT RO RU SE SG TH TR UA VN"
    " ZA".split()
)
_MONTH_FIRST = frozenset(("US", "PH"))
_YEAR_FIRST = frozenset(("CN", "TW", "HK", "MO", "JP", "KR", "HU", "LT"))
_PLAIN = str.maketrans(
    dict.fromkeys("‐‑‒–−﹣", "-")
    | {"・": ".", "·": ".", "․": "."}
    | {zero + digit: str(digit) for zero in (0x660, 0x6F0, 0x966, 0x9E6, 0xE50) for digit in range(10)}
)
Order = Literal["ymd", "dmy", "mdy"]


class Meaning(Enum):
    """The meaning that the words around a date give it."""

    PUBLISHED = "published"
    UPDATED = "updated"
    ISSUED = "issued"
    NONE = "none"
    OTHER = "other"
    """A deadline, a meeting, a period, a validity: never the day of publication."""


@dataclass(frozen=True)
class DateContext:
    """The context that determines how a date is read.

    `today` completes dates without a year; without it they are left out. `now` makes relative times exact. `country` is
    an ISO 3166 code. `day_first` concerns `3/4/2024`, `short` the order of `26-11-21`; None where not known. `roc`:
    bare years up to 199 are those of the Republic of China. `zone` is the source's, None where it is not given.
    `east_asian`: the page is Chinese, Japanese or Korean, where the year comes first.
    """

    today: date | None = None
    country: str = ""
    day_first: bool | None = None
    short: Order | None = None
    roc: bool = False
    now: datetime | None = None
    zone: tzinfo | None = None
    east_asian: bool = False

    @property
    def latest(self) -> date:
        """The last day that may be a day of publication: clocks and zones differ by a day."""
        return self.today + timedelta(days=1) if self.today else date.max

    @property
    def puts_day_first(self) -> bool:
        """Whether `3/4/2024` is in April."""
        return self.country in _DAY_FIRST if self.day_first is None else self.day_first

    @property
    def short_order(self) -> Order | None:
        """The order of a date whose year has two digits, or None where it cannot be known."""
        if self.short or not self.country:
            return self.short
        if self.country in _YEAR_FIRST:
            return "ymd"
        if self.country in _MONTH_FIRST:
            return "mdy"
        return "dmy" if self.country in _DAY_FIRST else None

    @property
    def counts_republic(self) -> bool:
        """Whether bare short years are those of the Republic of China."""
        return self.roc or self.country == "TW"


@dataclass(frozen=True, slots=True)
class DateMention:
    """A day that a text names, between `start` and `end` of the folded text.

    `sure` is False for two bare numbers such as `11.21` or `3/10`, which may be something else. `year_written` is
    False for a day whose year was completed.
    """

    start: int
    end: int
    day: date
    meaning: Meaning = Meaning.NONE
    year_written: bool = True
    sure: bool = True


def fold_date_text(text: str) -> str:
    """Return the text in half-width characters with plain digits, dashes and dots, in which its dates are found."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).translate(_PLAIN)


def day_or_none(year: int, month: int, day: int) -> date | None:
    """Return the calendar day, or None when there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def complete_year(month: int, day: int, context: DateContext) -> date | None:
    """Return the latest such day that is not after tomorrow, or None without `today`."""
    if context.today is None:
        return None
    # 29 February may lie up to eight years back.
    for year in range(context.today.year + 1, context.today.year - 9, -1):
        found = day_or_none(year, month, day)
        if found and found <= context.latest:
            return found
    return None


def plausible_publication(day: date | None, context: DateContext) -> date | None:
    """Return the day, or None where nothing can have been published on it."""
    return day if day and day.year >= FIRST_YEAR and day <= context.latest and day not in _ZERO_DAYS else None


_LANGUAGES = {
    "en-gb": "GB",
    "en-us": "US",
    "en-au": "AU",
    "en-ca": "CA",
    "en-in": "IN",
    "en-ie": "IE",
    "zh-tw": "TW",
    "zh-hant-tw": "TW",
}
_COUNTRY_OF = {
    "cs": "CZ",
    "da": "DK",
    "el": "GR",
    "et": "EE",
    "ja": "JP",
    "ko": "KR",
    "nb": "NO",
    "sv": "SE",
    "uk": "UA",
    "vi": "VN",
    "zh": "CN",
}


def in_language(context: DateContext, language: str) -> DateContext:
    """Return the context of a page in a language.

    The order in which the language writes dates applies where no country is known.
    """
    tag = language.strip().lower().replace("_", "-")
    if context.country or not tag:
        return context
    country = _LANGUAGES.get(tag) or _COUNTRY_OF.get(tag[:2]) or tag[:2].upper()
    if tag[:2] == "en" and tag not in _LANGUAGES:
        return context
    if country in _MONTH_FIRST:
        return replace(context, day_first=False, short=context.short or "mdy")
    if country in _YEAR_FIRST:
        return replace(context, short=context.short or "ymd")
    return replace(context, day_first=True) if country in _DAY_FIRST else context

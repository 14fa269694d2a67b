"""The meanings of dates, the dates found in a text, and the context that determines how dates are parsed."""

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, tzinfo
from enum import Enum
from itertools import islice
from typing import Literal

FIRST_YEAR = 1950
"""The earliest plausible year of publication. Earlier years result from zeros and damaged fields."""
_ZERO_DAYS = (date(1970, 1, 1), date(1969, 12, 31))
"""The dates of the Unix timestamp 0 in time zones east and west of Greenwich."""
REPUBLIC = 1911
"""The offset of the Taiwanese calendar (民國), whose year 1 is 1912."""
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
_EAST_ASIAN = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CHARACTERS = 30
Order = Literal["ymd", "dmy", "mdy"]


class Meaning(Enum):
    """The meaning of a date according to the words around it."""

    PUBLISHED = "published"
    UPDATED = "updated"
    DISPATCHED = "dispatched"
    """The date on which a document was sent (发文日期): the publication date only if there is no other."""
    ISSUED = "issued"
    NONE = "none"
    OTHER = "other"
    """A meaning other than publication, such as a deadline, a meeting date or a date in a period of validity."""


PUBLICATION_ORDER = (Meaning.PUBLISHED, Meaning.NONE, Meaning.UPDATED, Meaning.DISPATCHED, Meaning.ISSUED)
"""The meanings of dates that may be the publication date, in descending order of precedence."""
PUBLICATION_RANK = {meaning: rank for rank, meaning in enumerate(PUBLICATION_ORDER)}
"""The position of each of these meanings in `PUBLICATION_ORDER`, from 0."""
NAMED_PUBLICATION = frozenset((Meaning.PUBLISHED, Meaning.UPDATED, Meaning.DISPATCHED))
"""The meanings of labels which show that two numbers after them (`3/10`) are a date."""


@dataclass(frozen=True)
class DateContext:
    """The context that determines how a date is parsed.

    `today` is used to infer missing years; if it is None, dates without a year are skipped. `now` is used to convert
    relative times such as "3 hours ago" exactly. `country` is an ISO 3166 code. `day_first` states whether `3/4/2024`
    is 3 April, and `short` is the order of year, month and day in `26-11-21`; both are None if unknown. `roc` means
    that years up to 199 are years of the Republic of China, even without the name of the calendar. `zone` is the
    source's time zone, or None if it is not stated. `east_asian` means that the page is Chinese, Japanese or Korean, so
    the year is first.
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
        """Return the latest plausible publication date.

        This is the day after `today`, because clocks and time zones differ.
        """
        return self.today + timedelta(days=1) if self.today else date.max

    @property
    def puts_day_first(self) -> bool:
        """Return whether the day precedes the month. If it does, `3/4/2024` is in April."""
        return self.country in _DAY_FIRST if self.day_first is None else self.day_first

    @property
    def short_order(self) -> Order | None:
        """Return the order of year, month and day in a date with a two-digit year, or None if unknown."""
        if self.short or not self.country:
            return self.short
        if self.country in _YEAR_FIRST:
            return "ymd"
        if self.country in _MONTH_FIRST:
            return "mdy"
        return "dmy" if self.country in _DAY_FIRST else None

    @property
    def counts_republic(self) -> bool:
        """Return whether short years without a calendar name are years of the Republic of China."""
        return self.roc or self.country == "TW"


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text, between the positions `start` and `end` of the folded text.

    `sure` is False for two bare numbers such as `11.21` or `3/10`, which are possibly not a date. `year_written` is
    False if the year was inferred.
    """

    start: int
    end: int
    day: date
    meaning: Meaning = Meaning.NONE
    year_written: bool = True
    sure: bool = True


def is_east_asian(text: str) -> bool:
    """Return whether a text contains at least `_CHARACTERS` Chinese, Japanese or Korean characters."""
    # Such a character has three bytes in UTF-8. Encoding is several times faster than the search.
    if len(text.encode("utf-8", "surrogatepass")) - len(text) < 2 * _CHARACTERS:
        return False
    return next(islice(_EAST_ASIAN.finditer(text), _CHARACTERS - 1, None), None) is not None


def fold_date_text(text: str) -> str:
    """Return the text normalized for date parsing, with half-width characters and ASCII digits, hyphens and dots."""
    return text if text.isascii() else unicodedata.normalize("NFKC", text).translate(_PLAIN)


def day_or_none(year: int, month: int, day: int) -> date | None:
    """Return the date, or None if no such date exists."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def complete_year(month: int, day: int, context: DateContext) -> date | None:
    """Return the latest date with this month and day that is not after tomorrow, or None if `today` is unknown."""
    if context.today is None:
        return None
    # The last 29 February may be up to eight years ago.
    for year in range(context.today.year + 1, context.today.year - 9, -1):
        found = day_or_none(year, month, day)
        if found and found <= context.latest:
            return found
    return None


def plausible_publication(day: date | None, context: DateContext) -> date | None:
    """Return the date, or None if it is not a plausible publication date.

    It is not plausible if it is in the future, before the year FIRST_YEAR, or the date of the Unix timestamp 0.
    """
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
    """Return the context for a page in the given language.

    If the country is unknown, the date order of the language is used.
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

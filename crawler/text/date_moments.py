"""Parsing of timestamps in feeds and APIs: ISO 8601, RFC 822, Unix time, and the formats of Java and JavaScript.

Pure functions; no I/O.
"""

import re
from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from functools import lru_cache

from crawler.text.date_values import FIRST_YEAR, DateContext, DateMention, fold_date_text, plausible_publication
from crawler.text.date_words import load_table
from crawler.text.dates import find_dates

_FIRST_EPOCH = 631_152_000
"""The first second of 1990 in Unix time. Smaller numbers are counters, flags or zeros."""
_EPOCH = re.compile(r"(?:/Date\()?(\d{10}|\d{13}|\d{16})(?:\.\d+)?(?:[+-]\d{4})?(?:\)/)?")
_UNITS = {10: 1, 13: 1000, 16: 1_000_000}
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:?\d\d")
_TIME = re.compile(
    r"(?<![\d:])([01]?\d|2[0-3])[:.]([0-5]\d)(?:[:.]([0-5]\d|60)(?:[.,]\d{1,9})?)?\s?(am|pm|[ap]\.m\.)?(?![\d:])",
    re.IGNORECASE,
)
_HANGING = re.compile(r"T([01]\d|2[0-3])([0-5]\d)([0-5]\d)?(?=Z|[+-]|$)")
_OFFSET = re.compile(r"\s*(?:GMT|UTC|UT)?\s?([+-])(\d{1,2}):?(\d\d)?(?!\d)")
_NAMED = re.compile(r"\s*\(?(?<![A-Za-z])([A-Z]{1,5})\b")
_NEXT_LABEL = re.compile(r"(?<!\s)\s++(?=[\u2e80-\u9fff]{2,10}:)")
"""Matches the space before the label of another date after the value of a field (`11-21 公示期:11-22至11-28`)."""
_LONGEST = 120


def moment_day(value: object, zone: tzinfo | None, context: DateContext, *, published: bool = True) -> date | None:
    """Return the date of a timestamp in a feed or an API answer, or None if it cannot be determined.

    The timestamp is converted to the time zone `zone`, unless this is None. If `published` is True, the timestamp is
    the time of publication, so a date in the future is rejected. Otherwise, any plausible date is accepted, such as the
    last date for comments.
    """
    found = _day_of(value, zone, context)
    if published:
        return plausible_publication(found, context)
    return found if found and found.year >= FIRST_YEAR else None


def _day_of(value: object, zone: tzinfo | None, context: DateContext) -> date | None:
    if isinstance(value, Mapping):
        # The JSON forms of MongoDB dates and of java.util.Date.
        return _day_of(value.get("$date", value.get("$numberLong", value.get("time"))), zone, context)
    if isinstance(value, list | tuple) and len(value) >= 3 and all(isinstance(part, int) for part in value[:3]):
        return _calendar_day(*value[:3])
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    written = str(int(value)) if isinstance(value, float) and abs(value) < 1e17 else str(value)
    written = fold_date_text(written[:_LONGEST]).strip()
    if match := _EPOCH.fullmatch(written):
        return _epoch_day(match[1], zone)
    if _ISO.match(written) and (moment := _iso_moment(written)):
        return _local(moment, zone)
    return _written_day(written, zone, context)


def _calendar_day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except (ValueError, OverflowError):
        return None


def _epoch_day(digits: str, zone: tzinfo | None) -> date | None:
    seconds = int(digits) / _UNITS[len(digits)]
    return _local(datetime.fromtimestamp(seconds, UTC), zone) if seconds >= _FIRST_EPOCH else None


def _iso_moment(written: str) -> datetime | None:
    try:
        return datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", written))
    except ValueError:
        return None


def _local(moment: datetime, zone: tzinfo | None) -> date | None:
    try:
        return moment.astimezone(zone).date() if moment.tzinfo and zone else moment.date()
    except (OverflowError, ValueError):
        return None


def _written_day(written: str, zone: tzinfo | None, context: DateContext) -> date | None:
    """Return the first date in a text, converted to the source's time zone if the text states a time and its zone."""
    mention = next(iter(find_dates(_NEXT_LABEL.split(written, maxsplit=1)[0], context)), None)
    if mention is None:
        return None
    hour, end = _hour_of(written, mention)
    if hour is None:
        return mention.day
    offset = _offset_at(written, end, context.country)
    if offset is None:
        return mention.day
    return _local(datetime.combine(mention.day, hour, timezone(offset)), zone)


def _hour_of(written: str, mention: DateMention) -> tuple[time | None, int]:
    """Return the time of day in a text and its end position, or (None, 0) if the text contains none.

    A time after the date `mention` is preferred to a time at any other place.
    """
    match = _TIME.search(written, mention.end) or _HANGING.match(written, mention.end)
    # Java prints the time before the year, so within the span of the date.
    match = match or _TIME.search(written, mention.start, mention.end) or _TIME.search(written)
    if not match:
        return None, 0
    hour = int(match[1])
    half = (match[4] or "").lower() if match.re is _TIME else ""
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return time(hour, int(match[2])), match.end()


def _offset_at(written: str, end: int, country: str) -> timedelta | None:
    """Return the UTC offset of the time zone that follows a time, or None if no known time zone follows.

    `end` is the position at which the time ends. `country` determines the meaning of abbreviations such as IST.
    """
    if match := _OFFSET.match(written, end):
        hours, minutes = int(match[2]), int(match[3] or 0)
        minutes += 60 * hours if hours <= 14 else 60 * 24 * 2
        offset = timedelta(minutes=minutes if match[1] == "+" else -minutes)
        return offset if abs(offset) < timedelta(days=1) else None
    match = _NAMED.match(written, end)
    hours_of = _zones(country)
    return timedelta(hours=hours_of[match[1]]) if match and match[1] in hours_of else None


@lru_cache(maxsize=64)
def _zones(country: str) -> Mapping[str, float]:
    table = load_table("time_zones.toml")
    return {**table["everywhere"], **table.get(country, {})}

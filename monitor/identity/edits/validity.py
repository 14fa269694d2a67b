"""Recognition of marks of a document's version and of statements that a document is no longer in force.

Pure functions, apart from reading a data file of the package.
"""

import re
import tomllib
from functools import cache
from importlib.resources import files

from crawler.text.fold import fold

STATEMENT = 100
"""The maximum number of letters of an addition to a text that is searched for such a statement. A longer one may be
about other documents."""
_NUMERAL = r"\d一二三四五六七八九十"
_COUNT = rf"(?<![{_NUMERAL}第年月日次])第?[{_NUMERAL}][{_NUMERAL}第年月日次]*+"
"""Years, dates and counts, as in 2018年, 2020年第二次 and 第三版."""


def is_other_version(one: str, other: str) -> bool:
    """Return whether two different titles are equal except for the marks of two versions at their ends.

    An example is 条例(2015修正) and 条例(2018修正). A mark in only one of the titles does not suffice, because other
    sites may omit it.
    """
    mark = _versions()
    return bool(mark.search(one) and mark.search(other)) and mark.sub("", one) == mark.sub("", other)


def ends_in_title(letters: str) -> bool:
    """Return whether a part that only one of two titles has says that the document is no longer in force."""
    return bool(_pattern("titles").search(letters))


def is_end_stated(letters: str) -> bool:
    """Return whether an addition to a text states that the document is no longer in force."""
    return len(letters) <= STATEMENT and bool(_pattern("ended").search(letters))


@cache
def _versions() -> re.Pattern[str]:
    return re.compile(rf"(?:{_COUNT}(?:{_pattern('versions').pattern})|(?<=[a-z])v(?:er(?:sion)?)?\d+)$")


@cache
def _pattern(group: str) -> re.Pattern[str]:
    words = _data()[group].split()
    return re.compile("|".join(sorted((re.escape(fold(word)) for word in words), key=len, reverse=True)))


@cache
def _data() -> dict[str, str]:
    return tomllib.loads((files("monitor.identity") / "data" / "validity.toml").read_text(encoding="utf-8"))

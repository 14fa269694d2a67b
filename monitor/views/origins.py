"""Classes and functions that find the place from which a fact was extracted, in the text or in its removed parts.

Pure functions; no I/O.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from crawler.model.results import Cut
from crawler.text.dates import DateContext, first_day, is_only_date, labelled_publication
from crawler.text.fold import fold, fold_all
from monitor.text.i18n import gettext

_BYLINE = 200
"""Maximum length of a line that states the publication date."""
_DIGITS = "〇一二三四五六七八九"
_MONTHS = "jan feb mar apr may june? july? aug sept? oct nov dec".split()


@dataclass(frozen=True)
class NoticeOrigin:
    """The place in a notice where a fact was found. `said` describes it in words.

    If the place is in the text, `line` is its line number, counted from 1. Otherwise, `line` is None.
    """

    said: str
    line: int | None = None


class FoldedLines:
    """A class that searches lines as one folded text, so that words are also found across line breaks.

    Differences in script, width and case and all white space are ignored.
    """

    def __init__(self, lines: Iterable[str]) -> None:
        folded = ["".join(line.split()) for line in fold_all(lines)]
        self._text = "".join(folded)
        self._starts = list(accumulate(map(len, folded), initial=0))

    def find(self, pattern: re.Pattern[str], *, last: bool = False) -> int | None:
        """Return the index of the line in which the first match of `pattern` begins, or None if there is no match.

        If `last` is true, the last match is used instead.
        """
        at = None
        for found in pattern.finditer(self._text):
            at = found.start()
            if not last:
                break
        return None if at is None else bisect_right(self._starts, at) - 1


class Origins:
    """A class that finds the places of facts in the text of a notice and in the parts removed from it.

    `elsewhere` describes the place of all facts that are found in neither.
    """

    def __init__(self, text: str, cuts: Sequence[Cut], elsewhere: str) -> None:
        # Removed pinyin annotations contain no facts, and there may be thousands.
        self._cut = [removal for removal in cuts if removal.code != "pinyin"]
        self._lines = text.splitlines()
        self._text = FoldedLines(self._lines)
        self._cuts = FoldedLines(removal.text for removal in self._cut)
        self._elsewhere = elsewhere

    def of(self, words: str | date, *, last: bool = False) -> NoticeOrigin:
        """Return the first place where `words` occur, or the place `elsewhere` of this object if they occur nowhere.

        A date is found in any spelling. If `last` is true, the last place is returned. The text is searched first, and
        then the removed parts.
        """
        pattern = day_pattern(words) if isinstance(words, date) else _words(words)
        if pattern is None:
            return NoticeOrigin(self._elsewhere)
        found = self._in_text(pattern, last) or self._in_cuts(pattern, last)
        return found or NoticeOrigin(self._elsewhere)

    def of_publication(self, day: date) -> NoticeOrigin:
        """Return the place that states `day` as the publication date, or the place `elsewhere` if there is none.

        Pages usually state it outside the text, so the removed parts are searched first. In the text, the line must
        label the date (发布日期), or consist of it and be at the beginning. Other lines with the same date, such as
        that of the signature, state another fact.
        """
        if found := self._in_cuts(day_pattern(day), last=False):
            return found
        context = DateContext(today=day)
        for at, line in enumerate(self._lines):
            is_heading = at < len(self._lines) // 2 and is_only_date(line, context)
            if len(line) <= _BYLINE and (first_day if is_heading else labelled_publication)(line, context) == day:
                return _line(at)
        return NoticeOrigin(self._elsewhere)

    def _in_text(self, pattern: re.Pattern[str], last: bool) -> NoticeOrigin | None:
        at = self._text.find(pattern, last=last)
        return None if at is None else _line(at)

    def _in_cuts(self, pattern: re.Pattern[str], last: bool) -> NoticeOrigin | None:
        at = self._cuts.find(pattern, last=last)
        return None if at is None else NoticeOrigin(gettext("removed text ({code})", code=self._cut[at].code))


def _line(at: int) -> NoticeOrigin:
    return NoticeOrigin(gettext("line {line}", line=at + 1), at + 1)


def _words(words: str) -> re.Pattern[str] | None:
    folded = "".join(fold(words).split())
    return re.compile(re.escape(folded)) if folded else None


def day_pattern(day: date) -> re.Pattern[str]:
    """Return a regular expression that matches a date in all its spellings.

    For example: 2024年5月31日, 2024-05-31, 二〇二四年五月三十一日, 31 May 2024, May 31, 2024.
    """
    year = day.year
    month = day.month
    number = day.day
    han_year = "".join("[〇○零]" if digit == "0" else _DIGITS[int(digit)] for digit in str(year))
    name = _MONTHS[month - 1] + "[a-z]*"
    ways = (
        rf"(?<!\d){year}[-./年]0?{month}[-./月]0?{number}(?=\D|$|\d{{1,2}}:)",
        rf"{han_year}年{_han(month)}月{_han(number)}日",
        rf"(?<!\d)0?{number}(?:st|nd|rd|th)?{name}\.?,?{year}(?!\d)",
        rf"{name}\.?0?{number}(?:st|nd|rd|th)?,?{year}(?!\d)",
    )
    return re.compile("|".join(ways))


def _han(number: int) -> str:
    """Return a number below 100 in Chinese numerals, as used in dates."""
    tens, ones = divmod(number, 10)
    return ("" if not tens else "十" if tens == 1 else f"{_DIGITS[tens]}十") + (_DIGITS[ones] if ones else "")

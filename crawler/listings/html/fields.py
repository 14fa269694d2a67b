"""The title and the day of each row, read from the columns that the rows have in common."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

from lxml.html import HtmlElement

from crawler.listings.html.columns import Column, columns
from crawler.listings.html.dom_index import DomIndex, Token
from crawler.listings.html.rows import Row
from crawler.listings.html.titles import titles_of
from crawler.model.dates import date_in_url, day_comes_first, parse_date

_MOST = 0.6
_TOKENS = 60
"""Tokens of a row that are looked at."""
_HEADING = 6
"""Tokens between a heading and the first row below it."""
_REACH = 200
"""Tokens that a row may reach beyond its element."""
DATE_LENGTH = 60
"""Characters of a text beside the link that may be a date with its label."""
_ONLY_DATE = re.compile(
    r"(?i)[\[((【<]?\s*(?:\d[\d\s年月日./:,\-T]{2,24}|(?:[a-z]{3,9}\.?,?\s+)?[a-z]{3,9}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d"
    r"|(?:[a-z]{3,9}\.?,?\s+)?\d{1,2}(?:st|nd|rd|th)?\s[a-z]{3,9}\.?,?\s(?:19|20)\d\d|今[天日]|[昨前]天|昨日|today|yesterday)"
    r"\s*[\]))】>]?"
)
_NUMBERS = re.compile(r"\W?(?:19|20)\d\d([-./])\d{1,2}\1\d{1,2}\W?")
_HAS_YEAR = re.compile(r"(?:19|20)\d\d")
_NUMBERED = re.compile(r"\d")
_YEAR_IN_PATH = re.compile(r"(?<!\d)(20\d\d)(?=[/_-])")
_YEAR_HEADING = re.compile(r"(?:[A-Za-z]{3,9}\.?\s)?((?:19|20)\d\d)\s?年?(?:\s?\d{1,2}\s?月)?")
_YEAR_MONTH = re.compile(r"\D{0,3}((?:19|20)\d\d)\s?[-./年]\s?(\d{1,2})\s?月?\D{0,2}")
_MONTH_DAY = re.compile(r"\D{0,3}(\d{1,2})\s?[-./月]\s?(\d{1,2})\s?日?\D{0,2}")
_YEAR = re.compile(r"\D{0,3}((?:19|20)\d\d)\s?年?\D{0,2}")
_DAY = re.compile(r"\D{0,3}(\d{1,2})\s?[日号]?\D{0,2}")


@dataclass(frozen=True)
class RowFields:
    """What a row says of its notice."""

    row: Row
    title: str | None
    day: date | None


class RowFieldReader:
    """Reads rows of one page. `today` fixes dates without a year."""

    def __init__(self, page: DomIndex, today: date) -> None:
        self._page = page
        self._today = today
        self._days: dict[str, date | None] = {}
        self._day_first = day_comes_first(token.text for token in page.tokens if len(token.text) <= DATE_LENGTH)

    def day_of(self, text: str) -> date | None:
        """The date in a short text."""
        if len(text) > DATE_LENGTH:
            return None
        if text not in self._days:
            self._days[text] = parse_date(text, self._today, self._day_first)
        return self._days[text]

    def token_day(self, token: Token) -> date | None:
        """The date that a token shows: beside the links, or by itself inside one."""
        if token.parent.tag == "time" and (day := self.day_of((token.parent.get("datetime") or "")[:10])):
            return day
        if token.anchor >= 0 and not _stands_alone(token):
            return None
        return self.day_of(token.text)

    def dates_in(self, element: HtmlElement) -> int:
        """How many dates the first tokens of an element show."""
        tokens = self._page.tokens_of(element)[:_REACH]
        return sum(1 for token in tokens if self.token_day(token)) or len(list(_pieces(tokens)))

    def shows_day(self, segment: list[Token]) -> bool:
        """Whether a row's tokens show a date."""
        tokens = segment[:_TOKENS]
        return any(self.token_day(token) for token in tokens) or next(_pieces(tokens), None) is not None

    def share_dated(self, rows: list[Row], segments: list[list[Token]]) -> float:
        """The share of rows that have a date, beside them or in a heading above."""
        return max(self._dated(segments), sum(1 for day in self._above(rows) if day) / max(1, len(rows)))

    def segments(self, rows: list[Row]) -> list[list[Token]]:
        """The tokens of each row: those inside its element, where that shows dates or has words beside the link; else
        those on its line, or those up to the next row, or those since the row before: as most rows have a date."""
        inside = [self._page.tokens_of(row.element) for row in rows]
        share = self._dated(inside)
        if share >= _MOST:
            return inside
        found = [inside, *self._around(rows)]
        shares = [share, *(self._dated(value) for value in found[1:])]
        best = max(range(len(found)), key=lambda at: (shares[at], -at))
        if shares[best] > share + 0.2:
            return found[best]
        bare = sum(1 for tokens in inside if any(token.anchor < 0 for token in tokens)) < len(rows) / 2
        return found[2] if bare and not self._titled(rows) else inside

    def _titled(self, rows: list[Row]) -> bool:
        return sum(1 for row in rows if self._page.is_title(row.anchor)) > len(rows) / 2

    def _dated(self, segments: list[list[Token]]) -> float:
        return sum(1 for segment in segments if self.shows_day(segment)) / max(1, len(segments))

    def _around(self, rows: list[Row]) -> list[list[list[Token]]]:
        """The tokens on each row's line; those from each row to the next; those since the row before."""
        page = self._page
        lines = []
        after = []
        before = []
        for number, row in enumerate(rows):
            start, end = page.spans[row.element]
            low, high = page.spans[row.holder]
            follows = rows[number + 1].first if number + 1 < len(rows) else high
            precedes = page.spans[rows[number - 1].element][1] if number else low
            after.append(page.tokens[row.first : min(max(end, follows), high, row.first + _REACH)])
            before.append(page.tokens[max(precedes, low, end - _REACH) : end])
            line = {token.line for token in page.tokens[start:end]}
            near = page.tokens[max(low, start - _TOKENS) : min(high, end + _TOKENS)]
            lines.append([token for token in near if token.line in line])
        return [lines, after, before]

    def read(self, rows: list[Row]) -> list[RowFields]:
        """The title and day of each row."""
        segments = self.segments(rows)
        above = self._above(rows)
        if sum(1 for day in above if day) > (self._dated(segments) + 0.2) * len(rows):
            days = above
        else:
            days = self._days_of(rows, segments)
        words = [[token for token in segment[:_TOKENS] if not _ONLY_DATE.fullmatch(token.text)] for segment in segments]
        titles = titles_of(rows, words)
        return [
            RowFields(row, title, day or date_in_url(row.anchor.url))
            for row, title, day in zip(rows, titles, days, strict=True)
        ]

    def _in_its_year(self, token: Token, day: date, row: Row, above: int | None) -> date:
        """A date written without its year, in the year that the heading above or the link's address names."""
        if _HAS_YEAR.search(token.text) or not _NUMBERED.search(token.text):
            return day
        named = _YEAR_IN_PATH.search(row.anchor.url)
        year = above or (int(named[1]) if named else day.year)
        try:
            placed = day.replace(year=year)
        except ValueError:
            return day
        return placed if placed <= self._today + timedelta(days=1) else day

    def _years_above(self, rows: list[Row]) -> list[int | None]:
        """The year of the heading above each row, such as `2023年6月` or `March 2023`."""
        found: list[int | None] = []
        year = None
        at = max(0, rows[0].first - _TOKENS) if rows else 0
        for row in rows:
            for token in self._page.tokens[at : row.first]:
                if token.anchor < 0 and len(token.text) <= 20 and (match := _YEAR_HEADING.fullmatch(token.text)):
                    year = int(match[1])
            at = max(at, self._page.spans[row.element][1])
            found.append(year)
        return found

    def _days_of(self, rows: list[Row], segments: list[list[Token]]) -> list[date | None]:
        """Each row's day: of the column of dates that most rows have, the one that is most in order where there are
        several; in a row without it, the first date."""
        shown = [
            self._shown(row, segment, year)
            for row, segment, year in zip(rows, segments, self._years_above(rows), strict=True)
        ]
        coverage: Counter[Column] = Counter(column for dates in shown for column in dates)
        if not coverage:
            return [None] * len(rows)
        most = max(coverage.values())
        usual = [column for column, count in coverage.items() if count >= 0.8 * most]
        # What is in order alike: the one that stands less deep in its row, in no box that opens on a click.
        best = max(
            usual, key=lambda column: (_in_order([dates[column] for dates in shown if column in dates]), -len(column))
        )
        return [dates.get(best) or next(iter(dates.values()), None) for dates in shown]

    def _shown(self, row: Row, segment: list[Token], year: int | None) -> dict[Column, date]:
        found: dict[Column, date] = {}
        for column, token in columns(row, segment[:_TOKENS]):
            if day := self.token_day(token):
                found.setdefault(column, self._in_its_year(token, day, row, year))
        if not found and (written := next(_pieces(segment[:_TOKENS]), None)) and (day := self.day_of(written)):
            return {("pieces",): day}
        return found

    def _above(self, rows: list[Row]) -> list[date | None]:
        """The date in a heading above each row, carried on to the next heading; there must be headings between rows."""
        found: list[date | None] = []
        headings: set[date] = set()
        day = None
        at = max(0, rows[0].first - _HEADING) if rows else 0
        for row in rows:
            for token in self._page.tokens[at : row.first]:
                if token.anchor < 0 and _ONLY_DATE.fullmatch(token.text) and (shown := self.day_of(token.text)):
                    day = shown
            at = max(at, self._page.spans[row.element][1])
            found.append(day)
            headings.update([day] if day else [])
        return found if len(headings) > 1 else [None] * len(rows)


def _pieces(segment: list[Token]) -> Iterator[str]:
    """Dates whose parts stand in elements of their own: `13` under `2024-06`, or `2024` over `06-13`."""
    short = [token.text for token in segment if len(token.text) <= 12 and any(map(str.isdigit, token.text))]
    for left, other in pairwise(short):
        for first, second in ((left, other), (other, left)):
            if (match := _YEAR_MONTH.fullmatch(first)) and (day := _DAY.fullmatch(second)):
                yield f"{match[1]}-{match[2]}-{day[1]}"
            elif (match := _YEAR.fullmatch(first)) and (day := _MONTH_DAY.fullmatch(second)):
                yield f"{match[1]}-{day[1]}-{day[2]}"


def _stands_alone(token: Token) -> bool:
    """Whether a token inside a link is a date and nothing else, and stands by itself, not in the run of a sentence: at
    its end, or in numbers alone before all else."""
    if not _ONLY_DATE.fullmatch(token.text):
        return False
    tail = token.parent.tail or ""
    before = token.parent.getprevious() is None and not (token.parent.getparent().text or "").strip()
    return token.parent.tag == "a" or not tail or tail[0].isspace() or (before and bool(_NUMBERS.fullmatch(token.text)))


def _in_order(days: list[date]) -> float:
    """How far days are in falling or rising order: 1 when they all are."""
    steps = list(pairwise(days))
    falling = sum(1 for left, other in steps if left >= other)
    rising = sum(1 for left, other in steps if left <= other)
    return max(falling, rising) / max(1, len(steps))

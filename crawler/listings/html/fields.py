"""Extraction of the titles and dates of rows from the columns that the rows have in common."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from crawler.listings.html.column_days import ShownDay, days_of_rows
from crawler.listings.html.column_heads import heads_above, place_in_row
from crawler.listings.html.columns import Column, columns
from crawler.listings.html.date_boxes import boxed_dates
from crawler.listings.html.dom_index import DomIndex, Token
from crawler.listings.html.rows import Row
from crawler.listings.html.title_dates import without_dates
from crawler.listings.html.titles import titles_of
from crawler.listings.html.token_dates import REACH, TOKENS, TokenDates, is_marked
from crawler.model.dates import date_in_url
from crawler.text.date_labels import label_meaning
from crawler.text.dates import DateContext, DateMention, Meaning

_MOST = 0.6
_HEADING = 6
"""Maximum number of tokens between a heading and the first row below it."""
_YEAR_IN_PATH = re.compile(r"(?<!\d)(20\d\d)(?=[/_-])")
_YEAR_HEADING = re.compile(r"(?:[A-Za-z]{3,9}\.?\s)?((?:19|20)\d\d)\s?年?(?:\s?\d{1,2}\s?月)?")
_LABEL_ENDS = re.compile(r"(?i)(?:[:：]|时间|時間|日期|日時|\bdate)\s*$")
_LONGEST_LABEL = 20


@dataclass(frozen=True)
class RowFields:
    """The title and date of the notice in a row.

    `dated` is true if a date or an age is shown in the row or in a heading above it, even if it is no publication date.
    `segment` contains the tokens of the row.
    """

    row: Row
    title: str | None
    day: date | None
    dated: bool
    segment: Sequence[Token]


class RowFieldReader:
    """Reader of the titles and dates in the rows of one page.

    `context` is used to complete dates without a year. If a date's order of day and month is ambiguous, the other dates
    of the page decide.
    """

    def __init__(self, page: DomIndex, context: DateContext) -> None:
        self._page = page
        self.dates = TokenDates(page, context)
        self._context = self.dates.context

    def segments(self, rows: list[Row]) -> list[list[Token]]:
        """Return the tokens that belong to each row.

        A row can be delimited in four ways: by its element, by its line, from its start to the next row, or from the
        previous row to its end. The first rule that applies decides:

        1. Most elements contain dates: by its element.
        2. One way finds dates in clearly more rows than the element does: that way.
        3. Most elements have no text outside links, and most links have no title: from its start to the next row.
        4. Otherwise: by its element.

        For a single row, only its element and its line are considered.
        """
        inside = [self._page.tokens_of(row.element) for row in rows]
        share = self._dated(inside)
        if share >= _MOST:
            return inside
        around = self._around(rows)
        found = [inside, *(around if len(rows) > 1 else around[:1])]
        shares = [share, *(self._dated(value) for value in found[1:])]
        best = max(range(len(found)), key=lambda at: (shares[at], -at))
        if shares[best] > share + 0.2:
            return found[best]
        if len(rows) < 2:
            return inside
        bare = sum(1 for tokens in inside if any(token.anchor < 0 for token in tokens)) < len(rows) / 2
        return found[2] if bare and not self._titled(rows) else inside

    def _titled(self, rows: list[Row]) -> bool:
        return sum(1 for row in rows if self._page.is_title(row.anchor)) > len(rows) / 2

    def _dated(self, segments: list[list[Token]]) -> float:
        return sum(1 for segment in segments if self.dates.shows_day(segment)) / max(1, len(segments))

    def _around(self, rows: list[Row]) -> list[list[list[Token]]]:
        """Return the tokens of each row three times: delimited by line, by the next row, and by the previous row."""
        page = self._page
        lines = []
        after = []
        before = []
        for number, row in enumerate(rows):
            start, end = page.spans[row.element]
            low, high = page.spans[row.holder]
            follows = rows[number + 1].first if number + 1 < len(rows) else high
            precedes = page.spans[rows[number - 1].element][1] if number else low
            after.append(page.tokens[row.first : min(max(end, follows), high, row.first + REACH)])
            before.append(page.tokens[max(precedes, low, end - REACH) : end])
            line = {token.line for token in page.tokens[start:end]}
            near = page.tokens[max(low, start - TOKENS) : min(high, end + TOKENS)]
            lines.append([token for token in near if token.line in line])
        return [lines, after, before]

    def read(self, rows: list[Row]) -> list[RowFields]:
        """Return the title and date of each row."""
        segments = self.segments(rows)
        above = self._above(rows)
        if sum(1 for day in above if day) > (self._dated(segments) + 0.2) * len(rows):
            days = above
        else:
            days = self._days_of(rows, segments)
        words = [[token for token in segment[:TOKENS] if not self.dates.is_date(token.text)] for segment in segments]
        titles, in_titles = without_dates(titles_of(rows, words), self.dates)
        if sum(map(bool, in_titles)) > sum(map(bool, days)):
            days = [_with_year(day, row.anchor.url) for row, day in zip(rows, in_titles, strict=True)]
        return [
            RowFields(
                row, title, day or date_in_url(row.anchor.url), bool(day) or self.dates.shows_time(segment), segment
            )
            for row, title, day, segment in zip(rows, titles, days, segments, strict=True)
        ]

    def _in_its_year(self, mention: DateMention, row: Row, above: int | None) -> DateMention:
        """Return a date mention of a row, with the right year if the text of the mention states none.

        The right year is `above`, the year in the heading above the row. Without such a heading, it is the year in the
        URL of the row's link. Without both, the mention is returned unchanged.
        """
        named = _YEAR_IN_PATH.search(row.anchor.url)
        year = above or (int(named[1]) if named else None)
        if mention.year_written or year is None:
            return mention
        try:
            placed = mention.day.replace(year=year)
        except ValueError:
            return mention
        return replace(mention, day=placed, year_written=True) if placed <= self._context.latest else mention

    def _years_above(self, rows: list[Row]) -> list[int | None]:
        """Return for each row the year in the heading above it, such as `2023年6月` or `March 2023`."""
        found: list[int | None] = []
        year = None
        at = max(0, rows[0].first - TOKENS) if rows else 0
        for row in rows:
            for token in self._page.tokens[at : row.first]:
                if token.anchor < 0 and len(token.text) <= 20 and (match := _YEAR_HEADING.fullmatch(token.text)):
                    year = int(match[1])
            at = max(at, self._page.spans[row.element][1])
            found.append(year)
        return found

    def _days_of(self, rows: list[Row], segments: list[list[Token]]) -> list[date | None]:
        """Return the publication date of each row, chosen from the columns that the rows have in common."""
        heads = heads_above(rows[0].element) if rows else {}
        shown = [
            self._shown(row, segment, year, heads)
            for row, segment, year in zip(rows, segments, self._years_above(rows), strict=True)
        ]
        return days_of_rows(shown, self._context)

    def _shown(
        self, row: Row, segment: list[Token], year: int | None, heads: dict[int, Meaning]
    ) -> dict[Column, list[ShownDay]]:
        """Return a mapping from columns to the row's dates, each with the meaning given by its label or column head.

        `year` is the year in the heading above the row. `heads` are the meanings of the column heads by column index.
        """
        found: dict[Column, list[ShownDay]] = {}
        before: Token | None = None
        for column, token in columns(row, segment[:TOKENS]):
            if mentions := self.dates.dates_at(token):
                around = self._around_it(row, token, before, heads)
                found.setdefault(
                    column, [ShownDay.of(self._in_its_year(mention, row, year), around) for mention in mentions]
                )
            before = token
        written = next(boxed_dates(segment[:TOKENS]), None)
        if written and (mentions := self.dates.dates(written)):
            without_year = not any(shown.year_written for days in found.values() for shown in days)
            if not found or (without_year and mentions[0].year_written):
                return {("pieces",): [ShownDay.of(self._in_its_year(mentions[0], row, year), Meaning.NONE)]}
        return found

    def _around_it(self, row: Row, token: Token, before: Token | None, heads: dict[int, Meaning]) -> Meaning:
        """Return the meaning that a token's surroundings give to the date in it.

        This is the meaning of the label in `before`, the token before it in the row. Without a label, it is the meaning
        of the column head. `heads` maps column indexes to the meanings of the column heads.
        """
        if before and before.anchor < 0 and len(before.text) <= _LONGEST_LABEL and _LABEL_ENDS.search(before.text):
            meaning = label_meaning(before.text).meaning
            if meaning is not Meaning.NONE:
                return meaning
        return heads.get(place_in_row(row.element, token.parent), Meaning.NONE) if heads else Meaning.NONE

    def _above(self, rows: list[Row]) -> list[date | None]:
        """Return the date in the heading above each row. A heading applies to all rows up to the next heading.

        If there are fewer than two different dates in headings, the result is None for every row.
        """
        found: list[date | None] = []
        headings: set[date] = set()
        day = None
        at = max(0, rows[0].first - _HEADING) if rows else 0
        for row in rows:
            for token in self._page.tokens[at : row.first]:
                is_heading = self.dates.is_date(token.text) or is_marked(token.text)
                if token.anchor < 0 and is_heading and (shown := self.dates.day_of(token.text)):
                    day = shown
            at = max(at, self._page.spans[row.element][1])
            found.append(day)
            headings.update([day] if day else [])
        return found if len(headings) > 1 else [None] * len(rows)


def _with_year(day: date | None, url: str) -> date | None:
    """Return the date of a row, with its year replaced if the URL has the same month and day with another year."""
    named = date_in_url(url)
    return named if day and named and (named.month, named.day) == (day.month, day.day) else day

"""Detection of dates in the tokens (texts) of a page."""

import re
from datetime import date

from lxml.html import HtmlElement

from crawler.listings.html.date_boxes import boxed_dates
from crawler.listings.html.dom_index import DomIndex, Token
from crawler.text.date_words import states_age
from crawler.text.dates import DateContext, DateMention, are_all_of, find_dates, resolve_context

TOKENS = 60
"""Maximum number of tokens of a row that are examined."""
REACH = 200
"""Maximum number of tokens in a row that includes texts after the end of the row's element."""
DATE_LENGTH = 60
"""Maximum number of characters of a text that may be a date with its label."""
_ONLY_DATE = re.compile(
    r"(?i)[\[((【<]?\s*(?:\d[\d\s年月日./:,\-T]{2,24}|(?:[a-z]{3,9}\.?,?\s+)?[a-z]{3,9}\.?\s\d{1,2}(?:st|nd|rd|th)?,?\s(?:19|20)\d\d"
    r"|(?:[a-z]{3,9}\.?,?\s+)?\d{1,2}(?:st|nd|rd|th)?\s[a-z]{3,9}\.?,?\s(?:19|20)\d\d|今[天日]|[昨前]天|昨日|today|yesterday)"
    r"\s*[\]))】>]?"
)
_MARKED_DATE = re.compile(r"(?:19|20)\d\d\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d{1,2}日?\s?[^\W\d]{1,4}")
"""Matches a date with a short suffix, such as `2014.03.31 UP` or `2024/5/1 更新`."""
_LABELLED_DATE = re.compile(
    r"(?:[^\W\d]{1,10}\s?[:：]|[\[(【]\d{1,7}[\])】])\s?[\[(【]?(?:19|20)\d\d\s?[-./年]\s?\d{1,2}\s?[-./月]\s?\d"
)
"""Matches the beginning of a text with a label or a count before a date, such as `发布时间：2024-05-01`."""
_MACHINE_DATE = re.compile(r"\s*(?:19|20)\d\d[-/.年]\d{1,2}[-/.月]\d{1,2}日?")
_MARKED = 20
_NUMBERS = re.compile(r"\W?(?:19|20)\d\d([-./])\d{1,2}\1\d{1,2}\W?")


class TokenDates:
    """The dates in the tokens of one page.

    `context` is used to complete dates without a year. If a date's order of day and month is ambiguous, the other dates
    of the page decide.
    """

    def __init__(self, page: DomIndex, context: DateContext) -> None:
        self._page = page
        self._mentions: dict[str, list[DateMention]] = {}
        self._only: dict[str, bool] = {}
        self.context = resolve_context((token.text for token in page.tokens if len(token.text) <= DATE_LENGTH), context)

    def day_of(self, text: str) -> date | None:
        """Return the first date in a short text, whatever the date means, or None if the text contains no date."""
        return next((mention.day for mention in self.dates(text)), None)

    def dates(self, text: str) -> list[DateMention]:
        """Return the dates in a short text. The result for a long text is empty."""
        if len(text) > DATE_LENGTH:
            return []
        if text not in self._mentions:
            # Dots may lead from the title to the date.
            self._mentions[text] = find_dates(text.lstrip(".…·"), self.context)
        return self._mentions[text]

    def is_date(self, text: str) -> bool:
        """Return whether a text consists only of a date."""
        if text not in self._only:
            self._only[text] = bool(_ONLY_DATE.fullmatch(text)) or (
                len(text) <= DATE_LENGTH and are_all_of(text, self.dates(text))
            )
        return self._only[text]

    def only_day(self, text: str) -> date | None:
        """Return the date of a text that consists only of a date, or None."""
        return self.day_of(text) if self.is_date(text) else None

    def token_day(self, token: Token) -> date | None:
        """Return the first date in a token, whatever the date means, or None if the token contains no date.

        Dates within the text of a link are ignored.
        """
        return next((mention.day for mention in self.dates_at(token)), None)

    def dates_at(self, token: Token) -> list[DateMention]:
        """Return the dates in a token, except dates within the text of a link."""
        if token.parent.tag == "time" and (found := self._machine_dates(token.parent.get("datetime") or "")):
            return found
        if token.anchor >= 0 and not self._is_separate_date(token):
            return []
        return self.dates(token.text)

    def _machine_dates(self, text: str) -> list[DateMention]:
        """Return a list with the date in the `datetime` attribute of a `time` element, or an empty list.

        `text` is the value of the attribute. It must begin with year, month and day, as HTML requires. For any other
        value (`May 20, 2024`, `3 days ago`), the text displayed on the page is more reliable.
        """
        stated = _MACHINE_DATE.match(text)
        return self.dates(stated[0]) if stated else []

    def _is_separate_date(self, token: Token) -> bool:
        """Return whether a token inside a link is a date that does not belong to the link's title.

        The token must consist only of a date, possibly with a label. In addition, one of these must hold: a space
        follows it; it is the last text of the link; or it is numeric and is the first text of the link.
        """
        marked = is_marked(token.text)
        labelled = token.parent.tag != "a" and len(token.text) <= DATE_LENGTH and _LABELLED_DATE.match(token.text)
        if not self.is_date(token.text) and not marked and not labelled:
            return False
        tail = token.parent.tail or ""
        spaced = (token.parent.text or "")[-1:].isspace() or tail[:1].isspace()
        before = token.parent.getprevious() is None and not (token.parent.getparent().text or "").strip()
        return token.parent.tag == "a" or not tail or spaced or (before and bool(_NUMBERS.fullmatch(token.text)))

    def dates_in(self, element: HtmlElement) -> int:
        """Return the number of dates among the first tokens of an element."""
        tokens = self._page.tokens_of(element)[:REACH]
        return sum(1 for token in tokens if self.token_day(token)) or len(list(boxed_dates(tokens)))

    def shows_day(self, segment: list[Token]) -> bool:
        """Return whether a row's tokens contain a date."""
        tokens = segment[:TOKENS]
        return any(self.token_day(token) for token in tokens) or next(boxed_dates(tokens), None) is not None

    def shows_time(self, segment: list[Token]) -> bool:
        """Return whether a row's tokens contain a date, or an age that names no day, such as `4 years ago`."""
        return self.shows_day(segment) or any(
            len(token.text) <= DATE_LENGTH and states_age(token.text) for token in segment[:TOKENS]
        )


def is_marked(text: str) -> bool:
    """Return whether a text is a date with a short suffix, such as `2024年5月1日発表`."""
    return len(text) <= _MARKED and _MARKED_DATE.fullmatch(text) is not None

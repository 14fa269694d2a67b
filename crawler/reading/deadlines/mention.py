"""A date in a sentence, and whether the words around it give it a meaning other than that of a deadline.

Pure functions; no I/O.
"""

import re
from dataclasses import dataclass

from crawler.reading.deadlines.calibration import CALIBRATION
from crawler.reading.deadlines.closings import CLOSES, UNTIL
from crawler.reading.deadlines.conditions import ALSO, QUALIFIES, TERM, TERM_HEADINGS
from crawler.reading.deadlines.dayspans import DaySpan
from crawler.reading.deadlines.exclusions import ARTICLE, MEASURED, NOT_OURS, RECURRING
from crawler.reading.deadlines.own_acts import MEETS, OWN
from crawler.reading.deadlines.requests import OBLIGES, PUBLIC, REQUESTS
from crawler.reading.deadlines.submissions import HEADINGS, SUBMITS
from crawler.reading.deadlines.words import WORDS

# 每月28日(本次报送于5月29日)之前: the next of the recurring days.
_THIS_TIME = re.compile("本次|此次|这次|首次")
# 受理日期在5月27日之前的,按原政策执行: a state on a day, followed by the rule for it.
_STATE = re.compile("[ ,、]*(?:的(?:[,、]|均|都|可|仍|按|不)|应[^,。;]{1,8}的)")
_HANDS_IN = re.compile(rf"[^,;]{{0,24}}?(?:{WORDS['hand_in']})")


@dataclass(frozen=True)
class Mention:
    """A date in a folded sentence, with the heading above the sentence.

    `low` is the end of the previous date in the sentence, and `high` is the start of the next date. `is_rule` means
    that the text is a regulation, in which a date without a year recurs every year.
    """

    sentence: str
    heading: str
    span: DaySpan
    low: int
    high: int
    is_rule: bool = False

    @property
    def before(self) -> str:
        """Return the words from the previous date to this date, at most CALIBRATION.before characters."""
        return self.sentence[max(self.low, self.span.start - CALIBRATION.before) : self.span.start]

    @property
    def after(self) -> str:
        """Return the words from this date to the next date, at most CALIBRATION.reach characters."""
        return self.sentence[self.span.end : min(self.high, self.span.end + CALIBRATION.reach)]

    @property
    def names_day(self) -> bool:
        """Return whether the date is a single day, not the end of a month or year."""
        return "日" in self.sentence[self.span.start : self.span.end]

    @property
    def lead(self) -> str:
        """Return the words before this date, including other dates, at most CALIBRATION.reach characters."""
        return self.sentence[max(0, self.span.start - CALIBRATION.reach) : self.span.start]


def recurs(mention: Mention) -> bool:
    """Return whether a date recurs every year, such as 每年3月底前.

    If the date has a year, only the nearest words are checked, because other words may belong to another date.
    """
    if mention.is_rule and not mention.span.year_written and "请" not in mention.sentence:
        return True
    words = mention.before[-CALIBRATION.near :] if mention.span.year_written else mention.lead
    return bool(RECURRING.search(_THIS_TIME.split(words)[-1]))


def belongs_to_another(mention: Mention) -> bool:
    """Return whether a date belongs to a condition, a measurement, an event or a validity."""
    around = mention.before[-CALIBRATION.near :] + mention.after[: CALIBRATION.near]
    closed = CLOSES.match(mention.after)
    if closed and _STATE.match(mention.after, closed.end()):
        return True
    return bool(MEASURED.search(mention.before) or NOT_OURS.search(around))


def is_arrival(mention: Mention) -> bool:
    """Return whether a date is the day on which participants arrive at a meeting or a training (报到)."""
    words = mention.before[-CALIBRATION.near :] + mention.after[: CALIBRATION.near]
    return "报到" in words and bool(MEETS.search(mention.sentence + mention.heading))


def is_excluded(mention: Mention) -> bool:
    """Return whether a date cannot be a deadline because it has another meaning.

    It may be the last day of a benefit, a date in an article of a regulation, or the date of a step that the issuing
    authority itself takes.
    """
    until = UNTIL.search(mention.before)
    if (mention.span.is_range or until) and (
        TERM.match(mention.sentence, mention.span.end)
        or TERM_HEADINGS.search(mention.heading)
        or TERM_HEADINGS.search(mention.before[-CALIBRATION.short :])
    ):
        return True
    if is_qualification(mention):
        return True
    is_own = OWN.search(mention.before) and not until and not asks_people(mention)
    return bool(ARTICLE.search(mention.sentence) or is_own)


def is_qualification(mention: Mention) -> bool:
    """Return whether a last day or a range belongs to the conditions of a benefit, and not to a request.

    For example, the tax must have been paid by the day (且在6月30日前缴纳契税的,给予补贴).
    """
    closed = CLOSES.match(mention.after)
    is_term = mention.span.is_range or UNTIL.search(mention.before)
    if not (closed or is_term) or REQUESTS.search(mention.before) or OBLIGES.search(mention.before):
        return False
    end = mention.span.end + (closed.end() if closed else 0)
    if QUALIFIES.match(mention.sentence, end):
        return True
    return bool(ALSO.search(mention.before)) and not _HANDS_IN.match(mention.sentence, end)


def asks_people(mention: Mention) -> bool:
    """Return whether the words after a date ask people to submit something.

    The result is false if the heading above does not name a period for submissions.
    """
    actor = PUBLIC.search(mention.after)
    return bool(actor and HEADINGS.search(mention.heading) and SUBMITS.search(mention.after, actor.end()))

"""Decision whether a date is a deadline, by the words around it. Pure functions; no I/O."""

import re
from dataclasses import dataclass

from crawler.reading.deadlines.calibration import CALIBRATION
from crawler.reading.deadlines.dayspans import DaySpan
from crawler.reading.deadlines.english import ENGLISH, ENGLISH_OWN
from crawler.reading.deadlines.exclusions import (
    ARTICLE,
    BY_OFFICE,
    CHANGES,
    CONDITION,
    GOAL_AFTER,
    GOAL_BEFORE,
    INFORMS,
    ITSELF,
    MEASURED,
    MEETS,
    NOT_OURS,
    OWN,
    PAST,
    RECURRING,
    TERM,
    TERM_HEADINGS,
    WEAK,
)
from crawler.reading.deadlines.rules import (
    AFTER_GOAL,
    ASKS,
    ATTENDS,
    BARE_LABEL,
    CLOSES,
    CLOSING,
    DURING,
    EXTENDED,
    HEADINGS,
    NAMED_LAST,
    OBLIGES,
    ONE_DAY,
    OPENS,
    PERIODS,
    PUBLIC,
    REQUESTS,
    STARTS,
    SUBMITS,
    UNTIL,
)

_FINISH = re.compile(r"(?:分批|分别|全部|全面|基本|按时)*完成\s*(?:$|[,;)。、])\s*")
_THEN = re.compile("并|再|后|同时|及时|将|把")
_CLAUSE = re.compile("[,;:]")
_ASKED = re.compile("请(?!示)|务必")
_LATE = re.compile(r"[\s,)]*(?:逾期|过期|过时)")
_SUBJECT = re.compile(r"^(?:应当?|须|需|要|务必|必须|原则上|统一|要求|请|均)*[于在]?\s*$")


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


def is_deadline(mention: Mention) -> bool:
    """Return whether the words around a date show that it is a deadline."""
    before = mention.before
    after = mention.after
    if ENGLISH.search(before):
        return not ENGLISH_OWN.search(before)
    if (
        _recurs(mention)
        or MEASURED.search(before)
        or NOT_OURS.search(before[-CALIBRATION.near :] + after[: CALIBRATION.near])
    ):
        return False
    closed = CLOSES.match(after)
    rest = (after[closed.end() :] if closed else after).lstrip(" ,、")
    is_condition = bool(CONDITION.match(rest)) and not AFTER_GOAL.search(rest) and not OBLIGES.search(before)
    if _is_arrival(mention) or (INFORMS.match(rest) and not (closed and _ASKED.search(mention.lead))):
        return False
    if EXTENDED.search(before) or NAMED_LAST.match(after) or _ends_period(mention, is_condition=is_condition):
        return True
    if mention.span.is_range and (DURING.match(after) or OPENS.match(after)):
        return bool(DURING.match(after)) or not TERM.match(mention.sentence, mention.span.end)
    if _is_excluded(mention) or (is_condition and (closed or mention.span.is_range)):
        return False
    if UNTIL.search(before) and PERIODS.search(before):
        return True
    if UNTIL.search(before) or (CLOSING.search(before) and not PAST.search(before)):
        return _hands_in(mention) or bool(HEADINGS.search(mention.heading)) or _is_labelled_closing(before)
    if closed or mention.span.is_range:
        return _is_due(mention, rest, closed=bool(closed))
    starts = after.lstrip().startswith(("起", "开始"))
    return bool(ATTENDS.match(after)) and not (starts or GOAL_BEFORE.search(before) or ITSELF.search(before))


def _is_arrival(mention: Mention) -> bool:
    """Return whether a date is the day on which participants arrive at a meeting or a training (报到)."""
    words = mention.before[-CALIBRATION.near :] + mention.after[: CALIBRATION.near]
    return "报到" in words and bool(MEETS.search(mention.sentence + mention.heading))


def _is_excluded(mention: Mention) -> bool:
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
    is_own = OWN.search(mention.before) and not until and not _asks_people(mention)
    return bool(ARTICLE.search(mention.sentence) or is_own)


def _asks_people(mention: Mention) -> bool:
    """Return whether the words after a date ask people to submit something.

    The result is false if the heading above does not name a period for submissions.
    """
    actor = PUBLIC.search(mention.after)
    return bool(actor and HEADINGS.search(mention.heading) and SUBMITS.search(mention.after, actor.end()))


def _recurs(mention: Mention) -> bool:
    """Return whether a date recurs every year, such as 每年3月底前.

    If the date has a year, only the nearest words are checked, because other words may belong to another date.
    """
    if mention.is_rule and not mention.span.year_written and "请" not in mention.sentence:
        return True
    words = mention.before[-CALIBRATION.near :] if mention.span.year_written else mention.lead
    return bool(RECURRING.search(words))


def _hands_in(mention: Mention) -> bool:
    return bool(SUBMITS.search(mention.lead + mention.after) or ASKS.search(mention.lead + mention.after))


def _is_labelled_closing(before: str) -> bool:
    """Return whether the words before a date end in a colon. They are then the label of a closing date (截止日期:)."""
    return before.rstrip().endswith(":")


def _ends_period(mention: Mention, *, is_condition: bool) -> bool:
    """Return whether a date ends a period (报名时间, 公示期) whose name is before the date or in the heading above.

    `is_condition` means that the words after the date state a condition that must be met on that date. If it is true,
    the heading is ignored.
    """
    before = mention.before
    label = _anchored(before)
    closed = CLOSES.match(mention.after)
    ends = bool(mention.span.is_range or closed or "截止" in label or _LATE.match(mention.after))
    if label:
        starts_only = mention.after.lstrip().startswith(("起", "开始")) or STARTS.search(label)
        return ends or (bool(ONE_DAY.search(label)) and not starts_only)
    if is_condition:
        return False
    bare = BARE_LABEL.search(mention.sentence[: mention.span.start]) if not mention.low else None
    if not bare or bare.end() < mention.span.start or not HEADINGS.search(mention.heading):
        return False
    return ends or ("截止" in mention.heading + bare[0] and not mention.after.lstrip().startswith(("起", "开始")))


def _anchored(before: str) -> str:
    """Return the name of a period (报名时间) with which the words before a date end, or an empty string."""
    found = ""
    for match in PERIODS.finditer(before):
        found = match[0] if match.end() == len(before) else ""
    return found


def _is_handed_in(mention: Mention, rest: str) -> bool:
    """Return whether the work to be finished by a date is a submission (填报工作于9月20日前完成).

    `rest` is the text after the verb 完成.
    """
    said = [part for part in _CLAUSE.split(mention.lead) if _SUBJECT.sub("", part).strip()]
    is_submission = bool(said and not said[-1].endswith("的") and SUBMITS.search(said[-1][-CALIBRATION.short :]))
    return is_submission or bool(_THEN.match(rest) and AFTER_GOAL.match(rest)) or _asks_people(mention)


def _is_due(mention: Mention, rest: str, *, closed: bool) -> bool:
    """Return whether a submission is due on the date or within the date range.

    `rest` is the text after the date and its closing words. `closed` means that closing words such as 前 or 止 follow
    the date.
    """
    before = mention.before
    # 将整改情况报我局 names what has to be submitted, not work to be done.
    verb = SUBMITS.search(rest)
    earlier = SUBMITS.search(before)
    changes = rest.startswith(("将", "把", "向"))
    goal = CHANGES.match(rest) if changes else GOAL_AFTER.match(rest)
    if goal and changes and not (verb and "," in rest[verb.end() : goal.end()]):
        return False
    if finish := _FINISH.match(rest):
        return _is_handed_in(mention, rest[finish.end() :])
    if goal and not changes and not (verb and verb.start() < goal.end() - 2):
        return bool(
            AFTER_GOAL.search(rest)
            or (rest.startswith("完成") and mention.names_day and REQUESTS.search(before))
            or (verb and verb.start() < goal.end() and REQUESTS.search(before))
        )
    if GOAL_BEFORE.search(before) and not mention.span.is_range:
        return False
    if verb:
        return not (WEAK.match(verb[0]) and (BY_OFFICE.search(before) or BY_OFFICE.search(rest, 0, verb.start())))
    if closed and rest and (REQUESTS.search(before) or (OBLIGES.search(before) and PUBLIC.search(before))):
        return True
    if not earlier:
        return False
    ends_here = closed and not rest.strip(" )。,、")
    is_near = len(rest) <= CALIBRATION.short or bool(SUBMITS.search(before.rstrip(" ,").rpartition(",")[2]))
    return ends_here or (is_near and bool(ASKS.search(before + rest)))

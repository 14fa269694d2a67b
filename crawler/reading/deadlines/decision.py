"""Decision whether a date is a deadline, by the words around it. Pure functions; no I/O."""

import re

from crawler.reading.deadlines.calibration import CALIBRATION
from crawler.reading.deadlines.case_rules import states_case
from crawler.reading.deadlines.closings import CLOSES, CLOSING, ENDS_ON, EXTENDED, NAMED_LAST, STARTS, UNTIL
from crawler.reading.deadlines.conditions import CONDITION, HOLDS, TERM, TERM_HEADINGS, TERM_MOVED
from crawler.reading.deadlines.english import ENGLISH, ENGLISH_OWN
from crawler.reading.deadlines.exclusions import PAST
from crawler.reading.deadlines.mention import Mention, asks_people, belongs_to_another, is_arrival, is_excluded, recurs
from crawler.reading.deadlines.own_acts import BY_OFFICE, CHANGES, GOAL_AFTER, GOAL_BEFORE, INFORMS, ITSELF, WEAK
from crawler.reading.deadlines.requests import ASKS, ATTENDS, DURING, OBLIGES, OPENS, PUBLIC, REQUESTS
from crawler.reading.deadlines.submissions import AFTER_GOAL, BARE_LABEL, HEADINGS, ONE_DAY, PERIODS, SUBMITS

_FINISH = re.compile(r"(?:分批|分别|全部|全面|基本|按时)*完成\s*(?:$|[,;)。、])\s*")
_THEN = re.compile("并|再|后|同时|及时|将|把")
_CLAUSE = re.compile("[,;:]")
_ASKED = re.compile("请(?!示)|务必")
# 截至4月20日,请各单位完成填报: a request shows that the day is the last one, not that of a state.
_ASKS_NEXT = re.compile(r"\s*[,，]\s*(?:请(?!示)|务必|敬请)")
_UNTIL = re.compile("截[止至]|最[后迟]")
# 缴纳契税时间为12月31日前,由财政部门发放补贴: what a benefit requires.
_TRANSACTION = re.compile("缴纳|交纳|购买|签订|登记|备案|办理|注册")
_TRADES = re.compile("(?:购买|购置|出售|签订)(?![^,。;]{0,24}文件)")
_LATE = re.compile(r"[\s,)]*(?:逾期|过期|过时)")
_DESCRIBES = re.compile("的[一-龥]")
_SUBJECT = re.compile(r"^(?:应当?|须|需|要|务必|必须|原则上|统一|要求|请|均)*[于在]?\s*$")


def is_deadline(mention: Mention) -> bool:
    """Return whether the words around a date show that it is a deadline."""
    before = mention.before
    after = mention.after
    if ENGLISH.search(before):
        return not ENGLISH_OWN.search(before)
    if recurs(mention) or belongs_to_another(mention):
        return False
    closed = CLOSES.match(after)
    rest = (after[closed.end() :] if closed else after).lstrip(" ,、")
    is_asked = bool(OBLIGES.search(before) or REQUESTS.search(before))
    is_condition = bool(CONDITION.match(rest)) and not AFTER_GOAL.search(rest) and not is_asked
    if is_arrival(mention) or (INFORMS.match(rest) and not (closed and _ASKED.search(mention.lead))):
        return False
    is_work = bool(closed and _FINISH.match(rest))
    if _is_named(mention, is_work=is_work) or _ends_period(mention, is_condition=is_condition):
        return True
    if mention.span.is_range and (DURING.match(after) or OPENS.match(after)):
        return bool(DURING.match(after)) or not TERM.match(mention.sentence, mention.span.end)
    until = UNTIL.search(before)
    if is_excluded(mention) or (is_condition and (closed or until or mention.span.is_range)):
        return False
    if until and (PERIODS.search(before) or HEADINGS.search(before)):
        return True
    return not states_case(mention) and _is_last_day(mention, rest, until=bool(until), closed=bool(closed))


def _is_last_day(mention: Mention, rest: str, *, until: bool, closed: bool) -> bool:
    """Return whether something is to be submitted by a date that no label names.

    `rest` is the text after the date and its closing words. `until` means that a period that begins with the notice
    ends on the date, and `closed` means that closing words such as 前 or 止 follow the date.
    """
    if until or _closes_on(mention):
        return _hands_in(mention) or _has_label(mention)
    if closed or mention.span.is_range:
        return _is_due(mention, rest, closed=closed)
    before = mention.before
    after = mention.after
    starts = after.lstrip().startswith(("起", "开始"))
    return bool(ATTENDS.match(after)) and not (starts or GOAL_BEFORE.search(before) or ITSELF.search(before))


def _is_named(mention: Mention, *, is_work: bool) -> bool:
    """Return whether a date is a last day that was moved (延长至), or that is named after the date (为报名截止日).

    `is_work` means that work ends on the date. If it is true, the day to which the work was put off is no deadline. Nor
    is the day to which the term of a rule or a benefit was extended.
    """
    if EXTENDED.search(mention.before) and not is_work:
        is_term = TERM_HEADINGS.search(mention.before[-CALIBRATION.short :]) or TERM_MOVED.search(mention.lead)
        if not is_term:
            return True
    return bool(NAMED_LAST.match(mention.after))


def _hands_in(mention: Mention) -> bool:
    return bool(SUBMITS.search(mention.lead + mention.after) or ASKS.search(mention.lead + mention.after))


def _closes_on(mention: Mention) -> bool:
    """Return whether the words before a date make it the last day (截止时间:).

    The day of a state (截至6月底,累计) is not a last day.
    """
    before = mention.before
    is_state = PAST.search(before) and not (ENDS_ON.search(before) or _ASKS_NEXT.match(mention.after))
    return bool(CLOSING.search(before) and not is_state)


def _has_label(mention: Mention) -> bool:
    """Return whether a label names the period that ends on a date.

    The label is in the heading above, or before the date. Any words that end in a colon are a label (截止日期:).
    """
    named = HEADINGS.search(mention.heading) or HEADINGS.search(mention.before)
    return bool(named) or mention.before.rstrip().endswith(":")


def _ends_period(mention: Mention, *, is_condition: bool) -> bool:
    """Return whether a date ends a period (报名时间, 公示期) whose name is before the date or in the heading above.

    `is_condition` means that the words after the date state a condition that must be met on that date. If it is true,
    the heading is ignored.
    """
    before = mention.before
    label = _anchored(before)
    closed = CLOSES.match(mention.after)
    ends = bool(mention.span.is_range or closed or _UNTIL.search(label) or _LATE.match(mention.after))
    if label:
        if _TRANSACTION.search(label) and states_case(mention):
            return False
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
    return is_submission or bool(_THEN.match(rest) and AFTER_GOAL.match(rest)) or asks_people(mention)


def _main_verb(words: str) -> re.Match[str] | None:
    """Return the first verb of submitting that does not only describe a noun (学校填报的参赛人数), or None."""
    return next((verb for verb in SUBMITS.finditer(words) if not _DESCRIBES.match(words, verb.end())), None)


def _is_due(mention: Mention, rest: str, *, closed: bool) -> bool:
    """Return whether a submission is due on the date or within the date range.

    `rest` is the text after the date and its closing words. `closed` means that closing words such as 前 or 止 follow
    the date.
    """
    if HOLDS.match(rest):
        return False
    before = mention.before
    # 将整改情况报我局 names the report to submit, not work to do.
    verb = _main_verb(rest)
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
    if verb and _TRADES.match(rest, verb.start()):
        return bool(REQUESTS.search(before) or OBLIGES.search(before))
    if verb:
        return not (WEAK.match(verb[0]) and (BY_OFFICE.search(before) or BY_OFFICE.search(rest, 0, verb.start())))
    if closed and rest and (REQUESTS.search(before) or (OBLIGES.search(before) and PUBLIC.search(before))):
        return True
    if not earlier:
        return False
    ends_here = closed and not rest.strip(" )。,、")
    is_near = len(rest) <= CALIBRATION.short or bool(SUBMITS.search(before.rstrip(" ,").rpartition(",")[2]))
    return ends_here or (is_near and bool(ASKS.search(before + rest)))

"""Extraction of deadlines for applications, reports, comments, payments and objections, and of who must meet them.

A date is a deadline if the words beside it mark it as one (截止, 前, no later than) and the sentence requests a
submission. A date is also a deadline if it ends a submission period (报名时间, 公示期, 征求意见期) whose name is before
the date or in the heading above. Target dates that a government sets for itself (到2027年达到) and dates in the past
(截至2023年底) are not deadlines. Periods counted from the notice date (自发布之日起30日内) begin on the following day
(Civil Code of the PRC, article 201). Pure functions; no I/O.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from crawler.model.notice import Deadline
from crawler.reading.deadlines.calibration import CALIBRATION
from crawler.reading.deadlines.closings import CLOSES
from crawler.reading.deadlines.counted import counted_days
from crawler.reading.deadlines.dayspans import DaySpan, day_spans
from crawler.reading.deadlines.decision import is_deadline
from crawler.reading.deadlines.mention import Mention
from crawler.reading.deadlines.sentences import MAY_HAVE_A_DATE, Sentence, sentences
from crawler.reading.deadlines.submissions import HEADINGS, SUBMITS
from crawler.reading.deadlines.whom import Whom, for_whom

SHOWN = 200
"""The maximum number of characters of a sentence that are stored with a deadline."""
_HEADING = 40
"""The maximum length of a heading in characters."""
_ARTICLES = re.compile(r"(?m)^[^\S\n]*第\s*[一二三四五六七八九十百零\d]{1,6}\s*[条條]")
_ITEM = re.compile(r"\s*(?:[一二三四五六七八九十]是|\(?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[).、.:]+)")
# (二)志愿填报(5月20日-5月22日): the heading of a step, whose last day its text may repeat.
_STEP = re.compile(r"\s*\([一二三四五六七八九十]{1,3}\)[^()。,:]{2,16}\([^()]{4,24}\)\s*")
_HAN = re.compile("[一-龥]")
_NEXT = re.compile(r"\s*+(?:之?前\s*+)?(?:和|及|以及|与|、)\s*")
# 分别于6月底和7月底报送: a document that is due on the last of several dates is due on each of them.
_EACH = re.compile(r"分别[于在]?\s*$")
_SYNONYM = re.compile(r"\s|时间|日期|期限|截止|起止|的")


@dataclass(frozen=True)
class _Found:
    day: date
    rule: str
    start: int
    end: int
    approximate: bool = False


def deadlines(
    text: str, day: date | None, country: str | None, addressees: Sequence[str] = (), year: date | None = None
) -> tuple[Deadline, ...]:
    """Return the deadlines stated in a text, in text order. Dates before `day` are omitted.

    Each date is returned only once, unless several items of a list (1.… 2.…; 一是… 二是…) state it. In this case, it is
    returned for each of these items.

    `day` is the notice date. It is used to infer missing years, and to compute periods that begin with the publication.
    If it is None, missing years are inferred from `year`, the first day of the year that the notice states. `country`
    is the ISO 3166 code of the country whose holidays are used to count working days. If the holidays are unknown, the
    date is approximate. `addressees` are the addressees of the notice. They are used to determine who must act if
    neither the sentence of a deadline nor its heading names anybody.
    """
    is_rule = len(_ARTICLES.findall(text)) > 2
    first = day or year
    usual: Whom = for_whom("", 0, 0, "", default="public", names=addressees)
    found: dict[tuple[date, str], Deadline] = {}
    step: date | None = None
    for sentence in sentences(text):
        is_step = bool(_STEP.fullmatch(sentence.folded))
        step = None if is_step else step
        for due in _of_sentence(sentence, day, country, is_rule=is_rule, first=first):
            if not first or due.day >= first or _is_of_edition(sentence, due, day, first):
                whom = for_whom(sentence.folded, due.start, due.end, sentence.heading, default=usual)
                item = _ITEM.match(sentence.folded)
                label = sentence.folded[: due.start]
                # 1.递交时间:5月5日13:00-13:30 and 2.递交截止时间:5月5日13:30 state the same deadline.
                words = label if label.rstrip().endswith(":") else sentence.folded
                key = (due.day, _SYNONYM.sub("", words[item.end() :]) if item else "")
                if due.day != step and not any(day == due.day and not (item and other) for day, other in found):
                    found.setdefault(key, _deadline(sentence, due, whom))
                step = due.day if is_step else step
    return tuple(_without_counted(list(found.values())))


def _without_counted(found: list[Deadline]) -> Iterator[Deadline]:
    """Yield the deadlines without those that were computed but are also stated as a date in the text.

    A deadline computed from a period (`within 30 days`) may be wrong by a few days, because the period is counted from
    the notice date, which may differ from the day of publication. Therefore, a computed deadline close to a stated one
    is omitted. Deadlines in Chinese sentences are never omitted.
    """
    stated = [due.date for due in found if due.rule != "counted"]
    for due in found:
        is_near = any(abs((due.date - day).days) <= CALIBRATION.slack for day in stated)
        if not (due.rule == "counted" and is_near and not _HAN.search(due.text)):
            yield due


def _is_of_edition(sentence: Sentence, due: _Found, day: date | None, first: date) -> bool:
    """Return whether a date in the year before `first` is nevertheless a deadline of the notice.

    `first` is the first day of the year in the title or the document number. In a title such as 2026年…征集公告, this
    is the year of an edition, and applications may close in the previous year. If the notice date `day` is known, the
    result is False.
    """
    label = sentence.heading + sentence.folded[: due.start]
    return day is None and due.day.year == first.year - 1 and bool(HEADINGS.search(label))


def _deadline(sentence: Sentence, due: _Found, whom: Whom) -> Deadline:
    action = SUBMITS.search(sentence.folded, due.end, due.end + _HEADING * 3) or SUBMITS.search(sentence.folded)
    return Deadline(
        date=due.day,
        text=sentence.text.strip()[:SHOWN],
        approximate=due.approximate,
        rule=due.rule,
        action=action[0] if action else None,
        **{"for": whom},
    )


def _of_sentence(
    sentence: Sentence, day: date | None, country: str | None, *, is_rule: bool, first: date | None
) -> Iterator[_Found]:
    """Yield the deadlines in a sentence: its explicit dates or, if there are none, one date computed from `day`.

    `day` is the notice date. For a date without a year, the next occurrence on or after `first` is used.
    """
    if not MAY_HAVE_A_DATE.search(sentence.folded):
        return
    at = 0
    spans = list(day_spans(sentence.folded, first))
    due: list[DaySpan | None] = []
    for place, span in enumerate(spans):
        end = spans[place + 1].start if place + 1 < len(spans) else len(sentence.folded)
        is_past = day and not span.year_written and (span.last - day).days > CALIBRATION.ahead
        if is_past or (span.is_range and day and (day - span.first).days > CALIBRATION.window):
            # A period that began long before the notice belongs to a condition. A day without a year that would be
            # almost a year ahead was shortly before the notice.
            due.append(None)
        else:
            # If one of two joined dates is a deadline, so is the other: 截止日期分别为5月31日及11月30日.
            joined = bool(place) and _NEXT.fullmatch(sentence.folded, at, span.start)
            was_due = bool(joined and due[-1])
            if not was_due and is_deadline(Mention(sentence.folded, sentence.heading, span, at, end, is_rule)):
                was_due = True
                is_shared = CLOSES.match(sentence.folded, span.end) or _EACH.search(
                    sentence.folded, 0, spans[place - 1].start
                )
                if joined and is_shared and not spans[place - 1].is_range:
                    due[-1] = replace(spans[place - 1], end=span.end)
            due.append(span if was_due else None)
        at = span.end
    for span in filter(None, due):
        yield _Found(span.last, "range" if span.is_range else "date", span.start, span.end)
    if not any(due) and day:
        for when, approximate, end in counted_days(sentence.folded, sentence.heading, day, country):
            yield _Found(when, "counted", end, end, approximate)

"""Deadlines for applications, reports, comments, payments and objections in a text, and whom they apply to.

A date is a deadline if the words beside the date mark it as a deadline (截止, 前, no later than) and the sentence
requests a submission. A date is also a deadline if it ends a submission period (报名时间, 公示期, 征求意见期) whose
name is before the date or in the heading above. Target dates that a government sets for itself (到2027年达到) and dates
in the past (截至2023年底) are not deadlines. Periods counted from the notice date (自发布之日起30日内) begin on the
following day (Civil Code of the PRC, article 201). Pure functions; no I/O.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from crawler.model.notice import Deadline
from crawler.reading.deadlines.counted import counted_days
from crawler.reading.deadlines.dayspans import day_spans
from crawler.reading.deadlines.mention import Mention, is_deadline
from crawler.reading.deadlines.rules import SUBMITS
from crawler.reading.deadlines.whom import Whom, for_whom
from crawler.reading.fold import fold_text

SHOWN = 200
"""The maximum number of characters of a sentence that are stored with a deadline."""
_LIMIT = 2000
"""The maximum number of characters of a sentence that are analysed."""
_HEADING = 40
"""The maximum length of a heading in characters."""
_SENTENCE = re.compile(r"[^。;；!！\n]+")
_ENGLISH_END = re.compile(r"(?<=[a-z)\d]{2})\.\s+(?=[A-Z])")
_ARTICLES = re.compile(r"(?m)^[^\S\n]*第\s*[一二三四五六七八九十百零\d]{1,6}\s*[条條]")
_ITEM = re.compile(r"\s*(?:[一二三四五六七八九十]是|\(?(?:\d{1,2}|[一二三四五六七八九十]{1,2})[).、.:]+)")
_SYNONYM = re.compile(r"\s|时间|日期|期限")
_MAY_HAVE_A_DATE = re.compile(r"\d|月|年[底末]|[一二三四五六七八九十]个?(?:工作)?[日天]")


@dataclass(frozen=True)
class _Sentence:
    """A sentence in its original form and in folded form, with the heading above the sentence's line."""

    text: str
    folded: str
    heading: str


@dataclass(frozen=True)
class _Found:
    day: date
    rule: str
    start: int
    end: int
    approximate: bool = False


def deadlines(text: str, day: date | None, country: str | None, addressees: Sequence[str] = ()) -> tuple[Deadline, ...]:
    """Return the deadlines in a text that are not before `day`, in text order.

    Each date is returned once, or once per list item if the items of a list (1.… 2.…; 一是… 二是…) state the same date.

    `day` is the notice date. It is used to infer missing years and to compute periods that begin with the publication.
    `country` is the ISO 3166 code of the country whose holidays are used to count working days; a date computed without
    known holidays is approximate. `addressees` are the addressees of the notice; they determine whom a deadline applies
    to if its sentence and heading name nobody.
    """
    is_rule = len(_ARTICLES.findall(text)) > 2
    usual: Whom = for_whom("", 0, 0, "", default="public", names=addressees)
    found: dict[tuple[date, str], Deadline] = {}
    for sentence in _sentences(text):
        for due in _of_sentence(sentence, day, country, is_rule=is_rule):
            if not day or due.day >= day:
                whom = for_whom(sentence.folded, due.start, due.end, sentence.heading, default=usual)
                item = _ITEM.match(sentence.folded)
                key = (due.day, _SYNONYM.sub("", sentence.folded[item.end() :]) if item else "")
                if not any(day == due.day and not (item and other) for day, other in found):
                    found.setdefault(key, _deadline(sentence, due, whom))
    return tuple(found.values())


def _deadline(sentence: _Sentence, due: _Found, whom: Whom) -> Deadline:
    action = SUBMITS.search(sentence.folded, due.end, due.end + _HEADING * 3) or SUBMITS.search(sentence.folded)
    return Deadline(
        date=due.day,
        text=sentence.text.strip()[:SHOWN],
        approximate=due.approximate,
        rule=due.rule,
        action=action[0] if action else None,
        for_whom=whom,
    )


def _sentences(text: str) -> Iterator[_Sentence]:
    heading = ""
    for line in unicodedata.normalize("NFKC", text).split("\n"):
        folded = fold_text(line)
        dated = _MAY_HAVE_A_DATE.search(folded)
        if dated:
            for match in _SENTENCE.finditer(line):
                for part in _ENGLISH_END.split(match[0]):
                    yield _Sentence(part[:_LIMIT], fold_text(part[:_LIMIT]), heading)
        bare = folded.strip().rstrip("。:;")
        if bare and len(bare) <= _HEADING and not any(True for _ in day_spans(bare, None)):
            heading = bare


def _of_sentence(sentence: _Sentence, day: date | None, country: str | None, *, is_rule: bool) -> Iterator[_Found]:
    """Yield the deadlines in a sentence: its explicit dates or, if there are none, one date computed from `day`.

    `day` is the notice date.
    """
    if not _MAY_HAVE_A_DATE.search(sentence.folded):
        return
    named = False
    at = 0
    spans = list(day_spans(sentence.folded, day))
    for place, span in enumerate(spans):
        end = spans[place + 1].start if place + 1 < len(spans) else len(sentence.folded)
        if is_deadline(Mention(sentence.folded, sentence.heading, span, at, end, is_rule)):
            named = True
            yield _Found(span.last, "range" if span.is_range else "date", span.start, span.end)
        at = span.end
    if not named and day:
        for when, approximate, end in counted_days(sentence.folded, sentence.heading, day, country):
            yield _Found(when, "counted", end, end, approximate)

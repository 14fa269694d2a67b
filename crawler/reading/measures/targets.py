"""Extraction of targets: the words of each target, its date, its figures, and its scope."""

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice, zip_longest
from typing import NamedTuple

from crawler.model.notice import Figure, Target
from crawler.reading.deadlines.dayspans import DaySpan
from crawler.reading.deadlines.mention import Mention, is_deadline
from crawler.reading.fold import fold_text
from crawler.reading.measures.calibration import CALIBRATION
from crawler.reading.measures.figures import read_figures
from crawler.reading.measures.target_dates import ANCHORS, TargetDate, target_date
from crawler.reading.measures.target_rules import (
    BENEFITS,
    FINISHES,
    GOALS,
    GOES_ON,
    NO_TARGET,
    NO_TARGET_BEFORE,
    NOT_LAST,
    REACHES,
)
from crawler.reading.measures.target_values import comparison_of, scope_of

_LATIN_ANCHOR = re.compile(r"\b(?i:by|before|no later than)\s+(?:the\s+end\s+of\s+)?(?P<year>20\d\d)\b")
_LATIN_GOAL = re.compile(r"\b(?i:will|shall|should|aims?|targets?|goals?|to)\b")
_LATIN_SENTENCE = re.compile(r"(?:[^.;\n]|[.;](?!\s|$))+")
_NUMBER = re.compile(r"\s*(?:\([^()]{1,4}\)|[一二三四五六七八九十]{1,3}、|\d{1,2}[.、](?!\d))\s*")
_QUOTED = re.compile(r"“[^“”\n]*”|《[^《》\n]*》|\"[^\"\n]*\"")
_HAS_DATE = re.compile("[年月季末期]")
_WRITTEN_YEAR = re.compile(r"20\d\d(?=\s?年)")
_END = re.compile(
    r"[。!?\n]|\((?=\s?(?:责任|牵头|配合|由))|\((?=[^()\n]*(?:\([^()\n]*\)[^()\n]*)*(?:负责|牵头|配合|落实)\))|$"
)
_PART_END = re.compile(";")
_START = re.compile(r"[。!?;,:\n ]|\)(?=\s?\d{1,2}[.、])")
_SENTENCE_START = re.compile(r"[。!?;\n]")
_SENTENCE = re.compile(r"[^。!?;\n]+")
_SEGMENT = re.compile(r"[^。!?;,\n]*")
# The object of the verb is before the date: 规划编制,2025年底前完成。
_BARE_FINISH = re.compile(
    r"\s?,?(?:要|应|须|将)?(?:全面|全部|基本|力争)?(?:完成|到位|落实到位|实现|建成|投用|投产|竣工)?\s?(?=[。;)\n]|$)"
)
_TOPIC = re.compile(r"(?:^|[。!?;\n])\s?(?P<topic>(?:对于?|凡|针对|符合|未)[^。!?;\n]{1,40}),$")
_WORD = re.compile(r"\w\s*\w")
_ALREADY = re.compile(r"已|以来|同比|累计(?=[^,。;]{0,12}了)|[完达建实][成到现]了")


class _Anchor(NamedTuple):
    """A date at `date_start` to `end`, and the position `start` at which the words of its target begin."""

    start: int
    date_start: int
    end: int
    date: TargetDate


def read_targets(text: str, day: date | None = None) -> tuple[Target, ...]:
    """Return the targets in a clause, each with its figures.

    A target is a text such as `到2027年,……达到850家`, which extends to the full stop or the next date. The `by` of a
    target is a year, or an ISO date if the text states the end of a year or a part of a year. Quoted text, dates of
    submissions (which are deadlines), terms of benefits and figures without a date are not targets. `day` is the notice
    date; targets for earlier dates are excluded. If `day` is None, neither 年内 nor a year alone (2025年完成……) is
    recognized.
    """
    if not _HAS_DATE.search(text):
        return tuple(_latin_targets(text, fold_text(text)))
    folded = fold_text(text)
    anchors = _anchors(folded, day)
    targets = []
    for anchor, after in zip_longest(anchors, anchors[1:]):
        limit = after.start if after else len(text)
        end = _words_end(folded, anchor.end, limit)
        words = text[anchor.start : end].strip().rstrip("；;，,、和及")
        if not (_WORD.search(folded, anchor.start, anchor.date_start) or _WORD.search(folded, anchor.end, end)):
            continue
        figures = (*read_figures(words), *_following_figures(folded, end, limit))
        targets.append(
            Target(
                text=words,
                by=anchor.date.by,
                precision=anchor.date.precision,
                figures=figures,
                comparison=comparison_of(figures),
                scope=scope_of(folded[anchor.start : end]),
            )
        )
    return (*targets, *_latin_targets(text, folded))


def _words_end(folded: str, start: int, limit: int) -> int:
    """Return the end of a target's words: the full stop, the units, or a semicolon after which another subject begins.

    `start` is the end of the target's date, `limit` the start of the next target.
    """
    found = _END.search(folded, start, limit)
    end = found.start() if found else limit
    for mark in _PART_END.finditer(folded, start, end):
        part = folded[mark.end() : min(end, (folded.find(";", mark.end(), end) + 1 or end + 1) - 1)]
        if not read_figures(part) and not GOES_ON.search(part):
            return mark.start()
    return end


def _following_figures(folded: str, end: int, limit: int) -> Iterator[Figure]:
    """Yield the figures in the sentences that continue a target (到2027年……。产值达到1亿元).

    `end` is the end position of the target, `limit` the start of the next target or the end of the text.
    """
    if not folded.startswith("。", end):
        return
    limit = min(limit, folded.find("\n", end) % (len(folded) + 1))
    for sentence in islice(_SENTENCE.finditer(folded, end, limit), CALIBRATION.following):
        if not GOES_ON.search(sentence[0]) or NO_TARGET.search(sentence[0]):
            return
        yield from read_figures(sentence[0])


def _anchors(folded: str, day: date | None) -> list[_Anchor]:
    quoted = [match.span() for match in _QUOTED.finditer(folded)]
    anchors: list[_Anchor] = []
    at = 0
    for match in ANCHORS.finditer(folded):
        if match.start() == match.end():
            continue
        while at < len(quoted) and quoted[at][1] <= match.start():
            at += 1
        cited = at < len(quoted) and quoted[at][0] < match.start()
        found = None if cited else _date_of(folded, match, day)
        if found:
            last = anchors[-1] if anchors else None
            start = _words_start(folded, match)
            if last and start <= last.end:
                # Without a comma between two dates, the first is part of the words of the second: 2025年……8月底前.
                is_own = last.date.is_firm and bool(match["year"] or len(last.date.by) > 4)
                start = match.start() if is_own else last.start
                anchors = anchors if is_own else anchors[:-1]
            anchors.append(_Anchor(start, match.start(), match.end(), found))
    return anchors


def _date_of(folded: str, match: re.Match[str], day: date | None) -> TargetDate | None:
    """Return the date of a target, or None if a match of ANCHORS is not the date of a target."""
    sentence = max(folded.rfind(mark, 0, match.start()) for mark in "。;\n") + 1
    years = _WRITTEN_YEAR.findall(folded, sentence, match.start())
    found = target_date(match, day, int(years[-1]) if years else None)
    if (
        not found
        or (day is None and not found.is_firm)
        or (day and found.by < (str(day.year) if len(found.by) == 4 else day.isoformat()))
    ):
        return None
    if NO_TARGET_BEFORE.search(folded, max(sentence, match.start() - CALIBRATION.lead), match.start()):
        return None
    if (match["before"] and NO_TARGET.match(folded, match.end())) or NOT_LAST.match(folded, match.end()):
        return None
    stop = _SENTENCE.match(folded, match.end())
    rest = folded[match.end() : stop.end()] if stop else ""
    if not _has_goal(folded, sentence, match, rest, is_firm=found.is_firm and not _is_open(match)):
        return None
    return None if _is_deadline(folded, sentence, match, rest, found) else found


def _is_open(match: re.Match[str]) -> bool:
    """Return whether a last day without a year is stated, which is more often a deadline or a condition."""
    return bool(match["month"] and not match["year"] and not match["aim"])


def _has_goal(folded: str, sentence: int, match: re.Match[str], rest: str, *, is_firm: bool) -> bool:
    """Return whether the words around a date state a goal, and no benefit that ends on the date.

    `sentence` is the start of the sentence, `rest` the words of the sentence after the date.
    """
    reach = rest[: CALIBRATION.goal]
    goal = GOALS.search(reach)
    benefit = BENEFITS.search(reach if is_firm else rest)
    if benefit and (not is_firm or not goal or benefit.start() < goal.start()):
        return False
    if is_firm:
        return True
    if _ALREADY.search(reach):
        return False
    if REACHES.match(rest):
        return True
    first = _SEGMENT.match(rest.lstrip(","))
    words = first[0] if first else ""
    before = folded[sentence : match.start()]
    begins = not before.strip() or before[-1] in ",:、( ”" or bool(match["aim"])
    if not begins or match["month"]:
        return bool(_is_open(match) and goal)
    goals = REACHES if match["relative"] else GOALS
    return bool(goals.search(words) and read_figures(words))


def _is_deadline(folded: str, start: int, match: re.Match[str], rest: str, found: TargetDate) -> bool:
    """Return whether a date is a deadline for a submission and not also a goal (完成……并报送).

    `start` is the start of the sentence with the date, `rest` the words of the sentence after the date.
    """
    if match["aim"] or not (match["month"] or match["end"]) or len(found.by) == 4 or FINISHES.match(rest):
        return False
    sentence = folded[start : match.end() + len(rest)]
    end = match.end() - start - len(match["before"] or "")
    when = date.fromisoformat(found.by)
    heading = folded[:start].rstrip().rpartition("\n")[2] if folded[start - 1 : start] == "\n" else ""
    return is_deadline(
        Mention(
            sentence, heading[: CALIBRATION.title], DaySpan(match.start() - start, end, when, when), 0, len(sentence)
        )
    )


def _words_start(folded: str, match: re.Match[str]) -> int:
    """Return the start of the words that name a target's subject. `match` is the match of the target's date."""
    start = match.start()
    low = max(0, start - CALIBRATION.lead)
    is_bare = bool(_BARE_FINISH.match(folded, match.end()))
    marks = list((_SENTENCE_START if is_bare else _START).finditer(folded, low, start))
    begin = marks[-1].end() if marks else start if low else 0
    if folded[start - 1 : start] == "、":
        begin = start
    topic = _TOPIC.search(folded, low, begin)
    if topic and begin:
        begin = topic.start("topic")
    number = _NUMBER.match(folded, begin, start)
    return number.end() if number else begin


def _latin_targets(text: str, folded: str) -> Iterator[Target]:
    for sentence in _LATIN_SENTENCE.finditer(folded) if _LATIN_ANCHOR.search(folded) else ():
        words = text[sentence.start() : sentence.end()].strip()
        anchor = _LATIN_ANCHOR.search(words)
        if anchor and _LATIN_GOAL.search(words):
            figures = read_figures(words)
            yield Target(
                text=words, by=anchor["year"], precision="year", figures=figures, comparison=comparison_of(figures)
            )

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
from crawler.reading.measures.target_rules import ANCHORS, FINISHES, GOES_ON, NO_TARGET, NO_TARGET_BEFORE
from crawler.reading.measures.target_values import by_of, comparison_of, scope_of

_LATIN_ANCHOR = re.compile(r"\b(?i:by|before|no later than)\s+(?:the\s+end\s+of\s+)?(?P<year>20\d\d)\b")
_LATIN_GOAL = re.compile(r"\b(?i:will|shall|should|aims?|targets?|goals?|to)\b")
_LATIN_SENTENCE = re.compile(r"(?:[^.;\n]|[.;](?!\s|$))+")
_NUMBER = re.compile(r"\s*(?:\([^()]{1,4}\)|[一二三四五六七八九十]{1,3}、|\d{1,2}[.、](?!\d))\s*")
_QUOTED = re.compile(r"“[^“”\n]*”|《[^《》\n]*》|\"[^\"\n]*\"")
_BEFORE = re.compile(r"之?前?$")
_END = re.compile(r"[。!?\n]|\((?=\s?(?:责任|牵头|配合|由))|$")
_START = re.compile(r"[。!?;,:\n ]")
_SENTENCE = re.compile(r"[^。!?;\n]+")


class _Anchor(NamedTuple):
    start: int
    end: int
    by: str


def read_targets(text: str, day: date | None = None) -> tuple[Target, ...]:
    """Return the targets in a clause, each with its figures.

    A target is a text such as `到2027年,……达到850家`, which extends to the full stop or the next date. The `by` of a
    target is a year, or an ISO date if the text states a month or day. Quoted text, dates of submissions (which are
    deadlines) and figures without a date are not targets. `day` is the notice date; targets for earlier years are
    excluded. If `day` is None, neither 年内 nor a year alone (2025年完成……) is recognized.
    """
    folded = fold_text(text)
    anchors = _anchors(folded, day)
    targets = []
    for anchor, after in zip_longest(anchors, anchors[1:]):
        limit = after.start if after else len(text)
        found = _END.search(folded, anchor.end, limit)
        end = found.start() if found else limit
        words = text[anchor.start : end].strip().rstrip("；;，,、和及")
        figures = (*read_figures(words), *_following_figures(folded, end, limit))
        targets.append(
            Target(
                text=words,
                by=anchor.by,
                figures=figures,
                comparison=comparison_of(figures),
                scope=scope_of(folded[anchor.start : end]),
            )
        )
    return (*targets, *_latin_targets(text, folded))


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
    if "年" not in folded and "末" not in folded:
        return anchors
    at = 0
    for match in ANCHORS.finditer(folded):
        while at < len(quoted) and quoted[at][1] <= match.start():
            at += 1
        cited = at < len(quoted) and quoted[at][0] < match.start()
        by = by_of(match, day)
        if by and not cited and not _is_past(folded, match, by, day) and not _is_deadline(folded, match, by):
            before = anchors[-1].end if anchors else 0
            anchors.append(_Anchor(max(before, _words_start(folded, match.start())), match.end(), by))
    return anchors


def _is_deadline(folded: str, match: re.Match[str], by: str) -> bool:
    """Return whether a date is a deadline for a submission, and not a goal at the same time (完成……并报送).

    `match` is a match of ANCHORS, `by` its date.
    """
    if not match["month"]:
        return False
    start = max(folded.rfind(mark, 0, match.start()) for mark in "。;\n") + 1
    stops = [place for mark in "。;\n" if (place := folded.find(mark, match.end())) >= 0]
    sentence = folded[start : min(stops, default=len(folded))]
    end = match.end() - start - len(_BEFORE.findall(match[0])[0])
    when = date.fromisoformat(by)
    mention = Mention(sentence, "", DaySpan(match.start() - start, end, when, when), 0, len(sentence))
    return is_deadline(mention) and not FINISHES.match(folded, match.end())


def _is_past(folded: str, match: re.Match[str], by: str, day: date | None) -> bool:
    """Return whether a date is in the past, or belongs to a past case or a forecast (从现在到2009年)."""
    if NO_TARGET_BEFORE.search(folded, max(0, match.start() - 12), match.start()) or (day and int(by[:4]) < day.year):
        return True
    return match["before"] is not None and NO_TARGET.match(folded, match.end()) is not None


def _words_start(folded: str, start: int) -> int:
    """Return the start position of the words that name a target's subject.

    `start` is the start position of the target's date.
    """
    low = max(0, start - CALIBRATION.lead)
    marks = list(_START.finditer(folded, low, start))
    begin = marks[-1].end() if marks else start if low else 0
    number = _NUMBER.match(folded, begin, start)
    return number.end() if number else begin


def _latin_targets(text: str, folded: str) -> Iterator[Target]:
    for sentence in _LATIN_SENTENCE.finditer(folded) if _LATIN_ANCHOR.search(folded) else ():
        words = text[sentence.start() : sentence.end()].strip()
        anchor = _LATIN_ANCHOR.search(words)
        if anchor and _LATIN_GOAL.search(words):
            figures = read_figures(words)
            yield Target(text=words, by=anchor["year"], figures=figures, comparison=comparison_of(figures))

"""Read targets with their deadlines: the words of a target, its date and its figures."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta
from itertools import zip_longest
from typing import NamedTuple

from crawler.model.notice import Target
from crawler.reading.fold import fold_text
from crawler.reading.measures.figures import read_figures
from crawler.text.numerals import parse_numeral

_YEAR = r"(?P<{0}>20\d\d|二[〇○零][〇○零一二三四五六七八九]{{2}}|民国\s?\d{{2,3}})\s?年"
_AIM = r"(?:力争|争取|确保|努力)?"
_ANCHOR = re.compile(
    rf"{_AIM}(?:在)?(?<![达高加升降减截年月日\d])(?:到|至)\s?{_YEAR.format('year')}(?!的|版|\s?\d{{1,2}}\s?月\s?\d{{1,2}}\s?日(?!前))"
    r"(?:底|末|年底)?前?"
    rf"|{_AIM}(?:在)?(?<![\d前])(?:{_YEAR.format('before')})(?:\s?(?P<month>\d{{1,2}})\s?月)?(?:\s?(?P<day>\d{{1,2}})\s?日)?"
    r"(?P<end>年?底|末)?之?前(?!后)"
    rf"|{_AIM}(?:到|至|在)“?(?P<plan>十?[一二三四五六七八九十])五”?(?:规划|时期)?期?末"
)
_LATIN_ANCHOR = re.compile(r"\b(?i:by|before|no later than)\s+(?:the\s+end\s+of\s+)?(?P<year>20\d\d)\b")
_LATIN_GOAL = re.compile(r"\b(?i:will|shall|should|aims?|targets?|goals?|to)\b")
_LATIN_SENTENCE = re.compile(r"(?:[^.;\n]|[.;](?!\s|$))+")
# What was so before a day is a case that a rule is for, not something to be reached.
_PAST = re.compile(r"[^。;,\n]{0,30}?(?:已|尚未|发生|受理|的[,。;]|的$|制定的)")
_SPAN = re.compile(r"从[^,。;\n]{0,8}$")
_NUMBER = re.compile(r"\s*(?:\([^()]{1,4}\)|[一二三四五六七八九十]{1,3}、|\d{1,2}[.、](?!\d))\s*")
_QUOTED = re.compile(r"“[^“”\n]*”|《[^《》\n]*》|\"[^\"\n]*\"")
_SUBMITTED = re.compile(
    r"[^。;\n]{0,30}?(?:报送|提交|反馈|申报|报名|寄送|寄达|送达|上报|函报|填报)|报(?!废|告制)"
    r"|[^。;\n]{0,90}?(?:并|、)\s?(?:报送|上报|报)"
)
_REQUESTED = re.compile(r"请[^。;,\n]{0,12}$")
_END = re.compile(r"[。!?\n]|\((?=\s?(?:责任|牵头|配合|由))|$")
_START = re.compile(r"[。!?;,:\n ]")
LEAD = 60
"""Characters before its date that a target may begin with."""
_FIRST_PLAN_ENDED = 1955  # the n-th five-year plan ends 5 * n years later, from the sixth on


class _Anchor(NamedTuple):
    start: int
    end: int
    by: str


def read_targets(text: str) -> tuple[Target, ...]:
    """Return the targets of a clause, each with its figures.

    A target is `到2027年,……达到850家` up to the full stop or the next date. `by` is a year, or a date where the text
    names month or day. A target in quotation marks is not the clause's own; a day by which something has to be
    submitted is a deadline and not a target, and a figure without a date is not a target either.
    """
    folded = fold_text(text)
    anchors = _anchors(folded)
    targets = []
    for anchor, after in zip_longest(anchors, anchors[1:]):
        limit = after.start if after else len(text)
        found = _END.search(folded, anchor.end, limit)
        words = text[anchor.start : found.start() if found else limit].strip().rstrip("；;，,、和及")
        targets.append(Target(text=words, by=anchor.by, figures=read_figures(words)))
    return (*targets, *_latin_targets(text, folded))


def _anchors(folded: str) -> list[_Anchor]:
    quoted = [match.span() for match in _QUOTED.finditer(folded)]
    anchors: list[_Anchor] = []
    if "年" not in folded and "末" not in folded:
        return anchors
    at = 0
    for match in _ANCHOR.finditer(folded):
        while at < len(quoted) and quoted[at][1] <= match.start():
            at += 1
        cited = at < len(quoted) and quoted[at][0] < match.start()
        by = _by(match)
        if by and not cited and not _is_past(folded, match) and not _is_deadline(folded, match):
            before = anchors[-1].end if anchors else 0
            anchors.append(_Anchor(max(before, _words_start(folded, match.start())), match.end(), by))
    return anchors


def _is_deadline(folded: str, match: re.Match[str]) -> bool:
    """Return whether a date is one by which a reader has to submit something."""
    if not match["month"]:
        return False
    before = folded[max(0, match.start() - LEAD) : match.start()]
    return _SUBMITTED.match(folded, match.end()) is not None or _REQUESTED.search(before) is not None


def _is_past(folded: str, match: re.Match[str]) -> bool:
    """Return whether a date ends a past case or a forecast (从现在到2009年), and is not that of a target."""
    if _SPAN.search(folded[max(0, match.start() - 10) : match.start()]):
        return True
    return match["before"] is not None and _PAST.match(folded, match.end()) is not None


def _words_start(folded: str, start: int) -> int:
    """Return where the words before a date begin that name the subject of its target."""
    low = max(0, start - LEAD)
    marks = list(_START.finditer(folded, low, start))
    begin = marks[-1].end() if marks else start if low else 0
    number = _NUMBER.match(folded, begin, start)
    return number.end() if number else begin


def _by(match: re.Match[str]) -> str | None:
    if match["plan"]:
        number = parse_numeral(match["plan"]) or 0
        return str(_FIRST_PLAN_ENDED + 5 * number) if number >= 6 else None
    written = match["year"] or match["before"]
    year = parse_numeral(re.sub(r"民国\s?", "", written)) or 0
    year += 1911 if "民" in written else 0
    if not match["month"]:
        return str(year)
    return _day(year, int(match["month"]), match["day"], at_end=bool(match["end"]))


def _day(year: int, month: int, day: str | None, *, at_end: bool) -> str | None:
    """Return the day that a date means, or None where there is no such day.

    6月30日前 is that day, 6月底前 the last of June, 6月前 the last of May.
    """
    try:
        if day:
            return date(year, month, int(day)).isoformat()
        if at_end:
            return date(year, month, monthrange(year, month)[1]).isoformat()
        return (date(year, month, 1) - timedelta(days=1)).isoformat()
    except ValueError:
        return None


def _latin_targets(text: str, folded: str) -> Iterator[Target]:
    for sentence in _LATIN_SENTENCE.finditer(folded) if _LATIN_ANCHOR.search(folded) else ():
        words = text[sentence.start() : sentence.end()].strip()
        anchor = _LATIN_ANCHOR.search(words)
        if anchor and _LATIN_GOAL.search(words):
            yield Target(text=words, by=anchor["year"], figures=read_figures(words))

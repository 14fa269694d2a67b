"""Extraction of targets: the words of each target, its date, its figures, and its scope."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice, zip_longest
from typing import NamedTuple

from crawler.model.notice import Figure, Target
from crawler.reading.fold import fold_text
from crawler.reading.measures.calibration import CALIBRATION
from crawler.reading.measures.english_targets import english_lead_date, english_targets
from crawler.reading.measures.figures import read_figures
from crawler.reading.measures.goal_dates import goal_date
from crawler.reading.measures.target_dates import ANCHORS, TargetDate
from crawler.reading.measures.target_exclusions import CONDITION_HEADINGS, NO_TARGET
from crawler.reading.measures.target_rules import GOALS, GOES_ON
from crawler.reading.measures.target_values import comparison_of, scope_of

_NUMBER = re.compile(r"\s*(?:\([^()]{1,4}\)|[一二三四五六七八九十]{1,3}、|\d{1,2}[.、](?!\d))\s*")
_ITEM = re.compile(
    r"\s*(?:[—–―-]{1,3}|[●•◆■□▪·※★*]|\(?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[).、.](?!\d)|[①-⑳]|[一二三四五六七八九十]{1,2}是)\s*"
)
_NO_LIST = re.compile("流程|步骤|程序|材料|方式|方法|要求|链接|地址|电话")
# The opening of a notice: ,现将有关事项通知如下:
_OPENING = re.compile(
    r"[,，][^,，。;；]{0,30}(?:通知|通告|公告|函告|函复|通报|报告|要求|安排|明确|规定|提出|制定)[^,，。;；]{0,12}(?:如下|以下[^,，。;；]{0,8})[:：]$"
)
# 近期(到2025年)建成30公里,远期(: the label of the next date.
_DANGLING = re.compile(r"[,，、;；][^,，、。;；()（）]{0,8}[(（]$")
_REFERS = re.compile("以下|如下|下列|下述")
_QUOTED = re.compile(r"“[^“”\n]*”|《[^《》\n]*》|\"[^\"\n]*\"")
_HAS_DATE = re.compile("[年月季末期]")
_END = re.compile(
    r"[。!?\n]|\((?=\s?(?:责任|牵头|配合|由))|\((?=[^()\n]*(?:\([^()\n]*\)[^()\n]*)*(?:负责|牵头|配合|落实)\))|$"
)
_PART_END = re.compile(";")
_START = re.compile(r"[。!?;,:\n ]|\)(?=\s?\d{1,2}[.、])")
_SENTENCE_START = re.compile(r"[。!?;\n]")
_SENTENCE = re.compile(r"[^。!?;\n]+")
# The object of the verb is before the date: 规划编制,2025年底前完成。
_VERBS = "完成|到位|落实到位|实现|建成|投用|投产|竣工"
_FINISH = rf"\s?,?(?:要|应|须|将)?(?:全面|全部|基本|力争)?(?:{_VERBS})"
# 学校10所2025年底前建成,医院5家2025年底前建成: the object of each verb is before its own date.
_NEXT_FINISH = (
    rf"[,、][^。;,、\n]{{1,40}}[,、]?[^。;,、\n]{{0,20}}[年月日底前][^。;,、\n]{{0,6}}(?:{_VERBS})\s?(?:[。;,、)\n]|$)"
)
_BARE_FINISH = re.compile(rf"(?:{_FINISH})?\s?(?=[。;)\n]|$)|{_FINISH}\s?(?={_NEXT_FINISH})")
_FINISHED = re.compile(rf"{_FINISH}\s?[,、]")
_TOPIC = re.compile(r"(?:^|[。!?;\n])\s?(?P<topic>(?:对于?|凡|针对|符合|未)[^。!?;\n]{1,40}),$")
_AND_YEARS = re.compile(r"(?:\s?[、和及]\s?20\d\d\s?年?)+(?<=年)\s?,")
_YEAR = re.compile(r"20\d\d")
_WORD = re.compile(r"\w\s*\w")


class _Anchor(NamedTuple):
    """The date of a target, and where the date and the target are in the text.

    The words of the date extend from `date_start` to `end`. The target begins at `start`, which may precede the date.
    """

    start: int
    date_start: int
    end: int
    date: TargetDate


def read_targets(text: str, day: date | None = None) -> tuple[Target, ...]:
    """Return the targets in a clause, each with its figures.

    A target is a text such as `到2027年,……达到850家`, up to the full stop or the next date. Its `by` is a year, or an
    ISO date if the text states the end of a year or a part of a year. Quoted text, dates of submissions (which are
    deadlines), terms of benefits and figures without a date are not targets. `day` is the notice date; targets for
    earlier dates are excluded. If `day` is None, neither 年内 nor a year alone (2025年完成……) is recognized.
    """
    if not _HAS_DATE.search(text):
        return tuple(english_targets(text, fold_text(text), day))
    folded = fold_text(text)
    anchors = _anchors(folded, day)
    targets = []
    for anchor, after in zip_longest(anchors, anchors[1:]):
        limit = after.start if after else len(text)
        end = _words_end(folded, anchor.end, limit)
        words = _OPENING.sub("", _without_edges(text[anchor.start : end].strip(), is_cut=bool(after) and end == limit))
        if is_lead_in(words):
            items = item_targets(text[end:limit], anchor.date)
            targets += items
            if items or _REFERS.search(words):
                continue
        if not (_WORD.search(folded, anchor.start, anchor.date_start) or _WORD.search(folded, anchor.end, end)):
            continue
        figures = (*read_figures(words), *_following_figures(folded, end, limit))
        targets += [_target(words, when, figures) for when in (anchor.date, *_further_years(folded, anchor))]
    return (*targets, *english_targets(text, folded, day))


def state_conditions(headings: Sequence[str]) -> bool:
    """Return whether any of the headings announces conditions for applicants.

    The text below such a heading contains no targets.
    """
    return any(CONDITION_HEADINGS.search(fold_text(heading)) for heading in headings)


def lead_date(text: str, day: date | None = None) -> TargetDate | None:
    """Return the date in the last line of a text if this line introduces a list of targets, otherwise None.

    For example, 到2027年,实现以下目标: introduces such a list.
    """
    last = text.rstrip().rpartition("\n")[2]
    if is_lead_in(last):
        folded = fold_text(last)
        anchors = _anchors(folded, day) if _HAS_DATE.search(last) else ()
        return anchors[-1].date if anchors else english_lead_date(folded)
    return english_lead_date(last) if len(last) <= CALIBRATION.title and "20" in last else None


def is_item(line: str) -> bool:
    """Return whether a line begins with the mark of a list (•, ——, 一是)."""
    return bool(_ITEM.match(fold_text(line)))


def is_lead_in(words: str) -> bool:
    """Return whether the words of a target state no goal of their own, but only introduce a list of targets.

    Such words end with a colon and contain no figures. The result is False for words that introduce a procedure,
    materials, links or the like.
    """
    return words.endswith(("：", ":")) and not read_figures(words) and not _NO_LIST.search(words)


def item_targets(text: str, when: TargetDate) -> list[Target]:
    """Return the targets in a list. Each item that states a goal or a figure is a target for the date `when`.

    `text` contains one item per line. Lines that are not items are ignored.
    """
    lines = (line.strip() for line in text.split("\n"))
    items = (line[match.end() :] for line in lines if (match := _ITEM.match(fold_text(line))))
    return [
        _target(words.strip().rstrip("；;。，,"), when, read_figures(words))
        for words in items
        if read_figures(words) or GOALS.search(fold_text(words))
    ]


def _without_edges(words: str, *, is_cut: bool) -> str:
    """Return the words of a target without punctuation at the end and without the label of the next date.

    `is_cut` means that the next date follows at once. A conjunction at the end then belongs to it.
    """
    words = _DANGLING.sub("", words)
    return (words.rstrip("和及") if is_cut else words).rstrip("；;，,、")


def _further_years(folded: str, anchor: _Anchor) -> Iterator[TargetDate]:
    """Yield the years that are joined to the year of a target (到2027年和2030年,覆盖率分别达到50%和80%)."""
    joined = _AND_YEARS.match(folded, anchor.end) if len(anchor.date.by) == 4 else None
    for year in _YEAR.findall(joined[0]) if joined else ():
        yield TargetDate(year, anchor.date.precision, is_firm=True)


def _target(words: str, when: TargetDate, figures: tuple[Figure, ...]) -> Target:
    return Target(
        text=words,
        by=when.by,
        precision=when.precision,
        figures=figures,
        comparison=comparison_of(figures),
        scope=scope_of(fold_text(words)),
    )


def _words_end(folded: str, start: int, limit: int) -> int:
    """Return the end position of a target's words.

    The words end at a full stop, before the names of responsible units, or at a semicolon if another subject follows.
    `start` is the end of the target's date, and `limit` is the start of the next target.
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

    `end` is the end position of the target, and `limit` is the start of the next target or the end of the text.
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
        found = None if cited else goal_date(folded, match, day)
        if found:
            last = anchors[-1] if anchors else None
            start = _words_start(folded, match)
            finished = _FINISHED.match(folded, last.end, match.start()) if last and start <= last.end else None
            if finished and _BARE_FINISH.match(folded, match.end()):
                start = finished.end()
            elif last and start <= last.end:
                # Without a comma between two dates, the first is part of the words of the second: 2025年……8月底前.
                is_own = last.date.is_firm and bool(match["year"] or len(last.date.by) > 4)
                start = match.start() if is_own else last.start
                anchors = anchors if is_own else anchors[:-1]
            anchors.append(_Anchor(start, match.start(), match.end(), found))
    return anchors


def _words_start(folded: str, match: re.Match[str]) -> int:
    """Return the position at which a target begins. The words before its date name the subject of the target.

    `match` is the match of the date.
    """
    start = match.start()
    low = max(0, start - CALIBRATION.lead)
    is_bare = bool(_BARE_FINISH.match(folded, match.end()))
    marks = list((_SENTENCE_START if is_bare else _START).finditer(folded, low, start))
    if is_bare and low and not marks:
        marks = list(islice(_START.finditer(folded, low, start), 1))
    begin = marks[-1].end() if marks else start if low else 0
    if folded[start - 1 : start] == "、":
        begin = start
    topic = _TOPIC.search(folded, low, begin)
    if topic and begin:
        begin = topic.start("topic")
    number = _NUMBER.match(folded, begin, start)
    return number.end() if number else begin

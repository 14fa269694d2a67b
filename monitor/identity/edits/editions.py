"""Dates of editions, read from the history that a law states before its first article.

Source: 《立法技术规范（试行）（一）》(2009), 3: the dates and meetings of the adoption and of each amendment stand
below the title (…通过 根据…修正). Pure functions; no I/O.
"""

import re
from datetime import date

from crawler.text.numerals import parse_date_number
from monitor.identity.normalized import ROC_ERA, NormalizedNotice

HISTORY = 1500
"""The number of letters at the start of a text in which its history is searched for."""
ACT = 130
"""The maximum number of letters between the date of an act and the word for the act."""
EDITIONS_APART = 120
"""The maximum number of days between two dates of one edition: its adoption, its promulgation, its commencement."""
_NUMERAL = "[〇零○一二三四五六七八九十百\\d]"
_DATE = re.compile(
    rf"(?:(?P<era>民国)|(?<!{_NUMERAL}))(?P<year>{_NUMERAL}{{2,5}})年(?P<month>{_NUMERAL}{{1,3}})月(?P<day>{_NUMERAL}{{1,3}})日"
    r"|(?<!\d)(?P<joined>(?:19|20)\d{6})(?!\d)"
)
_MARK = re.compile("((?:19|20)\\d\\d)年?(?:第[一二三四五六七八九十]次)?(?:修正|修订|修改)[版本]?$")
_AMENDED = re.compile("修正|修订|修改")
_ADOPTED = re.compile("通过|制定公布")
_PURPOSE = re.compile("制定本|制订本|制定如下|规定如下|解释如下|规定如下")
"""Words of the sentence that states the purpose of a document. The dates in it belong to other documents."""


def other_edition(found: NormalizedNotice, known: NormalizedNotice) -> tuple[str, str] | None:
    """Return the editions of two texts if their histories or titles show that the editions differ, otherwise None.

    An edition is an ISO date, or a year if only the title states it: 条例(2018修正). If one text does not state its
    edition, the result is None: sites that copy a law often omit its history.
    """
    here = edition_date(found)
    there = edition_date(known)
    if here and there:
        differ = abs((here - there).days) > EDITIONS_APART
        return (here.isoformat(), there.isoformat()) if differ else None
    ours = here.isoformat() if here else _titled(found)
    theirs = there.isoformat() if there else _titled(known)
    return (ours, theirs) if ours and theirs and ours[:4] != theirs[:4] else None


def edition_date(notice: NormalizedNotice) -> date | None:
    """Return the date of the last amendment that the history of a law states, or else of its adoption, or None."""
    amended = []
    adopted = []
    for sentence in _preamble(notice).split("。"):
        if _PURPOSE.search(sentence):
            continue
        dates = list(_DATE.finditer(sentence))
        starts = [found.start() for found in dates]
        for found, end in zip(dates, [*starts[1:], len(sentence)], strict=False):
            day = _date(found)
            act = sentence[found.end() : min(end, found.end() + ACT)]
            if day and _AMENDED.search(act):
                amended.append(day)
            elif day and _ADOPTED.search(act):
                adopted.append(day)
    return max(amended or adopted, default=None)


def _titled(notice: NormalizedNotice) -> str:
    """Return the year in the mark of a version at the end of a title, or an empty string."""
    mark = _MARK.search(notice.title)
    return mark[1] if mark else ""


def _preamble(notice: NormalizedNotice) -> str:
    """Return the text before the first article, with `。` at the ends of lines. It is empty without articles."""
    lines: list[str] = []
    for line in notice.body[:HISTORY].split("\n"):
        if line.startswith(("第一条", "第1条")):
            return "。".join(lines)
        lines.append(line)
    return ""


def _date(found: re.Match[str]) -> date | None:
    joined = found["joined"]
    parts = (joined[:4], joined[4:6], joined[6:]) if joined else (found["year"], found["month"], found["day"])
    numbers = [parse_date_number(part) for part in parts]
    if None in numbers:
        return None
    year, month, day = (number or 0 for number in numbers)
    try:
        return date(year + ROC_ERA if found["era"] else year, month, day)
    except ValueError:
        return None

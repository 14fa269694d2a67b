"""Computation of the last date of a period that begins on the notice date (自发布之日起30日内, 公示期5个工作日).

Pure functions; no I/O.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

from crawler.reading.deadlines.dayspans import day_spans
from crawler.reading.deadlines.exclusions import ARTICLE, FORCE, STEPS
from crawler.reading.deadlines.submissions import SUBMITS
from crawler.reading.deadlines.words import WORDS
from crawler.reading.deadlines.workdays import LONGEST, add_workdays
from crawler.text.numerals import parse_numeral

_COUNT = (
    r"(?P<{0}>\d{{1,3}}|[一二三四五六七八九十百两]{{1,5}})\s*(?:\([^()]{{1,6}}\))?\s*个?\s*"
    r"(?P<{1}>工作日|工作天|自然日|日历日|日历天|日|天|月|周|星期)"
)
_COUNTED = re.compile(
    r"(?<!收到)(?<!接到)(?<!接获)(?<!送达)(?P<base>发布|公布|公告|公示|刊登|刊登公报|刊载|登载|印发|挂网|见报"
    r"|本通知|本公告|今|(?<!之)即)(?:(?:之|当|隔|次|之次|的次|的)?日?起|后|之后)[^,。;\d一二三四五六七八九十]{0,8}?"
    rf"{_COUNT.format('count', 'unit')}(?:内|以内|之内|止|,|。|$|\))"
    r"|(?:公示|异议|征求意见|意见征集|公告|反馈意见|意见反馈)(?:期|期限|期间|时间)(?:限)?\s*(?:为|是|:|共|定为|\s)*"
    + _COUNT.format("count2", "unit2")
    + r"|(?:现|予以|进行|特此|拟对.{2,40})公示,?\s*(?:为期|时间为?)?"
    + _COUNT.format("count3", "unit3")
)
_ABOUT = re.compile(rf"{WORDS['submit']}|{WORDS['act']}")
_LATIN_COUNTED = re.compile(
    r"(?i:within\s+(?P<count>\d{1,3})\s+(?P<unit>calendar\s+|business\s+|working\s+)?days\s+(?:of|after|from|following)\s+"
    r"(?:the\s+)?(?:date\s+of\s+)?(?:(?:the|its|this)\s+)?(?:publication|notice|posting))"
)
_LATIN_ABOUT = re.compile(
    r"\b(?i:comments?|submi\w+|appl\w+|responses?|objections?|recommendations|request\w*|fil(?:e|ed|ing)|sent)\b"
)
# The publication of something other than the notice: 复核结论公布起6个月内.
_OF_ANOTHER = re.compile(r"(?:结论|结果|名单|成绩|决定|目录|标准|项目)(?:正式)?$")
_NOW = re.compile(r"现将|现予|予以公示|特此")
# The time for which a tender notice is shown (六、公告期限 自本公告发布之日起5个工作日); nothing is due at its end.
_SHOWN_FOR = re.compile(r"公告的?期限|本[^,。;]{0,8}公告")
# A rule for the time after the publication: 公告之日起6个月内,每户业主只能购买1个车位.
_RESTRICTS = re.compile(r"[^。;]{0,40}(?:只能|不得|方可|不可|不能|暂停)")
_REGULATED = re.compile(r"制定|出台|完成|印发实施")


def counted_days(sentence: str, heading: str, day: date, country: str | None) -> Iterator[tuple[date, bool, int]]:
    """Yield the last date of the period stated in a sentence, or nothing if the sentence states no such period.

    The period begins on the notice date `day`, or on a date stated before it (于4月3日公示，公示期5个工作日). The
    yielded tuple consists of the last date, whether it is approximate, and the end position of the period in the
    sentence.
    """
    yield from _latin_days(sentence, day, country)
    match = _COUNTED.search(sentence)
    if not match or ARTICLE.search(sentence) or not _counts(sentence, heading, match):
        return
    if not match["base"]:
        # A period begins with the step that it belongs to: 于4月3日公示……公示期5个工作日.
        steps = [span.last for span in day_spans(sentence[: match.start()], day) if span.last >= day]
        day = steps[-1] if steps else day
    written = match["count"] or match["count2"] or match["count3"]
    unit = match["unit"] or match["unit2"] or match["unit3"]
    found = _after(day, parse_numeral(written) or 0, unit, country)
    stated = [span for span in day_spans(sentence, day) if sentence[match.end() : span.start].strip() in ("(", "(即")]
    if stated and stated[0].is_range and stated[0].start > match.end():
        yield stated[0].last, False, match.end()
    elif found:
        yield *found, match.end()


def _latin_days(sentence: str, day: date, country: str | None) -> Iterator[tuple[date, bool, int]]:
    """Yield the last date of an English period that begins at `day` (within 30 days of publication).

    The yielded tuples are as in `counted_days`.
    """
    match = _LATIN_COUNTED.search(sentence)
    if match and _LATIN_ABOUT.search(sentence):
        working = (match["unit"] or "").strip().lower() in ("business", "working")
        found = _after(day, int(match["count"]), "工作日" if working else "日", country)
        if found:
            yield *found, match.end()


def _counts(sentence: str, heading: str, match: re.Match[str]) -> bool:
    """Return whether the period in `match` applies to this notice and is for submissions or objections."""
    if FORCE.match(sentence, match.end()):
        return False
    if "公告期限" in heading + sentence:
        heading = _SHOWN_FOR.sub("", heading)
        around = _SHOWN_FOR.sub("", f"{sentence[: match.start()]} {sentence[match.end() :]}")
        if not (_ABOUT.search(around) or SUBMITS.search(around) or _ABOUT.search(heading)):
            return False
    if not match["base"]:
        # A period in the description of a procedure is not the period of this notice.
        return not STEPS.search(sentence) or bool(_NOW.search(sentence))
    around = sentence[: match.start()] + sentence[match.end() :]
    if match["base"] != "即" and _OF_ANOTHER.search(sentence, 0, match.start()):
        return False
    if _RESTRICTS.match(sentence, match.end()):
        return False
    if match["base"] == "印发" and _REGULATED.match(sentence, match.end()):
        return True
    return bool(_ABOUT.search(around) or SUBMITS.search(around) or _ABOUT.search(heading))


def _after(day: date, count: int, unit: str, country: str | None) -> tuple[date, bool] | None:
    """Return the last date of a period and whether it is approximate, or None if the period is implausibly long.

    The period begins after `day` and lasts `count` units, such as days (日) or working days (工作日).
    """
    if not 1 <= count <= LONGEST:
        return None
    if unit.startswith("工作"):
        last, known = add_workdays(day, count, country)
        return last, not known
    if unit == "月":
        year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
        return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1])), False
    return day + timedelta(days=count * (7 if unit in ("周", "星期") else 1)), False

"""Decision whether a date in a clause is the date of a goal. Pure functions; no I/O."""

import re
from datetime import date

from crawler.reading.deadlines.case_rules import CASES, GRANTS
from crawler.reading.deadlines.dayspans import DaySpan, end_with_time
from crawler.reading.deadlines.decision import is_deadline
from crawler.reading.deadlines.mention import Mention
from crawler.reading.deadlines.own_acts import INFORMS
from crawler.reading.deadlines.submissions import SUBMITS
from crawler.reading.measures.calibration import CALIBRATION
from crawler.reading.measures.figures import read_figures
from crawler.reading.measures.target_dates import TargetDate, target_date
from crawler.reading.measures.target_exclusions import (
    ACHIEVED,
    BENEFITS,
    DESCRIBES,
    LIMITS,
    NO_TARGET,
    NO_TARGET_BEFORE,
    NOT_LAST,
    PREPARES,
    RECURRING,
)
from crawler.reading.measures.target_rules import ENDS_WORK, FINISHES, GOALS, GOES_ON, INTENDS, LEVELS, REACHES

_SENTENCE = re.compile(r"[^。!?;\n]+")
_AS_OF = re.compile(r"截[至止]到?\s?$")
_ASKED = re.compile(r"(?:请|务必|敬请)[^,。]{0,16}$")
# 已纳入2025年开工计划的项目: the year of a plan is not that of the dates after it.
_WRITTEN_YEAR = re.compile(r"20\d\d(?=\s?年)(?<![纳列]入\d{4})(?<!(?:按照|根据|依据|落实|对照|编制|制定|下达)\d{4})")
_FIRST_YEAR = re.compile(r"(?:^|[。!?;:,，\n])\s?(?:计划|力争|确保)?20\d\d\s?年?(?:至|到|[—\-~–―]{1,2})$")
_AIMED = re.compile(r"(?:力争|争取|确保|务必)[^。!?;,\n]*$|(?:时限|期限|时间节点)\s?:\s?$")
_TIME_LIMIT = re.compile(r"(?:完成|办结|整改|工作)(?:时限|期限|时间)\s?:\s?$")
# 2025年底前应交付的住宅项目,可顺延: the words up to 的 describe a thing.
_DESCRIBED = re.compile(r"[^。!?;,\n]{1,40}(?<!目)的[,、。;]|(?:应|须|需|拟|计划)[于在]?[一-龥]{2,4}的[一-龥]")
# 完成网签备案的,按契税的50%发放消费券: the goal was reached by those who get a benefit.
_CASES = re.compile(
    r"的[,、]|的[一-龥]{0,6}(?:者|人|户|家庭|企业|职工|项目|住房|房屋)|^[^,。;]{0,30}可(?:给予|享受|按)"
)
_BUYS = re.compile("购买|购置|缴纳|签订|减半|网签")
_GIVES = re.compile(
    r"[^。;]{0,100}?(?:给予|享受|视[为同]|执行原|减半|减征|免征|退税|发放(?!到位|完毕|工作)|(?:额度|限额)[^,。;]{0,6}\d)|[^。;]{0,60}?的[,、][^。;]{0,30}可"
)
_BOUND = re.compile(r"\d[\d.,]{0,12}[^,。;\d]{1,5}(?:以上|左右)$")
_REPORTED = re.compile(r"(?:提出|明确|要求|指出|强调|确定|计划|部署|建议)$")
_OF_YEAR = re.compile(r"的?(?:各项)?(?:工作|任务|目标|经济|计划|预算|生产|安全)")
_MUST = re.compile(r"(?:应当?|必?须|需要?)(?:[于在])?$")
# 武汉市2027年PM2.5浓度下降15%以上: a place may be named before the year.
_PLACE = re.compile(r"\s?[一-龥]{1,8}[省市县区州]")
_SEGMENT = re.compile(r"[^。!?;,\n]*")
_AIMS = frozenset(("力争", "争取", "努力", "计划", "预计"))
"""Words before a date that occur with goals, but not with submissions (务必于9月26日前报送)."""
_FORECASTS = re.compile("完成|建成|投产|竣工|投用|投入|通车|开工|开通|上线|验收")
"""Verbs for completing a project, which make a date after 预计 or 计划 the date of a goal.

Other figures after these two words are forecasts (预计2030年人口将达到2亿).
"""


def goal_date(folded: str, match: re.Match[str], day: date | None) -> TargetDate | None:
    """Return the date in `match` if it is the date of a goal, otherwise None.

    `match` is a match of ANCHORS, the pattern for dates of targets, in the folded text. `day` is the notice date or
    None. It is used to infer missing years, and earlier dates are not dates of goals.
    """
    low = max(0, match.start() - CALIBRATION.sentence)
    sentence = max(low - 1, *(folded.rfind(mark, low, match.start()) for mark in "。;\n")) + 1
    years = _WRITTEN_YEAR.findall(folded, sentence, match.start())
    before = folded[max(sentence, match.start() - CALIBRATION.lead) : match.start()]
    is_aimed = bool(REACHES.match(folded, match.end()) and _AIMED.search(before))
    found = target_date(match, day, int(years[-1]) if years else None, is_aimed=is_aimed)
    if not found or (day is None and not found.is_firm):
        return None
    notice_day = "" if day is None else str(day.year) if len(found.by) == 4 else day.isoformat()
    if found.by < notice_day:
        return None
    if _is_other_date(before, folded, match):
        return None
    stop = _SENTENCE.match(folded, match.end(), match.end() + CALIBRATION.sentence)
    rest = folded[match.end() : stop.end()] if stop else ""
    is_later = day is not None and found.by > notice_day
    if not _has_goal(folded, sentence, match, rest, is_firm=found.is_firm and not _is_open(match), is_later=is_later):
        return None
    mention = _mention(folded, sentence, match, rest)
    if _states_case(match, before, mention, rest):
        return None
    is_deadline_only = len(found.by) > 4 and _is_deadline(folded, sentence, match, rest, mention)
    return None if is_deadline_only else found


def _is_other_date(before: str, folded: str, match: re.Match[str]) -> bool:
    """Return whether the words around a date show that it is not the date of a goal, whatever the goal may be.

    `before` are the words of the sentence before the date.
    """
    # 每年新增100家,到2026年达到500家: a written year does not recur.
    if not match["year"] and RECURRING.search(before):
        return True
    is_exception = _ends_years(before, match) or _is_to_reach(before, folded, match)
    if NO_TARGET_BEFORE.search(before) and not is_exception:
        return True
    if (match["before"] and NO_TARGET.match(folded, match.end())) or NOT_LAST.match(folded, match.end()):
        return True
    return bool(INFORMS.match(folded, match.end())) or _is_attached(folded, match)


def _is_to_reach(before: str, folded: str, match: re.Match[str]) -> bool:
    """Return whether a date after 截至 or 完成时限: is followed by a goal (截至2030年底,实现全覆盖).

    After 截至, the year must be written, because an inferred year may be wrong. The caller excludes dates before the
    notice date.
    """
    is_future = _AS_OF.search(before) and match["year"] and match["end"]
    return bool((is_future or _TIME_LIMIT.search(before)) and REACHES.match(folded, match.end()))


def _ends_years(before: str, match: re.Match[str]) -> bool:
    """Return whether a year ends a range of years, and is therefore the date of its goal (2024-2026年,新增10万套)."""
    is_year = match["year"] and not (match["month"] or match["end"] or match["before"])
    return bool(is_year and _FIRST_YEAR.search(before))


def _is_attached(folded: str, match: re.Match[str]) -> bool:
    """Return whether the words around a date show that no goal is to be reached by this date.

    This is the case if the date ends a period (至6月30日结束), or if it belongs to a later goal for which the text
    demands preparations (为2035年建成…奠定基础).
    """
    if match["to"] and match["day"] and folded.startswith("结束", match.end()):
        return True
    return folded[match.start() - 1 : match.start()] == "为" and bool(PREPARES.match(folded, match.end()))


def _is_open(match: re.Match[str]) -> bool:
    """Return whether a date is a month or a day without a stated year and without a word of intention (力争) before it.

    Such a date is more often a deadline or a condition than the date of a goal.
    """
    return bool(match["month"] and not match["year"] and not match["aim"])


def _has_goal(folded: str, sentence: int, match: re.Match[str], rest: str, *, is_firm: bool, is_later: bool) -> bool:
    """Return whether the words around a date state a goal for this date.

    The result is false if the date is the end of a benefit. `sentence` is the start of the sentence, and `rest` are the
    words of the sentence after the date. `is_firm` is true if the wording of the date alone shows that it is the date
    of a goal or a last day. `is_later` is true if the date is after the year of the notice.
    """
    if _DESCRIBED.match(rest):
        return False
    reach = rest[: CALIBRATION.goal]
    goal = GOALS.search(reach)
    benefit = BENEFITS.search(reach if is_firm else rest)
    if benefit and (not is_firm or not goal or benefit.start() < goal.start()):
        return False
    if match["aim"] in ("预计", "计划"):
        return is_firm and bool(_FORECASTS.search(reach))
    before = folded[sentence : match.start()]
    if (match["plan"] or _FIRST_YEAR.search(before[-CALIBRATION.lead :])) and DESCRIBES.match(rest):
        return False
    if match["to"] and not rest.strip(" ,)") and not GOALS.search(before):
        return False
    if is_firm and not _is_attribute(match, reach):
        return True
    # With 前, only the words of the same clause can state that a goal was reached.
    if ACHIEVED.search(reach.lstrip(",").partition(",")[0] if match["before"] else reach):
        return False
    return _is_goal_beside(before, match, rest, is_later=is_later)


def _is_goal_beside(before: str, match: re.Match[str], rest: str, *, is_later: bool) -> bool:
    """Return whether the words before and after a date show that it is the date of a goal.

    This function is for dates whose own wording leaves this open. `before` and `rest` are the words of the sentence
    before and after the date. `is_later` is true if the date is after the year of the notice.
    """
    near = before[-CALIBRATION.lead :]
    first = _SEGMENT.match(rest.lstrip(","))
    words = first[0] if first else ""
    if words.endswith("的") or LIMITS.search(words):
        return False
    if REACHES.match(rest):
        return True
    if _is_open(match):
        goal = GOALS.search(rest[: CALIBRATION.goal])
        # 要在8月底前将标签融入流程, 应于4月底前到货: with 要 or 应, any verb states a duty of offices.
        is_duty = match[0].startswith("要") or (not match["day"] and _MUST.search(near))
        return bool(GOALS.search(words) or (match["before"] and (goal or is_duty)))
    if match["aim"] in ("力争", "争取") and GOALS.search(words):
        return True
    if LEVELS.search(words) and read_figures(rest[: CALIBRATION.goal]) and not match["month"]:
        return True
    is_apart = (
        not before.strip() or _PLACE.fullmatch(before) or before[-1] in ",:、( ”" or bool(_FIRST_YEAR.search(near))
    )
    if not (is_apart or match["aim"] or _REPORTED.search(near)):
        return False
    if is_later and read_figures(words) and _FIRST_YEAR.search(near) and not match["month"]:
        return True
    if match["month"]:
        return is_later and bool(GOES_ON.search(words) and read_figures(words))
    if _BOUND.search(words):
        return True
    goals = REACHES if match["relative"] and not INTENDS.search(rest) else GOALS
    return bool(goals.search(words) and (read_figures(words) or (is_later and ENDS_WORK.search(words))))


def _is_attribute(match: re.Match[str], reach: str) -> bool:
    """Return whether a year may belong to the noun after it and not be the date of a goal.

    For example, 2025年 in 确保2025年高考顺利进行 and 全年 in 确保全年工作收好官 are such years.

    `reach` are the words after the year.
    """
    if match["to"] or match["month"] or match["end"] or match["before"] or match[0].endswith("内"):
        return False
    if match["relative"] or match["whole"]:
        return not read_figures(reach) and bool(_OF_YEAR.match(reach))
    is_bare = match["year"] and not (read_figures(reach) or REACHES.match(reach) or ENDS_WORK.search(reach))
    return bool(is_bare)


def _is_deadline(folded: str, start: int, match: re.Match[str], rest: str, mention: Mention) -> bool:
    """Return whether a date is only a deadline for a submission (完成……并报送) and not the date of a goal.

    `start` is the start of the sentence with the date, and `rest` are the words of the sentence after the date.
    """
    if match["aim"] in _AIMS or not (match["month"] or match["end"]):
        return False
    asked = _ASKED.search(folded[start : match.start()])
    if asked and match["day"] and SUBMITS.search(rest):
        return True
    if FINISHES.match(rest) and not (asked and match["day"]):
        return False
    return is_deadline(mention)


def _states_case(match: re.Match[str], before: str, mention: Mention, rest: str) -> bool:
    """Return whether a last day belongs to a rule for certain cases (12月31日前购买住房的,给予补贴) and to no goal.

    `before` and `rest` are the words of the sentence before and after the date.
    """
    if not (match["day"] or match["before"]) or match["aim"] or _AIMED.search(before):
        return False
    case = _CASES.search(rest)
    if CASES.search(mention.before) or (case and GRANTS.search(rest, case.start())):
        return True
    gives = _GIVES.match(rest)
    if not gives or REACHES.match(rest):
        return False
    first = _SEGMENT.match(rest, 1 if rest.startswith(",") else 0)
    goal = GOALS.search(first[0]) if first else None
    return not goal or bool(_BUYS.search(rest, 0, gives.end()))


def _mention(folded: str, start: int, match: re.Match[str], rest: str) -> Mention:
    """Return the mention of a date in the sentence that begins at `start`, with the heading above the sentence."""
    sentence = folded[start : match.end() + len(rest)]
    end = end_with_time(sentence, match.end() - start - len(match["before"] or ""))
    heading = folded[:start].rstrip().rpartition("\n")[2] if folded[start - 1 : start] == "\n" else ""
    span = DaySpan(match.start() - start, end, date.min, date.min)
    return Mention(sentence, heading[: CALIBRATION.title], span, 0, len(sentence))

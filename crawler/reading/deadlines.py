"""Find deadlines for the reader: by when to apply, report, comment or object. Pure.

A date is a deadline when its own words mark it as one (截止, 前, no later than) and the sentence asks for something
that a reader hands in, or when it ends a period with such a name (报名时间, 公示期, 征求意见期). A date that a
government sets itself is none (到2027年达到), nor is one in the past (截至2023年底). Periods counted from the notice
(自发布之日起30日内) run from the day after it (Civil Code of the PRC, article 201).
"""

import re
import unicodedata
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Literal

from crawler.model.notice import Deadline
from crawler.reading.dayspans import DaySpan, day_spans
from crawler.reading.workdays import LONGEST, add_workdays

SHOWN = 200
"""Characters of a sentence that are kept."""
_REACH = 120
"""Characters after a date within which the verb of its clause is expected."""
_LIMIT = 2000
"""Characters of a sentence that are looked at."""

_SENTENCE = re.compile(r"[^。;；!！\n]+")
_ENGLISH_END = re.compile(r"(?<=[a-z)\d]{2})\.\s+(?=[A-Z])")
_HAND_IN = (
    r"报送|報送|提交|递交|遞交|呈报|上报|上報|报名|報名|申报|申報|申请|申請|反馈|反饋|回复|回覆|函复|函覆|函告"
    r"|寄送|寄至|寄达|寄達|发送|發送|发至|發至|送达|送達|送至|送交|报至|報至|报我|报市|报省"
    r"|填报|填報|填写|登录|登錄|缴纳|繳納|缴费|繳費|投稿|推荐|推薦|提出|陳述|陈述|来函|來函|邮寄|郵寄|上传|上傳"
    r"|注册|报到|報到|确认参|传真|電子郵件|电子邮件|参保|补正|領取|领取|办理|辦理"
)
_SUBMIT = re.compile(
    r"报送|報送|上报|上報|报至|報至|报我|报市|报省|送至|送达|送達|送交|交至|交到|发送|发至|發送|寄至|寄送|提交|递交|遞交|反馈|反饋|回复"
    r"|备案|填报|填報|上传|上傳|推荐|推薦|汇总并上报|报名|報名|申报|申報|缴费|繳費|缴纳|登记|提出"
)
"""What somebody hands in by a day, however many words stand between the day and the verb."""
_ATTEND = re.compile(
    r"[^。]{0,30}?(?:到|至|赴|前往)[^,。]{2,40}?(?:递交|遞交|办理|辦理|确认|確認|报到|報到|报名|缴费|领取|補報|补报)"
)
"""Where somebody has to appear on a day."""
_OWN = re.compile(
    r"(?:我|本)(?:局|委|厅|部|办|院|会|中心|市|省|区)[^,。]{0,12}$|将[于於]?\s*$|已[于於]?\s*$|[^,。]{2,12}(?:公布|公示)[^,。]{0,4}$"
)
"""The authority's own step, or one that is over."""
_EXTENDED = re.compile(r"(?:延长|延長|延期|延至|顺延|順延|推迟|推遲)\s*(?:至|到)?\s*$")
_ADDRESSEES = re.compile(
    r"各(?:有关|相关|省|自治区|直辖市|市|县|区|州|盟|地|部门|单位|处室|科室|成员|高校|学校|学院|院校|乡镇|镇街|街道|主管|级|设区|推荐|试点|派出|分|直属|医院|三级)"
    r"|(?:主管|行政|有关|归口|推荐|组织|申报|成员|受理)(?:部门|单位)|试点地区|你(?:局|委|厅|省|市|单位|校)|贵(?:局|单位|校)|人民政府|办公室|经信局|财政局|教育局"
)
_PUBLIC = re.compile(
    r"企业|申请人|申報人|申请者|个人|考生|家长|家長|父母|监护人|投标|供应商|市民|公众|社会|有意|求职|应聘|报考|学生|参保|纳税人|申报者|业主|房主|报名者"
)
_REPORT = re.compile(r"报送|報送|上报|上報|备案|备查|汇总|函告|函复|报我|报市|报省")
_APPLY = re.compile(r"申报(?:材料|书|表)|申請|申请(?:材料|书|表)|报名|投标|应聘|缴费")
_RECURRING = re.compile(r"每(?:年|月|季|半年|学年)|次年|翌年|下一年度|上一年度的?$")
_SEND = re.compile(r"[^,。]{0,12}?(?:报送|報送|上报|上報|报至|報至|送至|发送|提交|反馈|反饋)")
_ASK = r"请|請|须|須|务必|務必|敬请|应于|應於|应在|應在|需于|逾期|截止|可于|可於|可在|得於|有意者|有异议|有異議"
_NAMES = (
    r"(?:申报|申報|申请|申請|报名|報名|受理|提交|报送|報送|递交|填报|征集|徵集|征求意见|徵求意見|征求|意见反馈"
    r"|意見反饋|意见征集|反馈意见|反馈|公示|公开征求意见|缴费|繳費|投标|投稿|评论|預告|预告|推荐|收件"
    r"|网上申报|网上报名|材料提交|异议|公告|提名|注册|预约|征询意见|登记)"
)
_PERIOD = re.compile(
    rf"{_NAMES}(?:材料|工作|意见|意見)?的?(?:起止|截止|有效|结束)?(?:时间|時間|期限|期间|期間|日期|截止|期)"
)
_LABELLED = re.compile(
    r"(?:时间|時間|期限|期间|期間|日期|截止|期)\)?[^,。]{0,6}?(?:为|為|是|自|从|從|:|于|於|在|\s)*$|(?:自|从|從)\s*$"
)
_CLOSES = re.compile(r"\s*(?:\)|日|之|以|或)?\s*(?:之?前|之前|以前|截止|止|为止|為止|结束|內|内)")
_CLOSING = re.compile(
    r"(?:截止|截至|止于|结束)(?:时间|時間|日期|期限|日)?(?:\([^()]{0,12}\))?\s*(?:为|為|是|到|至|于|於|在"
    r"|:)*\s*(?:北京时间)?\s*$"
)
_UNTIL = re.compile(r"(?:即日起?|即日|现)\s*(?:至|到|—|-|~)\s*$")
_TARGET = re.compile(
    r"(?:到|至|力争|力爭|争取|爭取|确保)\s*$|^[^,。]{0,12}?(?:达到|達到|实现|實現|建成|基本|力争|形成|完成|累计"
    r"|全面|新增|培育|投产|竣工|取得|出台|制定|施行|实施|生效)"
)
_TARGET_ALONE = re.compile(r"[^,。]{0,12}?(?:达到|達到|实现|實現|建成|力争|累计|新增|投产|竣工|施行|实施|生效)")
_PAST = re.compile(r"截至\s*$")
_COUNTED = re.compile(
    r"(?<!收到)(?<!接到)(?<!接获)(?<!接獲)(?<!送達)(?P<base>发布|發布|公布|公告|公示|刊登|刊登公報|刊载|刊載"
    r"|登载|印发|本通知|挂网|見報|见报|(?<!之)即)(?:之|當|当|隔|次|之次|的次|的)?日起?[^,。;\d一二三四五六七八九十]{0,8}?"
    r"(?P<count>\d{1,3}|[一二三四五六七八九十]{1,3})\s*(?:个|個)?\s*(?P<unit>工作日|工作天|自然日|日历日|日|天"
    r"|月)(?:内|內|以内|以內|止|,|。|$|\))"
    r"|(?:公示|异议|征求意见|意见征集|公告)(?:期|期限|期间|时间|時間)(?:限)?\s*(?:为|為|是"
    r"|:)?\s*(?P<count2>\d{1,3}|[一二三四五六七八九十]{1,3})\s*(?:个|個)?\s*"
    r"(?P<unit2>工作日|工作天|自然日|日历日|日|天|月)"
)
_GENERAL = re.compile(
    r"^\s*第\s*[一二三四五六七八九十百零\d]{1,6}\s*条|^\s*第\s*[一二三四五六七八九十百零\d]{1,6}\s*條|不少于"
    r"|不得少于|不少於|不低于|至少"
)
# Commissions, the validity of permits, what an authority owes itself.
_NOT_READERS = re.compile(r"时间范围|产生的时间|发表时间|委[託托]|[證证][書书]?之?(?:有效)?期限|本院|有效期")
_STEP = re.compile(r"可以|[后後]\s*,|结束后|結束後|应当|應當|期满|期滿|(?:经|經)[^,。]{0,30}(?:后|後|进行公示)")
_ENGLISH = re.compile(
    r"(?i)(?:comments?|submissions?|applications?|responses?|consultation|proposals?|nominations?|bids?"
    r"|petitions?|objections?|requests?"
    r"|registrations?|petitions?)\b[^.]{0,80}?\b(?:by|before|until|closes?(?:\s+(?:on|at))?|due(?:\s+(?:on"
    r"|by))?|(?:no|not)\s+later\s+than|ends?(?:\s+on)?|on)\s*"
    r"(?:midnight|noon|\d{1,2}(?::\d\d)?\s*(?:am|pm|a\.m\.|p\.m\.))?\s*(?:on\s+)?(?:[a-z]+day,?\s+)?$"
    r"|(?i:(?:received|submitted|postmarked|filed)\b[^.]{0,40}?\b(?:by|before|(?:no"
    r"|not)\s+later\s+than)\s+(?:[a-z]+day,?\s+)?$)"
    r"|(?i:(?:closing\s+date|deadline|close\s+date|comments?\s+(?:close|due))\b[^.\d]{0,40}$)"
)
_DIGITS = "一二三四五六七八九"


def deadlines(text: str, day: date | None, country: str | None) -> tuple[Deadline, ...]:
    """Return the deadlines that a text sets its reader, in text order, each date once, none before `day`.

    `day` is the notice's own date: dates without a year and periods from the publication need it. `country` is the ISO
    3166 code whose holidays count; a date counted without them is approximate.
    """
    found: dict[date, Deadline] = {}
    for sentence in _sentences(text):
        for when, approximate, rule, at in _of_sentence(sentence, day, country):
            if not day or when >= day:
                found.setdefault(
                    when,
                    Deadline(
                        date=when,
                        text=sentence.strip()[:SHOWN],
                        approximate=approximate,
                        rule=rule,
                        action=_action(sentence, at),
                        for_whom=_for_whom(sentence, at),
                    ),
                )
    return tuple(found.values())


def _sentences(text: str) -> Iterator[str]:
    for match in _SENTENCE.finditer(unicodedata.normalize("NFKC", text)):
        for sentence in _ENGLISH_END.split(match[0]):
            yield sentence[:_LIMIT]


def _for_whom(sentence: str, at: int) -> Literal["public", "addressees"]:
    """Decide who must act: the actor in the clause of the date, else by what is handed in, else by any actor before.

    Offices report; people apply.
    """
    before = sentence[max(0, at - _REACH) : at]
    if actor := _last_actor(re.split("[,:]", before)[-1]):
        return actor
    if _APPLY.search(sentence, at, at + _REACH):
        return "public"
    if _REPORT.search(sentence, at, at + _REACH):
        return "addressees"
    return _last_actor(before) or "public"


def _last_actor(words: str) -> Literal["public", "addressees"] | None:
    """Return which kind of actor is named last, None if none is."""
    offices = max((match.end() for match in _ADDRESSEES.finditer(words)), default=-1)
    people = max((match.end() for match in _PUBLIC.finditer(words)), default=-1)
    if offices == people:
        return None
    return "addressees" if offices > people else "public"


def _action(sentence: str, at: int) -> str | None:
    """Return the verb of the action that is due, found after the date or else before it."""
    found = _SUBMIT.search(sentence, at, at + _REACH) or _SUBMIT.search(sentence)
    return found[0] if found else None


def _of_sentence(sentence: str, day: date | None, country: str | None) -> Iterator[tuple[date, bool, str, int]]:
    """Yield each deadline of a sentence: its day, whether it is approximate, the rule, and the date's position."""
    named = False
    at = 0
    for span in day_spans(sentence, day):
        if _is_deadline(sentence, at, span):
            named = True
            yield span.last, False, "range" if span.is_range else "date", span.end
        at = span.end
    if not named and day and (match := _COUNTED.search(sentence)) and not _GENERAL.search(sentence):
        for when, approximate in _counted(sentence, match, day, country):
            yield when, approximate, "counted", match.end()


def _is_deadline(sentence: str, at: int, span: DaySpan) -> bool:
    """Return whether a date in a sentence is a deadline; `at` is the end of the date before it."""
    before = sentence[max(at, span.start - 80) : span.start]
    after = sentence[span.end : span.end + 60]
    if _ENGLISH.search(before):
        return True
    if _RECURRING.search(before) or _NOT_READERS.search(before + after):
        return False
    if _EXTENDED.search(before) or _ends_period(before, after, span):
        return True
    period = _PERIOD.search(before)
    closed = _CLOSES.match(after)
    if closed and not _OWN.search(before) and _SEND.match(after, closed.end()):
        return True
    if _is_submission(sentence, span, before, closed):
        return True
    if _TARGET.search(before) and not span.is_range and not _UNTIL.search(before):
        return False
    whole = before + after
    asked = re.search(_HAND_IN, whole)
    if _CLOSING.search(before):
        return bool(asked or period or not _PAST.search(before))
    if _UNTIL.search(before):
        return bool(asked or period)
    if not asked or not closed:
        return bool(asked and span.is_range and re.search(_ASK, whole))
    return bool(re.search(_ASK, whole)) and not _TARGET.search(_CLOSES.sub("", after, count=1)[:14])


def _ends_period(before: str, after: str, span: DaySpan) -> bool:
    """Return whether a date ends a period that is named before it: 报名时间, 公示期, 申报截止日期."""
    named = _PERIOD.search(before) and _LABELLED.search(before)
    return bool(named and (span.is_range or _CLOSES.match(after) or "截止" in before))


def _is_submission(sentence: str, span: DaySpan, before: str, closed: re.Match[str] | None) -> bool:
    """Return whether somebody other than the authority hands something in by the date, or has to appear on it."""
    if _OWN.search(before) or _GENERAL.search(sentence):
        return False
    following = next(day_spans(sentence[span.end :], span.last), None)
    rest = sentence[span.end : span.end + (following.start if following else _REACH)][:_REACH]
    if closed or span.is_range:
        return bool(_SUBMIT.search(rest)) and not (closed and _TARGET_ALONE.match(rest))
    return bool(_ATTEND.match(rest)) and not re.search("公布|公示|开始", rest[:20])


def _counted(sentence: str, match: re.Match[str], day: date, country: str | None) -> Iterator[tuple[date, bool]]:
    # A step of a procedure that is told, not this notice's own period.
    if not match["base"] and _STEP.search(sentence):
        return
    if re.match(r"[^,。]{0,6}(?:发生效力|發生效力|生效|另行|施行)", sentence[match.end() :]):
        return
    if match["base"] and not re.search(rf"{_HAND_IN}|{_NAMES}", sentence[: match.start()] + sentence[match.end() :]):
        return
    if not match["base"]:
        # A period counts from the step it belongs to: 于4月3日公示……公示期5个工作日.
        steps = [span.last for span in day_spans(sentence[: match.start()], day) if span.last >= day]
        day = steps[-1] if steps else day
    count = _number(match["count"] or match["count2"])
    unit = match["unit"] or match["unit2"]
    if unit == "月" or not 1 <= count <= LONGEST:
        return
    if unit.startswith("工作"):
        last, known = add_workdays(day, count, country)
        yield last, not known
    else:
        yield day + timedelta(days=count), False


def _number(written: str) -> int:
    """Return a number of up to 999 in digits, or up to 99 in Chinese numerals."""
    if written.isdigit():
        return int(written)
    tens, ten, ones = written.rpartition("十")
    return (_DIGITS.find(tens) + 1 or 1) * 10 * bool(ten) + _DIGITS.find(ones[:1] or "x") + 1

"""Detection of sentences that state what holds for certain cases, and request nothing.

Such a sentence grants a benefit, a permission or a treatment to those who did something by a date or within a period
(2024年12月31日前购买新建商品住房的,给予补贴; 期间申请贷款的,最高额度提高到70万元). Its date is no deadline unless the
same sentence asks somebody to hand in something by it.
"""

import re

from crawler.reading.deadlines.calibration import CALIBRATION
from crawler.reading.deadlines.closings import CLOSES, UNTIL
from crawler.reading.deadlines.mention import Mention
from crawler.reading.deadlines.requests import OBLIGES, REQUESTS
from crawler.reading.deadlines.words import TO_OFFICE, WORDS
from crawler.reading.rules import Rule, RuleGroup

_GOES_TO_APPLY = (
    rf"[^,。;]{{0,12}}?(?:{WORDS['hand_in']})(?!条件|资格)"
    "|到|将|把|登录|凭|持|向|携带|自行|自愿|通过|前往|拨打|咨询|查询|扫|点击"
)
GRANTS = RuleGroup(
    "deadlines.grants",
    [
        Rule(
            "benefit",
            rf"{WORDS['benefit']}|减半|发放(?!到位|完毕|工作)|消费券|购房券",
            "a benefit for certain cases",
            ("给予补贴", "减半征收契税"),
        ),
        Rule("limits", r"(?:额度|限额)[^,。;]{0,6}\d", "an amount for certain cases", ("贷款限额为40万元",)),
        Rule(
            "permits",
            rf"(?<![许认不])可以?(?!以|{_GOES_TO_APPLY}|持续|再生|靠|控|视|追溯|比|观|行|研|达|复制|推广|信|及|能|用)"
            r"|可以?[^,。;]{0,8}?申请[^,。;]{0,4}(?:提取|贷款|延期|缓|分期|展期)",
            "a permission for certain cases",
            ("可容缺办理", "均可按上述政策执行", "可申请缓缴住房公积金"),
        ),
        Rule(
            "treats",
            r"视[为同](?!放弃|自动|弃)|不受|不纳入|不计入|不予(?!受理|办理|接)|不再(?!受理|接|办理)|认定为"
            r"|按照?[^,。;]{1,40}?(?:执行|缴纳|标准|计算|确定)|执行原|按原",
            "a rule for certain cases",
            ("按原政策执行", "视为连续缴存", "不计入贷款次数"),
        ),
    ],
)
LEVELS = RuleGroup(
    "deadlines.levels",
    [
        Rule(
            "changes-level",
            r"(?:额度|限额|比例|标准|利率|基数|期限|要求)[^,。;]{0,24}?(?:提高|上调|上浮|下调|降低|调整|放宽|延长|调增|降至|执行)|[^,。;]调整[为至到]",
            "another amount or term for certain cases",
            ("最高额度上调至60万元", "缴纳期限可延长至6个月"),
        ),
    ],
)
CASES = RuleGroup(
    "deadlines.cases",
    [
        Rule("whoever", r"(?:^|[,:;)\s])凡是?(?:[于在对])?\s*$", "persons or things to whom a rule applies", ("凡在",)),
        Rule(
            "for-those",
            r"(?:^|[,:;)\s])(?:对于?|如|若)(?![^,;:]{0,24}(?:意见|异议|疑问))[^,。;:]{2,40}(?:者|人|户|家庭|企业|职工)[^,。;:]{0,12}[于在]\s*$",
            "persons to whom a rule applies, before the date",
            ("对进城农民等购房者在市区范围内于",),
        ),
    ],
)
_MARKS = "(?<!申)请|须|应(?!届|急|当前)|需|务必|必须"
_PERSONS = "(?:者|人|户|家庭|职工|企业|人员)"
# (二)期间办理过网签备案注销的: an item in a list of cases.
_ENDS_AS_CASE = re.compile(rf"的(?:[一-龥]{{0,4}}{_PERSONS})?(?:\([^()]*\))?\s*[。;:,、]?\s*$")
_QUOTED = re.compile("《[^《》]*》")
_REPORTED = re.compile("(?<!不)(?<!记录)(?:报送|上报|提交|递交|发至|送至|报至|寄至|反馈)(?!的|后)")
_TO_RECEIVER = rf"报{TO_OFFICE}|[送交]{TO_OFFICE}|{WORDS['hand_in']}"
_ASKED = re.compile(
    rf"[^。;]{{0,40}}?(?:{_MARKS})[^,。;]{{0,40}}?(?:{WORDS['submit']}|{_TO_RECEIVER})(?!的|{TO_OFFICE}的)"
)
_HANDED_IN = re.compile(
    rf"(?:[^,。;的]{{0,40}}?|[^,。;的]{{0,20}}?[将把持凭][^。;]{{0,60}}?)(?:{_TO_RECEIVER})"
    r"(?![^,。;]{0,8}(?:贷款|提取|预售|许可)|[^,。;]{0,12}的(?:楼盘|企业|家庭|项目|单位|人员))"
)
_NO_LOAN = "(?![^,。;]{0,8}(?:贷款|提取|预售|许可))"
_AT_ONCE = re.compile(rf"\s*(?:{WORDS['hand_in']}|注册|缴费|报到|确认|领取){_NO_LOAN}")
_LATE = re.compile("(?:逾期|过期|过时)(?!处理|记录|贷款|利息)|放弃|(?:不予|不再)受理")


def states_case(mention: Mention) -> bool:
    """Return whether a last day or a range belongs to a rule for certain cases, and to no request for a submission."""
    closed = CLOSES.match(mention.after)
    if not (closed or mention.span.is_range or UNTIL.search(mention.before)):
        return False
    end = mention.span.end + (closed.end() if closed else 0)
    rest = _QUOTED.sub("", mention.sentence[end : end + CALIBRATION.rule])
    opens_case = CASES.search(mention.before)
    if not (opens_case or GRANTS.search(rest) or LEVELS.search(rest) or _ENDS_AS_CASE.search(rest)):
        return False
    is_asked = REQUESTS.search(mention.before) or OBLIGES.search(mention.before)
    if is_asked or _LATE.search(rest) or _REPORTED.search(rest) or (_ASKED.match(rest) and not opens_case):
        return False
    return not (_AT_ONCE.match(rest) or (_HANDED_IN.match(rest) and not opens_case))

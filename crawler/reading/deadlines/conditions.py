"""Patterns for dates of conditions and of the terms of benefits, which are not deadlines.

A condition is a state on a day, or something that must have been done by a day to get a benefit.
"""

from crawler.reading.deadlines.words import WORDS
from crawler.reading.rules import Rule, RuleGroup

CONDITION = RuleGroup(
    "deadlines.condition",
    [
        Rule(
            "state-by",
            r"\s*,?[^,。]{0,10}?(?<![为对将把向给])(?:已经?|尚未|取得|获得|考取|成立|出生|毕业(?![证生])|年满|具有|具备|未|入职|发生|登记注册|注册登记|注册成立|满\d|立项|结题|在职|在编|属于)",
            "a state that must exist on a day",
            ("取得毕业证", "注册成立的企业"),
        ),
        Rule(
            "which-is", r"\s*[^,。]{0,24}的,", "a condition on a day, followed by its consequence", ("到期的,可以展期",)
        ),
        Rule(
            "in-case",
            r"\s*,?[^。;]{0,60}?(?:尚未[^,。;]{0,20}的|(?:贷款|申请|购买|办理|提取)时),|[^,。;]{2,30}的$",
            "a case on or before a day, followed by the rule for it",
            (",个人销售住房涉及的增值税尚未申报缴纳的,", "再次申请贷款时,"),
        ),
        Rule(
            "case-within",
            r"\s*期间,[^。;]{0,120}?(?:时|的),[^。;]{0,120}?可",
            "a permission for cases within a range of days",
            ("期间,企业申办手续时,承诺按时缴纳的,可延迟",),
        ),
        Rule("may", r"的(?:均|都|也)?(?:可|不|须|应|方|视)", "a condition on a day", ("的可以申请", "的不得申报")),
        Rule("within", r"\s*(?:期间|之间|内)[^,。]{0,40}的", "what happened within a range", ("期间缴纳的保费",)),
        Rule(
            "of-things",
            r"\s*[^,。]{0,16}?的(?:项目|企业|单位|产品|成果|论文|人员|毕业生|房屋|车辆|设备|合同|费用|支出|投资)",
            "things that existed before that day",
            ("签订的合同", "购置的设备"),
        ),
    ],
)
HOLDS = RuleGroup(
    "deadlines.holds",
    [
        Rule(
            "school-does",
            r"(?:期间)?,?\s?(?:学校|招生办|(?:[市区县])?教育(?:行政)?(?:部门|局))(?:将|会同|对)",
            "work of the school or the office that enrols",
            (",学校对家长上传的资料进行初验", "期间,学校将分批通知家长"),
        ),
        Rule(
            "applies",
            r"[^,。;]{2,30}?的(?:均|都|也)?(?:适用|享受|可享受|按照?|执行|给予|不得|不予)",
            "a condition on a day, followed by the rule for it",
            ("完成购房合同登记备案的均适用本次政策",),
        ),
        Rule(
            "forbids",
            r"[^,。;]{0,12}?(?:不再|禁止|严禁|原则上不)(?!受理|接[收受])",
            "a prohibition for a range of days",
            ("全市不再新批、新建安置房",),
        ),
        Rule(
            "permits",
            r"[^。;]{0,40}?(?:可|允许)以?(?:申请)?(?:再)?(?:展期|延期|续期|续贷)",
            "a permission that ends on a day",
            ("存量贷款经商业银行总行审批后,可展期一次",),
        ),
    ],
)
TERM = RuleGroup(
    "deadlines.term",
    [
        Rule(
            "bought-within",
            r"[^。;]{0,120}?(?:购买|购置|购房|购车|缴纳|签订|换购|网签|交易|销售|出售|投保|参保|办理)[^。;]{0,120}?"
            r"(?:补贴|补助|奖励|消费券|免征|减征|减免|返还|贴息|优惠|退还|给予|享受)",
            "the period in which purchases or payments qualify for a benefit",
            ("购买商品住宅并缴纳契税的,给予补贴",),
        ),
        Rule(
            "given-within",
            r"\s*+(?:,\s*+)?对[^。;]{2,120}?(?:给予|予以)[^,。;]{0,10}?(?:贴息|补贴|补助|奖励|优惠|减免|支持)",
            "the period in which a benefit is given",
            (",对新增贷款按利率的35%给予贴息",),
        ),
        Rule(
            "ruled-within",
            r"\s*+(?:期间)?,?\s*+对[^。;]{2,80}?的,|\s*+期间,?\s*+每",
            "the period in which a rule for certain cases holds",
            (",对缴纳比例超过50%的,部门可容缺办理", "期间,每完成1000套,组织一期抽奖"),
        ),
    ],
)
QUALIFIES = RuleGroup(
    "deadlines.qualifies",
    [
        Rule(
            "case-then",
            rf"(?![^,。;]{{0,12}}(?:{WORDS['hand_in']}))[^。;]{{2,140}}?的(?:方可|才可?|均可|都可|可|,|[^,。;]{{0,16}}(?:{WORDS['people']})[^,。;]{{0,4}},?)"
            rf"[^。;]{{0,90}}?(?:{WORDS['benefit']})",
            "a day on which something must have been done to get a benefit",
            ("前缴纳契税的方可享受人才补贴", "前完成网签备案的购房业主,继续实施补贴"),
        ),
        Rule(
            "whoever",
            rf"[^。;]{{0,24}}?,\s*+凡(?![^。;]{{0,60}}(?:{WORDS['hand_in']}|可))",
            "a period that is a condition, followed by the persons to whom it applies",
            (",凡在辖区内购买新建商品住宅",),
        ),
        Rule(
            "may-then",
            rf"[^。;]{{0,140}}?(?:的|后|担保|前提下|情况下|基础上),[^。;]{{0,40}}?可(?!以?[^,。;]{{0,12}}(?:{WORDS['hand_in']}|登录|反映|提出)(?!提取|在|延期|缓))以?(?:[^,。;]{{0,8}}(?:申请|排队|提取|延期|缓缴|分期|入学))",
            "a permission for cases within a period",
            (",使用可销售房屋作为担保,可申请缓缴配套费", ",并完成契税缴纳后,购房者可以排队入学"),
        ),
        Rule(
            "allows-within",
            r"\s*+期间,[^。;]{0,120}?,允许",
            "a permission for a period",
            ("期间,以挂牌方式出让使用权,允许企业分期办理许可",),
        ),
    ],
)
ALSO = RuleGroup(
    "deadlines.also",
    [
        Rule(
            "joined",
            r",\s?且[于在]?\s*$",
            "a further condition on a day",
            ("在辖区内购买住宅,且在",),
        ),
    ],
)
TERM_HEADINGS = RuleGroup(
    "deadlines.term_heading",
    [
        Rule(
            "term",
            r"(?:适用|执行|实施|有效|优惠|补贴|补助|奖励|政策)(?:范围|时间|期限?|时限)|活动(?:时间|期限?)",
            "a heading above the term of a benefit",
            ("(一)适用范围及时间", "政策执行期限"),
        ),
    ],
)
TERM_MOVED = RuleGroup(
    "deadlines.term_moved",
    [
        Rule(
            "benefit",
            r"(?:^|[,:;])(?![^,:;]*(?:申报|申请|申领|报名|征集))[^,:;]*(?:政策|缓缴|缓交|补贴|补助|减免|免征|优惠|贴息|购房|购买(?![^,:;]*文件))[^,:;]*$",
            "the term of a benefit that is extended",
            (
                "缓缴期限延长至",
                "降低失业保险费率政策延长至",
                "给予补贴”的截止时间由9月30日延长至",
                "职工购房时限延长至",
            ),
        ),
    ],
)

"""Rules that exclude dates of goals, steps of the issuing authority, conditions and regulation articles."""

from crawler.reading.deadlines.rules import WORDS
from crawler.reading.rules import Rule, RuleGroup

NOT_OURS = RuleGroup(
    "deadlines.exclude",
    [
        Rule(
            "eligibility",
            r"(?:时间范围|的时间(?:应|须|需)?在|发表时间|委[托]|证书?之?(?:有效)?期限|本院|有效期|出生|年满)",
            "conditions and validity",
            ("成果产生的时间范围", "办理预售的时间在", "许可证有效期"),
        ),
    ],
)
RECURRING = RuleGroup(
    "deadlines.recurring",
    [
        Rule(
            "each",
            r"每(?:年|月|季|半年|学年|周)|次年|翌年|下一年度|上一年度的?$|逐年|(?:当|该|本|申请)年度(?:之前)?$|年度\($",
            "a day of every year",
            ("每年", "次年"),
        )
    ],
)
CONDITION = RuleGroup(
    "deadlines.condition",
    [
        Rule(
            "state-by",
            r"\s*,?[^,。]{0,10}?(?:已经?|取得|获得|考取|成立|出生|毕业|年满|具有|具备|未|入职|发生|登记注册|注册登记|注册成立|满\d|立项|结题|在职|在编)",
            "a state that must exist on a day",
            ("取得毕业证", "注册成立的企业"),
        ),
        Rule(
            "which-is", r"\s*[^,。]{1,14}的,", "a condition on a day, followed by its consequence", ("到期的,可以展期",)
        ),
        Rule("within", r"\s*(?:期间|之间|内)[^,。]{0,16}的", "what happened within a range", ("期间缴纳的保费",)),
        Rule(
            "of-things",
            r"\s*[^,。]{0,16}?的(?:项目|企业|单位|产品|成果|论文|人员|毕业生|房屋|车辆|设备|合同|费用|支出|投资)",
            "things that existed before that day",
            ("签订的合同", "购置的设备"),
        ),
    ],
)
PAST = RuleGroup(
    "deadlines.past",
    [
        Rule("as-of", r"截至\s*$", "a state on a day: 截至6月底,累计", ("截至",)),
    ],
)
MEASURED = RuleGroup(
    "deadlines.measured",
    [
        Rule(
            "measured-on",
            r"(?:以上|以内|以来|年限|年龄|工龄|业绩|数据|成立|满\d{1,2}[年月])[^,。()]{0,6}\((?:计算)?截[止至](?:时间|日期)?[为是:到至]*\s*$",
            "the day on which a condition is measured",
            ("应实施6个月以上(截止日期为",),
        ),
    ],
)
OWN = RuleGroup(
    "deadlines.own",
    [
        Rule(
            "we",
            r"(?:我|本)(?:局|委|厅|部|办|院|会|中心|市|省|区|司|所|处)[^,。]{0,12}$",
            "the office itself",
            ("我局于",),
        ),
        Rule("will", r"(?:将|拟|计划|预计|预定|已)[于在]?\s*$", "announced by the office", ("住建局将于", "已于")),
        Rule(
            "announces",
            rf"[^,。]{{2,12}}(?:{WORDS['announce']})[^,。]{{0,4}}$",
            "the publication of a list or result",
            ("名单公布于",),
        ),
    ],
)
GOAL_BEFORE = RuleGroup(
    "deadlines.goal_before",
    [Rule("aim", r"(?:到|至|力争|争取|确保)\s*$", "aims open like this", ("力争", "确保"))],
)
CHANGES = RuleGroup(
    "deadlines.changes",
    [
        Rule(
            "changes",
            r"(?:将|把)[^。;《]{1,80}?(?:压缩|缩短|减少|提高|提升|降低|降至|扩大|纳入|推广|拓展|延伸|下放|取消|打造|建成|控制|升级|转为|改为|增加|覆盖)"
            r"(?![^。;]{0,60}(?:报送|上报|提交|报至|反馈|备案))",
            "a change that an office brings about: 将办理时间压缩至5日",
            ("将登记办理时间压缩至5个工作日以内",),
        ),
    ],
)
GOAL_AFTER = RuleGroup(
    "deadlines.goal_after",
    [
        Rule(
            "verb",
            rf"(?:,?在[^,。]{{1,20}}?)?[^,。]{{0,8}}?(?:{WORDS['policy']})",
            "goals and works",
            ("全面完成整改", "建成示范基地"),
        ),
        Rule(
            "proposes",
            r"[^,。]{0,8}?研究(?:提出|制定|出台|起草|论证|解决)",
            "work of an office",
            ("研究提出取消的许可事项",),
        ),
        Rule(
            "benefit",
            r"(?:对|给予|享受|免征|减征|减免|暂|实行|执行|继续|可享受|按照?[^,。]{1,12}标准)",
            "a benefit or a rule that holds within a range",
            ("对出售自有住房的纳税人", "给予补贴"),
        ),
        Rule("publish", rf"[^,。]{{0,6}}?(?:{WORDS['announce']})", "the office's own steps", ("公布结果",)),
    ],
)
ARTICLE = RuleGroup(
    "deadlines.article",
    [
        Rule(
            "number",
            r"^\s*第\s*[一二三四五六七八九十百零\d]{1,6}\s*条",
            "an article of a regulation",
            ("第十二条 公示期",),
        ),
        Rule(
            "at-least",
            r"不少于|不得少于|不低于|至少",
            "the length of a period, not its days",
            ("公示期不少于5个工作日",),
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
    ],
)
TERM_HEADINGS = RuleGroup(
    "deadlines.term_heading",
    [
        Rule(
            "term",
            r"(?:适用|执行|实施|有效|优惠|补贴|政策)(?:范围|时间|期限?|时限)|活动(?:时间|期限?)",
            "a heading above the term of a benefit",
            ("(一)适用范围及时间", "政策执行期限"),
        ),
    ],
)
STEPS = RuleGroup(
    "deadlines.step",
    [
        Rule(
            "procedure",
            r"可以|后\s*,|(?:审定|审核|评审|认定|审批|研究|确定|通过)后|结束后|应当|期满|经[^,。]{0,30}(?:后|后进行公示|通过的|同意的|确定的)",
            "a step in the description of a procedure",
            ("评审结束后,对拟立项项目进行公示",),
        ),
    ],
)
FORCE = RuleGroup(
    "deadlines.force",
    [
        Rule(
            "in-force",
            r"[^,。]{0,6}(?:发生效力|生效|另行|施行|实施|执行)",
            "the start of a rule's validity",
            ("起施行",),
        )
    ],
)
WEAK = RuleGroup(
    "deadlines.weak",
    [
        Rule(
            "office-does",
            r"登记|办理|确认|领取|提供|下载|获取|购买|签订|登录|导入|兑换|参加",
            "verbs that an office also does itself",
            ("统一登记",),
        )
    ],
)
BY_OFFICE = RuleGroup(
    "deadlines.by_office",
    [
        Rule(
            "by",
            r"由[^,。]{2,20}(?:厅|局|委|部|办|院|中心|政府)[^,。]{0,4}[于在]?$",
            "an act of the office",
            ("由省财政厅于",),
        ),
        Rule(
            "supervises",
            r"(?:指导|监督|督促|协调|帮助)[^,。]{0,24}$",
            "an act that an office supervises",
            ("要指导监督新老班子",),
        ),
    ],
)

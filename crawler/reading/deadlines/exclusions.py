"""Patterns for dates with another meaning than that of a deadline: dates of events, states, counts and validity."""

from crawler.reading.rules import Rule, RuleGroup

NOT_OURS = RuleGroup(
    "deadlines.exclude",
    [
        Rule(
            "eligibility",
            r"(?:时间范围|的时间(?:应|须|需)?在|发表时间|委托(?:书|期|的?有效)|证书?之?(?:有效)?期限|有效期|出生|年满)",
            "conditions and validity",
            ("成果产生的时间范围", "办理预售的时间在", "许可证有效期"),
        ),
        Rule(
            "notice-shown",
            r"公告(?:发布|刊登|刊载)(?:的)?(?:期限|时间|日期)",
            "the period for which a notice is shown",
            ("本次出让公告发布期限:",),
        ),
        Rule(
            "except",
            r"^[^,。;()]{0,8}(?:假期|节假日|假日|放假)?除外",
            "days on which no papers are taken",
            ("清明节假期除外",),
        ),
        Rule(
            "traded-on",
            r"(?:购房|网签|网签及备案|(?:合同|凭证)[^,。;:]{0,4}(?:签订|出具)?)的?(?:时间|日期)(?:[、和及][^,。:;]{0,20}(?:时间|日期))?(?:均|都)?(?:需|须|应)?[为在是:]",
            "the day of a purchase, which is a condition",
            ("购房时间为", "网签及备案时间均在", "凭证日期需在"),
        ),
        Rule("valid-until", r"前(?:仍|均|应)?有效", "the validity of a paper", ("11月15日前有效",)),
        Rule(
            "term-of-project",
            r"(?:研究|项目|课题|合同|任务|申请|申报)书?(?:的)?(?:起止(?:时间|年月|日期)|(?:研究|执行|实施|建设)(?:期限?|周期))",
            "the term of a project, which its application states",
            ("申请书起止时间为", "项目执行期"),
        ),
    ],
)
RECURRING = RuleGroup(
    "deadlines.recurring",
    [
        Rule(
            "each",
            r"每(?:年|月|季|半年|学年|周)|次年|翌年|第[二三]年|(?<=[高中]考)当年|下一年度|上一年度的?$|逐年|(?:当|该|本|申请)年度(?:之前)?$|年度\($|[上下]半年[为于在]$",
            "a day of every year",
            ("每年", "次年"),
        )
    ],
)
PAST = RuleGroup(
    "deadlines.past",
    [
        Rule(
            "as-of",
            r"截至\s*$|(?:^(?:\s*\(?[\d一二三四五六七八九十]{1,3}[)、.])?|,)\s*截止(?:至|到)?\s*$",
            "a state on a day: 截至6月底,累计",
            ("截至", "截止", "二、截止"),
        ),
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
        Rule(
            "reported",
            r"(?:\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]、|\d[.、])[^,。;:()]{2,20}情况\s*$",
            "the heading of a report on past work",
            ("(一)报名及资格审核情况",),
        ),
        Rule("last-year", r"(?:去年|前年|上年|上一年|往年)\s*$", "a day of an earlier year", ("去年",)),
        Rule(
            "event",
            r"(?<![、及和与])(?<![、及和与]..)(?:笔试|面试|考试|答辩|会议|培训|体检|测评)(?:时间|日期)(?:初步|暂)?(?:定[于在]|为|是|:|[于在]|\s)*$",
            "the days of an event",
            ("面试时间为", "1.笔试时间:", "培训时间初步定于"),
        ),
        Rule(
            "things-of",
            r"(?:^|[,:;])\s?(?:对于?|针对)\s?$|已经?(?:报名)?参加[^,。;]{0,30}$",
            "things or persons of a time, for which there is a rule",
            ("对", ",对于", "1. 已报名参加"),
        ),
        Rule("if", r"(?:若|如果?|倘若?|假如)[于在]?\s*$", "a case that depends on a day", ("若",)),
        Rule(
            "counted-to",
            r"(?:计算|统计|核算|计分|加分|积分|累计)[^,。;:()]{0,8}?截[止至](?:时间|日期)?(?:统一|分别|[为是:到至\s])*$",
            "the day up to which something is counted",
            ("连续居住加分计算的截止时间为", "业绩统计截止日期:"),
        ),
        Rule(
            "benefit-until",
            r"(?:提高|降低|上浮|下调|上调|补贴|补助|给予|奖励|优惠|减免|免征|返还|放宽)[^()。;]{0,20}\((?:政策|执行|实施|有效)*(?:截[止至])?(?:时间|日期|期限)?[为是:到至]*\s*$",
            "the end of a benefit in brackets behind it",
            ("最高额度再提高10万元(截止时间为",),
        ),
        Rule(
            "term-until",
            r"(?:实施|执行|有效|适用)(?:的)?(?:期限|时间|期)[^。;]{0,30}\((?:[^()]{0,24},)?截[止至](?:时间|日期)?[为是:到至]*\s*$",
            "the end of a rule's term in brackets behind it",
            ("补助政策的实施期限以备案时间为准(自本文印发之日开始,截止时间为",),
        ),
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
            r"(?:不少于|不得少于|不低于|至少)\s*(?:\d{1,3}|[一二三四五六七八九十两]{1,3})\s*个?(?:工作日|自然日|日|天)",
            "the length of a period, not its days",
            ("公示期不少于5个工作日",),
        ),
    ],
)
STEPS = RuleGroup(
    "deadlines.step",
    [
        Rule(
            "procedure",
            r"可以|后\s*,|最[短长]|[^,。;]{2,16}的,(?:由|将|予以)|(?:审定|审核|评审|认定|审批|研究|确定|通过)后|结束后|应当|期满|经[^,。]{0,30}(?:后|后进行公示|通过的|同意的|确定的|确定为)"
            r"|(?<!现)(?<!现拟)将(?:(?:在|于|通过)[^,。]{1,20}|进行[^,。]{0,6})公示|根据[^,。]{1,20}(?:意见|结果)\s*,|当年|第二年",
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

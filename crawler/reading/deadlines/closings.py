"""Patterns for the words that make a date the first or the last day of a period."""

from crawler.reading.deadlines.words import WORDS
from crawler.reading.rules import Rule, RuleGroup

STARTS = RuleGroup(
    "deadlines.starts",
    [
        Rule(
            "form",
            r"(?:填[报表写]|申请|登记|提交|申报|签报)日期\s*[:为]?\s*$",
            "the day on which a form was filled in",
            ("填报日期:", "申请日期:"),
        ),
        Rule(
            "label",
            r"(?:起始|开始|启动|开启|开通|开放)(?!.{0,40}截止)",
            "the label of the first day of a period",
            ("申报起始时间为",),
        ),
    ],
)
CLOSES = RuleGroup(
    "deadlines.closes",
    [
        Rule(
            "before",
            r"\s*+(?:\([^()]{0,14}\))?\s*+(?:\)|日|[时點点]整?|之|以|或|及|\(?含(?:当日)?\)?)?\s*+(?:工作时间|下班|上班|北京时间)?\s*+"
            r"(?:之?前|之前|以前|截止|止|为止|结束|内)",
            "words that make a date the last day",
            ("前", "(星期五)下班前", "(北京时间)前", "或之前", "止"),
        ),
    ],
)
NAMED_LAST = RuleGroup(
    "deadlines.named_last",
    [
        Rule(
            "is-the-last",
            rf"\s*+(?:为|是|作为)[^,。;]{{0,12}}?(?:{WORDS['act']})[^,。;]{{0,8}}?(?:截止|结束|终止|最后)(?:的)?(?:时间|日期|期限|日|一天)",
            "a last day that is named after the date",
            ("为网上预报名结束时间", "是报名的最后期限"),
        ),
        Rule(
            "act-closes",
            rf"\s*+(?:,\s*+)?(?=[^,。;:()\d]{{1,30}}?(?:截止|结束|关闭))(?![^,。;]{{0,12}}?(?:审核|复核|评审|审查))[^,。;:()\d]{{0,12}}?(?:{WORDS['act']})[^,。;:()\d]{{0,4}}(?:截止|结束|关闭)\s*(?:$|[,。;)])",
            "an act that closes on the date before it",
            (",论文摘要接收截止。", "报名截止"),
        ),
    ],
)
CLOSING = RuleGroup(
    "deadlines.closing",
    [
        Rule(
            "closing-time",
            r"(?:截止|截至|止于|结束|关闭(?=时间|日期)|最晚|最迟|不得?晚于|不得?迟于|(?<=间)不得?超过|(?<=期)不得?超过)(?:时间|日期|期限|日)?(?:\([^()]{0,24}\))?\s*"
            r"(?:分别|为|是|到|至|于|在|不晚于|不得晚于|不得?超过|:|\s|北京时间|统一|延长|顺延)*$",
            "words before the last day",
            ("截止时间:", "报名截至", "最迟于"),
        ),
    ],
)
ENDS_ON = RuleGroup(
    "deadlines.ends_on",
    [
        Rule(
            "act-until",
            rf"(?:{WORDS['day_act']})(?:工作)?截至\s*$",
            "the act whose last day follows",
            ("本批项目申报截至", "报名截至"),
        ),
    ],
)
UNTIL = RuleGroup(
    "deadlines.until",
    [
        Rule(
            "from-now",
            r"(?:即日起?|即日|现|今)(?:开始)?,?\s*(?:至|到|—|-|~)\s*$",
            "from now until a day",
            ("即日起至", "自即日起到"),
        ),
        Rule(
            "from-publication",
            r"(?:自|从)[^,。;]{0,12}?(?:公布|发布|公告|公示|印发|刊登|发文|出台|通知|今|本日)(?![^,。;]{0,4}(?:施|执)行|[^,。;]{0,4}实施)[^,。;]{0,6}?(?:之日|当日|日)?(?:起|开始),?\s*(?:至|到|—+|-+|~)\s*$"
            r"|(?:^|[:,])\s*(?:发文|印发|发布|公布|出台)之日起?\s*(?:至|到)\s*$"
            r"|(?:公告|通知|公示|通告|启事|信息)(?:发出|发布|公布|印发)(?:之日)?(?:后|起)?\s*(?:至|到|—+|-+|~)\s*$",
            "from the publication until a day",
            ("自公布之日起至", "自本公告发布之日起到", "公告发出至", "发文之日起至"),
        ),
    ],
)
EXTENDED = RuleGroup(
    "deadlines.extended",
    [
        Rule(
            "put-off",
            r"(?:延长|延期|延至|延迟|顺延|推迟|展期|调整|变更|更改|提前)\s*(?:至|到|为)\s*$|延至\s*$",
            "a last day that is moved",
            ("申报期限延长至", "截止日期延至"),
        ),
    ],
)

"""Patterns for requests, and for the people and offices to whom they are addressed."""

from crawler.reading.deadlines.words import TO_OFFICE, WORDS
from crawler.reading.rules import Rule, RuleGroup

ASKS = RuleGroup(
    "deadlines.ask",
    [
        Rule(
            "request",
            r"请|须|务必|应于|应在|应当|应将|应向|需于|需在|必须|逾期|过期|截止|可于|可在|可从|可自|可以|可通过|得于|有意者|有异议|欢迎|要求"
            r"|不再受理|不予受理|接受|受理",
            "somebody is asked or allowed to act",
            ("请于", "逾期不予受理"),
        ),
    ],
)
REQUESTS = RuleGroup(
    "deadlines.request",
    [
        Rule(
            "please",
            r"(?:(?<!申)请|务必)[^,。]{0,24}$",
            "a request names the last day, whatever is asked",
            ("请各参展者于", "请务必在"),
        )
    ],
)
OBLIGES = RuleGroup(
    "deadlines.oblige",
    [
        Rule(
            "must",
            r"(?:应|须|需|必须|务必|务须)(?:当|要)?(?:最[迟晚])?[于在]?\s*$",
            "a duty with a last day, whatever has to be done",
            ("借款人应于", "业主必须在"),
        )
    ],
)
OPENS = RuleGroup(
    "deadlines.opens",
    [
        Rule(
            "service",
            r"[^。]{0,30}?(?:开通|开放|关闭)[^。]{0,24}?(?:系统|通道|平台|入口|端口|窗口|网站|页面)",
            "a service that people can use within a range of days",
            (",教育部将开通网上下载打印《准考证》系统",),
        )
    ],
)
DURING = RuleGroup(
    "deadlines.during",
    [
        Rule(
            "must",
            rf"\s*,[^,。;]{{0,16}}?(?:应当?|必?须|需|请|务必)[^,。;]{{0,4}}?[在于](?:此|上述|该|以上|规定)?(?:期间|时间段?|期限|时段)内?[^。;]{{0,40}}?(?:{WORDS['submit']})",
            "people must act within the range",
            (",职工须在此期间向中心申请办理提取手续",),
        ),
    ],
)
ATTENDS = RuleGroup(
    "deadlines.attend",
    [
        Rule(
            "place",
            r"[^。]{0,30}?(?:(?<![收达得接看找])到|至|赴|前往|携带)[^。]{1,60}?(?:递交|办理|确认|报到|报名|缴费|领取|补报|审查|审核|签到|登记|注册|提交|签订|选岗|选房|复审)",
            "a place to appear at on a day",
            ("到校本部办理入学手续", "携带身份证到人才中心现场确认"),
        ),
        Rule(
            "sent-on",
            r"\s*+(?:统一|一并|集中)?(?:报送|上报|提交|递交|反馈|报[省市县区我]|送交|上交|送[至到]|[发寄传][送至到]|交[至到给回])",
            "handed in on the day itself",
            ("报送一名联络员",),
        ),
        Rule(
            "finishes-on",
            rf"\s*+(?:务必|统一|集中)(?:完成|办理)[^,。;]{{0,14}}?(?:{WORDS['submit']})",
            "a submission to be finished on the day itself",
            ("务必完成公务填报",),
        ),
        Rule(
            "is-sent",
            r"\s*+,?\s*+(?!我|本|由|将|公[示布])[^,。;()]{2,16}(?:结果|材料|名单|表|报告|总结|方案)(?:统一|一并|集中)?(?:报送|上报|提交|发送|送交)",
            "results that are handed in on the day itself",
            (",评定结果报送至培养处",),
        ),
        Rule(
            "hands-over",
            r"\s*+(?:各[^,。;将把]{1,10})?(?:将|把)[^。;]{2,90}?(?:报(?:送|至|到|[省市县区我校院学])|上报|提交|发送|发至|寄送|送至|交至|交到|上传)",
            "things that are handed in on the day itself",
            ("将汇总表由院长签字后,报学工部管理办公室",),
        ),
        Rule(
            "starts-act",
            r"\s*+(?:\([^()]{0,12}\))?,?\s*+(?:进行|办理)?(?:学校|学院|考生)?(?:网上|现场|集中)?(?:报名|缴费|报到|资格复审|资格审查|现场确认|递交材料)(?!.{0,4}(?:开始|启动|结束后))",
            "an act that follows the day",
            ("现场报名", "进行资格复审"),
        ),
    ],
)
PUBLIC = RuleGroup(
    "deadlines.public",
    [
        Rule("actor", WORDS["people"], "who applies", ("申请人", "有关企业")),
        Rule(
            "person",
            r"[一-龥](?<!责任|负责|联系)(?:人|者|户|家庭|职工|业主)(?=\s?(?:应|须|需|必须|务必|可))",
            "any person who must or may act",
            ("借款人应", "缴存职工可", "承租户须"),
        ),
    ],
)
OFFICES = RuleGroup("deadlines.offices", [Rule("actor", WORDS["offices"], "who reports", ("各省教育厅", "推荐单位"))])
REPORTS = RuleGroup(
    "deadlines.reports",
    [
        Rule("verb", WORDS["report"], "what offices do", ("正式文件报送",)),
        Rule("to", rf"报{TO_OFFICE}|书面报告", "a report to an office", ("报工业和信息化部",)),
    ],
)
APPLIES = RuleGroup("deadlines.applies", [Rule("verb", WORDS["apply"], "what people do", ("申报材料", "缴费"))])

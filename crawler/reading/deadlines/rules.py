"""Rules that distinguish deadlines from other dates.

The rules are matched on folded text, which has simplified characters and half-width forms.
"""

from crawler.reading.rules import Rule, RuleGroup, read_words

WORDS = read_words("crawler.reading.deadlines")
_SUBMIT = WORDS["submit"]
_ACT = WORDS["act"]
_COPULA = r"(?:分别|为|是|自|从|:|将?于|在|至|到|定在|定于|截[至止]|暂定|统一|原则上|延长|顺延|\s|即日起|北京时间|\()*$"
_TIME = r"(?:起止|截止|有效|结束|具体|开放|受理|开始)?(?:时间段?|期限|期间|日期|时段|截止|时限|节点|期)"
_BEHIND = (
    r"(?:之?内)?(?:要求|安排|和?方式)?(?:[、及和与][^,。:]{0,12}?(?:时间|地点|方式|方法)){0,3}(?:\([^()]{0,24}\))?"
)
_TO_OFFICE = r"[^,。:、告名表价销酬刊纸道废复关警税考喜]{1,14}?(?:局|委|厅|部|办|院|中心|科|处|室|政府|司|组|会|中央)"

SUBMITS = RuleGroup(
    "deadlines.submit",
    [
        Rule("verb", _SUBMIT, "a verb of handing in", ("将材料报送我局", "登录系统填报")),
        Rule("report-to", rf"报{_TO_OFFICE}", "报 with the office that receives", ("报省教育厅", "报工业和信息化部")),
        Rule(
            "hand-to", rf"[送交](?!流|通|易){_TO_OFFICE}", "送 or 交 with the office", ("交校团委办公室", "送区民政局")
        ),
        Rule(
            "report",
            rf"书面报告|报告(?:我|给|至|市|省|区|县)|向{_TO_OFFICE}报告",
            "a report to the office",
            ("整改情况书面报告我局",),
        ),
        Rule(
            "checks",
            r"对[^,。;]{0,16}?(?:材料|申请|资料)(?:的[^,。;]{1,8})?(?:进行|予以|作出)?(?:审核|初审|审查|复核)",
            "the check of what applicants handed in",
            ("对申报材料进行审核",),
        ),
        Rule(
            "pay-to",
            r"(?:将|把)[^。]{1,60}?[付拨汇转存缴还退划]\S{0,2}?(?:至|到|入|给|回)|(?:归|退|返|偿|结)还|还清|[结交付缴]清|上缴|汇缴",
            "money or things that are handed over or given back",
            ("将团费拨付至指定账户", "归还全部贷款本息"),
        ),
        Rule(
            "send-to",
            r"[发寄传]\S{0,8}?(?:邮箱|@|OA)|(?:邮箱|邮件|OA)(?:系统|平台)?[发送传寄报]",
            "sent to a mailbox or by mail",
            ("发工作邮箱", "通过内网邮箱发宣传部"),
        ),
        Rule(
            "amends",
            r"(?:补充|修改|补正)[^,。;]{0,8}(?:材料|资料|申报书|申请书)",
            "papers that were handed in and are amended",
            ("补充完善申报材料",),
        ),
    ],
)
AFTER_GOAL = RuleGroup(
    "deadlines.after_goal",
    [
        Rule(
            "then-report",
            rf"(?:并|再|后|同时|及时|将|把|、)[^。]{{0,60}}?(?:报送|上报|反馈|提交|(?:报|送|交)[^,。]{{0,16}}备案|(?:予以|进行)备案|寄送|发送|上传|报备|报{_TO_OFFICE}|送{_TO_OFFICE}|向{_TO_OFFICE}报告)",
            "works that end in a report",
            ("制定实施方案,并报司法部备案", "完成绩效考核,并将结果报送国家卫生健康委"),
        ),
        Rule(
            "report-of-it",
            rf"(?:报告|总结|方案|材料|情况|报表|表|结果|名单|清单|意见)(?:\([^()]{{0,24}}\))?(?:[,、][^,。;]{{0,10}})?(?:报送|上报|提交|反馈|报备|寄送|发送|报{_TO_OFFICE}|送{_TO_OFFICE})",
            "a paper on the works that is handed in",
            ("全面总结工作,编制总结报告(模板见附件)报送市场部",),
        ),
        Rule(
            "finish-handing-in",
            rf"完成[^,。]{{0,14}}?(?:{_SUBMIT}|信息采集|审查|审核|评价材料)",
            "the completion of a step of submission",
            ("完成网上缴费", "完成本年度信息报送"),
        ),
    ],
)
PERIODS = RuleGroup(
    "deadlines.period",
    [
        Rule(
            "labelled",
            rf"(?:{_ACT})(?:(?!考试|笔试|面试|会议|活动|培训|查询|发放|公布|实施|执行|施行|生效|统计|开始|举办|测试|体检|资助|计算|产生|完成|取得|发生|建设|合作|缴存|执业|评价|(?:补助|补贴|奖励)(?=时间|期))[^,。:;\d时期截]){{0,12}}?"
            rf"{_TIME}{_BEHIND}{_COPULA}",
            "a period labelled with the name of the submission",
            ("报名时间:", "网上申报起止时间为", "公示期自", "提交投标文件截止时间、开标时间和地点:"),
        ),
        Rule(
            "closing-of",
            rf"截止(?:{_ACT})(?:的)?(?:时间|日期)?{_COPULA}",
            "the other order, as in Hong Kong",
            ("截止报名日期:", "截止申请日期为"),
        ),
        Rule(
            "act-from",
            rf"(?:{_ACT})(?:工作|环节|阶段)?(?:\([^()]{{0,12}}\))?:{_COPULA}"
            rf"|(?:报名|申报|受理|公示|征求意见|缴费)(?:工作)?(?:自|从|于|为){_COPULA}",
            "an act with its days: 网上报名:3月1日至5日",
            ("网上报名:", "作品提交:", "申报工作从"),
        ),
        Rule(
            "act-in-brackets",
            rf"(?:{WORDS['day_act']})(?:报名|申报|申请|登记)?(?:工作|信息|材料|环节|阶段|期|时间)?\((?:时间:?)?$",
            "a step with its days in brackets",
            ("志愿填报(", "(一)项目申报(", "初验报名信息("),
        ),
    ],
)
BARE_LABEL = RuleGroup(
    "deadlines.bare_label",
    [
        Rule(
            "time",
            rf"^[\s\d一二三四五六七八九十().、]*{_TIME}{_BEHIND}{_COPULA}",
            "时间: under a heading",
            ("1.时间:", "起止时间为"),
        ),
        Rule(
            "nothing",
            r"^[\s\d一二三四五六七八九十().、:]*(?:自|从|于)?\s*$",
            "a line that opens with the date",
            ("", "1. "),
        ),
    ],
)
HEADINGS = RuleGroup(
    "deadlines.heading",
    [
        Rule(
            "time-of-act",
            rf"(?:{_ACT})[^,。]{{0,16}}?(?:时间|期限|日期|期(?!货|间)|截止)",
            "a heading that names the period",
            ("三、报名时间及方式", "四、提交投标文件截止时间、开标时间和地点"),
        ),
        Rule(
            "act",
            r"(?:获取|领取|购买|递交|提交)(?:招标|采购|磋商|谈判|询价|比选|响应|投标)?文件|报名(?:方式|办法|程序|须知)?$"
            r"|申报(?:方式|程序|流程)?$|网上报名|(?:现场|网上|线上)确认|资格复审|网上缴费|异议|反馈意见|意见反馈",
            "a heading that names a step with a period",
            ("三、获取招标文件", "(一)网上报名"),
        ),
    ],
)
ONE_DAY = RuleGroup(
    "deadlines.one_day",
    [Rule("act", rf"(?:{WORDS['day_act']})", "acts of one day", ("现场确认时间:", "缴费时间为"))],
)
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
            rf"\s*+(?:为|是|作为)[^,。;]{{0,12}}?(?:{_ACT})[^,。;]{{0,8}}?(?:截止|结束|终止|最后)(?:的)?(?:时间|日期|期限|日|一天)",
            "a last day that is named after the date",
            ("为网上预报名结束时间", "是报名的最后期限"),
        ),
        Rule(
            "act-closes",
            rf"\s*+(?:,\s*+)?(?=[^,。;:()\d]{{1,30}}?(?:截止|结束|关闭))(?![^,。;]{{0,12}}?(?:审核|复核|评审|审查))[^,。;:()\d]{{0,12}}?(?:{_ACT})[^,。;:()\d]{{0,4}}(?:截止|结束|关闭)\s*(?:$|[,。;)])",
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
            rf"\s*,[^,。;]{{0,16}}?(?:应当?|必?须|需|请|务必)[^,。;]{{0,4}}?[在于](?:此|上述|该|以上|规定)?(?:期间|时间段?|期限|时段)内?[^。;]{{0,40}}?(?:{_SUBMIT})",
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
            rf"\s*+(?:务必|统一|集中)(?:完成|办理)[^,。;]{{0,14}}?(?:{_SUBMIT})",
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
            r"\s*+(?:将|把)[^。;]{2,90}?(?:报(?:送|至|到|[省市县区我校院学])|上报|提交|发送|发至|寄送|送至|交至|交到|上传)",
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
        Rule("to", rf"报{_TO_OFFICE}|书面报告", "a report to an office", ("报工业和信息化部",)),
    ],
)
APPLIES = RuleGroup("deadlines.applies", [Rule("verb", WORDS["apply"], "what people do", ("申报材料", "缴费"))])

"""Patterns for dates that are not those of targets, such as days of conditions, terms and past results.

The patterns are matched on folded text.
"""

from crawler.reading.rules import Rule, RuleGroup

NO_TARGET_BEFORE = RuleGroup(
    "targets.not_before",
    [
        Rule("indicator", r"[较比]上一?年[^。;]{0,12}$", "how an indicator is assessed", ("覆盖率较上一年增加,",)),
        Rule("span", r"从[^,。;\n]{0,8}$", "a forecast or a period: 从现在到2029年", ("从现在",)),
        Rule(
            "range",
            r"(?:自|从|由)[^。;\n]{0,40}(?:起|日|月|年|后|来)\s?(?:至|到|[—\-~–])?\s?$|(?:[\d月日年]|\d[时点分])\s?(?:至|到|[—\-~–]{1,2})\s?$|\(含[^()]{0,8}\)\s?(?:至|到)?\s?$",
            "the last day of a range, such as the term of a rule",
            ("自印发之日起至", "2024年3月1日至", "2022年5月16日(含5月16日)"),
        ),
        Rule(
            "permission",
            r"(?:可|可以|允许|最晚可|可选择)(?:[于在自])?\s?$",
            "a choice that is open until a day",
            ("可于",),
        ),
        Rule(
            "bidder",
            r"(?:中标|成交)(?:后|人|单位|供应商)[^。;\n]{0,16}$|(?:投标|报价|响应|供应商|申请人|申报人)[^。;\n]{0,12}(?:能够?|具备|具有)[于在]?\s?$",
            "a condition for those who apply or bid",
            ("中标后能够在",),
        ),
        Rule(
            "applicant",
            r"(?:申报|申请|参评|参赛|应聘|入选|推荐)(?:的)?(?:企业|单位|项目|机构|主体|对象|个人|人|者)[^,。;\n]{0,12}(?:应当?|必?须|需|要)[于在]?\s?$",
            "a threshold for those who apply",
            ("申报企业须在",),
        ),
        Rule(
            "schedule",
            r"(?:时间|日期)[^,。:;\n]{0,8}:\s?(?:将|拟|定)?[于在]?\s?$",
            "the day of a step",
            ("时间和方式:将于",),
        ),
        Rule(
            "serves",
            r"(?:助力|服务|支撑|对标|锚定|面向|衔接)(?:[国我全]家|[国省市])?\s?$",
            "a later goal of somebody else that the work serves",
            ("助力国家", "锚定"),
        ),
        Rule(
            "result",
            r"(?:成绩|排名|名单|录取结果|评审结果)[^,。;\n]{0,8}$",
            "the day on which a result is published",
            ("笔试总成绩及岗位排名", "具体时间、地点及人员名单"),
        ),
        Rule(
            "things-of", r"(?:^|[,:;。])\s?(?:对于?|针对)\s?$", "things of a time, for which there is a rule", ("对",)
        ),
        Rule("also", r",\s?且\s?$", "a further condition on a day", (",且",)),
        Rule("named-as", r"(?:确立|明确|确定|列|作|视)为\s?$", "a goal that is cited as such", ("确立为",)),
        Rule("was-planned", r"原(?:定|计划)[于在]?\s?$", "a day that no longer holds", ("原定于",)),
        Rule(
            "question",
            r"(?:能否|是否|可否|有无)[^。;\n]{0,80}$",
            "what an inspection asks",
            ("能否", "是否已开工,能否于"),
        ),
        Rule("put-off", r"(?:日期|时间|期限)[^,。;\n]{0,4}延$", "a last day that is moved", ("截止日期延",)),
        Rule("last-year", r"(?:去年|前年|上年)\s?$", "a day of an earlier year", ("去年",)),
        Rule("since", r"(?:截至|截止到?|截止至|早在)\s?$", "a state on a day", ("截至",)),
        Rule(
            "lasts",
            r"(?:持续|延续|延长|延期|有效期?|暂停|执行|实施|施行|截止|顺延|保留|适用|展期|开放|推迟|缓缴|缓交|期限|时限|截)[^,。;\n]{0,2}$",
            "a duration",
            ("展览持续", "有效期"),
        ),
    ],
)
RECURRING = RuleGroup(
    "targets.recurring",
    [
        Rule(
            "recurring",
            r"(?:每(?:个?月|半?年|季度?|周|学年|学期)|(?<=[高中]考)当年|[入开升]学当年|当年的(?=[^。;\n]{0,4}$)|第[二三]年|逐年|次年|翌年|下一?年度?|上一?年度?|历年|往年|[上下]半年[为于在])[^。;\n]{0,40}$",
            "a day of every year",
            ("每年", "每年2月底前报送数据,"),
        ),
    ],
)
NO_TARGET = RuleGroup(
    "targets.not_after",
    [
        Rule(
            "past-case",
            r"[^。;,\n]{0,8}?(?:[完达建实][成到现]|缴纳|办理|签订)了|[^。;,\n]{0,30}?(?:(?<![对将把在])已|尚未|发生|受理|的[,。;]|的$|制定的)"
            r"|,[^。;\n]{0,60}?(?:(?:已|尚未)[^。;\n]{0,40}的|(?:贷款|申请|购买|办理|提取)时),",
            "a situation before a day, to which a rule applies",
            ("尚未审结的案件", "制定的规定", "完成了缴税手续", ",借款人已提交申请材料,并经前台人员受理的,"),
        ),
        Rule("if", r",?\s?(?:如|若|倘)[^何期果,。;]", "a case on or before a day", (",如承建单位未抽取数据",)),
        Rule(
            "degree",
            r",?(?:须|应|需|能|已)?(?:获得?|取得|具有|具备)[^。;\n]{0,40}?(?:学历|学位|毕业证|证书|资格|职称|居住证|户籍)",
            "a condition for those who apply",
            ("获得研究生学历和硕士学位,并符合条件的人员",),
        ),
        Rule(
            "listed-things",
            r"[^,。;:\n]{1,30}的[^,。;:\n]{1,12}(?:有|包括|包含|如下):",
            "a list of things of a time",
            ("实施学位房锁定政策的初中有:",),
        ),
        Rule(
            "rewarded",
            r"[^,。;\n]{1,40}的(?:企业|项目|单位|机构|主体|个人|人员|家庭|用户|业主|职工|农户|商户|车辆|产品|楼盘|小区)[,、]?[^。;\n]{0,20}?(?:给予|予以|奖励|奖补|补助|补贴|享受|免收|免征|减免|可)",
            "a condition of a benefit",
            ("完成改造的企业,每户补助5万元",),
        ),
        Rule(
            "case-may",
            r",?[^。;\n]{2,60}?的,[^,。;\n]{0,12}可",
            "a permission for cases by that day",
            (",高层达到一层施工形象的,企业可申请预售许可",),
        ),
        Rule(
            "things-of-then",
            r",?[一-龥]{2}的(?=[一-龥])|,?[^,。;\n]{0,24}?(?:建成|竣工|投产|取得|注册|出生|成立|购买|购置|签订|投用|入住|登记|受[^,。]{1,16}影响|到期|缴纳|毕业)的",
            "things that existed before that day",
            ("建成的老旧小区", "受疫情影响的缴存人", "供应的房地产用地"),
        ),
    ],
)
NOT_LAST = RuleGroup(
    "targets.not_last",
    [
        Rule(
            "range",
            r"\s?(?:\d{1,2}\s?(?:[时点:]\d{0,2}分?)?)?\s?(?:起)?\s?(?:至|到|[—\-~–])+\s?(?=\d|[一二三四五六七八九十]{1,2}月|次|今|明|当)",
            "the first day of a range",
            ("至12月31日", "9时至11月"),
        ),
        Rule("start", r"\s?(?:起|开始|以[来后前]|之?后|初|度?以来)", "the start of something", ("起施行", "以后")),
        Rule("within", r"\s?(?:期间|之间)", "the last day of a period (自政策出台至2022年12月31日期间)", ("期间,",)),
        Rule(
            "attribute",
            r"\s?(?:的(?![^,。;]{0,10}(?:任务|目标|指标)(?:分别)?[为是:])|[版级]|[春夏秋冬]季(?!度)|学年)",
            "a date that describes a thing",
            ("的1.46亿户",),
        ),
        Rule(
            "ends",
            r"\s?(?:停止|终止|暂停)(?:执行|施行|实施|受理|办理)?(?:[,。;]|$)",
            "the end of a rule",
            ("停止执行。",),
        ),
        Rule(
            "valid",
            r"\)?\s?(?:[^,。;\d]{0,6}有效(?=[,。;]|$)|有效|为准|适用)",
            "a term",
            (")有效", "消费有效,"),
        ),
    ],
)
DESCRIBES = RuleGroup(
    "targets.describes",
    [
        Rule(
            "years",
            r"[,\s]*(?:[^,。;\n]{0,8}(?:是|处于|面临)|(?:我[国省市])?经济社会发展(?:的|必须|要|主要)|[^,。;\n]{0,12}在[^,。;\n]{2,30}(?:中|上)(?:具有|处于|占有))",
            "a plan's years, which are described",
            ("是基本实现社会主义现代化的关键时期", "在现代化进程中具有承前启后的重要地位"),
        ),
    ],
)
ACHIEVED = RuleGroup(
    "targets.achieved",
    [
        Rule(
            "already",
            r"^度?共|已|以来|同比|累计(?=[^,。;]{0,12}了)|[完达建实][成到现]了",
            "a state that was reached",
            ("已建成", "完成了"),
        ),
        Rule(
            "praised",
            r"受到|荣获|获评|被评为|得到[^,。;]{0,12}(?:肯定|好评|认可)",
            "praise for past work",
            ("受到充分肯定",),
        ),
        Rule("forecast", r"^将(?:达|突破|超)", "a forecast of a level", ("将突破5万亿元",)),
    ],
)
PREPARES = RuleGroup(
    "targets.prepares",
    [
        Rule(
            "foundation",
            r"[^。;\n]{0,50}?(?:奠定|打下|打好|提供|创造|夯实|积蓄|作出)",
            "a later goal for which something prepares (为2035年基本建成法治社会奠定坚实基础)",
            ("基本建成法治社会奠定坚实基础",),
        ),
    ],
)
CONDITION_HEADINGS = RuleGroup(
    "targets.condition_heading",
    [
        Rule(
            "conditions",
            r"(?:申[请报领]|报[名考]|应聘|招聘|认定|评[定选审]|参[评选赛加]|推荐|遴选|征集|准入|入[选库驻]|享受|受理|奖补|补[助贴]|奖励|支持|资助|扶持)[^,。;]{0,8}(?:条件|资格|资质|门槛)",
            "conditions of those who apply",
            ("二、申请项目条件", "申报条件", "享受补贴的条件"),
        ),
        Rule(
            "procedure",
            r"(?:活动|比赛|竞赛|大赛|评选|评审|申报|报名|招聘|招生|录取|考试|选拔|遴选|培训|会议)(?:的)?(?:时间|日程|流程|程序|步骤)(?:安排|表|及.{2,8})?$",
            "the steps of a procedure for those who take part",
            ("一、活动时间", "评选程序"),
        ),
        Rule(
            "bare",
            r"^\W{0,4}[一二三四五六七八九十\d]{0,3}[、.)\s]*(?:基本|资格|必备)?条件$",
            "conditions",
            ("三、条件", "(一)基本条件"),
        ),
    ],
)
LIMITS = RuleGroup(
    "targets.limits",
    [
        Rule(
            "limit",
            r"限定|限报|限额|限申|只能|仅限|不得|名额",
            "a limit for those who apply, not a goal",
            ("作如下限定", "限报1项"),
        ),
    ],
)
BENEFITS = RuleGroup(
    "targets.benefits",
    [
        Rule(
            "benefit",
            r"免收|免征|减征|减按|减免|免缴|免于|免用|缓缴|缓交|暂缓|贴息|补贴|补助|给予|享受|予以(?:奖励|支持|补)|一次性奖励|不再缴纳|下调至|阶段性"
            r"|(?<![许认])可(?!吸入|持续|再生|靠|控|视|追溯|比|观|行|研|达|复制|推广|信|及|能|用)|按照?[^,。]{1,16}(?:征收|执行|收取|确定|计收|计征|缴纳|标准(?=[,。;]|执行|收|征|给|发))",
            "a benefit or a permission that ends on a day",
            ("免征车辆购置税", "可申请分批缴纳"),
        ),
    ],
)

"""Rules that distinguish the dates of targets from other dates, matched on folded text."""

from crawler.reading.rules import Rule, RuleGroup, read_words

_WORDS = read_words("crawler.reading.measures")

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
        Rule("also", r",\s?且(?:必?须|应当?|需)?\s?$", "a further condition on a day", (",且",)),
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
FINISHES = RuleGroup(
    "targets.finishes",
    [
        Rule(
            "goal",
            r"\s*,?(?:全面|基本|率先|全部)?(?:完成(?![,。;)]|$)(?![^,。;]{0,10}(?:申报|报名|填报|录入|缴费|报送|提交|注册|申请|初评|初审|预审|遴选|评选|推荐|选拔)|[^。;,]{0,60}(?:总结|报告|汇总表)[^。;]{0,60}(?:报送|上报))|建成|实现|建立|出台)",
            "a goal that also ends in a report",
            ("完成绩效考核工作,并报送", "建立台账"),
        ),
        Rule(
            "duty",
            r"\s*,?[^,。;\n]{2,16}(?:要|应当?)(?:全面|全部|彻底|基本)[^。;\n]{2,40}[,、](?:并|同时)[^,。;\n]{0,24}(?:报告|报送|上报|备案)",
            "a duty of offices that also ends in a report",
            (",地方各级人民政府要全面清理“土政策”,并将清理情况向上一级人民政府报告",),
        ),
    ],
)
GOES_ON = RuleGroup(
    "targets.goes_on",
    [
        Rule(
            "reach",
            r"达到|达|超过|不低于|不少于|新增|建成|培育|覆盖率|增长|突破|提高到",
            "a sentence that goes on",
            ("产值达到1亿元",),
        )
    ],
)
REACHES = RuleGroup(
    "targets.reaches",
    [
        Rule(
            "verb",
            r",?(?:(?:要|将|应|须|预计|全面|基本|全部|初步|率先|累计)*(?:力争|争取|确保|努力)|(?:要|将|应|须|预计|全面|基本|全部|初步|率先|累计)*)(?:(?<=[争取保力])|完成|建成|实现|达到?|突破|超过|不低于|不少于|提高到|增至|降至|投产|投用|竣工|通车|清零|消除)",
            "a verb of reaching a goal directly after a date",
            ("达到70%", "全面完成"),
        )
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
ENDS_WORK = RuleGroup(
    "targets.ends_work",
    [
        Rule(
            "verb",
            r"完成|实现|建成|达到|形成|建立|贯通|通车|投产|投用|竣工|并网|清零|取得[^,。;]{0,16}(?:进展|突破|成效|实效)|全面(?:推广|推行|实施|实行|应用|启用|取消|停用|覆盖|铺开|推开)",
            "works that end in a later year",
            ("完成布局专项规划", "实现全面优化", "全面推广无纸化单证备案"),
        ),
    ],
)
GOALS = RuleGroup(
    "targets.goals",
    [
        Rule(
            "verb",
            rf"(?:{_WORDS['goal']})(?!数|的[^,。;]{{0,6}}[,。;])",
            "a verb of a goal",
            ("完成", "建成", "全覆盖"),
        ),
        Rule("all", r"(?:全部|全面|基本|初步|率先|累计)(?=[一-龥])", "how far a goal goes", ("全部创建", "基本补齐")),
        Rule(
            "level",
            r"(?:率|比例|比重|占比|总额|总量|规模|产值|数量|人数|面积|收入|投资|水平)[^,。;\n\d]{0,6}?(?:达|超|不低于|不少于|提高|增长|接近|为)",
            "a level that is to be reached",
            ("覆盖率达80%", "接待人数超1.5亿人次"),
        ),
    ],
)
LEVELS = RuleGroup(
    "targets.levels",
    [
        Rule(
            "named",
            r"(?:预期|总体|主要|奋斗|努力|发展|增长|控制)目标[^,。;\d]{0,8}(?:是|为|:|设定在?)",
            "a level that is named as the goal of a year",
            ("发展主要预期目标是:国内生产总值增长5%左右", "经济增长预期目标为5%"),
        ),
    ],
)
INTENDS = RuleGroup(
    "targets.intends",
    [
        Rule(
            "verb",
            r"力争|争取|确保",
            "a word of intention after 今年, which also occurs with results",
            ("续建更新项目191个,力争完成投资200亿元",),
        ),
    ],
)
BENEFITS = RuleGroup(
    "targets.benefits",
    [
        Rule(
            "benefit",
            r"免收|免征|减征|减按|减免|免缴|免于|免用|缓缴|缓交|暂缓|贴息|补贴|补助|给予|享受|予以(?:奖励|支持|补)|一次性奖励|不再缴纳|下调至|阶段性"
            r"|(?<![许认])可(?!持续|再生|靠|控|视|追溯|比|观|行|研|达|复制|推广|信|及|能|用)|按照?[^,。]{1,16}(?:征收|执行|收取|确定|计收|计征|缴纳|标准(?=[,。;]|执行|收|征|给|发))",
            "a benefit or a permission that ends on a day",
            ("免征车辆购置税", "可申请分批缴纳"),
        ),
    ],
)
SCOPES = RuleGroup(
    "targets.scope",
    [
        Rule(
            "whole",
            r"全(?:国|省|市|县|区|州|盟|旗|镇|乡|行业|社会|产业|系统)|(?:本|我)(?:省|市|县|区|州)",
            "the whole of an area or a trade",
            ("全市", "全行业", "本市"),
        ),
        Rule(
            "each",
            r"(?:各|每个?)(?:省|自治区|直辖市|设区市|地市|市州|市|县|区|乡镇|街道|村|社区|园区|部门|学校|医院)(?:\([^()]{1,6}\))?",
            "each of many",
            ("各设区市", "每个县"),
        ),
        Rule(
            "from-a-level",
            r"(?:省|地|县|市|乡|村|镇)级(?:及|以)?[及以]?上?(?:以上)?(?:城市|行政村|机关|党政机关|医院|公立医院|行政区)|规模以上(?:工业|服务业)?(?:企业)?|城镇|农村|城乡|建成区|中心城区|城区|主城区",
            "a level of offices, places or firms",
            ("地级及以上城市", "规模以上工业企业", "农村"),
        ),
        Rule(
            "named",
            r"[一-龥]{2,5}(?:省|市|自治区|自治州|县|新区|开发区)(?![级内场民政直])",
            "a named place",
            ("宁波市",),
        ),
    ],
)

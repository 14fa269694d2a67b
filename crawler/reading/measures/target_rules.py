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
            r"(?:自|从|由)[^。;\n]{0,40}(?:起|日|月|年|后|来)\s?(?:至|到|[—\-~–])?\s?$|(?:[\d月日年]|\d[时点分])\s?(?:至|到|[—\-~–]{1,2})\s?$",
            "the last day of a range, such as the term of a rule",
            ("自印发之日起至", "2024年3月1日至"),
        ),
        Rule(
            "recurring",
            r"(?:每(?:个?月|半?年|季度?|周|学年|学期)|逐年|次年|翌年|下一?年度?|上一?年度?|历年|往年)[^。;\n]{0,40}$",
            "a day of every year",
            ("每年", "每年2月底前报送数据,"),
        ),
        Rule(
            "permission",
            r"(?:可|可以|允许|最晚可|可选择)(?:[于在自])?\s?$",
            "a choice that is open until a day",
            ("可于",),
        ),
        Rule("since", r"(?:截至|截止到?|截止至|早在)\s?$", "a state on a day", ("截至",)),
        Rule(
            "lasts",
            r"(?:持续|延续|延长|延期|有效期?|暂停|执行|实施|施行|截止|顺延|保留|适用|展期|开放|推迟|缓缴|缓交|期限|时限|截)[^,。;\n]{0,2}$",
            "a duration",
            ("展览持续", "有效期"),
        ),
    ],
)
NO_TARGET = RuleGroup(
    "targets.not_after",
    [
        Rule(
            "past-case",
            r"[^。;,\n]{0,30}?(?:已|尚未|发生|受理|的[,。;]|的$|制定的)",
            "a situation before a day, to which a rule applies",
            ("尚未审结的案件", "制定的规定"),
        ),
        Rule(
            "things-of-then",
            r"[^,。;\n]{0,24}?(?:建成|竣工|投产|取得|注册|出生|成立|购买|购置|签订|投用|入住|登记|受[^,。]{1,16}影响|到期|缴纳|毕业)的",
            "things that existed before that day",
            ("建成的老旧小区", "受疫情影响的缴存人"),
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
        Rule("attribute", r"\s?[的版级]", "a date that describes a thing", ("的1.46亿户",)),
        Rule("valid", r"\)?\s?(?:有效|为准|适用)", "a term", (")有效",)),
    ],
)
FINISHES = RuleGroup(
    "targets.finishes",
    [
        Rule(
            "goal",
            r"\s*,?(?:全面|基本|率先|全部)?(?:完成(?![,。;)])(?![^,。;]{0,10}(?:申报|报名|填报|缴费|报送|提交|注册|申请))|建成|实现|建立|出台)",
            "a goal that also ends in a report",
            ("完成绩效考核工作,并报送", "建立台账"),
        )
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
GOALS = RuleGroup(
    "targets.goals",
    [
        Rule(
            "verb", rf"(?:{_WORDS['goal']})(?!的[^,。;]{{0,6}}[,。;])", "a verb of a goal", ("完成", "建成", "全覆盖")
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
BENEFITS = RuleGroup(
    "targets.benefits",
    [
        Rule(
            "benefit",
            r"免收|免征|减征|减按|减免|免缴|免于|免用|缓缴|缓交|暂缓|贴息|补贴|补助|给予|享受|予以(?:奖励|支持|补)|一次性奖励|不再缴纳|下调至"
            r"|可(?!持续|再生|靠|控|视|追溯|比|观|行|研|达|复制|推广|信|及|能|用)|按照?[^,。]{1,16}(?:征收|执行|收取|标准)",
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

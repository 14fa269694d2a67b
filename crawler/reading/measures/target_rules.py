"""Rules that distinguish the dates of targets from other dates, matched on folded text."""

from crawler.reading.rules import Rule, RuleGroup

_YEAR = r"(?P<{0}>20\d\d|二[〇○零][〇○零一二三四五六七八九]{{2}}|民国\s?\d{{2,3}})\s?年"
_AIM = r"(?:力争|争取|确保|努力)?"

ANCHORS = RuleGroup(
    "targets.anchor",
    [
        Rule(
            "to-year",
            rf"{_AIM}(?:在)?(?<![达高加升降减截年月日\d])(?:到|至)\s?{_YEAR.format('year')}"
            r"(?!的|版|\s?\d{1,2}\s?月\s?\d{1,2}\s?日(?!前))(?:底|末|年底)?前?",
            "the usual form of a goal",
            ("到2027年", "力争到2025年底"),
        ),
        Rule(
            "before-date",
            rf"{_AIM}(?:在)?(?<![\d前])(?:{_YEAR.format('before')})(?:\s?(?P<month>\d{{1,2}})\s?月)?"
            r"(?:\s?(?P<day>\d{1,2})\s?日)?(?P<end>年?底|末)?之?前(?!后)",
            "a last day or year",
            ("2025年6月底前", "2025年底前"),
        ),
        Rule(
            "plan-end",
            rf"{_AIM}(?:到|至|在)“?(?P<plan>十?[一二三四五六七八九十])五”?(?:规划|时期)?期?末",
            "the end of a five-year plan",
            ("到“十四五”末",),
        ),
        Rule(
            "year-alone",
            r"(?:^|(?<=[,。;:、\n ]))(?P<alone>20\d\d)年(?=(?:要|将)?(?:力争|争取|确保|(?:基本|全面|全部)?完成))",
            "a year of now or later with an aim; 2025年达到 alone may state a fact",
            ("2025年完成老旧小区改造", "2022年力争绿色出行比例达到70%"),
        ),
        Rule(
            "this-year",
            r"(?<![\d一二三四五六七八九十两半多几当每])(?P<within>年内|(?:今年|本年度?)(?:内|年?底之?前?))",
            "the year of the notice",
            ("年内开展试点", "今年年底前"),
        ),
    ],
)
NO_TARGET_BEFORE = RuleGroup(
    "targets.not_before",
    [
        Rule("indicator", r"[较比]上一?年[^。;]{0,12}$", "how an indicator is assessed", ("覆盖率较上一年增加,",)),
        Rule("span", r"从[^,。;\n]{0,8}$", "a forecast or a period: 从现在到2029年", ("从现在",)),
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
            r"(?:建成|竣工|投产|取得|注册|出生|成立|购买|签订|投用|入住|登记|受[^,。]{1,16}影响)的",
            "things that existed before that day",
            ("建成的老旧小区", "受疫情影响的缴存人"),
        ),
    ],
)
FINISHES = RuleGroup(
    "targets.finishes",
    [
        Rule(
            "goal",
            r"\s*,?(?:全面|基本|率先|全部)?(?:完成(?![^,。;]{0,10}(?:申报|报名|填报|缴费|报送|提交|注册|申请))|建成|实现|建立|出台)",
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

"""Patterns for the words of targets, matched on folded text."""

from crawler.reading.rules import Rule, RuleGroup, read_words

_WORDS = read_words("crawler.reading.measures")
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

"""Rules that identify lead units, supporting units, and remarks in lists of units, matched on folded text."""

from crawler.reading.rules import Rule, RuleGroup

LEADS = RuleGroup(
    "units.lead",
    [Rule("duty", "牵头|主办|主责|主管|总牵头|统筹", "duties and labels of who leads", ("牵头单位", "主责部门"))],
)
SUPPORTS = RuleGroup(
    "units.support",
    [
        Rule(
            "duty",
            "配合|协同|协助|协办|参与|参加|支持|会办|指导|支撑",
            "duties and labels of who supports",
            ("配合单位", "市教育局指导"),
        )
    ],
)
SENTENCES = RuleGroup(
    "units.sentence",
    [
        Rule(
            "by-whom",
            r"(?:^|[,;。:、\s])由(?P<units>[^,;。:由\n()]{2,60}?)(?<!自行)(?:具体|牵头|共同|分别)?负责(?!人|的|解释)",
            "a sentence that names who is responsible",
            ("由市财政局负责",),
        )
    ],
)
REMARKS = RuleGroup(
    "units.remark",
    [
        Rule("rank", r"第一位|首位|下同|为牵头", "how the list is to be read", ("排在第一位的部门为牵头部门", "下同")),
        Rule("time", r"完成|持续|推进$|时限|期限|进度|\d年|\d月", "by when", ("5月底完成", "持续推进")),
        Rule("scope", r"适用|范围|^注|不再|均需|以下", "where it applies", ("适用范围",)),
    ],
)
FIRST_LEADS = RuleGroup(
    "units.first_leads",
    [
        Rule(
            "remark",
            r"(?:第一位|首位|第一)(?:者|的)?[^,;。]{0,8}(?:为|是)牵头",
            "a remark that the first unit leads",
            ("排在第一位的部门为牵头部门",),
        )
    ],
)
JOINED = RuleGroup(
    "units.joined",
    [
        Rule(
            "and",
            r"(?:(?<=[局委部厅署府办院])|(?<=协会)|(?<=员会)|(?<=合会)|(?<=中心)|(?<=公司)|(?<=集团))(?:等)?(?:和|及|与|以及)(?=[一-龥]{2})(?!政府(?:[^一-龥]|$|按|负责|牵头|配合))|(?<=等)(?:和|及)",
            "words between two names",
            ("市财政局和市教育局", "市科技局等和各县", "市计划生育协会和市托育联席会议"),
        ),
        Rule(
            "and-others",
            r"(?<=[一-龥)])(?:和|及|与|以及)(?=(?:各(?!自|类|项|种)|有关|相关|其他)[一-龥])",
            "a word before units that are named together",
            ("国务院相关部门及各地区", "银保监会及相关地区"),
        ),
        Rule(
            "others-and",
            r"等(?:\d{1,2}个)?(?:国务院|省|市|县|区)?(?:有关|相关|各)?(?:部门|单位|方面)(?:和|及|以及|与)(?=[一-龥]{2})",
            "the rest of a list before another name",
            ("证监会等国务院相关部门及各地区",),
        ),
    ],
)

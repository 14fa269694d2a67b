"""Patterns for dates of the work of offices, such as goals and steps that the issuing authority itself takes."""

from crawler.reading.deadlines.words import WORDS
from crawler.reading.rules import Rule, RuleGroup

OWN = RuleGroup(
    "deadlines.own",
    [
        Rule(
            "we",
            r"(?:我|本)(?:局|委|厅|部|办|院|会|中心|市|省|区|司|所|处)[^,。]{0,12}$",
            "the office itself",
            ("我局于",),
        ),
        Rule("was-planned", r"原(?:定|计划)[于在]?\s*$", "a day that no longer holds", ("原定于",)),
        Rule("will", r"(?:将|拟|计划|预计|预定|已)[于在]?\s*$", "announced by the office", ("住建局将于", "已于")),
        Rule(
            "announces",
            rf"[^,。]{{2,12}}(?:{WORDS['announce']})[^,。]{{0,4}}$",
            "the publication of a list or result",
            ("名单公布于",),
        ),
    ],
)
ITSELF = RuleGroup(
    "deadlines.itself",
    [
        Rule(
            "issuer",
            r"(?:^|[,;:])\s?(?:随后)?(?:[市省总]校|学校|校本部|总部|分部|本部)(?:将|拟|统一)?[于在]?\s*$",
            "an organization above the addressees that forwards their documents",
            (",市校于", "学校于"),
        ),
    ],
)
MEETS = RuleGroup(
    "deadlines.meets",
    [
        Rule(
            "participants",
            r"培训|会议|答辩|研修|学习班|论坛|年会|研讨|会期|返程|酒店|宾馆|面授|开班|参训|参会|离会|集训",
            "a meeting or a training whose participants arrive on a day",
            ("培训时间", "参会代表报到"),
        ),
    ],
)
GOAL_BEFORE = RuleGroup(
    "deadlines.goal_before",
    [Rule("aim", r"(?:到|至|力争|争取|确保)\s*$", "aims open like this", ("力争", "确保"))],
)
CHANGES = RuleGroup(
    "deadlines.changes",
    [
        Rule(
            "changes",
            r"(?:将|把)[^。;《]{1,80}?(?:压缩|缩短|减少|提高|提升|降低|降至|扩大|纳入|推广|拓展|延伸|下放|取消|打造|建成|控制|升级|转为|改为|增加|覆盖|整改(?!情况|报告|方案|结果|台账)|完毕|到位|清零|解决)"
            r"(?![^。;]{0,60}(?:报送|上报|提交|报至|反馈|备案))",
            "a change that an office brings about: 将办理时间压缩至5日",
            ("将登记办理时间压缩至5个工作日以内",),
        ),
    ],
)
INFORMS = RuleGroup(
    "deadlines.informs",
    [
        Rule(
            "informs",
            r"\s*+,?\s*+将?(?:统一|另行|分批)?(?:(?:以|通过)?(?:电话|短信|邮件|电子邮件|书面)(?:方式|形式)?|[对向])[^,。]{0,20}(?:反馈|通知|答复|回复|联系|告知)",
            "the office informs people",
            ("将电话对所有报名人员进行反馈", "以短信通知考生"),
        ),
    ],
)
GOAL_AFTER = RuleGroup(
    "deadlines.goal_after",
    [
        Rule(
            "verb",
            rf"(?:,?在[^,。]{{1,20}}?)?[^,。]{{0,8}}?(?:{WORDS['policy']})",
            "goals and works",
            ("全面完成整改", "建成示范基地"),
        ),
        Rule(
            "actor-does",
            r"[^,。;]{2,24}?(?:要|应当?|必?须|需)[^。;]{0,40}?(?:开展|完成|建立|健全|制定|出台|清理|整改|整治|督促)",
            "works of an office that is named before them",
            ("各行业协会商会要按照上述要求,对收费情况开展全面自查",),
        ),
        Rule(
            "proposes",
            r"[^,。]{0,8}?研究(?:提出|制定|出台|起草|论证|解决)",
            "work of an office",
            ("研究提出取消的许可事项",),
        ),
        Rule(
            "benefit",
            r"(?:对(?![^,。;]{0,24}(?:审核|初审|审查|复核))|给予|享受|免征|减征|减免|暂|缓缴|缓交|实行|执行|继续|可享受|按照?[^,。]{1,12}标准)",
            "a benefit or a rule that holds within a range",
            ("对出售自有住房的纳税人", "给予补贴"),
        ),
        Rule(
            "pays-out",
            r"[^,。;]{0,4}?(?:集中|全部|足额|及时|全额)(?:退还|返还|拨付|兑付|兑现|发放)",
            "payments by an office",
            ("集中退还企业存量留抵税额",),
        ),
        Rule(
            "was-done",
            r"[^。;]{0,40}?(?:进行|开展|完成|组织|召开|举办)了",
            "what happened within a range",
            (",巡视组对公司进行了巡视",),
        ),
        Rule(
            "achieves",
            r"[^,。;]{2,40},(?:从而|全面|基本)?(?:实现|达到|确保)",
            "works with their result",
            ("迁移至互联网运行,实现随时可申请",),
        ),
        Rule("publish", rf"[^,。]{{0,6}}?(?:{WORDS['announce']})", "the office's own steps", ("公布结果",)),
        Rule(
            "publish-at",
            rf"(?:由[^,。;]{{1,10}})?(?:[在于]|通过)[^,。;将把]{{2,40}}?(?:网站?|平台|公众号|公告栏|公示栏|媒体|官网)[^,。;]{{0,6}}?(?:{WORDS['announce']})",
            "a publication of the office, with its place",
            ("由我校在学院网站公布", "在门户网站公示"),
        ),
        Rule(
            "commissions",
            r"委托[^,。;]{2,30}?(?:评估|评价|审计|调查|监测|检测|测评|核查)",
            "work that an office commissions",
            ("委托第三方机构对条例实施情况进行首轮评估",),
        ),
    ],
)
WEAK = RuleGroup(
    "deadlines.weak",
    [
        Rule(
            "office-does",
            r"登记|办理|确认|领取|提供|下载|获取|购买|签订|登录|导入|兑换|参加",
            "verbs that an office also does itself",
            ("统一登记",),
        )
    ],
)
BY_OFFICE = RuleGroup(
    "deadlines.by_office",
    [
        Rule(
            "by",
            r"由[^,。]{2,20}(?:厅|局|委|部|办|院|中心|政府)[^,。]{0,4}[于在]?$",
            "an act of the office",
            ("由省财政厅于",),
        ),
        Rule(
            "supervises",
            r"(?:指导|监督|督促|协调|帮助)[^,。]{0,24}$",
            "an act that an office supervises",
            ("要指导监督新老班子",),
        ),
    ],
)

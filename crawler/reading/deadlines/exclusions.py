"""Patterns for dates that are not deadlines for the reader.

Examples are the date of a goal, the date of a step that the issuing authority itself takes, the date in a condition,
and dates in the articles of a regulation.
"""

from crawler.reading.deadlines.rules import WORDS
from crawler.reading.rules import Rule, RuleGroup

NOT_OURS = RuleGroup(
    "deadlines.exclude",
    [
        Rule(
            "eligibility",
            r"(?:时间范围|的时间(?:应|须|需)?在|发表时间|委托(?:书|期|的?有效)|证书?之?(?:有效)?期限|有效期|出生|年满)",
            "conditions and validity",
            ("成果产生的时间范围", "办理预售的时间在", "许可证有效期"),
        ),
        Rule("valid-until", r"前(?:仍|均|应)?有效", "the validity of a paper", ("11月15日前有效",)),
        Rule(
            "term-of-project",
            r"(?:研究|项目|课题|合同|任务|申请|申报)书?(?:的)?(?:起止(?:时间|年月|日期)|(?:研究|执行|实施|建设)(?:期限?|周期))",
            "the term of a project, which its application states",
            ("申请书起止时间为", "项目执行期"),
        ),
    ],
)
RECURRING = RuleGroup(
    "deadlines.recurring",
    [
        Rule(
            "each",
            r"每(?:年|月|季|半年|学年|周)|次年|翌年|第[二三]年|(?<=[高中]考)当年|下一年度|上一年度的?$|逐年|(?:当|该|本|申请)年度(?:之前)?$|年度\($|[上下]半年[为于在]$",
            "a day of every year",
            ("每年", "次年"),
        )
    ],
)
CONDITION = RuleGroup(
    "deadlines.condition",
    [
        Rule(
            "state-by",
            r"\s*,?[^,。]{0,10}?(?<![为对将把向给])(?:已经?|尚未|取得|获得|考取|成立|出生|毕业(?![证生])|年满|具有|具备|未|入职|发生|登记注册|注册登记|注册成立|满\d|立项|结题|在职|在编|属于)",
            "a state that must exist on a day",
            ("取得毕业证", "注册成立的企业"),
        ),
        Rule(
            "which-is", r"\s*[^,。]{0,24}的,", "a condition on a day, followed by its consequence", ("到期的,可以展期",)
        ),
        Rule(
            "in-case",
            r"\s*,?[^。;]{0,60}?(?:尚未[^,。;]{0,20}的|(?:贷款|申请|购买|办理|提取)时),|[^,。;]{2,30}的$",
            "a case on or before a day, followed by the rule for it",
            (",个人销售住房涉及的增值税尚未申报缴纳的,", "再次申请贷款时,"),
        ),
        Rule(
            "case-within",
            r"\s*期间,[^。;]{0,120}?(?:时|的),[^。;]{0,120}?可",
            "a permission for cases within a range of days",
            ("期间,企业申办手续时,承诺按时缴纳的,可延迟",),
        ),
        Rule("may", r"的(?:均|都|也)?(?:可|不|须|应|方|视)", "a condition on a day", ("的可以申请", "的不得申报")),
        Rule("within", r"\s*(?:期间|之间|内)[^,。]{0,40}的", "what happened within a range", ("期间缴纳的保费",)),
        Rule(
            "of-things",
            r"\s*[^,。]{0,16}?的(?:项目|企业|单位|产品|成果|论文|人员|毕业生|房屋|车辆|设备|合同|费用|支出|投资)",
            "things that existed before that day",
            ("签订的合同", "购置的设备"),
        ),
    ],
)
PAST = RuleGroup(
    "deadlines.past",
    [
        Rule(
            "as-of",
            r"截至\s*$|(?:^(?:\s*\(?[\d一二三四五六七八九十]{1,3}[)、.])?|,)\s*截止(?:至|到)?\s*$",
            "a state on a day: 截至6月底,累计",
            ("截至", "截止", "二、截止"),
        ),
    ],
)
MEASURED = RuleGroup(
    "deadlines.measured",
    [
        Rule(
            "measured-on",
            r"(?:以上|以内|以来|年限|年龄|工龄|业绩|数据|成立|满\d{1,2}[年月])[^,。()]{0,6}\((?:计算)?截[止至](?:时间|日期)?[为是:到至]*\s*$",
            "the day on which a condition is measured",
            ("应实施6个月以上(截止日期为",),
        ),
        Rule(
            "reported",
            r"(?:\([一二三四五六七八九十\d]{1,3}\)|[一二三四五六七八九十]、|\d[.、])[^,。;:()]{2,20}情况\s*$",
            "the heading of a report on past work",
            ("(一)报名及资格审核情况",),
        ),
        Rule("last-year", r"(?:去年|前年|上年|上一年|往年)\s*$", "a day of an earlier year", ("去年",)),
        Rule(
            "event",
            r"(?<![、及和与])(?<![、及和与]..)(?:笔试|面试|考试|答辩|会议|培训|体检|测评)(?:时间|日期)(?:初步|暂)?(?:定[于在]|为|是|:|[于在]|\s)*$",
            "the days of an event",
            ("面试时间为", "1.笔试时间:", "培训时间初步定于"),
        ),
        Rule("if", r"(?:若|如果?|倘若?|假如)[于在]?\s*$", "a case that depends on a day", ("若",)),
        Rule(
            "counted-to",
            r"(?:计算|统计|核算|计分|加分|积分|累计)[^,。;:()]{0,8}?截[止至](?:时间|日期)?(?:统一|分别|[为是:到至\s])*$",
            "the day up to which something is counted",
            ("连续居住加分计算的截止时间为", "业绩统计截止日期:"),
        ),
        Rule(
            "benefit-until",
            r"(?:提高|降低|上浮|下调|上调|补贴|补助|给予|奖励|优惠|减免|免征|返还|放宽)[^()。;]{0,20}\((?:政策|执行|实施|有效)*(?:截[止至])?(?:时间|日期|期限)?[为是:到至]*\s*$",
            "the end of a benefit in brackets behind it",
            ("最高额度再提高10万元(截止时间为",),
        ),
        Rule(
            "term-until",
            r"(?:实施|执行|有效|适用)(?:的)?(?:期限|时间|期)[^。;]{0,30}\((?:[^()]{0,24},)?截[止至](?:时间|日期)?[为是:到至]*\s*$",
            "the end of a rule's term in brackets behind it",
            ("补助政策的实施期限以备案时间为准(自本文印发之日开始,截止时间为",),
        ),
    ],
)
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
            "commissions",
            r"委托[^,。;]{2,30}?(?:评估|评价|审计|调查|监测|检测|测评|核查)",
            "work that an office commissions",
            ("委托第三方机构对条例实施情况进行首轮评估",),
        ),
    ],
)
HOLDS = RuleGroup(
    "deadlines.holds",
    [
        Rule(
            "applies",
            r"[^,。;]{2,30}?的(?:均|都|也)?(?:适用|享受|可享受|按照?|执行|给予|不得|不予)",
            "a condition on a day, followed by the rule for it",
            ("完成购房合同登记备案的均适用本次政策",),
        ),
        Rule(
            "forbids",
            r"[^,。;]{0,12}?(?:不再|禁止|严禁|原则上不)(?!受理|接[收受])",
            "a prohibition for a range of days",
            ("全市不再新批、新建安置房",),
        ),
        Rule(
            "permits",
            r"[^。;]{0,40}?(?:可|允许)以?(?:申请)?(?:再)?(?:展期|延期|续期|续贷)",
            "a permission that ends on a day",
            ("存量贷款经商业银行总行审批后,可展期一次",),
        ),
    ],
)
ARTICLE = RuleGroup(
    "deadlines.article",
    [
        Rule(
            "number",
            r"^\s*第\s*[一二三四五六七八九十百零\d]{1,6}\s*条",
            "an article of a regulation",
            ("第十二条 公示期",),
        ),
        Rule(
            "at-least",
            r"(?:不少于|不得少于|不低于|至少)\s*(?:\d{1,3}|[一二三四五六七八九十两]{1,3})\s*个?(?:工作日|自然日|日|天)",
            "the length of a period, not its days",
            ("公示期不少于5个工作日",),
        ),
    ],
)
TERM = RuleGroup(
    "deadlines.term",
    [
        Rule(
            "bought-within",
            r"[^。;]{0,120}?(?:购买|购置|购房|购车|缴纳|签订|换购|网签|交易|销售|出售|投保|参保|办理)[^。;]{0,120}?"
            r"(?:补贴|补助|奖励|消费券|免征|减征|减免|返还|贴息|优惠|退还|给予|享受)",
            "the period in which purchases or payments qualify for a benefit",
            ("购买商品住宅并缴纳契税的,给予补贴",),
        ),
        Rule(
            "given-within",
            r"\s*+(?:,\s*+)?对[^。;]{2,120}?(?:给予|予以)[^,。;]{0,10}?(?:贴息|补贴|补助|奖励|优惠|减免|支持)",
            "the period in which a benefit is given",
            (",对新增贷款按利率的35%给予贴息",),
        ),
        Rule(
            "ruled-within",
            r"\s*+(?:期间)?,?\s*+对[^。;]{2,80}?的,|\s*+期间,?\s*+每",
            "the period in which a rule for certain cases holds",
            (",对缴纳比例超过50%的,部门可容缺办理", "期间,每完成1000套,组织一期抽奖"),
        ),
    ],
)
QUALIFIES = RuleGroup(
    "deadlines.qualifies",
    [
        Rule(
            "case-then",
            rf"(?![^,。;]{{0,12}}(?:{WORDS['hand_in']}))[^。;]{{2,140}}?的(?:方可|才可?|均可|都可|可|,|[^,。;]{{0,16}}(?:{WORDS['people']})[^,。;]{{0,4}},?)"
            rf"[^。;]{{0,90}}?(?:{WORDS['benefit']})",
            "a day on which something must have been done to get a benefit",
            ("前缴纳契税的方可享受人才补贴", "前完成网签备案的购房业主,继续实施补贴"),
        ),
        Rule(
            "whoever",
            rf"[^。;]{{0,24}}?,\s*+凡(?![^。;]{{0,60}}(?:{WORDS['hand_in']}|可))",
            "a period that is a condition, followed by the persons to whom it applies",
            (",凡在辖区内购买新建商品住宅",),
        ),
        Rule(
            "allows-within",
            r"\s*+期间,[^。;]{0,120}?,允许",
            "a permission for a period",
            ("期间,以挂牌方式出让使用权,允许企业分期办理许可",),
        ),
    ],
)
ALSO = RuleGroup(
    "deadlines.also",
    [
        Rule(
            "joined",
            r",\s?且(?:必?须|应当?|需)?[于在]?\s*$",
            "a further condition on a day",
            ("在辖区内购买住宅,且在",),
        ),
    ],
)
TERM_HEADINGS = RuleGroup(
    "deadlines.term_heading",
    [
        Rule(
            "term",
            r"(?:适用|执行|实施|有效|优惠|补贴|补助|奖励|政策)(?:范围|时间|期限?|时限)|活动(?:时间|期限?)",
            "a heading above the term of a benefit",
            ("(一)适用范围及时间", "政策执行期限"),
        ),
    ],
)
TERM_MOVED = RuleGroup(
    "deadlines.term_moved",
    [
        Rule(
            "benefit",
            r"(?:^|[,:;])(?![^,:;]*(?:申报|申请|申领|报名|征集))[^,:;]*(?:政策|缓缴|缓交|补贴|补助|减免|免征|优惠|贴息)[^,:;]*$",
            "the term of a benefit that is extended",
            ("缓缴期限延长至", "降低失业保险费率政策延长至", "给予补贴”的截止时间由9月30日延长至"),
        ),
    ],
)
STEPS = RuleGroup(
    "deadlines.step",
    [
        Rule(
            "procedure",
            r"可以|后\s*,|最[短长]|[^,。;]{2,16}的,(?:由|将|予以)|(?:审定|审核|评审|认定|审批|研究|确定|通过)后|结束后|应当|期满|经[^,。]{0,30}(?:后|后进行公示|通过的|同意的|确定的|确定为)"
            r"|(?<!现)(?<!现拟)将(?:(?:在|于|通过)[^,。]{1,20}|进行[^,。]{0,6})公示|根据[^,。]{1,20}(?:意见|结果)\s*,|当年|第二年",
            "a step in the description of a procedure",
            ("评审结束后,对拟立项项目进行公示",),
        ),
    ],
)
FORCE = RuleGroup(
    "deadlines.force",
    [
        Rule(
            "in-force",
            r"[^,。]{0,6}(?:发生效力|生效|另行|施行|实施|执行)",
            "the start of a rule's validity",
            ("起施行",),
        )
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

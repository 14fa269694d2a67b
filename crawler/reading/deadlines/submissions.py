"""Patterns for submissions: their verbs, and the labels and headings of periods in which they are made."""

from crawler.reading.deadlines.words import TO_OFFICE, WORDS
from crawler.reading.rules import Rule, RuleGroup

_COPULA = r"(?:分别|为|是|自|从|:|将?于|在|至|到|定在|定于|截[至止]|暂定|统一|原则上|延长|顺延|\s|即日起|北京时间|\()*$"
_TIME = r"(?:起止|截止|有效|结束|具体|开放|受理|开始|最后|最迟)?(?:时间段?|期限|期间|日期|时段|截止|时限|节点|期)"
_BEHIND = (
    r"(?:之?内)?(?:要求|安排|和?方式)?(?:[、及和与][^,。:]{0,12}?(?:时间|地点|方式|方法)){0,3}(?:\([^()]{0,24}\))?"
)
SUBMITS = RuleGroup(
    "deadlines.submit",
    [
        Rule("verb", WORDS["submit"], "a verb of handing in", ("将材料报送我局", "登录系统填报")),
        Rule("report-to", rf"报{TO_OFFICE}", "报 with the office that receives", ("报省教育厅", "报工业和信息化部")),
        Rule(
            "hand-to", rf"[送交](?!流|通|易){TO_OFFICE}", "送 or 交 with the office", ("交校团委办公室", "送区民政局")
        ),
        Rule(
            "report",
            rf"书面报告|报告(?:我|给|至|市|省|区|县)|向{TO_OFFICE}报告",
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
            rf"(?:并|再|后|同时|及时|将|把|、)[^。]{{0,60}}?(?:报送|上报|反馈|提交|(?:报|送|交)[^,。]{{0,16}}备案|(?:予以|进行)备案|寄送|发送|上传|报备|报{TO_OFFICE}|送{TO_OFFICE}|向{TO_OFFICE}报告)",
            "works that end in a report",
            ("制定实施方案,并报司法部备案", "完成绩效考核,并将结果报送国家卫生健康委"),
        ),
        Rule(
            "report-of-it",
            rf"(?:报告|总结|方案|材料|情况|报表|表|结果|名单|清单|意见)(?:\([^()]{{0,24}}\))?(?:[,、][^,。;]{{0,10}})?(?:报送|上报|提交|反馈|报备|寄送|发送|报{TO_OFFICE}|送{TO_OFFICE})",
            "a paper on the works that is handed in",
            ("全面总结工作,编制总结报告(模板见附件)报送市场部",),
        ),
        Rule(
            "finish-handing-in",
            rf"完成[^,。]{{0,14}}?(?:{WORDS['submit']}|信息采集|审查|审核|评价材料)",
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
            rf"(?:{WORDS['act']})(?:(?!考试|笔试|面试|会议|活动|培训|查询|发放|公布|实施|执行|施行|生效|统计|开始|举办|测试|体检|资助|计算|产生|完成|取得|发生|建设|合作|缴存|执业|评价|(?:补助|补贴|奖励)(?=时间|期))[^,。:;\d时期截]){{0,12}}?"
            rf"[”」]?,?{_TIME}{_BEHIND}{_COPULA}",
            "a period labelled with the name of the submission",
            ("报名时间:", "网上申报起止时间为", "公示期自", "提交投标文件截止时间、开标时间和地点:"),
        ),
        Rule(
            "closing-of",
            rf"截止(?:{WORDS['act']})(?:的)?(?:时间|日期)?{_COPULA}",
            "the other order, as in Hong Kong",
            ("截止报名日期:", "截止申请日期为"),
        ),
        Rule(
            "act-from",
            rf"(?:{WORDS['act']})(?:工作|环节|阶段)?(?:\([^()]{{0,12}}\))?:{_COPULA}"
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
            rf"(?:{WORDS['act']})[^,。]{{0,16}}?(?:时间|期限|日期|期(?!货|间)|截止)",
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

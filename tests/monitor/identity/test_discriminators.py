from datetime import date

import pytest

from crawler.model.reason import Reason
from monitor.identity.comparison import compare
from monitor.identity.discriminators import distinguish
from monitor.identity.distinction import Aspect
from tests.monitor.identity.texts import LINES, TEXT, TITLE, gist

NAMES = "、".join(f"{first}{last}" for first in "赵钱孙李周吴郑王" for last in ("建国", "秀兰", "文涛"))
ROSTER = (
    "经各县区推荐和专家评审，现将拟认定名单公示如下，公示期五个工作日，如有异议请以书面形式反映。\n{}\n云溪市人社局"
)
PRICES = "本周云溪市主要农副产品平均零售价格运行平稳，具体情况通报如下。\n" + "\n".join(
    f"{name}每公斤{{}}元，比上周上涨{{}}个百分点。" for name in ("大米", "面粉", "猪肉", "鸡蛋", "白菜", "萝卜", "土豆")
)
ADMITTED = "云溪市第一中学录取名单\n" + "\n".join(f"准考证号{{}}{at:03}，总分{{}}，专业学前教育。" for at in range(20))
ARTICLES = (
    "第一条 为了加强停车治理，合理引导停车需求，根据有关法律法规，结合本市实际，制定本条例。",
    "第二条 本市行政区域内机动车停车设施的规划、建设、使用以及停车服务、收费，适用本条例。",
    "第三条 本市机动车停车坚持有偿使用、共享利用、严格执法、社会共治。",
    "第四条 市人民政府领导本市机动车停车工作，将停车纳入城市综合交通体系。",
    "第五条 违反本条例规定的，由公安机关交通管理部门责令改正，处二百元罚款。",
)
LAW = "\n".join(ARTICLES)
LAW_TITLE = "云溪市机动车停车条例"
ENGLISH = (
    "The Ministry invites applications for the industrial energy efficiency grant. Eligible applicants are companies "
    "registered for at least three years. The grant covers up to 40 percent of eligible costs. Applications close on "
    "1 May 2024 and must be sent to the regional office together with the audited accounts of the previous year."
)


def roster(names: str, behind: str = ""):
    return gist(ROSTER.format(names) + behind, "公示")


def appointed(name: str):
    text = (
        f"经研究决定，任命{name}为云溪市工业和信息化局局长，试用期一年，原任职务自然免除，请按有关规定办理手续。"
        "任职时间从发文之日起计算，所在单位做好工作交接，保证各项工作平稳有序进行。"
    )
    return gist(text, f"云溪市人民政府关于{name}同志任职的通知")


def history(last: str):
    return gist(f"（2018年3月30日云溪市人民代表大会常务委员会通过{last}）\n{LAW}", LAW_TITLE)


APART = {
    "number": (gist(document_number="云工信发〔2024〕31号"), gist(document_number="云工信发〔2024〕32号")),
    "number of another width": (
        gist(document_number="云工信发〔2024〕118号"),
        gist(document_number="云工信发〔2024〕05号"),
    ),
    "an office's number": (gist(document_number="云政〔2024〕31号"), gist(document_number="云政办〔2024〕31号")),
    "another office's number": (
        gist(document_number="云工信发〔2024〕31号"),
        gist(document_number="云财发〔2024〕31号"),
    ),
    "a document no longer in force": (gist(title=f"{TITLE}（已失效）"), gist()),
    "a document withdrawn": (gist(ENGLISH, "Grant Guidance (Withdrawn)"), gist(ENGLISH, "Grant Guidance")),
    "year in the title": (gist(title=TITLE.replace("2024", "2025")), gist()),
    "batch added to the title": (gist(title=f"{TITLE}（第二批）"), gist()),
    "half a year": (gist(title="云溪市2024年上半年教师资格认定公告"), gist(title="云溪市2024年下半年教师资格认定公告")),
    "a class": (gist(title="云溪市A类旅行社评定结果公告"), gist(title="云溪市B类旅行社评定结果公告")),
    "a place in the title": (gist(title=TITLE.replace("云溪市", "盘锦市")), gist()),
    "a correction": (gist(title=f"{TITLE}的更正"), gist()),
    "a deadline put off": (gist(title=TITLE.replace("的通知", "延期的通知")), gist()),
    "a person": (appointed("周文彬"), appointed("王建国")),
    "a person of one other letter": (appointed("周文彬"), appointed("周文斌")),
    "an addressee": (
        gist(TEXT.replace(LINES[1], "市直各学校："), addressees=("市直各学校",)),
        gist(addressees=("各县区工业和信息化主管部门", "云溪高新区管委会")),
    ),
    "a date in the text": (gist(TEXT.replace("6月30日", "6月20日")), gist()),
    "a unit of an amount": (gist(TEXT.replace("100万元", "100亿元")), gist()),
    "a numeral written out": (gist(TEXT.replace("百分之七十", "百分之八十")), gist()),
    "half a day": (gist(TEXT + "\n上午九时到场。"), gist(TEXT + "\n下午九时到场。")),
    "names of a roster": (roster(NAMES), roster(NAMES.replace("文涛", "志强"))),
    "two names of a roster": (
        roster(NAMES),
        roster(NAMES.replace("赵建国", "冯玉梅").replace("王秀兰", "陈海燕")),
    ),
    "prices": (gist(PRICES.format(*range(3, 17)), "价格周报"), gist(PRICES.format(*range(4, 18)), "价格周报")),
    "one price": (gist(PRICES.format(*range(3, 17)), "价格周报"), gist(PRICES.format(8, *range(4, 17)), "价格周报")),
    "marks of an exam": (
        gist(ADMITTED.format(*(one for at in range(20) for one in (24, 500 + 3 * at))), "录取名单"),
        gist(ADMITTED.format(*(one for at in range(20) for one in (25, 510 + 2 * at))), "录取名单"),
    ),
    "dates of a law": (
        gist(LAW, LAW_TITLE, issued_on=date(2018, 3, 30)),
        gist(LAW, LAW_TITLE, issued_on=date(2021, 9, 24)),
    ),
    "a call of every year": (gist(issued_on=date(2023, 5, 6)), gist(issued_on=date(2024, 5, 6))),
    "the history of a law": (history(" 2021年9月24日修正"), history(" 2024年3月29日修正")),
    "an article more": (
        gist(LAW + "\n第六条 本条例自2018年5月1日起施行。", LAW_TITLE),
        gist(
            "\n".join((*ARTICLES[:3], "第四条 区人民政府负责本区停车管理。", *ARTICLES[3:]))
            + "\n第七条 本条例自2024年5月1日起施行。",
            LAW_TITLE,
        ),
    ),
    "an English month": (gist(ENGLISH, "Call"), gist(ENGLISH.replace("May", "Mar"), "Call")),
    "an English share": (gist(ENGLISH, "Call"), gist(ENGLISH.replace("40 percent", "45 percent"), "Call")),
}


@pytest.mark.parametrize("kind", APART)
def test_another_discriminator_makes_another_notice_in_either_direction(kind):
    for one, other in (APART[kind], APART[kind][::-1]):
        judgement = compare(one, other)
        assert judgement.relation in ("sibling", "follows", "version"), judgement


TOGETHER = {
    "another title that is the site's": (gist(title="通知公告 政务公开 门户网站"), gist()),
    "a title with the issuer": (gist(title=f"云溪市工信局{TITLE}"), gist()),
    "handed on by a reposter's label": (gist(title=f"[转发]{TITLE}"), gist()),
    "a number on one side": (gist(document_number="云工信发〔2024〕31号"), gist()),
    "a number that lost its first letters": (
        gist(document_number="云工信发〔2024〕31号"),
        gist(document_number="工信发〔2024〕31号"),
    ),
    "a number with a misread letter": (
        gist(document_number="云土发〔2024〕31号"),
        gist(document_number="云士发〔2024〕31号"),
    ),
    "the version in one title": (gist(LAW, f"{LAW_TITLE}（2018年修正）"), gist(LAW, LAW_TITLE)),
    "a version written otherwise": (gist(LAW, f"{LAW_TITLE}(2018修正本)"), gist(LAW, f"{LAW_TITLE}（2018年修正）")),
    "a number that lost a digit": (
        gist(document_number="云工信发〔2024〕31号"),
        gist(document_number="云工信发〔204〕31号"),
    ),
    "put up a week later": (gist(issued_on=date(2024, 5, 6)), gist(issued_on=date(2024, 5, 13))),
    "one date": (gist(LAW, LAW_TITLE, issued_on=date(2018, 3, 30)), gist(LAW, LAW_TITLE)),
    "a misread date that the text says": (
        gist(f"{LAW}\n2018年3月30日", LAW_TITLE, issued_on=date(2018, 3, 30)),
        gist(LAW, LAW_TITLE, issued_on=date(2021, 9, 24)),
    ),
    "the items of a list without numbers": (gist(TEXT.replace("三、申报", "申报")), gist()),
    "a roster with chrome": (roster(NAMES), roster(NAMES, "\n分享到微信")),
    "English with chrome": (gist(f"Home | News | Print\n{ENGLISH}", "Call"), gist(ENGLISH, "Call")),
    "a draft under the site's title": (gist(title=f"{TITLE}（征求意见稿）"), gist(title="云溪市政府网")),
}


@pytest.mark.parametrize("kind", TOGETHER)
def test_what_tells_nothing_makes_no_other_notice(kind):
    for one, other in (TOGETHER[kind], TOGETHER[kind][::-1]):
        assert compare(one, other).relation == "copy", compare(one, other)


def test_what_hands_another_on_is_linked_to_it_whatever_its_own_number():
    known = gist(document_number="云工信发〔2024〕31号")
    handed_on = gist(
        f"现将通知转发给你们，请认真贯彻执行。\n{TEXT}",
        f"高新区管委会转发{TITLE}",
        document_number="云高管发〔2024〕9号",
    )
    assert compare(handed_on, known).relation == compare(known, handed_on).relation == "forwards"


def test_a_draft_is_linked_to_its_final_text():
    draft = gist(f"{LAW_TITLE}（征求意见稿）\n{LAW}", f"关于公开征求《{LAW_TITLE}（征求意见稿）》意见的公告")
    final = gist(f"{LAW_TITLE}\n{LAW}", LAW_TITLE, document_number="公告第5号")
    assert compare(draft, final).relation == compare(final, draft).relation == "draft"
    untitled = gist(f"{LAW_TITLE}（征求意见稿）\n{LAW}", None)
    assert compare(untitled, gist(f"{LAW_TITLE}\n{LAW}", None)).relation == "draft"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("（2015修正）", "（2018修正）"),
        ("（2015年修订）", "（2018年12月29日修正）"),
        ("（2018年第一次修正）", "（2018年第二次修正）"),
        ("（2015年版）", "（2018年版）"),
        ("（第二版）", "（第三版）"),
        (" v1.2", " v1.3"),
    ],
)
def test_titles_with_marks_of_two_versions_name_versions(one, other):
    title = "Cloud Policy" if one.startswith(" v") else LAW_TITLE
    texts = [gist(LAW, f"{title}{mark}") for mark in (one, other)]
    assert compare(*texts).relation == compare(*texts[::-1]).relation == "version"


def test_the_later_of_two_follows():
    third = gist()
    fourth = gist(title=TITLE.replace("第三批", "第四批"))
    distinction = distinguish(fourth, third)
    assert (distinction.relation, distinction.reason) == ("follows", Reason.of(Aspect.TITLE, here="四", there="三"))
    assert distinguish(third, fourth).relation == "sibling"

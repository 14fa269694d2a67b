"""Passages that amendments remove or repeal, and passages that copies lack or add."""

import pytest

from monitor.identity.comparison import compare
from tests.monitor.identity.texts import LINES, TEXT, gist

TWICE = "对认定的示范车间，由市级主管部门每两年组织一次复核，"
REPEATED = TEXT.replace("我局组织", f"{TWICE}我局组织").replace("各地要广泛", f"{TWICE}各地要广泛")
LONG = "各地要广泛宣传发动，指导企业如实填报，对弄虚作假的取消资格并追回资金，三年内不得再次申报。"
NOTICE = "\n".join(
    (
        "云溪市工业和信息化局召开说明会公告",
        "现将说明会有关事项公告如下。",
        "一、事由：说明智能制造示范车间申报条件，并听取企业和有关部门的意见。",
        "二、时间：2024年6月20日（星期四）上午9时整。",
        "三、地点：云溪市工业大厦三楼会议室（云溪市振兴路18号）。",
        "四、参加人员：拟申报的企业、各县区工业和信息化主管部门、评审专家代表。",
        "五、依据云溪市工业企业扶持办法第一条规定的程序办理。",
        *LINES[4:],
    )
)
ENGLISH = [
    f"The {name} authority shall examine each application that was submitted under this part within the period "
    f"laid down in the annex and shall inform the applicant of the {name} outcome and of the means of redress "
    "that are available against it before the courts of the territory where the establishment has its seat."
    for name in ("first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth")
]
POWERS = [
    f"The authority may, to the extent that paragraphs 2 and 3 of section 14 require it, fix by order the {subject},"
    for subject in ("content of the records", "period for which they are kept", "form of the records", "fees payable")
]
GUIDE = "\n".join(" ".join(ENGLISH[at : at + 2]) for at in range(0, 10, 2))
OFFICES = [
    f"National Commission on the Security of {name} Systems" for name in ("Water", "Power", "Rail", "Road", "Mail")
]
CONCEPT = LINES[2].replace("引导", "坚持创新、协调、绿色、开放、共享，引导")
OPENING = TEXT.replace(LINES[2], CONCEPT) + "\n" + "\n".join(f"{at}、{LONG}" for at in "五六七八九十")
CLAUSE = ("转型升级，", "转型升级，按照省统一部署要求，")
ONE_LINE = f"为加快制造业转型升级，推动产业集群发展，现提出以下意见。{LONG}{TEXT}".replace("\n", "")
PAIRS = {
    "a word of an enumeration in the first paragraph": (OPENING, OPENING.replace("绿色、", "")),
    "two words in the first paragraph": (OPENING, OPENING.replace("、开放", "").replace("加快", "")),
    "one of two equal clauses removed": (REPEATED, REPEATED.replace(TWICE, "", 1)),
    "an item near the beginning": (NOTICE, NOTICE.replace("二、时间：2024年6月20日（星期四）上午9时整。\n", "")),
    "a sentence before the first article": (
        NOTICE.replace("五、依据", "第一条 为支持企业，"),
        NOTICE.replace("五、依据", "第一条 为支持企业，").replace("现将说明会有关事项公告如下。", ""),
    ),
    "an article repealed": (f"{TEXT}\n五、{LONG * 3}\n六、附则。{LONG}", f"{TEXT}\n五、（删除）\n六、附则。{LONG}"),
    "long sentences of an alphabet": ("\n".join(ENGLISH), "\n".join([*ENGLISH[:4], *ENGLISH[6:]])),
    "a sentence of an alphabet in mid-line": (GUIDE, GUIDE.replace(f" {ENGLISH[5]}", "")),
    "a long list without full stops": ("\n".join(ENGLISH), "\n".join([*ENGLISH[:4], *POWERS, *ENGLISH[4:]])),
    "a guide's status": (GUIDE, f"This guidance is no longer valid and is due to be updated\n{GUIDE}"),
    "a law's status": (f"目录\n{TEXT}", f"目录\n本文件已废止\n{TEXT}"),
    "a remark that the document was replaced": (TEXT, f"{TEXT}\n该通知已被新的通知替代，停止执行"),
    "a sentence about the document itself at the end": (
        f"{TEXT[: TEXT.index('联系人')]}本通知自6月1日起施行。",
        f"{TEXT[: TEXT.index('联系人')]}本通知自6月1日起施行。\n本通知修改的部分自公布之日起施行。",
    ),
    "a rewritten opening": (
        f"{LONG}各县区分别推荐。\n{TEXT}",
        f"为做好年度评审，现就推荐工作说明如下。请各县区对照办理。\n{TEXT}",
    ),
    "a row of an alphabet": (
        "\n".join([*ENGLISH[:5], *OFFICES, *ENGLISH[5:]]),
        "\n".join([*ENGLISH[:5], *OFFICES[:2], *OFFICES[3:], *ENGLISH[5:]]),
    ),
    "a clause in the first sentence of a text without line ends": (ONE_LINE, ONE_LINE.replace(*CLAUSE, 1)),
    "left and right": (TEXT.replace("如实填报", "靠左填报"), TEXT.replace("如实填报", "靠右填报")),
    "to buy and to sell": (TEXT.replace("如实填报", "购买设备"), TEXT.replace("如实填报", "购卖设备")),
}


@pytest.mark.parametrize("pair", PAIRS.values(), ids=PAIRS)
def test_an_edited_text_is_no_copy(pair):
    one, other = map(gist, pair)
    assert compare(one, other).relation != "copy"
    assert compare(other, one).relation != "copy"


def test_a_clause_behind_the_addressees_is_no_history_of_a_law():
    first = "各市科技局：\n为加快制造业转型升级，推动产业集群发展，现将管理办法印发给你们。"
    text = f"{first}{LONG}\n第一条 {LONG * 3}\n第二条 {TEXT}"
    one, other = (gist(version, addressees=("各市科技局",)) for version in (text, text.replace(*CLAUSE)))
    assert compare(one, other).relation != "copy"
    assert compare(other, one).relation != "copy"


def lines_with(line: str, at: int) -> str:
    rows = ("序号", "县区", "名额", "1", "东山", "12", "2", "西山", "15")
    return "\n".join([*LINES[:8], *rows[:at], line, *rows[at:], *LINES[8:]])


@pytest.mark.parametrize(
    "line",
    [
        "相关推荐：2023年示范车间名单汇总",
        "广告：点击领取申报材料 www.example.com",
        "扫码关注公众号，获取更多政策",
        "廣告：點擊領取",
    ],
)
@pytest.mark.parametrize("at", [3, 6])
def test_an_advertisement_between_the_rows_of_a_table_is_none_of_them(line, at):
    plain = lines_with("", at)
    assert compare(gist(lines_with(line, at)), gist(plain)).relation == "copy"
    assert compare(gist(plain), gist(lines_with(line, at))).relation == "copy"
    assert compare(gist(lines_with("3\n南山\n20", at)), gist(plain)).relation != "copy"


@pytest.mark.parametrize(
    ("line", "advertisement"),
    [
        ("第四章 安全与管理", "[广告]本站推荐：公务员考试培训报名优惠"),
        ("（三）有权联系", "版权声明：本文转载自网络，如有侵权请联系删除"),
        ("（三）有权联系", "更多优惠请咨询客服"),
    ],
)
def test_advertisements_on_both_sides_of_a_short_line_leave_the_line(line, advertisement):
    plain = gist("\n".join([*LINES[:8], line, *LINES[8:]]))
    spammed = gist("\n".join([*LINES[:8], advertisement, line, advertisement, *LINES[8:]]))
    other = gist("\n".join([*LINES[:8], advertisement, f"{line}部门", advertisement, *LINES[8:]]))
    assert compare(plain, spammed).relation == compare(spammed, plain).relation == "copy"
    assert compare(plain, other).relation != "copy"


def test_a_passage_that_was_moved_is_in_both_texts():
    moved = "\n".join([*LINES[:8], LINES[11], *LINES[8:11], *LINES[12:]])
    assert compare(gist(moved), gist()).relation == "copy"


@pytest.mark.parametrize("name", ["附件：申报材料清单及填写说明", "[附表：示范车间评分表] [附图：车间布局示意图]"])
def test_a_link_to_an_attachment_at_the_end_of_a_line_may_be_missing(name):
    one, other = gist(f"{TEXT}\n{LONG}"), gist(TEXT.replace("各承担一半。", f"各承担一半。{name}") + f"\n{LONG}")
    assert compare(one, other).relation == compare(other, one).relation == "copy"


def test_a_clause_that_names_an_attachment_in_mid_line_is_an_edit():
    one, other = (
        gist(f"{TEXT}\n{LONG}"),
        gist(TEXT.replace("如实填报，", "如实填报附件所列的全部表格和证明，") + f"\n{LONG}"),
    )
    assert compare(one, other).relation == "version"

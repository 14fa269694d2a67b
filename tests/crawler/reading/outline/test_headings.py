import pytest

from crawler.reading.outline import outline


def heading(text):
    return outline(f"{text}\n二、结束。到此为止。").clauses[0].heading


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("一、总体要求\n以发展为主题。", "总体要求"),
        ("一、总体要求。以发展为主题,推进工作。", "总体要求"),
        ("一、申报时间:2024年3月1日至3月15日。", "申报时间"),
        ("一、食品加工业(含制造业,酒、饮料)\n推动发展。", "食品加工业(含制造业,酒、饮料)"),
        ("一、支持“低小散”整治\n推动发展。", "支持“低小散”整治"),
        ("一、加强领导,落实责任。各地要重视。", "加强领导,落实责任"),
        ("一、　总　　则　\n适用本办法。", "总则"),
        ("一、各地区要高度重视,加强组织领导,健全工作机制,落实工作责任。", None),
        ("一、本办法由市科技局解释。自发布之日起施行。", None),
        ("一、申请人应当提交材料。材料不齐的不予受理。", None),
        ("一、取得证书。", None),
    ],
)
def test_the_heading_is_what_stands_before_the_text(text, expected):
    assert heading(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第一条 为了发展经济,制定本条例。", None),
        ("第一条 【目的】为了发展经济,制定本条例。", "目的"),
        ("第一条（目的）为了发展经济。", "目的"),
        ("第一条 目的\n为了发展经济。", "目的"),
        ("第一条 本办法适用。不适用的除外。", None),
    ],
)
def test_an_article_has_a_heading_only_in_brackets_or_on_its_line(text, expected):
    read = outline(f"{text}\n第二条 施行。").clauses
    assert read[0].heading == expected


def test_where_line_breaks_were_lost_the_heading_ends_at_a_space():
    read = outline(
        "一、要求 (一)指导思想 全面贯彻精神,推进工作。 (二)目标 到2025年,建成体系。 二、任务 推进项目,加快建设。"
    )
    assert [clause.heading for clause in read.clauses] == ["指导思想", "目标", "任务"]
    assert [clause.headings for clause in read.clauses] == [("要求",), ("要求",), ()]


def test_english_headings():
    read = outline(
        "1. Purpose\nThis order sets rules.\n2. Scope. The rules apply to all.\n3. All agencies shall report."
    )
    assert [clause.heading for clause in read.clauses] == ["Purpose", "Scope", None]


LEADS = (
    "(一)推进规范管理\n完善管理规范。制定管理办法,进行必要调整。\n加强运行监测。完善监测体系,跟踪发展情况。\n"
    "(二)强化示范带动\n推动交流合作。鼓励建立平台,完善机制。\n加大宣传力度。通过多种渠道,加大宣传。"
)


@pytest.mark.parametrize("joined", ["\n", "\n\n", "\n　　", " ", ""])
def test_lead_sentences_are_headings_of_clauses_without_a_number(joined):
    read = outline(LEADS.replace("\n", joined))
    assert [(clause.path, clause.headings, clause.heading) for clause in read.clauses] == [
        (("一",), ("推进规范管理",), "完善管理规范"),
        (("一",), ("推进规范管理",), "加强运行监测"),
        (("二",), ("强化示范带动",), "推动交流合作"),
        (("二",), ("强化示范带动",), "加大宣传力度"),
    ]
    assert read.clauses[0].text == "完善管理规范。制定管理办法,进行必要调整。"


@pytest.mark.parametrize(
    "text",
    [
        "一、总体要求\n(一)基本原则\n创新升级。把创新作为动力,推动升级。\n融合发展。推进融合,促进发展。\n(二)目标\n建成体系。",
        "一、任务\n(一)创新\n建设平台,提升能力,支持企业发展。\n完善机制。健全机制,加强服务。\n(二)人才\n引进人才。",
        "一、任务\n(一)创新\n建设平台。\n(二)人才\n引进人才。",
    ],
)
def test_principles_and_plain_paragraphs_are_not_split(text):
    assert [clause.path for clause in outline(text).clauses] == [("一", "一"), ("一", "二")]


def test_units_named_above_are_those_of_every_clause_below_that_names_none():
    read = outline(
        "一、建设平台(责任单位:市科技局)\n1.甲。做好甲。\n2.乙。做好乙。(责任单位:市财政局)\n二、落实责任。抓好工作。"
    )
    assert [clause.responsible_units for clause in read.clauses] == [("市科技局",), ("市财政局",), ()]
    assert read.clauses[0].headings == ("建设平台",)


def test_units_behind_the_sentences_of_an_introduction_are_its_own_where_the_clauses_below_name_theirs():
    lead = "(一)优化服务。简化手续,压缩时限,让企业和群众少跑腿。(市政务局牵头)具体措施:"
    own = "1.甲。做好甲。(市科技局负责)\n2.2026年底前做好乙。(市财政局负责)"
    read = outline(f"一、总目标\n{lead}\n{own}\n3.丙。做好丙。")
    assert [(clause.path, clause.responsible_units) for clause in read.clauses] == [
        (("一", "一"), ("市政务局",)),
        (("一", "一", "1"), ("市科技局",)),
        (("一", "一", "2"), ("市财政局",)),
        (("一", "一", "3"), ()),
    ]
    bare = outline(f"一、总目标\n{lead}\n1.甲。做好甲。\n2.乙。做好乙。")
    assert [clause.responsible_units for clause in bare.clauses] == [("市政务局",), ("市政务局",)]

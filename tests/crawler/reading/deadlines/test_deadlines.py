from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model.notice import Deadline
from crawler.reading.deadlines import deadlines
from crawler.reading.deadlines.workdays import add_workdays

DAY = date(2024, 2, 20)


def _dates(text: str, day: date | None = DAY, country: str | None = "CN") -> list[str]:
    return [found.date.isoformat() for found in deadlines(text, day, country)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("请于2024年3月15日前报送材料。", "2024-03-15"),
        ("请各单位于３月１５日前将申报书报送至我局。", "2024-03-15"),
        ("请各单位于1月5日前将材料报送我局。", "2025-01-05"),
        ("申报截止时间为2024年3月20日。", "2024-03-20"),
        ("申报截止时间：3月20日17:00", "2024-03-20"),
        ("报名截止日期3月8日。", "2024-03-08"),
        ("受理时间：2024年3月1日至4月5日。", "2024-04-05"),
        ("网上申报时间为2024年12月20日至1月10日。", "2025-01-10"),
        ("报名时间：3月1日—15日,逾期不予受理。", "2024-03-15"),
        ("公示时间为：2024年2月21日-2月27日。", "2024-02-27"),
        ("公示期为2024年3月1日至3月7日。", "2024-03-07"),
        ("征求意见截止2024年3月31日。", "2024-03-31"),
        ("反馈意见请于3月15日前发送至电子邮箱。", "2024-03-15"),
        ("请于2024年4月1日（星期一）下班前将意见反馈至我委。", "2024-04-01"),
        ("自即日起至2024年3月31日止接受报名。", "2024-03-31"),
        ("各市工信局于3月底前报送汇总表。", "2024-03-31"),
        ("请于2024-03-18前提交纸质材料。", "2024-03-18"),
        ("有意見者,請於中華民國113年3月15日前提出。", "2024-03-15"),
        ("申請期間：自113年3月1日起至113年3月29日止。", "2024-03-29"),
        ("申請期間:自民國113年3月1日起至民國113年3月29日止。", "2024-03-29"),
        ("Comments close on 15 March 2024.", "2024-03-15"),
        ("Written comments must be received by March 15, 2024.", "2024-03-15"),
        ("Applications should be submitted no later than Friday, 1 April 2024.", "2024-04-01"),
        ("The consultation closes at 11:45pm on 5 May 2024.", "2024-05-05"),
    ],
)
def test_dates_a_reader_must_act_by(text: str, expected: str) -> None:
    assert _dates(text) == [expected]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # 20 February 2024 is a Tuesday.
        ("公示期5个工作日,如有异议请书面提出。", "2024-02-27"),
        ("公示期:7天。", "2024-02-27"),
        ("自公示之日起5个工作日内,如有异议请向我局反映并提出书面意见。", "2024-02-27"),
        ("自本通知发布之日起30日内提出申请。", "2024-03-21"),
        ("請於本公告刊登公報隔日起十四日內陳述意見。", "2024-03-05"),
    ],
)
def test_periods_run_from_the_notices_own_date(text: str, expected: str) -> None:
    assert _dates(text) == [expected]
    assert _dates(text, day=None) == []


@pytest.mark.parametrize(
    "text",
    [
        "到2027年12月31日前达到850家。",
        "力争2025年6月30日前建成示范基地10个。",
        "截至2024年6月30日,累计完成3000家。",
        "本办法自2024年3月1日起施行,有效期至2029年2月28日。",
        "核算期为2024年3月1日至12月31日的研发费用。",
        "各县(市、区)应于2024年6月30日前完成整改。",
        "会议定于2024年3月5日召开。",
        "企业应当自收到通知之日起30日内提出申请。",
        "第十二条 公示期不少于5个工作日。",
        "评审结束后,对拟立项项目进行公示,公示期5个工作日。",
        "每年1月31日前报送上年度工作总结。",
        "请于2023年3月15日前报送材料。",
        "请于2024年13月45日前报送材料。",
        "报名时间:2024年3月1日起。",
        "This rule is effective on March 1, 2024.",
        "The act was passed on March 15, 2024 by a large majority.",
    ],
)
def test_targets_reporting_periods_and_steps_are_none(text: str) -> None:
    assert _dates(text) == []


def test_working_days_know_holidays_and_the_days_worked_for_them() -> None:
    # The Spring Festival of 2024 was 10 to 17 February; Sunday 18 February was worked for it.
    assert add_workdays(date(2024, 2, 8), 2, "CN") == (date(2024, 2, 18), True)
    assert add_workdays(date(2024, 9, 13), 1, "CN") == (date(2024, 9, 14), True)
    assert add_workdays(date(2024, 7, 3), 1, "US") == (date(2024, 7, 5), True)


@pytest.mark.parametrize(
    ("text", "expected", "whom"),
    [
        ("请各部门将实施方案于5月31日前报送我委。", "2024-05-31", "addressees"),
        (
            "各省份于2024年11月底前完成绩效考核工作，考核结果反馈医院，及时向社会公布，并报送国家卫生健康委。",
            "2024-11-30",
            "addressees",
        ),
        (
            "各有关部门制定或调整完善后的激励措施实施办法，于2024年12月31日前报送国务院办公厅。",
            "2024-12-31",
            "addressees",
        ),
        ("试点地区要结合实际制定实施方案，并于2024年12月底前报送国务院办公厅备案。", "2024-12-31", "addressees"),
        ("地市级主管部门于2024年4月15日前将审核完成后的报表数据报送至省级主管部门。", "2024-04-15", "addressees"),
        ("扩权试点县经信局需在11月6日前向省经济和信息化厅推荐。", "2024-11-06", "addressees"),
        ("家长可于2024年5月11日至15日登录报名系统填报志愿。", "2024-05-15", "public"),
        ("其父母可于8月26日到招生办公室现场递交材料补报名。", "2024-08-26", "public"),
        ("现将上述项目的申报期限延长至2024年11月29日17:00。", "2024-11-29", "public"),
        ("有關紙本申請的截止日期延至9月30日(星期二)。", "2024-09-30", "public"),
        ("家長亦可於9月26日(星期五)或之前透過平台遞交電子申請。", "2024-09-26", "public"),
        ("企业于2024年3月31日前登录统计报表系统填报各项统计数据。", "2024-03-31", "public"),
    ],
)
def test_whoever_hands_in_something_has_a_deadline(text: str, expected: str, whom: str) -> None:
    (found,) = deadlines(text, DAY, "CN")
    assert (found.date.isoformat(), found.for_whom) == (expected, whom)


@pytest.mark.parametrize(
    "text",
    [
        "市住房保障办将于2024年4月30日前公布结果。",
        "我局于3月22日前完成评审并上报省厅。",
        "标志性成果产生的时间范围应在2024年12月1日至2024年12月30日。",
        "登记机关可以将登记事项向社会公示，公示期为45日。",
    ],
)
def test_the_authoritys_own_steps_and_rules_are_no_deadlines(text: str) -> None:
    assert deadlines(text, DAY, "CN") == ()


def test_working_days_beyond_what_is_known_are_approximate() -> None:
    assert deadlines("公示期5个工作日。", date(2024, 2, 20), None) == (
        Deadline(date=date(2024, 2, 27), text="公示期5个工作日", approximate=True, rule="counted"),
    )
    (late,) = deadlines("公示期5个工作日。", date(2090, 2, 20), "CN")
    assert late.approximate
    with pytest.raises(ValueError, match="between 1 and 366 working days"):
        add_workdays(DAY, 0, "CN")


def test_each_date_is_told_once_with_its_sentence() -> None:
    text = (
        "一、申报条件。\n二、申报时间:2024年3月1日至3月15日。\n请于2024年3月15日前提交材料;专家推荐请于3月20日前报送。"
    )
    found = deadlines(text, DAY, "CN")
    assert [(deadline.date.isoformat(), deadline.text) for deadline in found] == [
        ("2024-03-15", "二、申报时间:2024年3月1日至3月15日"),
        ("2024-03-20", "专家推荐请于3月20日前报送"),
    ]


_BITS = "请 于 2024年 3月 15日 前 报送 公示期 5 十 个 工作日 至 — 99 ( ) , 。 截止 by March 自发布之日起 内 \n"


@given(st.lists(st.sampled_from(_BITS.split(" "))).map("".join), st.none() | st.dates())
def test_any_text_is_read(text: str, day: date | None) -> None:
    assert all(not day or deadline.date >= day for deadline in deadlines(text, day, "CN"))

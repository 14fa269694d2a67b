"""Kinds of deadlines of stages, submissions that must be finished, and days of somebody else's steps."""

from datetime import date

import pytest

from crawler.reading.deadlines import deadlines

DAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("text", "days", "whom"),
    [
        ("（一）项目申报（4月1日至4月20日）。申报人登录平台。", "2026-04-20", "public"),
        ("2．志愿填报（4月4日-4月5日）", "2026-04-05", "public"),
        ("3.网上缴费(4月6日-8日)", "2026-04-08", "public"),
        ("7．新生报到（8月28日）", "2026-08-28", "public"),
        ("5.送达时间：2026年4月4日上午9：00--11:00", "2026-04-04", "public"),
        ("（3）4月3日17:00为网上预报名结束时间。", "2026-04-03", "public"),
        ("4月30日是本次申领的最后期限。", "2026-04-30", "public"),
        ("报名时间不超过4月9日17:00，报满即止。", "2026-04-09", "public"),
        ("8月28日，新生到校注册。", "2026-08-28", "public"),
        ("考生报考时间为4月23日14:00-26日17:00", "2026-04-26", "public"),
        ("选课时间从4月13日13:00开始，4月18日16:00结束，容量有限", "2026-04-18", "public"),
        ("信息填报工作于4月20日前完成，复核工作另行通知。", "2026-04-20", ""),
        ("学籍注册自4月6日开始，要求4月21日前完成", "2026-04-21", "public"),
        ("请于2026年4月30日前完成图像采集，费用45元/人", "2026-04-30", ""),
        ("对结果有异议的考生，务必于4月17日当天18：00前到报名点修改，逾期不再受理。", "2026-04-17", "public"),
        (
            "学院公示后，于2026年4月20日将《汇总表》（系统导出）由组长签字后，报学工部管理办公室。",
            "2026-04-20",
            "addressees",
        ),
        ("纸质材料于2026年4月25日交到行政楼103室", "2026-04-25", ""),
        ("并于4月20日前将总结按要求打印好后上交，逾期取消相关评奖资格", "2026-04-20", ""),
        ("（一）网上报名时间：2026年4月9日至11日17:00", "2026-04-11", "public"),
        ("各省规划办、在外委托管理机构须于4月10日前，将汇总表发送至邮箱", "2026-04-10", "addressees"),
        ("集中受理申报时间为2月28日至4月20日", "2026-04-20", "public"),
        ("网上报名时间为2026年4月1-30日（节假日除外）。", "2026-04-30", "public"),
        ("2026年8月31日\t报送本院（系）评审细则（纸版签字）", "2026-08-31", "addressees"),
        ("2026年9月20日，评定结果报送至培养处（纸质）", "2026-09-20", "addressees"),
        ("Comment Date: 5:00 p.m. Eastern Time on April 27, 2026.", "2026-04-27", "public"),
    ],
)
def test_days_of_stages_and_of_what_must_be_handed_in(text: str, days: str, whom: str) -> None:
    found = deadlines(text, DAY, "CN")
    assert [str(deadline.date) for deadline in found] == days.split()
    if whom:
        assert [deadline.for_whom for deadline in found] == whom.split()


@pytest.mark.parametrize(
    "text",
    [
        "培训时间\n（报到时间：4月19日下午15：00—17：30）",
        "（两个酒店均可报到，4月2日请前往各自预订酒店报到。）",
        "（五）材料审核及复核（4月9日-4月30日）",
        "2026年4月19日前，将电话对所有报名人员进行反馈，如未接到通知，请与我们联系",
        "3、研究期限为2年，申请书起止时间为2026年4月1日至2028年3月31日。",
        "本次可申请项目的时间为2025年4月1日至2026年4月1日，以证书日期为准",
        "（结项证书日期在2026年5月30日之前的可以申请）",
        "2026年12月底前，各协会要按照上述要求，对收费情况开展自查，限期退还违规所得。",
        "各设区市研究课题2026年年底前完成，重大课题经分管领导同意后，报备研究所",
        "应聘人员经考试确定为拟聘人选的，名单将在本网公示，公示时间为5个工作日。",
        "选定的机构将进行社会公示，公示期为7天，公示无异议后签订协议",
        "供应商于次月10日前凭发票申请付款",
        "享受财政补助以备案为准（补助时间为2026年4月1日至12月31日），凭发票办理",
        "备案表应在2026年11月15日前有效。",
        "4月16日开始，人力资源处到各单位审核材料",
        "缴费平台开通时间为4月7日",
        "Public comments were previously requested via the Federal Register on April 6, 2026.",
    ],
)
def test_steps_of_others_and_conditions_are_no_deadlines(text: str) -> None:
    assert deadlines(text, DAY, "CN") == ()


def test_the_year_that_a_notice_states_completes_its_days() -> None:
    text = "报名时间：4月1日至4月10日"
    assert deadlines(text, None, "CN") == ()
    assert [str(due.date) for due in deadlines(text, None, "CN", (), date(2026, 1, 1))] == ["2026-04-10"]

"""Deadlines near a notice's start, days of cases and forms that are none, and actors named beside other words."""

from datetime import date

import pytest

from crawler.reading.deadlines import deadlines

DAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("text", "days", "whom"),
    [
        ("请各单位在4月30日前全面总结工作成果，编制总结报告（模板见附件1）报送市场部。", "2026-04-30", "addressees"),
        ("各市要在2026年6月底前将贯彻执行本通知的情况报党中央、国务院。", "2026-06-30", "addressees"),
        ("（一）报名时间\n公告发出至2026年4月12日12点00分截止。", "2026-04-12", "public"),
        ("（一）报名时间\n自活动公告发布之日起至2026年4月12日17时30分。", "2026-04-12", "public"),
        ("报名截止4月12日，逾期不候。", "2026-04-12", "public"),
        ("请各省公司企管部（企协分会）于4月9日前填报《试点单位申报表》。", "2026-04-09", "addressees"),
        (
            "各省级人民政府和有关电力企业要在2026年3月31日前，将实施方案报发展改革委。",
            "2026-03-31",
            "addressees",
        ),
        ("（一）报名时间。2026年3月12日至2026年9月30日。", "2026-09-30", "public"),
        ("二、报名时间及方式。即日起至2026年4月30日。材料一式两份。", "2026-04-30", "public"),
        ("申請分兩批處理，截止日期分別為2026年5月31日及11月30日。", "2026-05-31 2026-11-30", "public"),
        ("各单位完成自查报告，于4月11日前经负责同志审定后，通过内网邮箱发宣传部。", "2026-04-11", "addressees"),
        ("有关单位和个人可于4月7日前将修改意见反馈至市发改委。", "2026-04-07", "public"),
        ("请各省（区、市）人力资源社会保障厅（局）于5月5日前上报活动总结。", "2026-05-05", "addressees"),
        ("2.请将与会人员名单于3月14日17:00前报省扶贫开发办。", "2026-03-14", "addressees"),
    ],
)
def test_a_deadline_and_its_actor(text: str, days: str, whom: str) -> None:
    found = deadlines(text, DAY, "CN")
    assert [(str(due.date), due.for_whom) for due in found] == [(day, whom) for day in days.split()]


@pytest.mark.parametrize(
    "text",
    [
        "若4月19日前只是提交了资料，未递交业务申请登记的，按新政执行。",
        "2026年4月1日前，个人销售住房涉及的增值税尚未申报缴纳的，可按本公告执行。",
        "2026年6月30日前，缴存人家庭再次购买住房申请住房公积金贷款时，已有住房不计入套数。",
        "自本通知实施之日起至2026年4月28日，提取政策支持范围扩大到双方父母。",
        "评审通过的，由领导小组办公室通过政府网站进行公示，公示期为5个工作日。",
        "对于一般违法行为，行政处罚信息的最短公示期为三个月。",
        "截止2026年9月底，公司申报机构总量为256个。",
        "填报日期：2026年4月21日",
        "遴选通知下发后，至报名截止日2月5日，共有47家平台递交申请材料。",
        "参会代表于2月28日前缴费。",
        "公告之日起6个月内，每户业主只能购买1个车位。",
        "公告之日起6个月内，每户业主购买的车位数量，不得超过持有房屋面积的比例。",
        "（一）报名时间。另行通知。2026年4月12日至4月30日举办展览。",
        "2026年12月31日（含）以前完成购房合同登记备案的均适用本次政策。",
        "2026年1月5日至2027年12月31日全市不再新批安置房，特殊情况确需建设的，应当报市政府批准。",
        "2026年底前，存量贷款经商业银行总行审批后，可展期一次，报送征信系统的贷款分类与之保持一致。",
        "自文件印发之日起到2026年9月30日，对新增普惠型小微企业贷款，按照贷款发放日利率的35%给予贴息。",
        "将存量融资合理展期政策及经营性物业贷款政策中的适用期限延长至2026年12月31日。",
        "在纳税人自愿申请基础上，于6月30日前集中退还企业存量留抵税额。",
        "2026年3月12日至4月24日，巡视组对公司进行了巡视，提出反馈意见。",
    ],
)
def test_days_of_cases_terms_and_forms_are_no_deadlines(text: str) -> None:
    assert deadlines(text, DAY, "CN") == ()


@pytest.mark.parametrize(("day", "count"), [(date(2025, 12, 20), 1), (date(2024, 12, 20), 0)])
def test_applications_for_an_edition_may_close_in_the_year_before(day: date, count: int) -> None:
    text = f"（一）报名时间\n公告发布之日起至{day.year}年{day.month}月{day.day}日17时止。"
    assert len(deadlines(text, None, "CN", year=date(2026, 1, 1))) == count


def test_an_opinion_is_asked_of_the_addressees() -> None:
    text = "请提出意见建议，并于4月10日前反馈至市教育体育局人事科。"
    assert deadlines(text, DAY, "CN", ["各县（市、区）教体局", "局属各学校"])[0].for_whom == "addressees"
    assert deadlines(text, DAY, "CN")[0].for_whom == "public"


def test_the_name_of_a_form_names_no_actor() -> None:
    text = "公示无异议后，于6月20日前将《优秀毕业生申请表》一式两份交至学工处。"
    assert deadlines(text, DAY, "CN", ["各学院", "机关各部门"])[0].for_whom == "addressees"

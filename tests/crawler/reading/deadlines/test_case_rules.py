"""Sentences that state what holds for certain cases have no deadline, and no target."""

from datetime import date

import pytest

from crawler.reading.deadlines import deadlines
from crawler.reading.measures.targets import read_targets

DAY = date(2024, 1, 5)


@pytest.mark.parametrize(
    "text",
    [
        "2024年9月30日(含)前购房,按照实际缴纳契税金额的50%标准给予补助。",
        "自发文之日起至5月31日期间,二孩家庭申请住房公积金贷款,最高贷款限额提高到每户70万元。",
        "凡在2024年6月1日至2024年12月31日期间,在中心城区购买新建商品房的:",
        "在2024年6月30日前申请公积金贷款和提取公积金,可视为正常连续缴存公积金。",
        "贷款受理日期在2024年5月27日之前的,按本通知施行前的政策执行。",
        "2024年6月1日前受理的贷款申请,仍按原政策规定执行。",
        "在2024年11月30日前完成不动产权证办理可给予契税缴交额10%的补贴。",
        "2024年3月31日前,开发企业依法竞得土地并缴纳50%的出让金后,可容缺办理建设工程规划许可证。",
        "2024年12月31日前,项目首次申请商品住房预售许可,形象进度要求仍执行原标准。",
        "申请人所购新建商品住房网签及备案时间均在2024年12月10日-2025年12月9日。",
        "商品住房在2024年1月30日至2024年2月29日期间办理过合同撤销的。",
        "即日起至2024年2月28日,给购买新建商品住宅的买受人发放购房现金。",
        "2024年6月30日前,在縣內購買新建住宅的,給予補貼。",
    ],
)
def test_the_date_of_a_case_is_neither_a_deadline_nor_the_date_of_a_target(text: str) -> None:
    assert deadlines(text, DAY, "CN") == ()
    assert read_targets(text, DAY) == ()


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("各县市将引导农民购房的实施方案于11月底前报州住建局。", "2024-11-30"),
        ("申请补贴的家庭须在2024年12月31日前提出申请,逾期不予补贴。", "2024-12-31"),
        ("购房人应在2024年7月31日前申领购房补贴。", "2024-07-31"),
        ("自公布之日起至2024年9月7日,有关单位和个人可将修改意见反馈至市发改委。", "2024-09-07"),
        ("建议代表于11月25日前注册缴费,以确保预留房间并可在现场领取发票。", "2024-11-25"),
        ("形成书面报告,于4月1日前,发至组织部邮箱(典型案例可一并提供)。", "2024-04-01"),
        ("领取磋商采购文件时间:自公告发布之日起至2024年10月29日,登记后才可参加磋商。", "2024-10-29"),
    ],
)
def test_a_request_in_a_sentence_about_benefits_is_a_deadline(text: str, day: str) -> None:
    assert [due.date.isoformat() for due in deadlines(text, DAY, "CN")] == [day]


@pytest.mark.parametrize(
    "text",
    [
        "2024年底前全省累计开展不少于100场房展会,发放消费券。",
        "2024年10月31日前,各银行统一对存量房贷利率实施批量调整,将加点幅度调整为不低于-30BP。",
        "2024年5月20日前发放到位。",
        "力争2024年6月30日前建成农贸市场,可容纳商户200家。",
    ],
)
def test_a_goal_beside_a_benefit_stays_a_target(text: str) -> None:
    assert len(read_targets(text, DAY)) == 1


@pytest.mark.parametrize(
    "text",
    [
        "同一个自然年度内,办理过租房提取的缴存人,还可办理购房提取。",
        "根据年内盘活存量用地面积(包括竣工和收回)动态确定新出让的用地面积上限。",
        "根据年度内完成投资额及时落实资金补贴。",
    ],
)
def test_a_year_that_measures_something_is_no_date(text: str) -> None:
    assert read_targets(text, DAY) == ()

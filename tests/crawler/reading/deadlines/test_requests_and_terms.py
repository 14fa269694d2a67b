"""Kinds of deadlines behind an approval or a mailing, periods to act in, and last days of counts and benefits."""

from datetime import date

import pytest

from crawler.reading.deadlines import deadlines

DAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("请梳理落实情况，经负责同志审核后，于2026年4月1日前以电子邮件形式反馈联系人。", ["2026-04-01"]),
        ("请各市于4月1日前通过书面形式答复我厅。", ["2026-04-01"]),
        ("我局将于4月1日前以电子邮件形式反馈申请人。", []),
        ("执行时间是2026年4月18日-2026年5月31日，职工须在此期间向中心申请办理提取手续。", ["2026-05-31"]),
        ("活动时间为4月18日至5月31日，参加者请于上述时间内提交作品。", ["2026-05-31"]),
        ("执行时间是2026年4月18日-2026年5月31日，购房者可享受补贴。", []),
        ("各单位于4月16日17时前将数据报送市校，市校于4月18日将合格的数据报送教育部。", ["2026-04-16"]),
        ("各分校于4月18日将合格的数据报送市校。", ["2026-04-18"]),
        ("连续居住加分计算的截止时间为2026年4月30日，如中断则重新计算。", []),
        ("业绩统计截止日期：2026年4月30日", []),
        ("贷款最高额度再提高10万元（截止时间为2026年12月31日止）。", []),
        ("补助政策的实施期限以备案时间为准（自印发之日开始，截止时间为2026年12月31日），购房人申请领取。", []),
        ("4月底前委托第三方机构对条例实施情况进行评估，并有针对性地提出改进措施。", []),
        ("请于4月30日前提出修改意见。", ["2026-04-30"]),
        (
            "（四）初验报名信息（4月5日-4月9日）\n1.学校初验。\n2.未通过的家长须在4月9日18:00前修改信息。",
            ["2026-04-09"],
        ),
        ("（四）初验报名信息（4月5日-4月9日）\n2.未通过的家长须在4月12日前修改信息。", ["2026-04-09", "2026-04-12"]),
        (
            "Comments must be received by April 10, 2026. "
            "Comments should be sent within 30 days of publication of this notice.",
            ["2026-04-10"],
        ),
        ("Comments should be sent within 30 days of publication of this notice.", ["2026-04-09"]),
    ],
)
def test_days_that_people_must_keep(text, days):
    assert [due.date.isoformat() for due in deadlines(text, DAY, "CN")] == days

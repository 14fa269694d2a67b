"""Targets in lists below a date, in scoring tables, and beside conditions, forecasts and steps."""

from datetime import date

import pytest

from crawler.reading.measures.scoring_tables import without_scoring_rows
from crawler.reading.measures.targets import read_targets
from crawler.reading.outline import outline

DAY = date(2025, 3, 10)


def test_the_items_below_a_date_are_targets_with_that_date() -> None:
    text = (
        "到2027年，实现以下目标：\n——生态明显改善。森林覆盖率达到57%。\n——产业规模壮大。产值达到100亿元。\n保障有力。"
    )
    assert [(target.by, target.text) for target in read_targets(text, DAY)] == [
        ("2027", "生态明显改善。森林覆盖率达到57%"),
        ("2027", "产业规模壮大。产值达到100亿元"),
    ]


def test_the_clauses_below_a_date_are_targets_with_that_date() -> None:
    goals = "一、目标\n到2027年，实现以下目标：\n（一）规模。产值达到100亿元。\n（二）队伍。培养人才3000名。"
    text = f"{goals}\n二、措施\n（一）加强领导。成立专班。"
    found = [(target.by, target.text) for clause in outline(text, DAY).clauses for target in clause.targets]
    assert found == [("2027", "规模。产值达到100亿元"), ("2027", "队伍。培养人才3000名")]


def test_steps_of_a_procedure_below_a_date_are_no_targets() -> None:
    assert read_targets("请于2025年9月20日前完成信息维护，具体流程如下：\n1、登录系统完成认证。", DAY) == ()


def test_a_schedule_of_steps_is_no_task_table() -> None:
    text = "时间\t工作内容\n2025年5月24日\t网上报名，院系初审\n2025年6月21日\t学校材料审核\n"
    assert [clause.targets for clause in outline(text, DAY).clauses if clause.targets] == []


def test_rows_of_a_scoring_table_are_no_targets() -> None:
    table = "指标\t评分标准\t分值\n覆盖率\t到2027年达到80%\t10\n满意率\t到2027年达到90%\t5"
    text = f"一、考核\n{table}\n二、措施\n到2027年，覆盖率达到95%。"
    assert len(without_scoring_rows(text)) == len(text)
    assert [target.text for clause in outline(text, DAY).clauses for target in clause.targets] == [
        "到2027年，覆盖率达到95%"
    ]


@pytest.mark.parametrize(
    "text",
    [
        "中标后能够在2025年6月1日前进驻场地。",
        "2025年课题申请作如下限定：每人只能申请1项。",
        "时间和方式：将于2025年11月4日前完成，具体安排另行公告。",
        "务必于2025年9月26日前将作品报学生科。",
        "预计2030年老年人口将达到2.43亿，形势更加严峻。",
        "证书预计在2025年7月中旬颁发，由本人领取。",
        "确保2025年秋季新生入学审核工作顺利开展。",
        "论文开题最迟于第二学年末完成。",
        "2025年8月31日前获得硕士学位，并符合其他条件的人员。",
        "原定于2025年4月15日前上缴的费用延后。",
        "全年政策解读发布数91篇。",
        "学校于考生高考当年3月上旬前将材料存档。",
        "请于2025年5月30日前完成采集，费用45元/人。",
    ],
)
def test_conditions_forecasts_and_steps_are_no_targets(text: str) -> None:
    assert read_targets(text, DAY) == ()


@pytest.mark.parametrize(
    ("text", "by"),
    [
        ("2026年以县为单位完成布局规划并启动建设，", "2026"),
        ("课题于2025年年底前完成。", "2025-12-31"),
        ("2025年底前，各协会要按照上述要求完成收费标准调整工作。", "2025-12-31"),
        ("2025年底前，有关部门要对乱收费问题开展检查，限期退还。", "2025-12-31"),
        ("请各单位于12月底前完成整改工作。", "2025-12-31"),
        ("预计2026年建成投产。", "2026"),
    ],
)
def test_works_that_end_by_a_date_are_targets(text: str, by: str) -> None:
    assert [target.by for target in read_targets(text, DAY)] == [by]


@pytest.mark.parametrize("heading", ["二、申请项目条件", "二、申报条件", "二、享受补贴的资格条件", "二、基本条件"])
def test_dates_below_a_heading_of_conditions_are_no_targets(heading: str) -> None:
    text = f"一、总则\n适用于本市。\n{heading}\n1.项目需在2026年9月30日前开工新建。\n2.项目需在2026年底前竣工。\n"
    assert [target for clause in outline(text, DAY).clauses for target in clause.targets] == []
    other = text.replace(heading, "二、改善生产条件的任务")
    assert len([target for clause in outline(other, DAY).clauses for target in clause.targets]) == 2

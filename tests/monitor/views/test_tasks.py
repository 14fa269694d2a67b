"""The tables of tasks of two real plans come out whole: each unit that a bracket names, at its measure."""

import re
from collections import Counter

import pytest

from crawler.reading import notice_of_text
from monitor.demo.documents import load
from monitor.model import NoticeRecord
from monitor.model.regions import is_in_region
from monitor.views.tables import measure_rows, task_rows
from tests.monitor.builders import NOW

_BRACKET = re.compile(r"[(（]责任单位[:：]([^()（）]*)[)）]")


def record(number: str) -> NoticeRecord:
    plan = load(number)
    notice = notice_of_text("\n".join((plan.title, *plan.paragraphs)), "https://gov.example.cn/plan.html")
    return NoticeRecord(1, "gov", 1, NOW, notice)


@pytest.mark.parametrize(
    ("number", "measures", "tasks", "targets"),
    [("002", 20, 68, 11), ("003", 25, 58, 10)],
)
def test_the_table_of_a_plan_is_whole(number: str, measures: int, tasks: int, targets: int) -> None:
    plan = record(number)
    rows = list(task_rows(plan))
    assert (len(list(measure_rows(plan))), len(rows)) == (measures, tasks)
    assert sum(len(row["targets"]) for row in measure_rows(plan)) == targets
    found = Counter((row["unit"], row["text"]) for row in rows)
    assert set(found.values()) == {1}
    named = 0
    for clause in plan.notice.clauses:
        for bracket in _BRACKET.findall(clause.text) if clause.role in ("measure", "safeguard") else ():
            for unit in re.split("[、,，]", bracket.removesuffix("等")):
                assert found[unit, clause.text] == 1, (unit, clause.heading)
                named += 1
    assert named == sum(len(re.split("[、,，]", bracket)) for bracket in _BRACKET.findall(plan.notice.text))


@pytest.mark.parametrize(
    ("wanted", "inside"),
    [
        ("滨州市", True),
        ("CN/山东省", True),
        ("山東省", True),
        ("CN", True),
        ("浙江省", False),
        ("CN/滨州市", False),
        ("", True),
    ],
)
def test_a_region_is_a_name_or_a_path(wanted: str, inside: bool) -> None:
    assert is_in_region(("CN", "山东省", "滨州市"), wanted) is inside

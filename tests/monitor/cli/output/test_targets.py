"""`noticewatch targets`: the state of each target, and an overview by year."""

import pytest

from crawler.model.notice import Target
from tests.monitor.builders import measure
from tests.monitor.cli.output.conftest import TODAY, day

NEXT = str(TODAY.year + 1)


def clause(number, by, units=("市交通局",)):
    return measure(
        f"第{number}项任务。",
        path=(str(number),),
        responsible_units=units,
        targets=(Target(text=f"任务{number}", by=by),),
    )


@pytest.fixture
def recorded(take):
    take(1, clauses=[clause(1, NEXT), clause(2, day(20)), clause(3, day(-1)), clause(4, None, ("市财政局",))])


@pytest.mark.parametrize("unit", ["财政", "財政局", " 市財政局", "市\u200b财政局"])
def test_a_unit_is_found_in_either_script(recorded, lines, unit):
    assert [row["text"] for row in lines("targets", "list", "--json", "--unit", unit)] == ["任务4"]


def test_each_target_has_its_state(recorded, lines):
    rows = lines("targets", "list", "--json")
    assert [(row["text"], row["state"]) for row in rows] == [
        ("任务3", "past"),
        ("任务2", "due"),
        ("任务1", "ahead"),
        ("任务4", "undated"),
    ]
    assert rows[2]["due"] == f"{NEXT}-12-31"
    assert [row["text"] for row in lines("targets", "list", "--json", "--state", "due")] == ["任务2"]
    assert [row["text"] for row in lines("targets", "list", "--json", "--year", NEXT)][-1:] == ["任务1"]
    assert [row["text"] for row in lines("targets", "list", "--json", "--unit", "财政")] == ["任务4"]
    assert [row["state"] for row in lines("targets", "list", "--json", "--within", "10") if row["text"] == "任务2"] == [
        "ahead"
    ]


def test_a_target_that_a_revision_dropped_is_superseded(recorded, take, lines):
    take(1, text="港口建设任务有调整，按新的期限执行。" * 20, clauses=[clause(1, NEXT), clause(5, NEXT)])
    states = {row["text"]: row["state"] for row in lines("targets", "list", "--json")}
    assert states == {
        "任务1": "ahead",
        "任务5": "ahead",
        "任务2": "superseded",
        "任务3": "superseded",
        "任务4": "superseded",
    }


def test_the_overview_counts_the_targets_of_each_year(recorded, lines, run):
    rows = lines("targets", "years", "--json")
    assert sum(row["targets"] for row in rows) == 4
    assert rows[-1] == {
        "year": None,
        "targets": 1,
        "ahead": 0,
        "due": 0,
        "past": 0,
        "superseded": 0,
        "undated": 1,
        "units": 1,
    }
    assert run("targets", "export").startswith(b"due,state,text,units,notice,path")

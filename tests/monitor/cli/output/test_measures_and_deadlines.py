"""`measures` and `deadlines` over one notice or many."""

import csv

import icalendar
import pytest

from crawler.model.notice import Clause, Target
from monitor.errors import UnknownError
from monitor.views.tables import last_day
from tests.monitor.cli.output.conftest import CLAUSES, day, deadline


def test_measures_have_units_targets_and_their_notice(lines, take):
    take(1, clauses=CLAUSES, issuers=("云溪市政府",))
    first, second = lines("measures", "list")
    assert first["responsible_units"] == ["市交通局", "市财政局"]
    assert first["lead_units"] == ["市交通局"]
    assert first["targets"][0]["by"] == first["by"] == "2027"
    assert (first["notice"], first["issuers"], first["url"]) == (1, ["云溪市政府"], "https://www.yunxi.gov.cn/1.html")
    assert second["role"] == "safeguard"


def test_measures_have_the_deadlines_of_their_clause_and_of_their_notice(lines, run, take):
    own = deadline(20)
    take(1, clauses=CLAUSES, deadlines=(own, deadline(9, text="逾期不予受理")))
    first, second = lines("measures", "list")
    assert [(found["date"], found["for"]) for found in first["deadlines"]] == [(day(20), own.for_whom)]
    assert second["deadlines"] == []
    assert [found["date"] for found in second["notice_deadlines"]] == [day(9), day(20)]
    heads, row, *_ = csv.reader(run("measures", "export").decode().splitlines())
    cells = dict(zip(heads, row, strict=True))
    assert (cells["deadlines"], cells["deadline_for"]) == (day(20), own.for_whom)
    assert day(9) in cells["notice_deadlines"]


def test_the_target_date_of_a_measure_is_the_earliest_as_precise_as_the_text():
    targets = (Target(text="到2027年", by="2027"), Target(text="6月底前", by="2027-06-30", precision="month"))
    clause = Clause(path=("一",), text="一", role="measure", targets=targets)
    assert min((target.by for target in clause.targets), key=last_day) == "2027-06-30"


def test_the_tasks_of_a_unit_until_a_year_are_listed_over_many_notices(lines, run, take):
    take(1, clauses=CLAUSES, region=("CN", "山东省", "滨州市"))
    take(2, title="农业方案", text="农场", clauses=CLAUSES, region=("CN", "浙江省"))
    rows = lines("measures", "list", "--per-unit")
    assert [(row["unit"], row["notice"]) for row in rows if row["unit"] == "市交通局"] == [
        ("市交通局", 2),
        ("市交通局", 1),
    ]
    assert {(row["unit"], row["part"]) for row in rows} >= {("市交通局", "lead"), ("市财政局", "supporting")}
    assert len(rows) == 6
    asked = lines("measures", "list", "--per-unit", "--unit", "交通", "--by", "2027", "--region", "山东省")
    assert [(row["unit"], row["by"], row["notice"]) for row in asked] == [("市交通局", "2027", 1)]
    assert len(lines("measures", "list", "--region", "CN")) == 4
    assert run("measures", "export", "--per-unit").startswith(b"unit,part,notice,path,heading")


@pytest.mark.parametrize(
    ("options", "count"),
    [
        ((), 4),
        ((1,), 2),
        ((1, 2), 4),
        (("--unit", "交通"), 2),
        (("--by", "2027"), 2),
        (("--by", "2028-06"), 2),
        (("--by", "2027-11-30"), 0),
        (("--topic", "ports"), 2),
        (("--topic", "农场 OR 港口"), 4),
        (("--source", "gov"), 4),
        (("--source", "other"), 0),
        (("--since", "2d"), 4),
        (("--limit", "3"), 3),
    ],
)
def test_measures_are_chosen(lines, take, options, count):
    take(1, clauses=CLAUSES)
    take(2, title="农业方案", text="农场", clauses=CLAUSES)
    assert len(lines("measures", "list", *options)) == count


@pytest.mark.parametrize("written", ["foo", "27", "2027-13", "2027-02-30", "2027-06-01T00", "20270601", "2027-W01"])
def test_a_target_date_that_is_none_is_refused(run, written):
    run("measures", "list", "--by", written, ok=False)


def test_deadlines_are_those_ahead_by_day(lines, take):
    take(1, clauses=CLAUSES, deadlines=(deadline(9), deadline(-1), deadline(0, "units", "另行报送")))
    take(2, title="农业方案", text="农场", deadlines=(deadline(4, "addressees"),))
    rows = lines("deadlines", "list")
    assert [(row["date"], row["for"], row["days_left"]) for row in rows] == [
        (day(0), "units", 0),
        (day(4), "addressees", 4),
        (day(9), "public", 9),
    ]
    assert rows[2]["units"] == ["市交通局", "市财政局"]
    assert rows[2]["path"] == ["二", "1"]
    assert rows[0]["units"] == []


@pytest.mark.parametrize(
    ("options", "count"),
    [
        (("--past",), 3),
        (("--for", "public"), 1),
        (("--for", "public", "--past"), 2),
        (("--until", "5d"), 1),
        (("--until", day(9)), 2),
        (("--topic", "farms"), 1),
        ((1,), 1),
    ],
)
def test_deadlines_are_chosen(lines, take, options, count):
    take(1, deadlines=(deadline(9), deadline(-1)))
    take(2, title="农业方案", text="农场", deadlines=(deadline(4, "addressees"),))
    assert len(lines("deadlines", "list", *options)) == count


def test_a_notice_that_does_not_exist_is_named(run):
    with pytest.raises(UnknownError, match="there is no notice 7"):
        run("measures", "list", 7)


def test_an_invalid_date_is_named(run):
    with pytest.raises(UnknownError, match=r"--until.*soon"):
        run("deadlines", "list", "--until", "soon")


def test_a_calendar_has_an_event_for_each_deadline(run, take):
    take(1, title="港口\u202e建设\n方案", deadlines=(deadline(9), deadline(9, "units", "另行报送")))
    first = icalendar.Calendar.from_ical(run("deadlines", "export", "--format", "ics"))
    events = first.walk("VEVENT")
    assert [event["dtstart"].dt.isoformat() for event in events] == [day(9)] * 2
    assert len({str(event["uid"]) for event in events}) == 2
    assert str(events[0]["summary"]) == "港口建设 方案"
    again = icalendar.Calendar.from_ical(run("deadlines", "export", "--format", "ics", "--past"))
    assert {str(event["uid"]) for event in events} == {str(event["uid"]) for event in again.walk("VEVENT")}


def test_a_calendar_is_chosen_by_the_suffix(run, take, folder):
    take(1, deadlines=(deadline(9),))
    run("deadlines", "export", "--out", folder / "d.ics")
    assert (folder / "d.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")


def test_nothing_is_said_in_words(run):
    assert run("deadlines", "list", "--format", "table").decode() == "no upcoming deadline matches\n"

"""`measures` and `deadlines` over one notice or many."""

import icalendar
import pytest

from monitor.errors import UnknownError
from tests.monitor.cli.output.conftest import CLAUSES, day, deadline


def test_measures_have_units_targets_and_their_notice(lines, take):
    take(1, clauses=CLAUSES, issuers=("云溪市政府",))
    first, second = lines("measures", "list")
    assert first["responsible_units"] == ["市交通局", "市财政局"]
    assert first["lead_units"] == ["市交通局"]
    assert first["targets"][0]["by"] == first["by"] == "2027"
    assert (first["notice"], first["issuers"], first["url"]) == (1, ["云溪市政府"], "https://www.yunxi.gov.cn/1.html")
    assert second["role"] == "safeguard"


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
    assert run("deadlines", "list", "--format", "table").decode() == "no deadlines lie ahead that match\n"

"""`series list` and `series show`, the series of a notice, and expected notices in a calendar."""

import json
from contextlib import closing
from datetime import date, timedelta

import icalendar
import pytest

from monitor.errors import UnknownError
from monitor.runtime.clock import utc_now
from monitor.series.renewal import renew_all
from monitor.store import open_store
from tests.monitor.cli.output.conftest import TODAY


@pytest.fixture
def series(take, folder):
    """Five editions, one a year, on almost the same day; the next one is expected in some three months."""
    first = TODAY - timedelta(270)
    for number in range(5):
        day = first - timedelta(365 * number + number % 3)
        take(
            number + 1, title=f"关于组织申报{day.year}年度创新型企业的通知", published_on=day, issuers=("云溪市科技局",)
        )
    with closing(open_store(f"sqlite:///{folder}/noticewatch.db")) as store:
        renew_all(store, utc_now())
    return first


def test_series_are_listed_and_shown(lines, run, series):
    [row] = lines("series", "list")
    assert (row["editions"], row["state"], row["last_on"]) == (5, "ahead", series.isoformat())
    assert abs((date.fromisoformat(row["expected_on"]) - series).days - 365) < 5
    assert lines("series", "list", "养老") == []
    assert lines("series", "list", "--until", "1d") == []
    shown = json.loads(run("series", "show", row["id"], "--json"))
    assert [edition["notice"] for edition in shown["notices"]] == [1, 2, 3, 4, 5]
    text = run("series", "show", row["id"]).decode()
    assert f"expected on {row['expected_on']}" in text
    assert "创新型企业" in text
    with pytest.raises(UnknownError):
        run("series", "show", 99)


def test_the_series_of_a_notice_is_shown_with_it(run, series):
    assert json.loads(run("notices", "show", 1, "--json"))["series"]["editions"] == 5
    assert "80% probability" in run("notices", "show", 1).decode()


def test_a_calendar_has_expected_notices(run, series):
    calendar = icalendar.Calendar.from_ical(run("deadlines", "export", "--format", "ics"))
    [event] = calendar.walk("VEVENT")
    assert "创新型企业" in event["summary"]
    assert event["dtstart"].dt > TODAY
    empty = icalendar.Calendar.from_ical(run("deadlines", "export", "--format", "ics", "--topic", "农场"))
    assert empty.walk("VEVENT") == []


def test_a_calendar_has_all_expected_notices_however_many_are_read_at_a_time(run, take, folder, monkeypatch):
    monkeypatch.setattr("monitor.alerting.expected.BATCH", 2)
    for number in range(5):
        for year in range(1, 5):
            take(
                number * 10 + year,
                title=f"关于组织申报{TODAY.year - year}年度第{'甲乙丙丁戊'[number]}类企业的通知",
                published_on=TODAY - timedelta(365 * year - 60),
            )
    with closing(open_store(f"sqlite:///{folder}/noticewatch.db")) as store:
        renew_all(store, utc_now())
    calendar = icalendar.Calendar.from_ical(run("deadlines", "export", "--format", "ics"))
    assert len(calendar.walk("VEVENT")) == 5


def test_trends_are_listed_and_exported(lines, run, take):
    last = TODAY - timedelta(TODAY.weekday() + 7)
    take(1, published_on=last, issuers=("云溪市科技局",), region=("CN", "示例省"))
    take(2, published_on=last + timedelta(2), issuers=("云溪市科技局",), text="农场", title="农业方案")
    rows = {(row["dimension"], row["group"]): row for row in lines("trends", "list")}
    assert rows["issuer", "云溪市科技局"]["count"] == 2
    assert rows["topic", "ports"]["count"] == rows["region", "CN/示例省"]["count"] == 1
    assert rows["topic", "ports"]["unusual"] is None
    exported = run("trends", "export", "--by", "issuer").decode().splitlines()
    assert len(exported) == 53
    assert exported[-1] == f"issuer,云溪市科技局,{last.isoformat()},2,"

from datetime import UTC, date, datetime, timedelta

import pytest

from monitor.alerting.expected import ExpectedAlerts, due_expectation
from monitor.alerting.preview import preview_items
from monitor.delivery.worker import deliver_one
from monitor.ingest.pipeline import Policy
from monitor.model import ReminderKey, SentAlert
from monitor.model.series import Forecast, ForecastCode, SeriesQuery
from monitor.series.renewal import renew_all
from tests.fakes import FakeSender
from tests.ingesting import ingest_result
from tests.monitor.builders import DAY, HOUR, NOW, config, matcher, polled, result, subscription
from tests.stores import new_store

MADE = Forecast(ForecastCode.EXPECTED, 5, date(2024, 6, 20), date(2024, 6, 5), date(2024, 7, 1), ends=date(2025, 1, 1))
DAYS = [date(2019, 6, 12), date(2020, 6, 10), date(2021, 6, 15), date(2022, 6, 9), date(2023, 6, 13)]


def on_expected(**fields):
    return subscription("team", **{"on": ["expected"], **fields})


def at(day, hour=9):
    return datetime(day.year, day.month, day.day, hour, tzinfo=UTC)


def due(day, told=(), **fields):
    return due_expectation(on_expected(**fields), MADE, told, at(day))


@pytest.mark.parametrize(
    ("day", "event"),
    [
        (date(2024, 6, 12), None),
        (date(2024, 6, 13), "expected"),
        (date(2024, 6, 20), "expected"),
        (date(2024, 7, 1), "expected"),
        (date(2024, 7, 2), "overdue"),
        (date(2024, 7, 15), "overdue"),
        (date(2024, 7, 16), None),
    ],
)
def test_an_alert_is_due_before_the_date_and_after_the_window(day, event):
    found = due(day)
    assert (found and found[0]) == event


def test_each_lead_is_alerted_once():
    early, late = (SentAlert("expected", NOW, ReminderKey(date(2024, 6, 20), lead)) for lead in (14, 3))
    assert due(date(2024, 6, 8), expected_before=[14, 3]) == ("expected", early.occasion)
    assert due(date(2024, 6, 8), [early], expected_before=[14, 3]) is None
    assert due(date(2024, 6, 18), [early], expected_before=[14, 3]) == ("expected", late.occasion)
    assert due(date(2024, 6, 25), [early, late], expected_before=[14, 3]) is None
    assert due(date(2024, 7, 5), [early, late])[0] == "overdue"
    assert due(date(2024, 7, 5), [SentAlert("overdue", NOW, ReminderKey(date(2024, 6, 20), 0))]) is None


def test_a_series_without_a_date_alerts_nobody():
    assert due_expectation(on_expected(), Forecast(ForecastCode.TOO_FEW, 2), (), NOW) is None


def test_expected_and_overdue_notices_are_sent_once_in_the_language_of_the_subscription():
    store = new_store()
    with store.writing() as tx:
        found = [
            polled(
                f"https://gov.example.cn/{day}",
                title=f"关于组织申报{day.year}年度制造业集群项目的通知",
                published_on=day,
            )
            for day in DAYS
        ]
        ingest_result(tx, result(*found), HOUR, matcher(), Policy(30 * DAY, "never"), NOW)
    renew_all(store, at(date(2024, 1, 2)))
    with store.reading() as tx:
        [series] = tx.series.find(SeriesQuery(), 1)
    made = series.forecast
    team = on_expected(language="zh")
    moments = (
        at(made.expected - timedelta(8)),
        at(made.expected - timedelta(7)),
        at(made.expected),
        at(made.latest + timedelta(1)),
        at(made.latest + timedelta(2)),
    )
    counts = [ExpectedAlerts(store, config(team)).run(moment) for moment in moments]
    assert counts == [0, 1, 0, 1, 0]
    assert ExpectedAlerts(store, config(subscription("other"))).run(moments[1]) == 0
    sender = FakeSender()
    while deliver_one(store, sender, lambda: moments[-1], "me"):
        pass
    messages = [message for _, message in sender.sent]
    assert messages[0].title == f"[摘要] [预计发布 {made.expected}] 关于组织申报2023年度制造业集群项目的通知"
    assert f"预计于 {made.expected} 发布" in messages[0].body
    assert f"{made.earliest} 至 {made.latest}" in messages[0].body
    assert messages[1].title.startswith(f"[摘要] [逾期未发，原预计 {made.expected}]")
    with store.reading() as tx:
        [item] = preview_items(tx, config(team), team, NOW, moments[1], 10)
    assert (item.event, item.occasion) == ("expected", ReminderKey(made.expected, 7))

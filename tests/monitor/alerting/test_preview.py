"""The preview of the alerts of a subscription."""

from datetime import UTC, date, datetime, timedelta

import pytest

from crawler.model.notice import Target
from monitor.alerting.clock_alerts import KINDS, clock_alerts
from monitor.alerting.due_alerts import DueAlerts
from monitor.alerting.preview import dated_items, preview_items, queue_alerts
from monitor.model import ReminderKey
from tests.monitor.alerting.test_reminders import sent, take
from tests.monitor.builders import DAY, NOW, config, deadline, measure, polled, subscription
from tests.stores import new_store

MORNING = datetime(2027, 10, 2, 9, tzinfo=UTC)
"""Ninety days before the end of 2027."""


@pytest.fixture
def store():
    return new_store()


def plan(*years, **fields):
    clauses = [
        measure(
            f"培育集群第{year}项。到{year}年达到100家。",
            responsible_units=(f"市{year}局",),
            targets=(Target(text=f"到{year}年达到100家", by=year),),
        )
        for year in years
    ]
    return polled(**{"clauses": clauses, "published_on": date(2024, 6, 5)} | fields)


def preview(store, found=preview_items, now=MORNING, since=None, **fields):
    asking = subscription("team", **fields)
    with store.reading() as tx:
        return found(tx, config(asking), asking, since or now - 30 * DAY, now, 100)


def test_every_kind_of_alert_that_becomes_due_by_the_clock_is_queued_everywhere(store):
    assert set(KINDS) == set(DueAlerts.__subclasses__())
    assert [alerts.name for alerts in clock_alerts(store, config())] == ["deadline", "target", "expected"]


@pytest.mark.parametrize("found", [preview_items, dated_items])
@pytest.mark.parametrize(
    ("now", "leads", "told"),
    [
        (MORNING, [90], [("2027-12-31", 90)]),
        (MORNING - DAY, [90], []),
        (MORNING + 31 * DAY, [90], []),
        (MORNING + 20 * DAY, [100, 90, 60], [("2027-12-31", 100), ("2027-12-31", 90)]),
        (datetime(2028, 10, 2, 9, tzinfo=UTC), [90], [("2028-12-31", 90)]),
    ],
)
def test_targets_are_previewed_as_they_become_due(store, found, now, leads, told):
    take(store, plan("2025", "2027", "2028"))
    items = preview(store, found, now, on=["target"], targets_before=leads)
    assert [(str(item.occasion.deadline), item.occasion.lead) for item in items] == told
    assert {item.event for item in items} <= {"target"}


def test_the_preview_of_targets_covers_the_matching_measures_only(store):
    take(store, plan("2027", "2028"))
    wanted = {"now": datetime(2028, 1, 2, 9, tzinfo=UTC), "since": NOW, "on": ["target"], "scope": "measure"}
    assert [item.clauses for item in preview(store, **wanted, targets_before=[365])] == [(0,), (1,)]
    filtered = preview(store, **wanted, targets_before=[365], filters={"units": ["市2028局"]})
    assert [(item.occasion.deadline.year, item.clauses) for item in filtered] == [(2028, (1,))]
    assert preview(store, **wanted, targets_before=[365], filters={"units": ["市2029局"]}) == []


def test_a_queued_preview_of_targets_is_not_sent_again(store):
    take(store, plan("2027"))
    asking = subscription("team", on=["target"])
    items = preview(store, on=["target"])
    with store.writing() as tx:
        assert queue_alerts(tx, items, MORNING) == 1
    [message] = sent(store, MORNING)
    assert "到2027年达到100家" in message.body
    assert [alerts.run(MORNING) for alerts in clock_alerts(store, config(asking))] == [0, 0, 0]


def test_deadlines_and_targets_of_a_notice_are_previewed_together(store):
    take(store, plan("2027", deadlines=[deadline("2027-10-05")]))
    items = preview(store, dated_items, on=["deadline", "target"])
    assert [(item.event, item.occasion) for item in items] == [
        ("target", ReminderKey(date(2027, 12, 31), 90)),
        ("deadline", ReminderKey(date(2027, 10, 5), 7)),
    ]
    assert preview(store, dated_items, on=["new"]) == []


def test_a_withdrawn_notice_is_previewed_when_its_last_page_is_gone(store):
    take(store, plan("2027"), now=NOW)
    take(store, plan("2027", url="https://mirror.example.cn/1"), now=NOW, source="mirror")
    with store.reading() as tx:
        places = [place.url for place in tx.locations.of_notice(1)]
    for number, url in enumerate(places, 1):
        assert preview(store, now=NOW + 9 * DAY, on=["gone"]) == []
        with store.writing() as tx:
            tx.locations.mark_gone(url, NOW + number * DAY)
    [item] = preview(store, now=NOW + 9 * DAY, on=["gone"])
    assert (item.event, item.record.id) == ("gone", 1)
    assert preview(store, now=NOW + 90 * DAY, on=["gone"]) == []


@pytest.mark.parametrize(
    ("on", "events"),
    [
        (["new"], ["new"]),
        (["new", "interpretation"], ["interpretation"]),
        (["interpretation"], ["interpretation"]),
        (["revised"], []),
    ],
)
def test_an_interpretation_is_previewed_under_the_event_of_its_alert(store, on, events):
    text = "《云溪市先进制造业集群培育办法》政策解读：一、集群的背景。二、集群的主要内容。"
    take(store, polled(title="《云溪市先进制造业集群培育办法》政策解读", text=text, published_on=NOW.date()), now=NOW)
    assert [item.event for item in preview(store, now=NOW + timedelta(hours=1), on=on, scope="notice")] == events

"""Alerts about targets that are due soon."""

from datetime import UTC, date, datetime

import pytest

from crawler.model.notice import Target
from monitor.alerting.targets import TargetAlerts
from monitor.model.targets import TargetState, due_day, target_state
from tests.monitor.alerting.test_reminders import sent, take
from tests.monitor.builders import DAY, HOUR, config, measure, polled, subscription
from tests.stores import new_store

MORNING = datetime(2027, 10, 2, 8, tzinfo=UTC)
"""Ninety days before the end of 2027."""


@pytest.fixture
def store():
    return new_store()


def on_targets(name="team", **fields):
    return subscription(name, **{"on": ["target"], **fields})


def plan(*years: str, **fields):
    clauses = [
        measure(f"培育集群第{year}项。到{year}年达到100家。", targets=(Target(text=f"到{year}年达到100家", by=year),))
        for year in years
    ]
    return polled(clauses=clauses, published_on=date(2024, 6, 5), **fields)


def alert(store, now, *subscriptions):
    return TargetAlerts(store, config(*subscriptions)).run(now)


def test_a_target_with_only_a_year_is_due_at_its_end_and_told_once(store):
    take(store, plan("2025", "2027"))
    assert alert(store, MORNING - DAY, on_targets()) == 0
    assert alert(store, MORNING - HOUR, on_targets()) == 0
    assert alert(store, MORNING, on_targets()) == 1
    [message] = sent(store, MORNING)
    assert "2027-12-31" in message.title
    assert "到2027年达到100家" in message.body
    assert "到2025年达到100家" not in message.body
    assert alert(store, MORNING + 30 * DAY, on_targets()) == 0


def test_each_number_of_days_is_told_once(store):
    take(store, plan("2027"))
    asking = on_targets(targets_before=[90, 30])
    told = [alert(store, MORNING + days * DAY, asking) for days in (0, 1, 59, 60, 61, 90, 91)]
    assert told == [1, 0, 0, 1, 0, 0, 0]


def test_a_revision_that_moves_a_target_moves_its_alert(store):
    take(store, plan("2027"))
    changed = plan("2028").model_copy(update={"text": "培育集群的期限延长至二〇二八年，其余不变。" * 20})
    take(store, changed, now=datetime(2024, 7, 1, tzinfo=UTC))
    assert alert(store, MORNING, on_targets()) == 0
    assert alert(store, datetime(2028, 10, 2, 8, tzinfo=UTC), on_targets()) == 1


def test_only_targets_of_the_matching_measures_are_told(store):
    take(store, plan("2027"))
    assert alert(store, MORNING, on_targets(scope="measure", filters={"units": ["市科技局"]})) == 0
    assert alert(store, MORNING, on_targets(scope="measure")) == 1


@pytest.mark.parametrize(
    ("by", "day"),
    [
        ("2027", date(2027, 12, 31)),
        ("2028-02", date(2028, 2, 29)),
        ("2027-06-30", date(2027, 6, 30)),
        ("2027-13", None),
        ("2027-02-30", None),
        ("", None),
        (None, None),
        ("soon", None),
    ],
)
def test_the_date_of_a_target_is_the_last_of_its_year_or_month(by, day):
    assert due_day(by) == day


def test_the_state_of_a_target_depends_on_the_date():
    target = Target(text="到2027年", by="2027")
    states = [target_state(target, date(2027, 12, 31) - days * DAY, 90) for days in (-1, 0, 90, 91)]
    assert states == [TargetState.PAST, TargetState.DUE, TargetState.DUE, TargetState.AHEAD]
    assert target_state(target, date(2027, 1, 1), superseded=True) is TargetState.SUPERSEDED
    assert target_state(Target(text="提升"), date(2027, 1, 1)) is TargetState.UNDATED

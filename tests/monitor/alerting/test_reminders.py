from datetime import UTC, date, datetime

import pytest

from crawler.model.notice import Deadline
from monitor.alerting.reminders import DeadlineReminders, due_reminder
from monitor.delivery.worker import deliver_one
from monitor.ingest.pipeline import Policy
from monitor.model import ReminderKey, SentAlert
from tests.fakes import FakeSender
from tests.ingesting import ingest_result
from tests.monitor.builders import DAY, HOUR, NOW, OTHER_TEXT, config, deadline, matcher, polled, result, subscription
from tests.stores import new_store

DUE = date(2024, 6, 20)
MORNING = datetime(2024, 6, 13, 8, tzinfo=UTC)
"""Seven days ahead."""
URLS = [f"https://gov.example.cn/{number}" for number in range(50)]


def on_deadlines(name="team", **fields):
    return subscription(name, **{"on": ["deadline"], **fields})


@pytest.fixture
def store():
    return new_store()


def take(store, *found, policy="news", now=NOW, source="gov", subscriptions=()):
    with store.writing() as tx:
        return ingest_result(
            tx, result(*found, source=source), HOUR, matcher(*subscriptions), Policy(30 * DAY, policy), now
        )


def due_notice(url=URLS[0], days=("2024-06-20",), **fields):
    return polled(url, deadlines=[deadline(day) for day in days], **fields)


def remind(store, now, *subscriptions):
    return DeadlineReminders(store, config(*subscriptions)).run(now)


def sent(store, now):
    """The messages that are due, sent."""
    sender = FakeSender()
    while deliver_one(store, sender, lambda: now, "me"):
        pass
    return [message for _, message in sender.sent]


def test_a_deadline_is_told_in_the_morning_of_its_day_and_once(store):
    take(store, due_notice())
    reminded = on_deadlines()
    assert remind(store, MORNING - HOUR, reminded) == 0
    assert remind(store, MORNING, reminded) == 1
    [message] = sent(store, MORNING)
    assert message.title == "[摘要] [截止 2024-06-20] 关于培育先进制造业集群的通知"
    for later in (MORNING, MORNING + HOUR, MORNING + 2 * DAY):
        assert remind(store, later, reminded) == 0


def test_each_lead_is_told_once(store):
    take(store, due_notice())
    reminded = on_deadlines(days_before=[7, 3])
    told = [remind(store, MORNING + days * DAY, reminded) for days in range(-1, 9)]
    assert told == [0, 1, 0, 0, 0, 1, 0, 0, 0, 0]


def test_after_a_long_pause_only_the_nearest_lead_is_told(store):
    take(store, due_notice())
    reminded = on_deadlines(days_before=[14, 7, 3])
    assert remind(store, MORNING + 5 * DAY, reminded) == 1
    with store.reading() as tx:
        assert [told.occasion for told in tx.alerts.sent_to(1, "team")] == [ReminderKey(DUE, 3)]


def test_deadlines_of_what_was_recorded_before_are_told_too_and_those_of_a_morning_are_one_message(store):
    take(store, *(due_notice(url, title=f"通知{url[-2:]}", text=f"集群{url}" * 20) for url in URLS))
    assert remind(store, MORNING, on_deadlines(channels=["ops", "mail"])) == len(URLS)
    messages = sent(store, MORNING)
    assert len(messages) == 2
    assert messages[0].title == "[摘要] 50 项：截止 50"
    assert all(url in messages[0].body for url in URLS)


def test_only_notices_that_match_are_told(store):
    take(store, due_notice(), due_notice(URLS[1], title="别的", text=OTHER_TEXT))
    assert remind(store, MORNING, on_deadlines()) == 1
    assert remind(store, MORNING, on_deadlines("other", filters={"sources": ["elsewhere"]})) == 0
    assert remind(store, MORNING, on_deadlines("off", enabled=False), subscription("news")) == 0


def test_deadlines_of_addressees_are_reminded_of_only_when_asked_for(store):
    due = Deadline(date=DUE, text="各部门报送", **{"for": "addressees"})
    take(store, polled(URLS[0], deadlines=[due]))
    assert remind(store, MORNING, on_deadlines()) == 0
    assert remind(store, MORNING, on_deadlines("units", deadlines_for=["units"])) == 0
    assert remind(store, MORNING, on_deadlines("office", deadlines_for=["public", "addressees"])) == 1
    [message] = sent(store, MORNING)
    assert "2024-06-20（面向主送机关）" in message.body


def test_a_deadline_that_is_past_when_it_is_found_reminds_nobody(store):
    take(store, due_notice(days=("2024-06-01", "2024-06-10")))
    assert remind(store, MORNING, on_deadlines(days_before=[30, 7])) == 0


def test_any_source_that_has_it_counts(store):
    take(store, due_notice())
    take(store, due_notice(URLS[1]), source="mirror")
    assert remind(store, MORNING, on_deadlines(filters={"sources": ["mirror"]})) == 1


def test_who_has_just_read_of_the_notice_is_not_reminded_of_what_it_said(store):
    reminded = subscription(on=["new", "deadline"], days_before=[7, 3])
    take(store, due_notice(), policy="always", now=MORNING + DAY, subscriptions=[reminded])
    assert remind(store, MORNING + DAY, reminded) == 0
    assert remind(store, MORNING + 4 * DAY, reminded) == 1


def test_who_read_of_it_long_before_is_reminded(store):
    reminded = subscription(on=["new", "deadline"])
    take(store, due_notice(), policy="always", subscriptions=[reminded])
    assert remind(store, MORNING, reminded) == 1


def test_a_revised_deadline_moves_its_reminder(store):
    take(store, due_notice())
    reminded = on_deadlines()
    take(store, due_notice(days=["2024-06-25"], text=OTHER_TEXT + "集群"), now=NOW + DAY)
    assert remind(store, MORNING, reminded) == 0
    assert remind(store, MORNING + 5 * DAY, reminded) == 1


def test_a_deadline_that_was_told_and_then_moved_is_told_anew(store):
    take(store, due_notice())
    reminded = on_deadlines()
    assert remind(store, MORNING, reminded) == 1
    take(store, due_notice(days=["2024-06-25"], text=OTHER_TEXT + "集群"), now=MORNING + DAY)
    assert [remind(store, MORNING + days * DAY, reminded) for days in range(1, 7)] == [0, 0, 0, 0, 1, 0]


def test_one_that_was_moved_while_its_message_waited_is_said_to_be(store):
    take(store, due_notice())
    assert remind(store, MORNING, on_deadlines()) == 1
    take(store, due_notice(days=["2024-06-25"], text=OTHER_TEXT + "集群"), now=MORNING)
    [message] = sent(store, MORNING)
    assert "[截止 2024-06-20，已变更]" in message.title
    assert "截止：2024-06-25" in message.body


def test_a_digest_has_reminders_and_news_in_one_message(store):
    news = subscription("news", on=["new"], deliver="0 8 * * *")
    take(store, due_notice(), now=NOW)
    take(
        store,
        polled(URLS[1], title="集群又一则", text=OTHER_TEXT),
        now=MORNING - HOUR,
        policy="always",
        subscriptions=[news],
    )
    assert remind(store, MORNING - 2 * HOUR, on_deadlines(deliver="0 8 * * *")) == 1
    assert sent(store, MORNING - HOUR) == []
    [message] = sent(store, MORNING)
    assert message.title == "[摘要] 2 项：新 1，截止 1"


def test_of_a_notice_that_is_in_the_same_digest_nobody_is_reminded(store):
    reminded = subscription(on=["new", "deadline"], deliver="0 8 * * mon", days_before=7)
    take(store, due_notice(), policy="always", now=NOW, subscriptions=[reminded])
    # Monday the 10th has the news, and would have the reminder of Thursday the 13th.
    assert remind(store, NOW, reminded) == 0


def test_an_approximate_deadline_is_said_to_be_so(store):
    about = deadline("2024-06-20", approximate=True)
    take(store, polled(URLS[0], deadlines=[about]))
    remind(store, MORNING, on_deadlines())
    [message] = sent(store, MORNING)
    assert "[截止 约 2024-06-20]" in message.title


def test_it_breaks_off_when_it_is_told_to_and_queues_nothing(store):
    take(store, *(due_notice(url, title=url, text=f"集群{url}" * 20) for url in URLS))
    reminded = on_deadlines()
    assert DeadlineReminders(store, config(reminded)).run(MORNING, lambda: True) == 0
    assert sent(store, MORNING) == []


@pytest.mark.parametrize(
    ("told", "occasion"),
    [
        ([], ReminderKey(DUE, 7)),
        ([SentAlert("deadline", NOW, ReminderKey(DUE, 14))], ReminderKey(DUE, 7)),
        ([SentAlert("deadline", NOW, ReminderKey(DUE, 7))], None),
        ([SentAlert("deadline", NOW, ReminderKey(DUE, 3))], None),
        ([SentAlert("deadline", NOW, ReminderKey(date(2024, 6, 21), 7))], ReminderKey(DUE, 7)),
        ([SentAlert("new", MORNING - 8 * HOUR)], None),
        ([SentAlert("new", MORNING - 9 * HOUR)], ReminderKey(DUE, 7)),
        ([SentAlert("revised", MORNING + DAY)], None),
    ],
)
def test_what_was_told_already_decides(told, occasion):
    assert due_reminder(on_deadlines(days_before=[14, 7, 3]), DUE, told, MORNING) == occasion

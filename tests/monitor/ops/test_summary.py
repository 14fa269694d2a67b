from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from monitor.delivery.worker import deliver_one
from monitor.ingest.pipeline import Policy
from monitor.model import ChannelState
from monitor.ops.notifier import OperatorChannels, OpsNotifier
from monitor.ops.summary import WeeklySummary
from monitor.schedule.intervals import PollInterval
from tests.fakes import FakeSender
from tests.ingesting import ingest_result
from tests.monitor.builders import DAY, HOUR, MINUTE, failed, failure, kinds, matcher, polled, result, revision
from tests.stores import new_store

THURSDAY = datetime(2024, 6, 6, 8, tzinfo=UTC)
MONDAY = datetime(2024, 6, 10, 1, tzinfo=UTC)
"""Nine o'clock in Shanghai."""
TEMPOS = {"gov": PollInterval(HOUR), "paper": PollInterval(HOUR)}


@pytest.fixture
def store():
    return new_store()


def tell(store, now, cron="0 9 * * mon", channel="ops"):
    step = WeeklySummary(store, cron, ZoneInfo("Asia/Shanghai"), (lambda _: channel) if channel else None)
    return step.send(lambda: TEMPOS, now, now - MINUTE)


def sent(store, now):
    sender = FakeSender()
    while deliver_one(store, sender, lambda: now, "me"):
        pass
    return [(channel, message.title, message.body) for channel, message in sender.sent]


def take(store, outcome, now):
    with store.writing() as tx:
        ingest_result(tx, outcome, HOUR, matcher(), Policy(30 * DAY), now)


def test_it_is_told_once_at_its_time_by_whichever_daemon(store):
    times = [THURSDAY, MONDAY - MINUTE, MONDAY, MONDAY + MINUTE, MONDAY + 6 * DAY, MONDAY + 7 * DAY + HOUR]
    assert [tell(store, now) for now in times] == [False, False, True, False, False, True]


def test_times_that_came_while_nobody_watched_are_one_message(store):
    assert [tell(store, now) for now in (THURSDAY, MONDAY + 30 * DAY, MONDAY + 30 * DAY + MINUTE)] == [
        False,
        True,
        False,
    ]


def test_it_says_what_became_of_the_time_since_the_last_one(store):
    take(store, result(source="before"), THURSDAY - HOUR)
    tell(store, THURSDAY)
    take(store, result(), THURSDAY + HOUR)
    take(store, result(polled(published_on=THURSDAY.date())), THURSDAY + 2 * HOUR)
    take(store, failed(failure(code="no_links"), source="paper"), THURSDAY + 3 * HOUR)
    with store.writing() as tx:
        tx.channels.put(ChannelState("mail", 3, THURSDAY, "gone", THURSDAY, MONDAY + 30 * DAY))
    told = sent(store, MONDAY - HOUR)
    assert tell(store, MONDAY)
    assert sent(store, MONDAY) == [
        (
            "ops",
            "[noticewatch] periodic report: watching 2 sources",
            "since 2024-06-06 08:00 UTC: sources polled: 2, polls: 3, failed polls: 1\n"
            "new notices: 1, copies: 0, revisions: 0\n"
            f"messages: {len(told)} sent, 0 given up\n"
            "source problems: 1 new, 0 resolved\n"
            "sources that show no usable notices now: paper\n"
            "paused channels: mail",
        ),
    ]


def test_when_nothing_is_wrong_it_says_so(store):
    tell(store, THURSDAY)
    for name in TEMPOS:
        take(store, result(source=name), MONDAY - MINUTE)
    tell(store, MONDAY)
    assert sent(store, MONDAY)[0][1] == "[noticewatch] periodic report: watching 2 sources, no problems"


def test_the_operators_other_messages_do_not_tell_it_again(store):
    ops = OpsNotifier(store, lambda: OperatorChannels("ops"), lambda: MONDAY)
    ops.start("ops")
    tell(store, THURSDAY)
    take(store, failed(failure(code="no_links")), MONDAY - MINUTE)
    tell(store, MONDAY)
    take(store, failed(failure(code="no_links"), source="paper"), MONDAY)
    ops.notify()
    titles = sorted(title for _, title, _ in sent(store, MONDAY))
    assert titles == ["[noticewatch] 2 sources have problems", "[noticewatch] periodic report: watching 2 sources"]


@pytest.mark.parametrize("off", [{"cron": None}, {"channel": None}])
def test_turned_off_it_tells_nothing_and_holds_no_events(store, off):
    tell(store, THURSDAY)
    assert not tell(store, MONDAY, **off)
    with store.reading() as tx:
        assert tx.events.position("still_watching") is None
    assert not tell(store, MONDAY + HOUR)
    assert kinds(store) == ["daemon.watching"] * 2
    assert sent(store, MONDAY + DAY) == []


def test_it_names_what_was_unusual_in_the_last_week(store):
    last = MONDAY.date() - timedelta(7)
    days = [last - timedelta(7 * week) for week in range(1, 20) for _ in range(4)] + [last] * 40
    with store.writing() as tx:
        for number, day in enumerate(days):
            url = f"https://gov.example.cn/{number}"
            tx.notices.add(
                "gov", revision(url, published_on=day, issuers=("云溪市科技局",), title=f"通知{number}"), THURSDAY
            )
    tell(store, THURSDAY)
    assert tell(store, MONDAY)
    [(_, _, body)] = sent(store, MONDAY)
    assert "issuer 云溪市科技局: unusually many in the week of 2024-06-03: 40 notices, usually 4.0" in body

from datetime import timedelta

import pytest

from monitor.delivery.worker import deliver_one
from monitor.ingest.pipeline import Policy
from monitor.model import SourceRecord
from monitor.ops.incidents import note_late, note_network, remind
from monitor.ops.notifier import HOLD, OperatorChannels, OpsNotifier
from tests.fakes import FakeSender
from tests.ingesting import ingest_result
from tests.monitor.builders import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    SECOND,
    events,
    failed,
    failure,
    kinds,
    matcher,
    polled,
    result,
    store_of,
)

EVERY = {"gov": 10 * MINUTE, "paper": 10 * MINUTE}
MANY = [f"s{number:02}" for number in range(40)]


class Clock:
    now = NOW

    def __call__(self):
        return self.now


def take(store, outcome, now=NOW):
    with store.writing() as tx:
        ingest_result(tx, outcome, timedelta(minutes=10), matcher(), Policy(30 * DAY), now)


def down(name, code="unreachable"):
    return failed(failure(code=code), source=name)


def operator(store, clock):
    ops = OpsNotifier(store, lambda: OperatorChannels("ops"), clock)
    ops.start("ops")
    return ops


def sent(store):
    """Messages that are due, title and body."""
    sender = FakeSender()
    while deliver_one(store, sender, lambda: NOW + 90 * DAY, "me"):
        pass
    return [(message.title, message.body) for _, message in sender.sent]


@pytest.fixture
def store():
    return store_of(*EVERY, "other")


class TestLate:
    def test_sources_long_due_are_a_trouble_once_and_only_configured_ones(self, store):
        later = NOW + HOUR
        assert note_late(store, EVERY, later, NOW) == ["gov", "paper"]
        assert note_late(store, EVERY, later + HOUR, NOW) == []
        assert [(event.kind, event.source) for event in events(store)] == [
            ("source.troubled", "gov"),
            ("source.troubled", "paper"),
        ]

    def test_they_recover_with_their_next_poll(self, store):
        note_late(store, EVERY, NOW + HOUR, NOW)
        take(store, result(), NOW + 2 * HOUR)
        assert kinds(store) == ["source.troubled"] * 2 + ["source.recovered"]
        with store.reading() as tx:
            assert tx.sources.get("gov").trouble is None

    def test_polls_that_fail_are_another_trouble_than_no_polls(self, store):
        note_late(store, EVERY, NOW + HOUR, NOW)
        for hour in range(2, 6):
            take(store, failed(), NOW + hour * HOUR)
        with store.reading() as tx:
            assert (tx.sources.get("gov").trouble.code, tx.sources.get("gov").trouble.since) == (
                "timeout",
                NOW + 2 * HOUR,
            )
        assert [(event.source, event.detail["code"]) for event in events(store)][2:] == [("gov", "timeout")]

    def test_sources_in_time_or_in_another_trouble_are_left_alone(self, store):
        take(store, failed(source="paper"))
        with store.writing() as tx:
            tx.sources.put(SourceRecord("gov", due_at=NOW + HOUR))
        assert note_late(store, EVERY, NOW + HOUR, NOW) == []


class TestReminders:
    def test_a_trouble_that_lasts_is_told_again_after_a_day_and_then_every_week(self, store):
        take(store, failed(failure(code="links_vanished")))
        told = [hour for hour in range(24 * 17) if remind(store, ["gov"], NOW + hour * HOUR)]
        assert told == [24, 24 * 8, 24 * 15]
        assert kinds(store) == ["source.troubled"] + ["source.reminded"] * 3

    def test_polls_that_fail_on_keep_when_it_was_told(self, store):
        for hour in range(72):
            take(store, failed(failure(code="links_vanished")), NOW + hour * HOUR)
            remind(store, ["gov"], NOW + hour * HOUR)
        assert kinds(store) == ["source.troubled", "source.reminded"]

    def test_after_its_end_a_new_trouble_begins_anew(self, store):
        take(store, failed(failure(code="links_vanished")))
        remind(store, ["gov"], NOW + DAY)
        take(store, result(), NOW + 2 * DAY)
        take(store, failed(failure(code="links_vanished")), NOW + 3 * DAY)
        assert remind(store, ["gov"], NOW + 3 * DAY + HOUR) == []
        assert remind(store, ["gov"], NOW + 4 * DAY) == ["gov"]

    def test_also_of_a_source_that_is_late(self, store):
        note_late(store, EVERY, NOW + HOUR, NOW)
        assert remind(store, EVERY, NOW + HOUR + DAY) == ["gov", "paper"]

    def test_not_of_what_was_not_told_nor_of_sources_that_are_no_more(self, store):
        take(store, down("gov"))
        take(store, failed(failure(code="links_vanished"), source="other"))
        assert remind(store, EVERY, NOW + 2 * DAY) == []

    def test_what_the_operator_reads(self, store):
        clock = Clock()
        ops = operator(store, clock)
        take(store, failed(failure(code="links_vanished", detail="no link is left")))
        remind(store, ["gov"], NOW + DAY)
        ops.notify()
        [(title, body)] = sent(store)
        assert title == "[noticewatch] 1 source has a problem, 1 source still has a problem"
        assert body.splitlines()[1] == (
            "2024-06-07 08:00 UTC gov has shown no notices since 2024-06-06 08:00 UTC: links_vanished: no link is left"
        )


class TestNetwork:
    @pytest.fixture
    def clock(self):
        return Clock()

    @pytest.fixture
    def watched(self, store):
        for name in MANY:
            take(store, result(source=name), NOW - HOUR)
        return store

    def fail(self, store, names, now, times=1):
        for number in range(times):
            for name in names:
                take(store, down(name), now + number * SECOND)

    def test_one_message_when_it_goes_and_one_when_it_comes_back(self, watched, clock):
        ops = operator(watched, clock)
        self.fail(watched, MANY[:37], NOW)
        for name in MANY[37:]:
            take(watched, result(source=name), NOW - MINUTE)
        assert note_network(watched, MANY, NOW) == "the network seems to be down: 37 of 40 sources cannot be reached"
        self.fail(watched, MANY[:37], NOW + MINUTE, times=5)
        clock.now = NOW + HOUR
        ops.notify()
        assert note_network(watched, MANY, NOW + 2 * MINUTE) is None
        for name in MANY:
            take(watched, result(source=name), NOW + HOUR)
        assert note_network(watched, MANY, NOW + HOUR) == "the network is back"
        ops.notify()
        assert sent(watched) == [
            (
                "[noticewatch] the network is down",
                "2024-06-06 08:00 UTC the network seems to be down: 37 of 40 sources cannot be reached"
                "\n\n→ check the network of this computer; no notice is lost",
            ),
            (
                "[noticewatch] the network is back",
                "2024-06-06 09:00 UTC the network is back, after an outage since 2024-06-06 08:00 UTC",
            ),
        ]

    def test_sources_that_poll_often_and_are_troubled_before_it_is_noticed_wait_for_it(self, watched, clock):
        ops = operator(watched, clock)
        self.fail(watched, MANY, NOW, times=4)
        assert kinds(watched) == ["source.troubled"] * 40
        clock.now = NOW + 4 * SECOND
        ops.notify()
        note_network(watched, MANY, NOW + 10 * SECOND)
        clock.now = NOW + 10 * SECOND
        ops.notify()
        for name in MANY:
            take(watched, result(source=name), NOW + MINUTE)
        note_network(watched, MANY, NOW + MINUTE)
        ops.notify()
        assert [title for title, _ in sent(watched)] == [
            "[noticewatch] the network is down",
            "[noticewatch] the network is back",
        ]

    def test_a_source_of_which_only_itself_is_the_cause_is_told_after_a_moment(self, watched, clock):
        ops = operator(watched, clock)
        self.fail(watched, MANY[:1], NOW, times=3)
        clock.now = NOW + HOLD / 2
        ops.notify()
        assert sent(watched) == []
        clock.now = NOW + HOLD + 3 * SECOND
        ops.notify()
        assert [title for title, _ in sent(watched)] == ["[noticewatch] 1 source has a problem"]

    def test_a_source_that_stays_unreachable_when_it_is_back_is_told_for_itself_and_so_is_its_end(self, watched, clock):
        ops = operator(watched, clock)
        self.fail(watched, MANY, NOW, times=1)
        note_network(watched, MANY, NOW)
        self.fail(watched, MANY, NOW + MINUTE, times=4)
        for name in MANY[1:]:
            take(watched, result(source=name), NOW + 10 * MINUTE)
        note_network(watched, MANY, NOW + 10 * MINUTE)
        for number in (11, 12):
            take(watched, down(MANY[0]), NOW + number * MINUTE)
        take(watched, result(source=MANY[0]), NOW + 13 * MINUTE)
        clock.now = NOW + HOUR
        ops.notify()
        [(title, body)] = sent(watched)
        assert title == (
            "[noticewatch] the network is down, the network is back, 1 source has a problem, 1 source recovered"
        )
        assert [line for line in body.partition("\n\n")[0].splitlines() if "s00" in line] == [
            "2024-06-06 08:11 UTC s00 cannot be read: unreachable: no answer in time",
            "2024-06-06 08:13 UTC s00 is readable again, after failing since 2024-06-06 08:00 UTC",
        ]

    def test_those_that_wait_for_it_are_asked_at_once_when_it_is_back(self, watched):
        self.fail(watched, MANY, NOW, times=6)
        note_network(watched, MANY, NOW)
        for name in MANY[:20]:
            take(watched, result(source=name), NOW + MINUTE)
        assert note_network(watched, MANY, NOW + MINUTE)
        with watched.reading() as tx:
            assert set(MANY[20:]) <= set(tx.sources.due(NOW + MINUTE))
            assert not set(MANY[:20]) & set(tx.sources.due(NOW + MINUTE))

    def test_it_is_told_again_while_it_lasts_and_its_sources_are_not(self, watched, clock):
        ops = operator(watched, clock)
        self.fail(watched, MANY, NOW, times=4)
        clock.now = NOW + HOUR
        note_network(watched, MANY, NOW)
        ops.notify()
        assert len(sent(watched)) == 1
        for hour in range(24 * 9):
            assert remind(watched, MANY, NOW + hour * HOUR) == []
        ops.notify()
        [(title, _)] = sent(watched)
        assert title == "[noticewatch] the network is still down"


class TestBlind:
    def test_a_source_whose_dates_stop_is_told_once_and_so_is_its_end(self, store):
        days = [NOW - day * DAY for day in range(30, 0, -1)]
        found = [
            polled(f"https://gov.example.cn/{day:%j}", text=f"{day:%j}" * 99, published_on=day.date()) for day in days
        ]
        for _ in range(2):
            take(store, result(*found))
        silent = []
        for day in range(40):
            take(store, result(outcome="not_modified"), NOW + day * DAY)
            with store.reading() as tx:
                silent.append(bool(tx.sources.get("gov").trouble))
        assert silent == [False] * 15 + [True] * 25
        new = polled("https://gov.example.cn/new", text="新" * 99, published_on=(NOW + 40 * DAY).date())
        take(store, result(new), NOW + 40 * DAY)
        told = [event for event in events(store) if event.kind.startswith("source")]
        assert [(one.kind, one.detail["code"]) for one in told] == [
            ("source.troubled", "dates_stopped"),
            ("source.recovered", "dates_stopped"),
        ]

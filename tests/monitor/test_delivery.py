from datetime import timedelta
from itertools import pairwise

import pytest

from monitor.delivery import LEASE, deliver_one
from monitor.ingest import Policy, take_in
from monitor.records import Backlog
from tests.fakes import FakeSender, FakeStore
from tests.monitor.builders import (
    DAY,
    HOUR,
    NOW,
    OTHER_TEXT,
    SECOND,
    TEXT,
    URL,
    events,
    kinds,
    matcher,
    polled,
    result,
    subscription,
)


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def store():
    return FakeStore()


@pytest.fixture
def sender():
    return FakeSender()


def queue(store, *subscriptions, found=None, now=NOW):
    """Queues what these subscriptions are told of one new notice."""
    match = matcher(*(subscriptions or (subscription(),)))
    with store.writing() as tx:
        take_in(tx, result(found or polled()), HOUR, match, Policy(30 * DAY, "always"), now)


def backlog(store) -> Backlog:
    with store.reading() as tx:
        return tx.backlog()


def test_nothing_due_is_nothing_done(store, sender, clock):
    assert deliver_one(store, sender, clock, "me") is None
    assert sender.sent == []


def test_what_is_due_is_sent_once(store, sender, clock):
    queue(store)
    attempt = deliver_one(store, sender, clock, "me")
    assert (attempt.error, attempt.given_up, attempt.delivery.channel) == (None, False, "ops")
    assert deliver_one(store, sender, clock, "me") is None
    [(channel, message)] = sender.sent
    assert channel == "ops"
    assert message.title == "[新] 关于培育先进制造业集群的通知"
    assert backlog(store) == Backlog(sent=1)


def test_a_delivery_is_marked_only_after_the_channel_took_it(store, clock):
    queue(store)
    seen = []

    class Looking:
        def send(self, name, message):
            seen.append((backlog(store), kinds(store), clock.now))

    deliver_one(store, Looking(), clock, "me")
    assert seen == [(Backlog(queued=1), ["notice.new"], NOW)]
    assert backlog(store) == Backlog(sent=1)


def test_no_transaction_is_open_while_a_message_is_sent(store, clock):
    queue(store)

    class Writing:
        def send(self, name, message):
            with store.writing() as tx:
                tx.register_source("written-meanwhile", NOW)

    deliver_one(store, Writing(), clock, "me")
    with store.reading() as tx:
        assert tx.source("written-meanwhile") is not None
        assert tx.backlog() == Backlog(sent=1)


def test_a_message_that_is_being_sent_is_nobody_elses(store, clock):
    queue(store)
    others = []

    class Slow:
        def send(self, name, message):
            others.append(deliver_one(store, FakeSender(), clock, "you"))

    deliver_one(store, Slow(), clock, "me")
    assert others == [None]


def test_what_a_sender_that_vanished_was_at_is_sent_again_after_its_lease(store, sender, clock):
    queue(store)
    with store.writing() as tx:
        lost = tx.claim_delivery(NOW, NOW + LEASE, "vanished")
    clock.now = NOW + LEASE - SECOND
    assert deliver_one(store, sender, clock, "me") is None
    clock.now = NOW + LEASE
    again = deliver_one(store, sender, clock, "me")
    assert again.delivery.id == lost.id
    assert again.delivery.alerts == lost.alerts


def test_sending_is_an_event_that_names_whom_it_serves(store, sender, clock):
    queue(store, subscription("one"), subscription("two"))
    clock.now = NOW + SECOND
    delivery = deliver_one(store, sender, clock, "me").delivery
    event = events(store)[-1]
    assert (event.kind, event.at, event.notice) == ("alert.sent", NOW + SECOND, delivery.notice)
    assert event.detail == {
        "delivery": delivery.id,
        "channel": "ops",
        "event": "new",
        "revision": 1,
        "subscriptions": ["one", "two"],
    }


def test_a_channel_gets_one_message_for_all_its_subscriptions(store, sender, clock):
    queue(store, subscription("one"), subscription("two", channels=["ops", "mail"]))
    while deliver_one(store, sender, clock, "me"):
        pass
    told = {channel: message.body.splitlines()[-2] for channel, message in sender.sent}
    assert told == {"ops": "订阅: one, two", "mail": "订阅: two"}
    assert len(sender.sent) == 2


def test_the_message_tells_of_the_revision_it_was_queued_for(store, sender, clock):
    queue(store)
    queue(store, found=polled(title="关于培育先进制造业集群的通知（修订）", text=OTHER_TEXT))
    for _ in range(2):
        deliver_one(store, sender, clock, "me")
    (_, first), (_, second) = sender.sent
    assert [first.title, second.title] == [
        "[新] 关于培育先进制造业集群的通知",
        "[修订] 关于培育先进制造业集群的通知（修订）",
    ]
    assert TEXT[:10] in first.body
    assert OTHER_TEXT[:10] in second.body


def test_the_message_names_the_places_that_are_known_when_it_is_sent(store, sender, clock):
    queue(store)
    queue(store, found=polled("https://mirror.example.cn/1.html"))
    deliver_one(store, sender, clock, "me")
    assert "另见: https://mirror.example.cn/1.html" in sender.sent[0][1].body
    assert f"原文: {URL}" in sender.sent[0][1].body


class TestFailure:
    def test_a_failed_message_is_sent_later(self, store, sender, clock):
        queue(store)
        sender.faults["ops"] = "channel ops: no answer"
        attempt = deliver_one(store, sender, clock, "me")
        assert (attempt.error, attempt.given_up) == ("channel ops: no answer", False)
        assert backlog(store) == Backlog(queued=1)
        assert kinds(store) == ["notice.new"]

        sender.faults.clear()
        clock.now = NOW + 10 * SECOND - timedelta(microseconds=1)
        assert deliver_one(store, sender, clock, "me") is None
        clock.now = NOW + 10 * SECOND
        assert deliver_one(store, sender, clock, "me").error is None
        assert len(sender.sent) == 1

    def test_each_failure_makes_the_next_try_later(self, store, sender, clock):
        queue(store)
        sender.faults["ops"] = "no answer"
        tries = []
        while clock.now < NOW + 3 * HOUR:
            if deliver_one(store, sender, clock, "me"):
                tries.append(clock.now)
            clock.now += 10 * SECOND
        gaps = [(later - earlier).total_seconds() for earlier, later in pairwise(tries)]
        assert gaps == [10, 20, 40, 80, 160, 320, 640, 1280, 2560, 3600]

    def test_a_failing_channel_does_not_hold_up_the_others(self, store, sender, clock):
        queue(store, subscription(channels=["ops", "mail"]))
        sender.faults["ops"] = "no answer"
        while deliver_one(store, sender, clock, "me"):
            pass
        assert [channel for channel, _ in sender.sent] == ["mail"]
        assert backlog(store) == Backlog(queued=1, sent=1)

    @pytest.mark.parametrize(("age", "given_up"), [(7 * DAY - SECOND, False), (7 * DAY, True)])
    def test_a_message_is_given_up_when_it_fails_after_seven_days(self, store, sender, clock, age, given_up):
        queue(store)
        sender.faults["ops"] = "channel ops: no answer"
        clock.now = NOW + age
        attempt = deliver_one(store, sender, clock, "me")
        assert attempt.given_up is given_up
        assert backlog(store) == (Backlog(given_up=1) if given_up else Backlog(queued=1))

    def test_giving_up_is_an_event_with_its_reason(self, store, sender, clock):
        queue(store)
        sender.faults["ops"] = "channel ops: no answer"
        clock.now = NOW + 8 * DAY
        deliver_one(store, sender, clock, "me")
        assert deliver_one(store, sender, clock, "me") is None
        event = events(store)[-1]
        assert (event.kind, event.at, event.detail["channel"]) == ("alert.given_up", NOW + 8 * DAY, "ops")
        assert event.detail["error"] == "channel ops: no answer"
        assert event.detail["subscriptions"] == ["team"]

    def test_an_old_message_is_still_sent_when_the_channel_takes_it(self, store, sender, clock):
        queue(store)
        clock.now = NOW + 30 * DAY
        assert deliver_one(store, sender, clock, "me").error is None

    def test_a_failure_that_is_not_the_channels_leaves_the_delivery_leased_and_unmarked(self, store, clock):
        queue(store)

        class Killed(BaseException):
            pass

        class Dying:
            def send(self, name, message):
                raise Killed

        with pytest.raises(Killed):
            deliver_one(store, Dying(), clock, "me")
        assert backlog(store) == Backlog(queued=1)
        with store.reading() as tx:
            assert tx.lease_owners() == ["me"]

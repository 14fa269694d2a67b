import pytest

from monitor.config.rate_limit import RateLimit
from monitor.delivery.circuit_breaker import PROBES_OF_ONE_MESSAGE
from monitor.delivery.sender import DeliveryRules
from monitor.delivery.worker import LEASE, DeliverySetup, DeliveryWorker, deliver_one
from monitor.errors import ChannelError, StoreError
from monitor.ingest.pipeline import Policy
from monitor.model import Backlog
from tests.fakes import FakeSender
from tests.ingesting import ingest_result
from tests.monitor.builders import (
    DAY,
    HOUR,
    MINUTE,
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
from tests.stores import new_store


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
    return new_store()


@pytest.fixture
def sender():
    return FakeSender()


def queue(store, *subscriptions, found=None, now=NOW):
    """Queues what these subscriptions are told of one new notice."""
    match = matcher(*(subscriptions or (subscription(),)))
    with store.writing() as tx:
        ingest_result(tx, result(found or polled()), HOUR, match, Policy(30 * DAY, "always"), now)


def queue_many(store, count, now=NOW, **fields):
    """Queues a message for each of so many notices."""
    for number in range(count):
        found = polled(f"{URL}?{number}", title=f"关于集群的通知{number}", text=f"{TEXT}第{number}号")
        queue(store, subscription(**fields), found=found, now=now)


def tries(store, sender, clock, until, step=MINUTE):
    """The attempts until then, with one look at the queue in every `step`; the clock stands at the last attempt."""
    found = []
    courier = DeliveryWorker(store, lambda: DeliverySetup(sender), clock, "me")
    at = clock.now
    while at < until:
        clock.now = at
        for channel in courier.ready():
            while attempt := courier.deliver(channel):
                found.append((at, attempt))
        at += step
    clock.now = found[-1][0]
    return [attempt for _, attempt in found]


def backlog(store) -> Backlog:
    with store.reading() as tx:
        return tx.deliveries.backlog()


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

    class Looking(FakeSender):
        def send(self, name, message):
            seen.append((backlog(store), kinds(store), clock.now))

    deliver_one(store, Looking(), clock, "me")
    assert seen == [(Backlog(queued=1), ["notice.new"], NOW)]
    assert backlog(store) == Backlog(sent=1)


def test_no_transaction_is_open_while_a_message_is_sent(store, clock):
    queue(store)

    class Writing(FakeSender):
        def send(self, name, message):
            with store.writing() as tx:
                tx.sources.register("written-meanwhile", NOW)

    deliver_one(store, Writing(), clock, "me")
    with store.reading() as tx:
        assert tx.sources.get("written-meanwhile") is not None
        assert tx.deliveries.backlog() == Backlog(sent=1)


def test_a_message_that_is_being_sent_is_nobody_elses(store, clock):
    queue(store)
    others = []

    class Slow(FakeSender):
        def send(self, name, message):
            others.append(deliver_one(store, FakeSender(), clock, "you"))

    deliver_one(store, Slow(), clock, "me")
    assert others == [None]


def test_what_a_sender_that_vanished_was_at_is_sent_again_after_its_lease(store, sender, clock):
    queue(store)
    with store.writing() as tx:
        lost = tx.deliveries.claim(NOW, NOW + LEASE, "vanished")
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
    told = {channel: message.body.splitlines()[-2].split("；")[-1] for channel, message in sender.sent}
    assert told == {"ops": "订阅：one、two", "mail": "订阅：two"}
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


REVISED = TEXT.replace("上下游", "大中小")


def test_the_message_of_a_revision_says_first_what_it_changed(store, sender, clock):
    queue(store)
    queue(store, found=polled(text=REVISED))
    for _ in range(2):
        deliver_one(store, sender, clock, "me")
    (_, first), (_, second) = sender.sent
    assert "现：" not in first.body
    was, now = second.body.splitlines()[:2]
    assert was.startswith("▸原：")
    assert now.startswith("  现：")
    assert "【上下游】" in was
    assert was[4:].replace("【上下游】", "【大中小】") == now[5:]


def test_the_event_of_a_revision_holds_what_it_changed(store, clock):
    sender = FakeSender("ops")
    queue(store)
    queue(store, found=polled(text=REVISED))
    for _ in range(2):
        deliver_one(store, sender, clock, "me")
    (_, first), (_, second) = sender.events
    assert first["data"]["changes"] is None
    assert {change["old"] for change in second["data"]["changes"]} == {TEXT[: len(TEXT) // 3]}
    assert {change["new"] for change in second["data"]["changes"]} == {REVISED[: len(TEXT) // 3]}


def test_the_message_names_the_places_that_are_known_when_it_is_sent(store, sender, clock):
    queue(store)
    queue(store, found=polled("https://mirror.example.cn/1.html"))
    deliver_one(store, sender, clock, "me")
    assert "另见：https://mirror.example.cn/1.html" in sender.sent[0][1].body
    assert f"原文：{URL}" in sender.sent[0][1].body


class TestFailure:
    def test_a_failed_message_is_sent_later(self, store, sender, clock):
        queue(store)
        sender.faults["ops"] = "channel ops: no answer"
        attempt = deliver_one(store, sender, clock, "me")
        assert (attempt.error, attempt.given_up) == ("channel ops: no answer", False)
        assert backlog(store) == Backlog(queued=1)
        assert kinds(store) == ["notice.new"]

        sender.faults.clear()
        clock.now = NOW + 7 * SECOND
        assert deliver_one(store, sender, clock, "me") is None
        clock.now = NOW + 10 * SECOND
        assert deliver_one(store, sender, clock, "me").error is None
        assert len(sender.sent) == 1

    def test_a_failing_channel_does_not_hold_up_the_others(self, store, sender, clock):
        queue(store, subscription(channels=["ops", "mail"]))
        sender.faults["ops"] = "no answer"
        while deliver_one(store, sender, clock, "me"):
            pass
        assert [channel for channel, _ in sender.sent] == ["mail"]
        assert backlog(store) == Backlog(queued=1, sent=1)

    def test_a_message_that_fails_for_days_is_given_up_with_an_event(self, store, sender, clock):
        queue(store)
        sender.faults["ops"] = "channel ops: no answer"
        attempts = tries(store, sender, clock, NOW + 4 * DAY, 10 * MINUTE)
        assert [attempt.given_up for attempt in attempts] == [False] * (len(attempts) - 1) + [True]
        assert NOW + 3 * DAY <= clock.now <= NOW + 3 * DAY + 20 * MINUTE
        event = events(store)[-1]
        assert (event.kind, event.at, event.detail["channel"]) == ("alert.given_up", clock.now, "ops")
        assert event.detail["error"] == "channel ops: no answer"
        assert event.detail["subscriptions"] == ["team"]
        assert backlog(store) == Backlog(given_up=1)

    def test_a_message_that_is_old_when_it_first_fails_has_its_days_still(self, store, sender, clock):
        queue(store)
        sender.faults["ops"] = "no answer"
        clock.now = NOW + 30 * DAY
        assert not deliver_one(store, sender, clock, "me").given_up

    def test_a_message_that_cannot_be_made_holds_up_no_other(self, store, clock):
        queue_many(store, 2)

        class Broken(FakeSender):
            def send(self, name, message):
                if not broken:
                    broken.append(message)
                    raise KeyError("one")
                super().send(name, message)

        broken = []
        sender = Broken()
        attempts = [deliver_one(store, sender, clock, "me") for _ in range(2)]
        assert [attempt.error for attempt in attempts] == ["the message could not be made: KeyError('one')", None]
        clock.now = NOW + MINUTE
        assert deliver_one(store, sender, clock, "me").error is None
        assert len(sender.sent) == 2

    def test_an_old_message_is_still_sent_when_the_channel_takes_it(self, store, sender, clock):
        queue(store)
        clock.now = NOW + 30 * DAY
        assert deliver_one(store, sender, clock, "me").error is None

    def test_a_failure_that_is_not_the_channels_leaves_the_delivery_leased_and_unmarked(self, store, clock):
        queue(store)

        class Killed(BaseException):
            pass

        class Dying(FakeSender):
            def send(self, name, message):
                raise Killed

        with pytest.raises(Killed):
            deliver_one(store, Dying(), clock, "me")
        assert backlog(store) == Backlog(queued=1)
        with store.reading() as tx:
            assert tx.leases.owners() == ["me"]


URLS = [f"https://gov.example.cn/{number}" for number in range(30)]


def publish(store, *subscriptions, count=1, now=NOW, first=0):
    """Queues what these subscriptions are told of so many new notices."""
    for number in range(first, first + count):
        found = polled(URLS[number], title=f"集群通知{number}", text=f"第{number}号集群" * 30)
        queue(store, *subscriptions, found=found, now=now)


def deliver_all(store, sender, clock):
    """Sends what is due; gives the messages of this time."""
    before = len(sender.sent)
    while deliver_one(store, sender, clock, "me"):
        pass
    return sender.sent[before:]


class TestDigests:
    DAILY = {"deliver": "0 9 * * *"}

    def test_what_came_until_its_time_is_one_message_to_each_channel(self, store, sender, clock):
        publish(store, subscription(channels=["ops", "mail"], **self.DAILY), count=3)
        assert deliver_all(store, sender, clock) == []
        clock.now = NOW + HOUR
        found = dict(deliver_all(store, sender, clock))
        assert set(found) == {"ops", "mail"}
        assert found["ops"].title == "[摘要] 3 项：新 3"
        assert all(f"集群通知{number}" in found["mail"].body for number in range(3))
        assert backlog(store) == Backlog(sent=2)

    def test_nothing_is_sent_when_nothing_came(self, store, sender, clock):
        publish(store, subscription(**self.DAILY))
        clock.now = NOW + HOUR
        assert len(deliver_all(store, sender, clock)) == 1
        clock.now = NOW + 3 * DAY
        assert deliver_all(store, sender, clock) == []

    def test_who_is_told_at_once_is_told_besides(self, store, sender, clock):
        publish(store, subscription("one"), subscription("two", **self.DAILY))
        [(_, first)] = deliver_all(store, sender, clock)
        assert "订阅：one" in first.body
        clock.now = NOW + HOUR
        [(_, second)] = deliver_all(store, sender, clock)
        assert "（订阅：two）" in second.body

    def test_two_subscriptions_share_the_message_and_a_notice_stands_in_it_once(self, store, sender, clock):
        publish(store, subscription("one", **self.DAILY), subscription("two", **self.DAILY))
        clock.now = NOW + HOUR
        [(_, message)] = deliver_all(store, sender, clock)
        assert message.title == "[摘要] [新] 集群通知0"
        assert "（订阅：one、two）" in message.body
        assert message.body.count(URLS[0]) == 1

    def test_each_notice_of_it_is_an_event_when_it_was_sent(self, store, sender, clock):
        publish(store, subscription(**self.DAILY), count=2)
        clock.now = NOW + HOUR
        deliver_all(store, sender, clock)
        told = [event for event in events(store) if event.kind == "alert.sent"]
        assert [event.notice for event in told] == [1, 2]
        assert told[0].detail == {
            "delivery": 1,
            "channel": "ops",
            "event": "new",
            "revision": 1,
            "subscriptions": ["team"],
        }

    def test_its_age_counts_from_its_time(self, store, sender, clock):
        publish(store, subscription(deliver="0 8 1 * *"))
        sender.faults["ops"] = "no answer"
        clock.now = NOW + 30 * DAY
        assert deliver_one(store, sender, clock, "me").given_up is False
        clock.now += 8 * DAY
        assert deliver_one(store, sender, clock, "me").given_up is True
        told = [event for event in events(store) if event.kind == "alert.given_up"]
        assert [(event.notice, event.detail["error"]) for event in told] == [(1, "no answer")]

    def test_what_comes_while_it_is_being_sent_is_in_another_one(self, store, clock):
        subscribed = subscription(**self.DAILY)
        publish(store, subscribed)
        bodies = []

        class Slow(FakeSender):
            def send(self, name, message):
                bodies.append(message.body)
                if len(bodies) == 1:
                    # Still before nine by the clock of who takes it in.
                    publish(store, subscribed, first=1, now=NOW)

        clock.now = NOW + HOUR
        while deliver_one(store, Slow(), clock, "me"):
            pass
        assert [URLS[0] in body for body in bodies] == [True, False]
        assert URLS[1] in bodies[1]

    def test_what_is_queued_for_a_subscription_that_is_gone_is_sent_all_the_same(self, store, sender, clock):
        publish(store, subscription("gone", **self.DAILY))
        publish(store, subscription("new", **self.DAILY), first=1)
        clock.now = NOW + HOUR
        [(_, message)] = deliver_all(store, sender, clock)
        assert "（订阅：gone）" in message.body
        assert "（订阅：new）" in message.body

    def test_a_clock_put_back_makes_another_one(self, store, sender, clock):
        subscribed = subscription(**self.DAILY)
        publish(store, subscribed)
        clock.now = NOW + HOUR
        assert len(deliver_all(store, sender, clock)) == 1
        publish(store, subscribed, first=1, now=NOW + MINUTE)
        [(_, message)] = deliver_all(store, sender, clock)
        assert URLS[1] in message.body


class TestQuiet:
    QUIET = {"quiet": {"from": "22:00", "to": "07:00"}}
    NIGHT = NOW + 15 * HOUR
    MORNING = NOW + 23 * HOUR

    def test_messages_of_the_night_go_out_one_by_one_in_the_morning(self, store, sender, clock):
        publish(store, subscription(**self.QUIET), count=2, now=self.NIGHT)
        clock.now = self.MORNING - SECOND
        assert deliver_all(store, sender, clock) == []
        clock.now = self.MORNING
        assert [message.title for _, message in deliver_all(store, sender, clock)] == [
            "[新] 集群通知0",
            "[新] 集群通知1",
        ]

    def test_a_message_that_somebody_else_wants_at_night_goes_out_at_night_to_both(self, store, sender, clock):
        publish(store, subscription("asleep", **self.QUIET), subscription("awake"), now=self.NIGHT)
        clock.now = self.NIGHT
        [(_, message)] = deliver_all(store, sender, clock)
        assert "订阅：asleep、awake" in message.body


class TestCap:
    def test_a_flood_is_so_many_messages_and_one_digest(self, store, sender, clock):
        subscribed = subscription(hourly_cap=5)
        publish(store, subscribed, count=12)
        assert len(deliver_all(store, sender, clock)) == 5
        clock.now = NOW + HOUR
        [(_, message)] = deliver_all(store, sender, clock)
        assert message.title == "[摘要] 7 项：新 7"
        publish(store, subscribed, first=12, count=6, now=clock.now)
        assert len(deliver_all(store, sender, clock)) == 5

    def test_what_the_night_gathered_is_no_flood_in_the_morning(self, store, sender, clock):
        subscribed = subscription(hourly_cap=5, quiet={"from": "22:00", "to": "07:00"})
        for hour in range(3):
            publish(store, subscribed, count=4, first=4 * hour, now=NOW + (15 + hour) * HOUR)
        clock.now = NOW + 23 * HOUR
        assert len(deliver_all(store, sender, clock)) == 5
        clock.now += HOUR
        [(_, message)] = deliver_all(store, sender, clock)
        assert message.title == "[摘要] 7 项：新 7"

    def test_one_subscriptions_flood_does_not_cap_another(self, store, sender, clock):
        publish(store, subscription("loud", hourly_cap=1), count=3)
        publish(store, subscription("calm", hourly_cap=1), first=3)
        assert len(deliver_all(store, sender, clock)) == 2


def test_what_came_during_a_snooze_is_one_message_after_it(store, sender, clock):
    subscribed = subscription(snooze="2024-06-20")
    publish(store, subscribed, count=2)
    publish(store, subscribed, count=1, first=2, now=NOW + 3 * DAY)
    clock.now = NOW + 13 * DAY
    assert deliver_all(store, sender, clock) == []
    clock.now = NOW + 14 * DAY
    [(_, message)] = deliver_all(store, sender, clock)
    assert message.title == "[摘要] 3 项：新 3"
    publish(store, subscribed, first=3, now=clock.now)
    assert [message.title for _, message in deliver_all(store, sender, clock)] == ["[新] 集群通知3"]


class TestPausing:
    def test_a_channel_that_keeps_failing_is_paused_and_its_messages_wait_without_tries(self, store, sender, clock):
        queue_many(store, 5)
        sender.faults["ops"] = "no answer"
        attempts = tries(store, sender, clock, NOW + DAY)
        assert len(attempts) < 120, "one probe at a time, at most every eleven minutes"
        assert kinds(store)[5:] == ["channel.paused"]
        with store.reading() as tx:
            assert sum(delivery.delivery.attempts for delivery in tx.deliveries.latest(10)) == 3
            assert tx.deliveries.backlog() == Backlog(queued=5)

    def test_it_is_back_with_the_first_message_it_takes_and_the_others_follow_at_once(self, store, sender, clock):
        queue_many(store, 5)
        sender.faults["ops"] = "no answer"
        tries(store, sender, clock, NOW + HOUR)
        sender.faults.clear()
        clock.now += HOUR
        while deliver_one(store, sender, clock, "me"):
            pass
        assert len(sender.sent) == 5
        assert kinds(store)[5:] == ["channel.paused", "channel.resumed", *["alert.sent"] * 5]

    def test_probes_of_a_paused_channel_keep_to_the_oldest_message_and_then_try_another(self, store, sender, clock):
        queue_many(store, 3)
        sender.faults["ops"] = "no answer"
        attempts = tries(store, sender, clock, NOW + DAY, 5 * MINUTE)
        tried = [attempt.delivery.id for attempt in attempts]
        assert tried[:PROBES_OF_ONE_MESSAGE] == [1] * PROBES_OF_ONE_MESSAGE
        assert set(tried) == {1, 2, 3}

    def test_a_message_that_fails_after_an_outage_does_not_block_the_others(self, store, clock):
        queue_many(store, 3)

        class Hanging(FakeSender):
            def send(self, name, message):
                if clock.now < NOW + HOUR or "通知0" in message.title:
                    raise ChannelError("no answer")
                super().send(name, message)

        sender = Hanging()
        tries(store, sender, clock, NOW + DAY, 5 * MINUTE)
        assert len(sender.sent) == 2

    def test_a_lasting_fault_pauses_the_channel_at_once(self, store, sender, clock):
        queue_many(store, 3)
        sender.faults["ops"] = ChannelError("channel ops: gone", "lasting")
        assert deliver_one(store, sender, clock, "me").error
        assert deliver_one(store, sender, clock, "me") is None
        assert events(store)[-1].detail == {"channel": "ops", "error": "channel ops: gone"}

    def test_a_message_that_is_refused_lets_the_next_ones_through(self, store, clock):
        queue_many(store, 3)

        class Picky(FakeSender):
            def send(self, name, message):
                if "通知0" in message.title:
                    raise ChannelError("too odd", "message")
                super().send(name, message)

        sender = Picky()
        attempts = tries(store, sender, clock, NOW + HOUR)
        assert len(sender.sent) == 2
        assert len([attempt for attempt in attempts if attempt.error]) > 3
        assert "channel.paused" not in kinds(store)

    def test_what_waited_too_long_for_a_dead_channel_is_given_up_together(self, store, sender, clock):
        queue_many(store, 4)
        sender.faults["ops"] = "no answer"
        tries(store, sender, clock, NOW + 4 * DAY, 10 * MINUTE)
        assert backlog(store) == Backlog(given_up=4)
        assert kinds(store).count("alert.given_up") == 4

    def test_what_came_later_is_given_up_later(self, store, sender, clock):
        queue_many(store, 1)
        queue(store, found=polled(f"{URL}?later", text=OTHER_TEXT, title="集群"), now=NOW + 2 * DAY)
        sender.faults["ops"] = "no answer"
        tries(store, sender, clock, NOW + 4 * DAY, 10 * MINUTE)
        assert backlog(store) == Backlog(queued=1, given_up=1)

    def test_a_daemon_that_starts_tries_each_channel_once_at_once(self, store, sender, clock):
        queue_many(store, 3)
        sender.faults["ops"] = ChannelError("gone", "lasting")
        deliver_one(store, sender, clock, "me")
        DeliveryWorker(store, lambda: DeliverySetup(sender), clock, "me").try_again()
        assert deliver_one(store, sender, clock, "me").error == "gone"
        assert deliver_one(store, sender, clock, "me") is None


class TestLimits:
    RULES = DeliveryRules(limits={"ops": RateLimit(2, MINUTE)})

    def send_all(self, store, sender, clock):
        courier = DeliveryWorker(store, lambda: DeliverySetup(sender, self.RULES), clock, "me")
        while (ready := courier.ready()) and [attempt for attempt in map(courier.deliver, ready) if attempt]:
            pass
        return courier

    def test_a_channel_is_handed_no_more_than_its_limit_also_by_another_process(self, store, sender, clock):
        queue_many(store, 5)
        sent = []
        for minute in range(4):
            clock.now = NOW + minute * MINUTE
            self.send_all(store, sender, clock)
            sent.append(len(sender.sent))
        assert sent == [2, 4, 5, 5]

    def test_how_long_there_is_to_wait_is_known(self, store, sender, clock):
        queue_many(store, 3)
        courier = self.send_all(store, sender, clock)
        assert courier.wait() == MINUTE
        clock.now += MINUTE
        assert self.send_all(store, sender, clock).wait() is None

    def test_another_channel_is_not_held_up(self, store, sender, clock):
        queue_many(store, 3, channels=["ops", "mail"])
        self.send_all(store, sender, clock)
        assert sorted(channel for channel, _ in sender.sent) == ["mail"] * 3 + ["ops"] * 2


class TestEvents:
    def test_a_webhook_gets_each_alert_as_an_event_of_its_own(self, store, clock):
        queue(store, subscription("one"), subscription("two"))
        sender = FakeSender("ops")
        while deliver_one(store, sender, clock, "me"):
            pass
        assert [(event["id"], event["data"]["subscription"]) for _, event in sender.events] == [
            ("1", "one"),
            ("2", "two"),
        ]
        assert backlog(store) == Backlog(sent=1)
        assert [event.detail["subscriptions"] for event in events(store)[1:]] == [["one"], ["two"]]

    def test_an_event_that_was_taken_is_not_sent_again_when_the_next_one_fails(self, store, clock):
        queue(store, subscription("one"), subscription("two"))
        sender = FakeSender("ops")
        deliver_one(store, sender, clock, "me")
        sender.faults["ops"] = "no answer"
        assert deliver_one(store, sender, clock, "me").error
        sender.faults.clear()
        clock.now += MINUTE
        deliver_one(store, sender, clock, "me")
        assert [event["id"] for _, event in sender.events] == ["1", "2"]

    def test_a_report_is_an_event_too(self, store, clock):
        with store.writing() as tx:
            tx.events.add("source.troubled", NOW, "gov", None, {"code": "timeout", "detail": "no answer"})
            tx.deliveries.queue_report("ops", 1, 1, NOW)
        sender = FakeSender("ops")
        deliver_one(store, sender, clock, "me")
        [(_, event)] = sender.events
        assert (event["id"], event["type"]) == ("message-1", "noticewatch.message")
        assert event["data"]["title"] == "[noticewatch] 1 source has a problem"
        assert backlog(store) == Backlog(sent=1)


class TestAStoreThatTakesNoMarks:
    def test_what_was_sent_is_not_sent_again_and_marked_when_the_store_is_back(self, store, clock, monkeypatch):
        queue_many(store, 2)

        class Locking(FakeSender):
            def send(self, name, message):
                super().send(name, message)
                monkeypatch.setattr(store, "writing", locked)

        def locked():
            raise StoreError("database is locked")

        sender = Locking()
        courier = DeliveryWorker(store, lambda: DeliverySetup(sender), clock, "me")
        for _ in range(3):
            with pytest.raises(StoreError):
                courier.deliver("ops")
            clock.now += HOUR
        assert len(sender.sent) == 1
        monkeypatch.undo()
        assert courier.ready() == ["ops"]
        assert courier.deliver("ops").error is None
        assert (len(sender.sent), backlog(store)) == (1, Backlog(queued=1, sent=1))

    def test_a_look_at_what_is_due_takes_no_write_lock(self, store, sender, clock, monkeypatch):
        monkeypatch.setattr(store, "writing", lambda: pytest.fail("a write lock was taken"))
        courier = DeliveryWorker(store, lambda: DeliverySetup(sender), clock, "me")
        assert (courier.ready(), courier.deliver("ops")) == ([], None)


@pytest.mark.parametrize("unclear", [False, True])
def test_messages_keep_their_order_after_an_outage_of_their_channel(store, sender, clock, unclear):
    queue_many(store, 4)
    sender.faults["ops"] = ChannelError("no answer", may_be_message=unclear)
    worker = DeliveryWorker(store, lambda: DeliverySetup(sender), clock, "me")
    for _ in range(5):
        while worker.deliver("ops"):
            pass
        clock.now += 20 * MINUTE
    del sender.faults["ops"]
    for _ in range(4):
        while worker.deliver("ops"):
            pass
        clock.now += 20 * MINUTE
    titles = [message.title for _, message in sender.sent]
    assert len(titles) == 4
    assert titles == sorted(titles)

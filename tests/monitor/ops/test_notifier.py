from datetime import timedelta

import pytest

from monitor.delivery.worker import deliver_one
from monitor.ingest.pipeline import Policy
from monitor.model import ChannelState
from monitor.ops.notifier import OperatorChannels, OpsNotifier
from tests.fakes import FakeSender
from tests.ingesting import ingest_result
from tests.monitor.builders import DAY, HOUR, MINUTE, NOW, failed, failure, kinds, matcher, result, store_of

EVERY = {"gov": 10 * MINUTE, "paper": 10 * MINUTE}


@pytest.fixture
def store():
    return store_of(*EVERY, "other")


def take(store, outcome, now=NOW):
    with store.writing() as tx:
        ingest_result(tx, outcome, timedelta(minutes=10), matcher(), Policy(30 * DAY), now)


def operator(store, channel="ops", now=NOW):
    ops = OpsNotifier(store, lambda: OperatorChannels(channel), lambda: now)
    ops.start(channel)
    return ops


def sent(store):
    sender = FakeSender()
    while deliver_one(store, sender, lambda: NOW + DAY, "me"):
        pass
    return sender.sent


def pause(store, name):
    with store.writing() as tx:
        tx.channels.put(ChannelState(name, 3, NOW, "gone", NOW, NOW + DAY))
        tx.events.add("channel.paused", NOW, None, None, {"channel": name, "error": f"channel {name}: gone"})


class TestOperator:
    def test_a_trouble_is_told_once_and_so_is_its_end(self, store):
        ops = operator(store)
        for hour in range(3):
            take(store, failed(failure(code="links_vanished")), NOW + hour * HOUR)
            ops.notify()
        take(store, result(), NOW + 4 * HOUR)
        ops.notify()
        ops.notify()
        titles = [message.title for _, message in sent(store)]
        assert titles == ["[noticewatch] 1 source has a problem", "[noticewatch] 1 source recovered"]

    def test_what_comes_together_is_told_together(self, store):
        ops = operator(store)
        for name in ("gov", "paper", "other"):
            take(store, failed(failure(code="no_links"), source=name))
        ops.notify()
        [(channel, message)] = sent(store)
        assert (channel, message.title) == ("ops", "[noticewatch] 3 sources have problems")

    def test_a_new_daemon_goes_on_where_the_last_one_was(self, store):
        operator(store).notify()
        take(store, failed(failure(code="no_links")))
        for _ in range(2):
            operator(store).notify()
        assert len(sent(store)) == 1

    def test_an_operator_who_is_new_is_not_told_of_the_past(self, store):
        take(store, failed(failure(code="no_links")))
        operator(store, channel=None).notify()
        ops = operator(store)
        ops.notify()
        assert sent(store) == []
        take(store, result())
        ops.notify()
        assert len(sent(store)) == 1

    def test_without_an_operator_nothing_is_queued_or_kept(self, store):
        ops = operator(store, channel=None)
        take(store, failed(failure(code="no_links")))
        ops.notify()
        assert sent(store) == []
        with store.reading() as tx:
            assert tx.events.position("operator") is None

    def test_the_place_is_noted_now_and_then_also_when_there_is_nothing_to_tell(self, store):
        ops = operator(store)
        with store.writing() as tx:
            for number in range(1200):
                tx.events.add("notice.new", NOW, "gov", number, {})
        for _ in range(4):
            ops.notify()
        with store.reading() as tx:
            assert tx.events.position("operator") > 500
        assert sent(store) == []

    def test_a_message_to_the_operator_that_is_given_up_causes_no_other(self, store):
        ops = operator(store)
        take(store, failed(failure(code="no_links")))
        ops.notify()
        sender = FakeSender()
        sender.faults["ops"] = "down"
        attempts = [deliver_one(store, sender, lambda day=day: NOW + day * DAY, "me") for day in (30, 34)]
        assert [attempt.given_up for attempt in attempts] == [False, True]
        assert kinds(store) == ["source.troubled"]

    def test_a_paused_channel_is_told_to_the_operator_and_so_is_its_end(self, store):
        ops = operator(store)
        pause(store, "mail")
        ops.notify()
        with store.writing() as tx:
            tx.channels.put(ChannelState("mail"))
            tx.events.add("channel.resumed", NOW, None, None, {"channel": "mail", "since": NOW.isoformat()})
        ops.notify()
        told = [(channel, message.title, message.body) for channel, message in sent(store)]
        assert told == [
            (
                "ops",
                "[noticewatch] 1 channel paused",
                "2024-06-06 08:00 UTC channel mail is failing; its messages are queued: channel mail: gone"
                "\n\n→ correct the channel's URL in noticewatch.yaml, then run `noticewatch channels test mail`",
            ),
            (
                "ops",
                "[noticewatch] 1 channel recovered",
                "2024-06-06 08:00 UTC channel mail works again, after failing since 2024-06-06 08:00 UTC",
            ),
        ]

    @pytest.mark.parametrize(
        ("paused", "told"), [(["ops"], "mail"), (["ops", "mail"], "chat"), (["ops", "mail", "chat"], "ops")]
    )
    def test_while_the_operators_channel_is_paused_the_first_other_one_that_is_not_is_told(self, store, paused, told):
        ops = OpsNotifier(store, lambda: OperatorChannels("ops", ["mail", "ops", "chat"]), lambda: NOW)
        ops.start("ops")
        for name in paused:
            pause(store, name)
        ops.notify()
        with store.writing() as tx:
            assert tx.deliveries.claim(NOW, NOW + DAY, "me").channel == told

"""Serving channels side by side: a real store, real receivers."""

import asyncio
import threading
import time
from contextlib import closing
from datetime import timedelta

import pytest

from monitor.config import Channel
from monitor.config.rate_limit import RateLimit
from monitor.delivery import dispatcher
from monitor.delivery.channels import Channels
from monitor.delivery.dispatcher import ChannelDispatcher, deliver_all
from monitor.delivery.sender import DeliveryRules
from monitor.delivery.worker import DeliverySetup, DeliveryWorker
from monitor.errors import StoreError
from monitor.ingest.pipeline import Policy
from monitor.model import Backlog
from monitor.runtime.clock import utc_now
from monitor.store import open_store
from tests.ingesting import ingest_result
from tests.monitor.builders import DAY, HOUR, TEXT, URL, matcher, polled, result, subscription
from tests.monitor.delivery.receivers import faulty_receiver
from tests.stores import template

# Apprise loads a deprecated module of the standard library on older Pythons.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
SECRET = "whsec_" + "c2VjcmV0" * 4


@pytest.fixture
def slow():
    with faulty_receiver() as receiver:
        yield receiver


@pytest.fixture
def quick():
    with faulty_receiver() as receiver:
        yield receiver


@pytest.fixture
def store(tmp_path):
    (tmp_path / "store.db").write_bytes(template())
    with closing(open_store(f"sqlite:///{tmp_path}/store.db")) as opened:
        yield opened


@pytest.fixture
def sender(slow, quick):
    ports = {"slow": slow.port, "quick": quick.port}
    return Channels(
        {name: Channel(url=f"webhook+http://127.0.0.1:{port}/", secret=SECRET) for name, port in ports.items()}
    )


def publish(store, count, channels=("slow", "quick")):
    for number in range(count):
        found = polled(f"{URL}?{number}", title=f"关于集群的通知{number}", text=f"{TEXT}第{number}号")
        with store.writing() as tx:
            match = matcher(subscription(channels=list(channels)))
            ingest_result(tx, result(found), HOUR, match, Policy(30 * DAY, "always"), utc_now())


def backlog(store):
    with store.reading() as tx:
        return tx.deliveries.backlog()


class Daemon:
    """As much of a daemon as dispatching needs; its steps fail into `errors`."""

    def __init__(self, courier):
        self.errors = []
        self.ending = False
        self.dispatch = ChannelDispatcher(courier, self.guarded, lambda: self.ending)

    def guarded(self, step):
        async def run():
            try:
                await step()
            except StoreError as error:
                self.errors.append(error)

        return run

    async def until(self, condition, seconds=20):
        ends = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < ends, "it did not come true in time"
            await asyncio.sleep(0.01)


def courier(store, sender, **limits):
    setup = DeliverySetup(sender, DeliveryRules(limits=limits))
    return DeliveryWorker(store, lambda: setup, utc_now, "me")


def test_a_slow_channel_holds_up_no_other(store, sender, slow, quick):
    publish(store, 3)
    slow.answers.append(("slow", 0.8))
    daemon = Daemon(courier(store, sender))

    async def work():
        await daemon.dispatch.wake()
        await daemon.until(lambda: len(quick.got) == 3)
        assert slow.got == []
        assert daemon.dispatch.is_sending
        await daemon.until(lambda: not daemon.dispatch.is_sending)

    asyncio.run(work())
    assert (len(slow.got), backlog(store), daemon.errors) == (3, Backlog(sent=6), [])


def test_a_channel_that_is_being_served_is_served_by_nobody_else(store, sender, slow):
    publish(store, 4, channels=["slow"])
    slow.answers.extend([("slow", 0.1)] * 4)
    daemon = Daemon(courier(store, sender))

    async def work():
        await asyncio.gather(*(daemon.dispatch.wake() for _ in range(5)))
        for _ in range(10):
            await daemon.dispatch.wake()
            await asyncio.sleep(0.02)
        await daemon.until(lambda: not daemon.dispatch.is_sending)

    asyncio.run(work())
    assert [got.headers["webhook-id"] for got in slow.got] == ["1", "2", "3", "4"]


def test_when_the_end_has_come_nothing_more_is_begun_and_what_was_begun_is_marked(store, sender, slow):
    publish(store, 3, channels=["slow"])
    slow.answers.append(("slow", 0.3))
    daemon = Daemon(courier(store, sender))

    async def work():
        await daemon.dispatch.wake()
        daemon.ending = True
        await daemon.until(lambda: not daemon.dispatch.is_sending)
        await daemon.dispatch.wake()
        assert not daemon.dispatch.is_sending

    asyncio.run(work())
    assert len(slow.got) <= 1
    assert backlog(store) == Backlog(queued=3 - len(slow.got), sent=len(slow.got))


def test_a_store_that_fails_is_said_and_the_channel_is_served_at_the_next_wake(store, sender, quick, monkeypatch):
    publish(store, 2, channels=["quick"])
    daemon = Daemon(courier(store, sender))

    def locked():
        raise StoreError("database is locked")

    async def work():
        with monkeypatch.context() as patch:
            patch.setattr(store, "writing", locked)
            await daemon.dispatch.wake()
            await daemon.until(lambda: daemon.errors and not daemon.dispatch.is_sending)
        assert quick.got == []
        await daemon.dispatch.wake()
        await daemon.until(lambda: not daemon.dispatch.is_sending)

    asyncio.run(work())
    assert (len(quick.got), len(daemon.errors)) == (2, 1)


class FakeCourier:
    """Has one message for each channel. Those for channels named `slow…` are sent when `ended` is set."""

    def __init__(self, channels):
        self.left = list(channels)
        self.sent = []
        self.running = 0
        self.most = 0
        self.ended = threading.Event()
        self._lock = threading.Lock()

    def ready(self):
        return list(self.left)

    def wait(self, channel):
        return None

    def deliver(self, channel):
        with self._lock:
            if channel not in self.left:
                return None
            self.running += 1
            self.most = max(self.most, self.running)
        if channel.startswith("slow"):
            self.ended.wait(20)
        with self._lock:
            self.running -= 1
            self.left.remove(channel)
            self.sent.append(channel)
        return channel


def test_many_slow_channels_that_are_not_yet_known_hold_up_another_only_briefly(monkeypatch):
    monkeypatch.setattr(dispatcher, "SENDERS", 2)
    monkeypatch.setattr(dispatcher, "SLOW_S", 0.1)
    slow = [f"slow{number}" for number in range(7)]
    courier = FakeCourier([*slow, "quick"])
    daemon = Daemon(courier)

    async def work():
        await daemon.dispatch.wake()
        assert len(daemon.dispatch._serving) == 2
        ends = time.monotonic() + 10
        while "quick" not in courier.sent and time.monotonic() < ends:
            await asyncio.sleep(0.01)
            await daemon.dispatch.wake()
        assert courier.sent == ["quick"]
        courier.ended.set()
        await daemon.until(lambda: not daemon.dispatch.is_sending)

    asyncio.run(work())
    assert sorted(courier.sent) == ["quick", *slow]


def test_known_slow_channels_have_a_limit_of_their_own(monkeypatch):
    monkeypatch.setattr(dispatcher, "SENDERS", 2)
    monkeypatch.setattr(dispatcher, "SLOW_SENDERS", 1)
    slow = [f"slow{number}" for number in range(4)]
    courier = FakeCourier([*slow, "quick"])
    daemon = Daemon(courier)
    daemon.dispatch._slow.update(slow)

    async def work():
        await daemon.dispatch.wake()
        await daemon.until(lambda: courier.sent == ["quick"])
        await daemon.dispatch.wake()
        assert set(daemon.dispatch._serving) == {"slow0"}
        courier.ended.set()
        await daemon.until(lambda: not daemon.dispatch.is_sending)

    asyncio.run(work())
    assert courier.most <= 2


def test_a_short_rate_limit_is_waited_for_exactly(store, sender, quick):
    publish(store, 3, channels=["quick"])
    daemon = Daemon(courier(store, sender, quick=RateLimit(1, timedelta(seconds=1))))

    async def work():
        began = time.monotonic()
        await daemon.dispatch.wake()
        await daemon.until(lambda: len(quick.got) == 3)
        return time.monotonic() - began

    assert 1.9 < asyncio.run(work()) < 4


class TestDeliverAll:
    def test_all_channels_get_all(self, store, sender, slow, quick):
        publish(store, 3)
        attempts = deliver_all(courier(store, sender))
        assert [attempt.error for attempt in attempts] == [None] * 6
        assert (len(slow.got), len(quick.got)) == (3, 3)

    def test_a_channel_that_is_down_keeps_its_messages_and_the_others_are_served(self, store, sender, slow, quick):
        publish(store, 3)
        slow.answers.extend(["down"] * 3)
        attempts = deliver_all(courier(store, sender))
        assert sum(attempt.error is None for attempt in attempts) == 3
        assert backlog(store) == Backlog(queued=3, sent=3)
        assert (slow.got, len(quick.got)) == ([], 3)

    @pytest.mark.slow
    def test_a_limit_is_waited_for_as_long_as_there_is_patience(self, store, sender, quick):
        publish(store, 3, channels=["quick"])
        slept = []

        def sleep(seconds):
            slept.append(seconds)
            time.sleep(seconds)

        limited = courier(store, sender, quick=RateLimit(2, timedelta(seconds=4)))
        assert len(deliver_all(limited, timedelta(seconds=30), sleep)) == 3
        assert slept
        assert all(0 < seconds <= 4 for seconds in slept)

    def test_without_patience_what_is_over_the_limit_stays_queued(self, store, sender, quick):
        publish(store, 5, channels=["quick"])
        limited = courier(store, sender, quick=RateLimit(2, HOUR))
        assert len(deliver_all(limited, timedelta(minutes=2), lambda _: pytest.fail("it waited"))) == 2
        assert backlog(store) == Backlog(queued=3, sent=2)

"""The turns in which a worker sends messages: slow channels leave threads to the others."""

import asyncio
import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest

from monitor.cluster import delivery_turn
from monitor.cluster.delivery_turn import SLOW_AGAIN, DeliveryTurns
from monitor.schedule.turns import TurnLimits
from tests.monitor.builders import NOW


class Courier:
    """Sends one message a turn; those of channels named `slow…` take until they are released."""

    released = threading.Event()
    sent: list[str] = []

    def __init__(self, *_):
        self.is_marking = False

    def deliver(self, channel):
        if channel.startswith("slow"):
            self.released.wait(10)
        self.sent.append(channel)
        return True

    def next_send(self, channel):
        return NOW


@pytest.fixture
def turns(monkeypatch):
    monkeypatch.setattr(delivery_turn, "DeliveryWorker", Courier)
    monkeypatch.setattr(delivery_turn, "SLOW_SENDERS", 2)
    monkeypatch.setattr(delivery_turn, "SLOW_S", 0.0)
    monkeypatch.setattr(Courier, "released", threading.Event())
    monkeypatch.setattr(Courier, "sent", [])
    limits = TurnLimits(polls=1)
    made = DeliveryTurns(SimpleNamespace(), lambda: NOW, limits, 8, asyncio.Event())
    yield made
    Courier.released.set()
    made.close()


def held(channel):
    return SimpleNamespace(
        key=channel,
        store=None,
        lease=SimpleNamespace(holder="me"),
        lost=threading.Event(),
        remaining=lambda: timedelta(seconds=50),
        spent=lambda: timedelta(0),
    )


def test_beyond_a_number_of_slow_channels_the_turns_of_others_like_them_wait(turns):
    async def main():
        Courier.released.set()
        for number in range(3):
            await turns.work(held(f"slow{number}"))
        Courier.released.clear()
        busy = [asyncio.create_task(turns.work(held(f"slow{number}"))) for number in range(2)]
        while not turns.is_sending or len(turns._sending) < 2:
            await asyncio.sleep(0.01)
        later = await turns.work(held("slow2"))
        await turns.work(held("quick"))
        # A channel of which nothing is known is served as well.
        assert Courier.sent == ["slow0", "slow1", "slow2", "quick"]
        assert later.due_at == NOW + SLOW_AGAIN
        Courier.released.set()
        await asyncio.gather(*busy)
        assert (await turns.work(held("slow2"))).due_at == NOW

    asyncio.run(main())


def test_a_channel_that_turns_out_to_be_slow_ends_its_turn(turns, monkeypatch):
    monkeypatch.setattr(turns, "_limits", TurnLimits(polls=5))

    async def main():
        Courier.released.set()
        await turns.work(held("slow"))
        first = len(Courier.sent)
        await turns.work(held("slow"))
        return first, len(Courier.sent) - first

    first, later = asyncio.run(main())
    assert first == 1 < later

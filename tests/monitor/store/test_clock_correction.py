"""Times that lie ahead, as the clock was set back since they were stored: alike on both databases."""

from monitor.delivery.worker import DeliverySetup, DeliveryWorker
from monitor.model import ChannelState, NewAlert, Slot, SourceRecord
from tests.fakes import FakeSender
from tests.monitor.builders import DAY, HOUR, MINUTE, NOW
from tests.monitor.store.test_contract import add_notice

AHEAD = NOW + 8 * HOUR


def queue(store, at, due_at, bundle=None, name="a"):
    number = add_notice(store, url=f"https://www.gov.example/{name}")
    with store.writing() as tx:
        slot = Slot(due_at, bundle)
        tx.alerts.add([NewAlert("new", number, 1, "team", (), (), at, (name,), slot)])


def due_times(store):
    with store.reading() as tx:
        return {queued.delivery.channel: queued.due_at - NOW for queued in tx.deliveries.latest(100)}


def worker(store):
    return DeliveryWorker(store, lambda: DeliverySetup(FakeSender()), lambda: NOW, "me")


def test_messages_go_out_by_the_new_time_and_digests_by_the_calendar(store):
    queue(store, AHEAD, AHEAD, name="at-once")
    queue(store, AHEAD, AHEAD + HOUR, name="quiet-hours")
    queue(store, AHEAD, AHEAD + HOUR, "digest", name="digest")
    queue(store, NOW - HOUR, NOW - HOUR, name="failed")
    queue(store, NOW, NOW, name="sent-next")
    with store.writing() as tx:
        tx.deliveries.queue_report("report", 1, 1, AHEAD)
        failed = tx.deliveries.claim(NOW, NOW + MINUTE, "me", "failed")
        tx.deliveries.mark_failed(failed.id, "no answer", AHEAD + MINUTE, AHEAD)
    worker(store).correct_times()
    assert due_times(store) == {
        "at-once": 0 * HOUR,
        "quiet-hours": 9 * HOUR,
        "digest": 9 * HOUR,
        "failed": 0 * HOUR,
        "sent-next": 0 * HOUR,
        "report": 0 * HOUR,
    }


def test_leases_end_and_channels_are_tried_again(store):
    queue(store, NOW, NOW, name="ops")
    with store.writing() as tx:
        tx.deliveries.claim(NOW, AHEAD, "another", "ops")
        tx.channels.put(ChannelState("ops", 4, AHEAD, "down", AHEAD, AHEAD + MINUTE))
        tx.channels.put(ChannelState("mail", 4, NOW - HOUR, "down", NOW - HOUR, NOW + MINUTE))
    worker(store).correct_times()
    with store.writing() as tx:
        assert tx.deliveries.claim(NOW + 2 * MINUTE, NOW + HOUR, "me", "ops") is not None
        assert tx.channels.get("ops") == ChannelState("ops", 4, NOW, "down", NOW)
        assert tx.channels.get("mail").next_try_at == NOW + MINUTE


def test_sources_are_due_and_their_past_does_not_lie_ahead(store):
    with store.writing() as tx:
        for name in ("gov", "paper"):
            tx.sources.register(name, NOW)
        tx.sources.put(SourceRecord("gov", due_at=AHEAD + MINUTE, baseline_at=AHEAD, last_poll_at=AHEAD))
        tx.sources.put(SourceRecord("paper", due_at=NOW + DAY, baseline_at=NOW - DAY, last_poll_at=NOW))
        tx.sources.claim(["gov"], AHEAD + HOUR, AHEAD + 2 * HOUR, "another")
        assert tx.leases.source_lease_beyond(NOW + HOUR)
        tx.sources.correct_times({"gov": NOW}, NOW)
        tx.leases.shorten_source_leases(NOW + MINUTE)
    with store.writing() as tx:
        gov, paper = tx.sources.all()
        assert (gov.due_at, gov.last_poll_at) == (NOW, NOW)
        # What a poll in flight listed a moment ago is not part of the baseline.
        assert gov.baseline_at == NOW - HOUR
        assert (paper.due_at, paper.baseline_at) == (NOW + DAY, NOW - DAY)
        assert tx.sources.due(NOW) == []
        assert tx.sources.due(NOW + MINUTE) == ["gov"]

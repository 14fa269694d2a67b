"""A message that its service never accepts: others go first, and it is sent shortened, and outside its digest."""

import json
import socket
from contextlib import closing
from datetime import timedelta

import pytest

from monitor.config import Channel
from monitor.delivery.channels import Channels
from monitor.delivery.message_limits import MessageLimit, limit_of, shortened, within
from monitor.delivery.responses import reason_in
from monitor.delivery.worker import DeliverySetup, DeliveryWorker
from monitor.errors import ChannelError
from monitor.ingest.pipeline import Policy
from monitor.messages.formats import Shape
from monitor.model import Backlog
from monitor.store import open_store
from tests.ingesting import ingest_result
from tests.monitor.builders import DAY, HOUR, MINUTE, NOW, SECOND, TEXT, URL, matcher, polled, result, subscription
from tests.monitor.delivery.receivers import faulty_receiver
from tests.monitor.runtime.test_http_client import server
from tests.stores import template

pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")


class Service:
    """Takes messages; refuses those that `refuses` says, as the error that `error` makes."""

    def __init__(self, refuses, kind="passing"):
        self.refuses = refuses
        self.kind = kind
        self.taken = []
        self.asked = []

    def takes_events(self, name):
        return False

    def send(self, name, message):
        self.asked.append(message)
        if self.refuses(message):
            raise ChannelError("the service answered 500", self.kind, may_be_message=True)
        self.taken.append(message.title)


class Clock:
    def __init__(self):
        self.now = NOW

    def __call__(self):
        return self.now


@pytest.fixture
def store(tmp_path):
    (tmp_path / "store.db").write_bytes(template())
    with closing(open_store(f"sqlite:///{tmp_path}/store.db")) as opened:
        yield opened


def publish(store, *names, now=NOW, **fields):
    matching = matcher(subscription(channels=["ops"], **fields))
    for name in names:
        found = polled(f"{URL}?{name}", title=f"关于集群的通知{name}", text=f"{TEXT}{name}" * 3)
        with store.writing() as tx:
            ingest_result(tx, result(found), HOUR, matching, Policy(30 * DAY, "always"), now)


def run(store, service, clock, span):
    """Delivers all that is due, each second until then."""
    setup = DeliverySetup(service)
    worker = DeliveryWorker(store, lambda: setup, clock, "me")
    ends = clock.now + span
    while clock.now <= ends:
        while worker.ready() and worker.deliver("ops"):
            pass
        clock.now += 5 * SECOND


def backlog(store):
    with store.reading() as tx:
        return tx.deliveries.backlog()


@pytest.mark.parametrize("kind", ["passing", "message"])
def test_the_others_are_sent_at_once_whenever_they_come(store, kind):
    service = Service(lambda message: "毒" in message.title, kind)
    clock = Clock()
    publish(store, "毒")
    run(store, service, clock, 3 * MINUTE)
    assert service.taken == []
    publish(store, "甲", "乙", now=clock.now)
    run(store, service, clock, SECOND)
    assert [title[-1] for title in service.taken] == ["甲", "乙"]
    assert backlog(store) == Backlog(queued=1, sent=2)


def test_a_service_that_is_down_is_asked_two_messages_and_left_alone(store):
    service = Service(lambda _: True)
    publish(store, *map(str, range(30)))
    run(store, service, Clock(), 4 * SECOND)
    assert len(service.asked) == 2


def test_the_operator_is_told_of_a_channel_that_fails_with_its_only_message(store):
    publish(store, "毒")
    run(store, Service(lambda _: True), Clock(), 3 * MINUTE)
    with store.reading() as tx:
        assert [event.kind for event in tx.events.after(0, 100)].count("channel.paused") == 1


def test_it_is_retried_shorter_and_then_taken(store):
    service = Service(lambda message: message.refusals < 2, "message")
    publish(store, "长")
    run(store, service, Clock(), 2 * MINUTE)
    assert [message.refusals for message in service.asked] == [0, 1, 2]
    assert len(service.taken) == 1


def test_a_digest_is_split_when_even_its_shortest_form_is_refused(store):
    service = Service(lambda message: "毒" in message.body + message.title, "message")
    clock = Clock()
    publish(store, "甲", "毒", "乙", deliver="0 9 * * *")
    clock.now = NOW + HOUR
    run(store, service, clock, 10 * MINUTE)
    assert sorted(title[-1] for title in service.taken) == sorted("甲乙")
    assert backlog(store) == Backlog(queued=1, sent=2)


def test_every_limit_has_a_source_and_schemes_apprise_knows(store):
    assert limit_of("bark") == MessageLimit(bytes=2700, title=200)
    assert limit_of("discord") == MessageLimit(characters=2000)
    assert limit_of("nobody-knows") == MessageLimit(bytes=4000)
    assert within(Shape(body=3000, title=250), limit_of("bark")) == Shape(body=3000, title=200, bytes=2700)


def test_each_shortening_is_shorter():
    shapes = [shortened(Shape(body=3000, bytes=2700), times) for times in range(4)]
    assert [(shape.body, shape.bytes) for shape in shapes] == [(3000, 2700), (750, 675), (300, 600), (300, 600)]


ADDRESSES = {
    "json": "json://127.0.0.1:{port}/",
    "ntfy": "ntfy://127.0.0.1:{port}/topic",
    "gotify": "gotify://127.0.0.1:{port}/Aaaaaaaaaaaaaaa",
    "bark": "bark://127.0.0.1:{port}/device",
    "matrix-less": "form://127.0.0.1:{port}/",
}


@pytest.mark.parametrize("name", ADDRESSES)
def test_the_reason_of_a_service_is_kept(name):
    with faulty_receiver() as receiver:
        receiver.answers.extend([(500, {}, json.dumps({"code": 500, "message": "PayloadTooLarge"}).encode())] * 3)
        with pytest.raises(ChannelError, match="PayloadTooLarge") as failed:
            Channels({"ops": ADDRESSES[name].format(port=receiver.port)}).send("ops", _message())
    assert (failed.value.kind, failed.value.may_be_message) == ("passing", True)


HOOK = "webhook+http://127.0.0.1:{port}/"


def failure(address, port):
    secret = {"secret": "whsec_" + "c2VjcmV0" * 4} if address is HOOK else {}
    channel = Channel(url=address.format(port=port), **secret)
    with pytest.raises(ChannelError) as failed:
        Channels({"ops": channel}).send("ops", _message())
    return failed.value.kind, failed.value.may_be_message


@pytest.mark.parametrize("address", [HOOK, *ADDRESSES.values()], ids=["webhook", *ADDRESSES])
@pytest.mark.parametrize("answer", [b"", b"\x00\xff nonsense\r\n\r\n", b"HTTP/1.1 000 X\r\n\r\n", b"HTTP/1.1 20"])
def test_a_message_may_have_closed_the_connection(address, answer):
    with server(answer) as (port, _):
        assert failure(address, port) == ("passing", True)


@pytest.mark.parametrize("address", [HOOK, *ADDRESSES.values()], ids=["webhook", *ADDRESSES])
def test_a_message_has_not_made_a_receiver_unreachable(address):
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    assert failure(address, port) == ("passing", False)


@pytest.mark.parametrize("status", [402, 408, 409, 412, 418, 451, 499, 500, 502, 600])
@pytest.mark.parametrize("address", [HOOK, ADDRESSES["json"]], ids=["webhook", "json"])
def test_a_message_may_have_caused_an_odd_status(address, status):
    with server(b"HTTP/1.1 %d X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % status) as (port, _):
        assert failure(address, port) == ("passing", True)


@pytest.mark.parametrize("address", [HOOK, ADDRESSES["json"]], ids=["webhook", "json"])
def test_a_firewall_may_forbid_one_message(address):
    with server(b"HTTP/1.1 403 X\r\nContent-Length: 0\r\nConnection: close\r\n\r\n") as (port, _):
        assert failure(address, port) == ("lasting", True)


def test_the_status_of_a_body_that_never_ends_counts(monkeypatch):
    monkeypatch.setattr("monitor.delivery.channels.TIMEOUT_S", 1)
    with server(b"HTTP/1.1 400 X\r\nContent-Length: 10000\r\n\r\n" + b"x" * 1000, pause_s=0.01) as (port, _):
        assert failure(ADDRESSES["json"], port)[0] == "message"


def test_bark_is_sent_what_apns_takes():
    with faulty_receiver() as receiver:
        Channels({"ops": f"bark://127.0.0.1:{receiver.port}/device"}).send("ops", _message("集群" * 5000))
        [got] = receiver.got
    assert len(json.dumps(json.loads(got.body), ensure_ascii=False, separators=(",", ":")).encode()) <= 4096


def test_the_reason_of_a_webhook_is_kept():
    secret = "whsec_" + "c2VjcmV0" * 4
    with faulty_receiver() as receiver:
        receiver.answers.append((500, {}, '{"error": {"message": "内容含有违规词\\u001b[31m"}}'.encode()))
        hook = Channel(url=f"webhook+http://127.0.0.1:{receiver.port}/", secret=secret)
        with pytest.raises(ChannelError, match="HTTP 500: 内容含有违规词") as failed:
            Channels({"ops": hook}).send("ops", _message())
    assert "\x1b" not in str(failed.value)


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (b'{"code":500,"message":"too large"}', "too large"),
        (b'{"ok":false,"description":"Bad Request: message is too long"}', "Bad Request: message is too long"),
        (b'{"error":{"message":"nested"}}', "nested"),
        (b"quota exceeded\n", "quota exceeded"),
        (b"<html><body>502</body></html>", ""),
        (b"", ""),
        (b"[1, 2]", ""),
        (b"\xff\xfe", "��"),
    ],
)
def test_a_reason_is_a_known_field_or_a_line_of_text(body, reason):
    assert reason_in(body) == reason


def _message(body="集群"):
    from monitor.messages.render import Message

    return Message("标题", body)


def test_a_wait_that_the_service_asks_for_is_the_channels(store):
    from monitor.delivery.responses import Answer, may_be_message

    assert may_be_message([Answer(500)])
    assert not may_be_message([Answer(503, retry_after=60.0)])
    assert not may_be_message([Answer(429)])
    assert not may_be_message([Answer(404)])
    assert not may_be_message([])
    assert timedelta(seconds=1) == SECOND

"""Calls of services that do not end: they hold up no other service, and take one thread each."""

import threading
import time
from contextlib import contextmanager

import pytest

from monitor.delivery.channels import Channels
from monitor.delivery.service_calls import ServiceBusyError, ServiceCalls
from monitor.errors import ChannelError
from monitor.messages.render import Message
from tests.monitor.delivery.receivers import faulty_receiver
from tests.monitor.runtime.test_http_client import server

# Apprise loads a deprecated module of the standard library on older Pythons.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
MANY = 40
"""More than the threads of the standard library's pools."""


@contextmanager
def hanging(calls, *services):
    """Calls of these services that end with the block."""
    ended = threading.Event()
    futures = []
    for service in services:
        with calls.of(service):
            futures.append(calls.submit(ended.wait, 20))
    try:
        yield futures
    finally:
        ended.set()
        for future in futures:
            future.result(20)


def test_a_call_waits_for_no_other():
    calls = ServiceCalls()
    with hanging(calls, *map(str, range(MANY))), calls.of("quick"):
        assert calls.submit(sum, [1, 2]).result(5) == 3


def test_a_service_has_one_call_at_a_time():
    calls = ServiceCalls()
    with hanging(calls, "slow"), pytest.raises(ServiceBusyError), calls.of("slow"):
        pass
    with calls.of("slow"):
        assert calls.submit(sum, [1, 2]).result(5) == 3


def test_an_error_of_a_call_is_passed_on_and_ends_it():
    calls = ServiceCalls()
    for _ in range(2):
        with calls.of("a"):
            assert isinstance(calls.submit(int, "x").exception(5), ValueError)


def test_channels_with_slow_receivers_hold_up_no_other(monkeypatch):
    monkeypatch.setattr("monitor.delivery.channels.TIMEOUT_S", 2)
    slow = {f"slow{number}": f"json://127.0.0.1:{{port}}/{number}" for number in range(MANY)}
    with server(b"HTTP/1.1 200 OK\r\nX-A: " + b"a" * 500, pause_s=0.05) as (port, _), faulty_receiver() as receiver:
        urls = {name: url.format(port=port) for name, url in slow.items()}
        channels = Channels({**urls, "quick": f"json://127.0.0.1:{receiver.port}/"})
        message = Message("标题", "正文")
        failed = []

        def send(name):
            try:
                channels.send(name, message)
            except ChannelError as error:
                failed.append(error)

        threads = [threading.Thread(target=send, args=(name,)) for name in slow]
        for thread in threads:
            thread.start()
        channels.send("quick", message)
        assert (len(receiver.got), failed) == (1, [])
        for thread in threads:
            thread.join()
        assert len(failed) == MANY
        with pytest.raises(ChannelError, match="channel slow0: the service is still receiving the last message"):
            channels.send("slow0", message)
        begun = time.monotonic()
        channels.send("quick", message)
        assert time.monotonic() - begun < 2

import os
import socket

import pytest

from monitor.runtime.systemd import READY, WATCHDOG, notify, reloading, watchdog_s


@pytest.fixture(params=["path", "abstract"])
def manager(request, tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        name = str(tmp_path / "notify") if request.param == "path" else f"\0noticewatch-{os.getpid()}-{tmp_path.name}"
        manager.bind(name)
        manager.settimeout(5)
        yield manager, {"NOTIFY_SOCKET": name.replace("\0", "@")}


def test_the_manager_hears_each_state_as_a_datagram(manager):
    heard, environment = manager
    for state in (READY, WATCHDOG, reloading()):
        assert notify(state, environment)
        assert heard.recv(100).decode() == state


def test_without_a_manager_or_when_it_is_gone_nothing_happens(tmp_path):
    assert not notify(READY, {})
    assert not notify(READY, {"NOTIFY_SOCKET": "vsock:2:1234"})
    assert not notify(READY, {"NOTIFY_SOCKET": str(tmp_path / "gone")})
    assert not notify(READY, {"NOTIFY_SOCKET": f"/{'long' * 100}"})


@pytest.mark.parametrize(
    ("environment", "seconds"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "30000000"}, 30),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": str(os.getpid())}, 30),
        ({"WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"WATCHDOG_USEC": "soon"}, None),
        ({"WATCHDOG_USEC": "0"}, None),
    ],
)
def test_the_watchdog_is_of_this_process(environment, seconds):
    assert watchdog_s(environment) == seconds

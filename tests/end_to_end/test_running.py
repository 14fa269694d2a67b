"""What a daemon does while it runs: takes in another configuration, tells others that it works."""

import os
import re
import signal
import socket
import subprocess
import time

import pytest

from tests.end_to_end.conftest import TODAY, notice, until

pytestmark = pytest.mark.slow
BOTH = """\
- {id: team, topics: [clusters], on: [new, revised], channels: [desk]}
- {id: others, topics: [clusters], on: [new], channels: [desk]}
"""


@pytest.fixture
def said(tmp_path, world):
    """Starts the daemon with its log in a file; gives the process and what it has said so far."""
    path = tmp_path / "log"
    started = []

    def start(**environment):
        with path.open("w") as log:
            process = subprocess.Popen(
                world.command("run"), stderr=log, env=world.environment | environment, cwd=world.folder
            )
        started.append(process)
        return process, path.read_text

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(timeout=12)
        assert "Traceback" not in path.read_text(), path.read_text()


def test_an_edited_configuration_is_taken_in_and_a_broken_one_is_said_once_and_not(world, site, said):
    site.publish(notice("甲"), TODAY)
    world.portal("portal", site.url)
    process, log = said()
    until(lambda: (world.folder / "noticewatch.db").exists() and len(world.notices()) == 1)

    (world.folder / "subscriptions.yaml").write_text(BOTH)
    until(lambda: "configuration reloaded: 1 changes, watching 1 sources" in log(), 20)
    site.publish(notice("乙"), TODAY)
    until(lambda: len(world.received) == 1, 20)
    assert "订阅：others、team" in world.received[0]["message"] or "订阅：team、others" in world.received[0]["message"]

    (world.folder / "subscriptions.yaml").write_text(BOTH.replace("others, topics", "others, topic"))
    until(lambda: "others: the previous version stays in force" in log(), 20)
    site.publish(notice("丙"), TODAY)
    until(lambda: len(world.received) == 2, 20)
    assert "others" in world.received[1]["message"]
    assert log().count("subscriptions.yaml:2: [1].topic: there is no such field; did you mean `topics`?") == 1
    assert process.poll() is None


def test_a_hangup_reads_it_again_and_what_cannot_be_taken_is_said(world, site, said):
    world.portal("portal", site.url)
    process, log = said()
    until(lambda: "watching 1 sources" in log())
    path = world.folder / "noticewatch.yaml"
    path.write_text(path.read_text() + "children: 2\ncontact: ops@example.org\n")
    world.portal("second", site.url)
    process.send_signal(signal.SIGHUP)
    until(lambda: re.search(r"configuration reloaded: \d+ changes?, watching 2 sources", log()), 20)
    assert log().count("the new `children` takes effect after a restart") == 1
    until(lambda: "polled second" in log(), 20)
    time.sleep(3)
    assert log().count("configuration reloaded") == 1
    assert process.poll() is None


def test_the_heartbeat_and_the_service_manager_hear_of_it(world, site, said, http, tmp_path):
    asked = []
    http.routes["/tok3n-very-secret"] = lambda handler: (asked.append(1), handler.answer(500, b""))
    path = world.folder / "noticewatch.yaml"
    path.write_text(path.read_text() + f"heartbeat: {http.url}/tok3n-very-secret\n")
    world.portal("portal", site.url)
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as manager:
        address = f"\0noticewatch-{os.getpid()}-{time.monotonic_ns()}"
        manager.bind(address)
        manager.settimeout(60)
        process, log = said(NOTIFY_SOCKET=f"@{address[1:]}", WATCHDOG_USEC="1000000")
        heard = [manager.recv(1000).decode()]
        until(lambda: asked, 20)
        until(lambda: "the heartbeat request failed: HTTP 500" in log(), 20)
        process.send_signal(signal.SIGHUP)
        while not heard[-1].startswith("RELOADING=1\nMONOTONIC_USEC="):
            heard.append(manager.recv(1000).decode())
        process.send_signal(signal.SIGTERM)
        while heard[-1] != "STOPPING=1":
            heard.append(manager.recv(1000).decode())
    assert "WATCHDOG=1" in heard
    assert heard[0] in ("READY=1", "WATCHDOG=1")
    assert process.wait(timeout=12) == 0
    assert "tok3n" not in log()

"""`noticewatch status`, and what the operator is told."""

import json
import signal

import pytest

from tests.end_to_end.conftest import TODAY, notice, until

pytestmark = pytest.mark.slow


@pytest.fixture
def ops(world):
    """The desk is the operator's channel too."""
    path = world.folder / "noticewatch.yaml"
    path.write_text(path.read_text() + "operator: desk\n")
    return world


def state(world):
    found = json.loads(world.run("status", "--json", code=0).stdout)
    return found, {source["id"]: source["state"] for source in found["sources"]}


def test_a_source_that_goes_blind_is_told_once_and_so_is_its_end(ops, site, http, daemon):
    site.publish(notice("甲"), TODAY)
    ops.portal("portal", site.url)
    ops.source("refusing", f"{http.url}/nowhere/", obey_robots=False)
    assert "the daemon is not running" in ops.run("status", "--check", code=1).stderr
    process = daemon()
    until(lambda: state(ops)[1]["portal"] == "ok")
    ops.run("status", "--check", code=0)
    found, _ = state(ops)
    assert found["notices"] == 1
    until(lambda: state(ops)[0]["daemon"]["children"])

    documents = site.documents
    site.documents = []
    until(lambda: any("portal shows no notices" in message["message"] for message in ops.received))
    assert state(ops)[1] == {"portal": "blind", "refusing": "failing"}
    screen = ops.run("status", code=0).stdout
    assert "links_vanished for" in screen
    assert "1 unreadable, 1 failing" in screen
    site.documents = documents
    until(lambda: any("portal is readable again" in message["message"] for message in ops.received))
    until(lambda: any("refusing cannot be read: gone" in message["message"] for message in ops.received))
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=12)
    lines = [line for message in ops.received for line in message["message"].splitlines() if " UTC " in line]
    assert sorted(line.split("UTC ", 1)[1].split(":")[0].split("; ")[0].split(", ")[0] for line in lines) == [
        "portal is readable again",
        "portal shows no notices",
        "refusing cannot be read",
    ]
    assert state(ops)[0]["daemon"] is None
    ops.run("status", "--check", code=1)


def test_a_new_daemon_tells_nothing_again(ops, http, daemon):
    ops.source("refusing", f"{http.url}/nowhere/", obey_robots=False, every="200ms")
    process = daemon()
    until(lambda: ops.received)
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=12)
    process = daemon()
    until(lambda: state(ops)[0]["daemon"])
    until(lambda: json.loads(ops.run("status", "--json").stdout)["sources"][0]["trouble"])
    process.send_signal(signal.SIGTERM)
    process.wait(timeout=12)
    assert len(ops.received) == 1


def test_what_waits_for_a_channel_is_on_the_screen(world, site):
    path = world.folder / "noticewatch.yaml"
    path.write_text('channels: {desk: "json://127.0.0.1:9/"}\ndelay: 0s\n')
    site.publish(notice("甲"), TODAY)
    world.portal("portal", site.url)
    world.run("crawl", "--alert", code=1)
    screen = world.run("status", code=0).stdout
    assert "1 queued, 0 sent, 0 given up" in screen
    assert "desk" in screen
    assert "not running" in screen


def test_an_operator_that_is_no_channel_is_a_fault_by_line(world):
    path = world.folder / "noticewatch.yaml"
    path.write_text(path.read_text() + "operator: dekc\n")
    done = world.run("config", "check", code=2)
    assert "noticewatch.yaml:3: operator: there is no channel 'dekc'" in done.stderr
    assert "did you mean `desk`?" in done.stderr

"""`noticewatch web` and `run --web` as processes: they serve the page, and end when they are told to."""

import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from tests.end_to_end.conftest import TODAY, notice, until

pytestmark = pytest.mark.slow


@contextmanager
def started(*arguments):
    command = [sys.executable, "-m", "monitor", "--lang", "en", *arguments, "--listen", "127.0.0.1:0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def address(process):
    for line in process.stdout:
        if found := re.search(r"http://127\.0\.0\.1:\d+/", line):
            return found[0]
    raise AssertionError("no address was printed")


@pytest.mark.parametrize("command", [["web"], ["run", "--web"]])
def test_the_page_is_served_until_it_is_stopped(tmp_path, command):
    (tmp_path / "noticewatch.yaml").write_text("channels: {}\n")
    with started(*command, "--config", str(tmp_path)) as process:
        page = address(process)
        ends = time.monotonic() + 30
        while True:
            try:
                with urlopen(page, timeout=5) as answer:
                    assert b"Inbox" in answer.read()
                break
            except OSError:
                assert time.monotonic() < ends
                time.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 0


def test_another_address_needs_a_password(tmp_path):
    (tmp_path / "noticewatch.yaml").write_text("channels: {}\n")
    command = [sys.executable, "-m", "monitor", "web", "--config", str(tmp_path), "--listen", "0.0.0.0:0"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 2
    assert "password" in done.stderr
    assert done.stderr.count("\n") == 1


def form_of(page, path):
    """The version of the file behind a form."""
    with urlopen(f"{page}{path}", timeout=10) as answer:
        return re.search(r'name="version" value="(\w*)"', answer.read().decode())[1]


def post(page, path, **fields):
    form = "subscriptions/new" if fields.get("is_new") else f"subscriptions/edit?id={fields['id']}"
    given = {"version": form_of(page, form), **fields}
    headers = {"Sec-Fetch-Site": "same-origin", "Origin": page.rstrip("/")}
    with urlopen(Request(f"{page}{path}", urlencode(given, doseq=True).encode(), headers), timeout=10) as answer:
        assert answer.status == 200


def test_the_daemon_follows_a_subscription_made_changed_and_paused_in_the_page(world, site):
    (world.folder / "subscriptions.yaml").write_text("[]\n")
    world.portal("portal", site.url)
    site.publish(notice("甲"), TODAY)
    world.run("crawl", code=0)
    with served(world) as page:
        post(
            page, "subscriptions/save", id="mine", is_new="1", topics="clusters", channels="desk", on="new", enabled="1"
        )
        until(lambda: reloads(world) == 1)
        site.publish(notice("乙"), TODAY)
        until(lambda: world.received)
        assert world.titles() == [f"[新] {notice('乙').title}"]

        post(page, "subscriptions/pause", id="mine", enabled="")
        until(lambda: reloads(world) == 2)
        site.publish(notice("丙"), TODAY)
        until(lambda: len(world.notices()) == 3)

        post(page, "subscriptions/pause", id="mine", enabled="1")
        until(lambda: reloads(world) == 3)
        site.publish(notice("丁"), TODAY)
        until(lambda: len(world.received) == 2)
    assert world.titles()[1] == f"[新] {notice('丁').title}"


@contextmanager
def served(world):
    """The daemon with the page."""
    output = world.folder / "daemon.log"
    with output.open("w") as file:
        process = world.start("--lang", "en", "run", "--web", "--listen", "127.0.0.1:0", stdout=file, stderr=file)
    try:
        until(lambda: re.search(r"http://127\.0\.0\.1:\d+/", output.read_text()))
        yield re.search(r"http://127\.0\.0\.1:\d+/", output.read_text())[0]
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=20)
    assert "Traceback" not in output.read_text()


def reloads(world):
    """The number of times that the daemon has taken in a changed configuration."""
    return (world.folder / "daemon.log").read_text().count("configuration reloaded")

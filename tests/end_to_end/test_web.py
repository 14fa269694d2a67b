"""`noticewatch web` and `run --web` as processes: they serve the page, and end when they are told to."""

import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from urllib.request import urlopen

import pytest

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

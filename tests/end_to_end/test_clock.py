"""The clock of the host is set while the daemon runs and between two runs; libfaketime sets it, the monotonic clock
stays as it is."""

import os
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests import postgres
from tests.end_to_end.conftest import TODAY, notice, until

pytestmark = [pytest.mark.slow, pytest.mark.long]
LIBRARIES = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
HOURS = 3600


class Clock:
    """A daemon whose wall clock is `offset` seconds ahead of the real one."""

    def __init__(self, world, on_server):
        self.world = world
        self.on_server = on_server
        self.file = world.folder.parent / "offset"
        self.process = None

    def set(self, offset):
        written = self.file.with_suffix(".new")
        written.write_text(f"{offset:+d}s\n")
        written.replace(self.file)

    def environment(self):
        return {
            **self.world.environment,
            "LD_PRELOAD": str(LIBRARIES[0]),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        }

    def run(self, *arguments):
        return subprocess.run(
            self.world.command(*arguments),
            env=self.environment(),
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def start(self):
        log = (self.world.folder.parent / "log").open("ab")
        self.process = subprocess.Popen(self.world.command("run"), env=self.environment(), stderr=log)
        log.close()

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(timeout=20) == 0

    def log(self):
        return (self.world.folder.parent / "log").read_text()


@pytest.fixture(params=["sqlite", "postgresql"])
def clock(request, world):
    if not LIBRARIES:
        pytest.skip("libfaketime is not installed")
    address = world.receiver.removeprefix("http://")
    settings = f'channels: {{desk: "json://{address}/"}}\ndelay: 0s\noperator: desk\n'
    if request.param == "postgresql":
        with postgres.database() as url:
            (world.folder / "noticewatch.yaml").write_text(f"{settings}database: {url}\n")
            yield from _clock(world, on_server=True)
    else:
        (world.folder / "noticewatch.yaml").write_text(settings)
        yield from _clock(world, on_server=False)


def _clock(world, on_server):
    clock = Clock(world, on_server)
    clock.set(0)
    yield clock
    if clock.process and clock.process.poll() is None:
        os.kill(clock.process.pid, signal.SIGCONT)
        clock.process.kill()
        clock.process.wait(timeout=20)
    assert "Traceback" not in clock.log()


def told(world, name):
    return f"[新] {notice(name).title}" in world.titles()


def test_the_daemon_goes_on_whatever_the_clock_is_set_to(world, site, clock):
    world.portal("portal", site.url)
    site.publish(notice("甲"), TODAY)
    clock.set(8 * HOURS)
    clock.start()
    until(lambda: "polled portal" in clock.log())
    clock.stop()
    # A restart with the right clock.
    clock.set(0)
    clock.start()
    site.publish(notice("乙"), TODAY)
    until(lambda: told(world, "乙"))
    # Set back, set forward and back again, while it runs.
    offsets = (-8,) if clock.on_server else (-8, 8, 0)
    for number, offset in enumerate(offsets):
        clock.set(offset * HOURS)
        site.publish(notice(f"丙{number}"), TODAY)
        until(lambda name=f"丙{number}": told(world, name))
    # A night of suspend, as a process sees it: it stands still, and the clock is ahead.
    os.kill(clock.process.pid, signal.SIGSTOP)
    clock.set(8 * HOURS)
    time.sleep(0.2)
    os.kill(clock.process.pid, signal.SIGCONT)
    site.publish(notice("丁"), TODAY)
    until(lambda: told(world, "丁"))
    until(lambda: clock.run("status", "--check").returncode == 0)
    # To a clock that is right, the last heartbeat lies ahead.
    clock.process.kill()
    clock.process.wait(timeout=20)
    assert "in the future" in world.run("--lang", "en", "status", "--check", code=1).stderr
    assert len([title for title in world.titles() if title.startswith("[新]")]) == 2 + len(offsets)
    assert any("the system clock was changed" in title or "时钟" in title for title in world.titles())

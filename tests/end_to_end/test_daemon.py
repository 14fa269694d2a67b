"""`noticewatch run` and `noticewatch demo`."""

import signal
import subprocess
import sys
import time

import pytest

from tests.end_to_end.conftest import TODAY, notice, until

pytestmark = pytest.mark.slow


def test_news_is_told_within_seconds_and_the_baseline_is_not(world, site, daemon):
    site.publish(notice("甲"), TODAY)
    world.portal("portal", site.url)
    daemon()
    until(lambda: (world.folder / "noticewatch.db").exists() and len(world.notices()) == 1)
    site.publish(notice("乙"), TODAY)
    until(lambda: world.received, 10)
    assert world.titles() == [f"[新] {notice('乙').title}"]


def test_sigterm_ends_it_cleanly_within_ten_seconds_even_while_a_site_hangs(world, http, daemon):
    http.routes["/"] = lambda handler: time.sleep(30)
    world.source("slow", f"{http.url}/", obey_robots=False)
    process = daemon()
    time.sleep(3)
    start = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=12) == 0
    assert time.monotonic() - start < 10
    database = world.run("sources", "list", code=0).stdout
    assert "slow" in database


def test_a_second_daemon_on_the_same_database_refuses(world, site, daemon):
    site.publish(notice("甲"), TODAY)
    world.portal("portal", site.url)
    daemon()
    until(lambda: (world.folder / "noticewatch.db.lock").exists())
    done = world.run("run", code=3)
    assert "another daemon" in done.stderr
    world.run("crawl", code=0)


def test_a_site_that_goes_down_is_trouble_once_and_ends_once(world, site, daemon):
    site.publish(notice("甲"), TODAY)
    world.portal("portal", site.url)
    daemon()
    until(lambda: (world.folder / "noticewatch.db").exists() and len(world.notices()) == 1)
    site.down = True
    until(lambda: "http_status" in world.run("sources", "list").stdout)
    site.publish(notice("乙"), TODAY)
    site.down = False
    until(lambda: world.received, 30)
    assert "http_status" not in world.run("sources", "list").stdout


def test_the_demonstration_plays_to_its_end():
    command = [sys.executable, "-P", "-m", "monitor", "demo", "--pace", "0"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "7 notices recorded once each, 3 alerts delivered, 0 waiting" in done.stdout
    assert "same text but for the script" in done.stdout
    assert done.stderr == ""

"""`noticewatch run`."""

import signal
import socket
import threading
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
    asked = threading.Event()
    http.routes["/"] = lambda handler: (asked.set(), time.sleep(30))
    world.source("slow", f"{http.url}/", obey_robots=False)
    process = daemon()
    assert asked.wait(30)
    start = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=12) == 0
    assert time.monotonic() - start < 10
    database = world.run("sources", "list", code=0).stdout
    assert "slow" in database


def test_sigterm_ends_it_within_ten_seconds_even_while_a_channel_hangs(world, site, daemon):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"json://127.0.0.1:{silent.getsockname()[1]}/?rto=60"
        (world.folder / "noticewatch.yaml").write_text(f'channels: {{desk: "{address}"}}\ndelay: 0s\n')
        world.portal("portal", site.url)
        site.publish(notice("甲"), TODAY)
        world.run("crawl", "--alert", "--no-deliver", code=0)
        process = daemon()
        with silent.accept()[0]:
            start = time.monotonic()
            process.send_signal(signal.SIGTERM)
            assert process.wait(timeout=12) == 0
            assert time.monotonic() - start < 10
    address = world.receiver.removeprefix("http://")
    (world.folder / "noticewatch.yaml").write_text(f'channels: {{desk: "json://{address}/"}}\ndelay: 0s\n')
    world.run("crawl", code=0)
    assert len(world.received) == 1


def test_a_database_that_is_removed_is_said_and_not_written_to_the_void(world, site, daemon):
    site.publish(notice("甲"), TODAY)
    world.portal("portal", site.url)
    process = daemon()
    until(lambda: (world.folder / "noticewatch.db").exists() and len(world.notices()) == 1)
    for path in world.folder.glob("noticewatch.db*"):
        path.unlink()
    site.publish(notice("乙"), TODAY)
    assert process.wait(timeout=30) == 4
    _, errors = process.communicate(timeout=12)
    assert errors.count("was removed or replaced while in use; the daemon ends") == 1
    assert [title for title in world.titles() if title.startswith("[新]")] == []
    assert not (world.folder / "noticewatch.db").exists()


def test_an_interrupt_is_exit_code_130(world, site):
    world.portal("portal", site.url)
    process = world.start("run")
    until(lambda: world.run("status", "--check").returncode == 0)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=12)
    assert process.returncode == 130


def test_a_second_daemon_on_the_same_database_refuses(world, site, daemon):
    site.publish(notice("甲"), TODAY)
    world.portal("portal", site.url)
    daemon()
    until(lambda: (world.folder / "noticewatch.db.lock").exists())
    done = world.run("run", code=3)
    assert "another daemon" in done.stderr
    world.run("crawl", code=0)


@pytest.mark.long
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

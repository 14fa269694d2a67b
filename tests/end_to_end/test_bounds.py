"""What a running daemon is denied for a while: room, its database, the network. Stated once, and nothing is lost."""

import json
import re
import resource
import signal
import sqlite3
import threading
import time
from contextlib import closing, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import unquote

import pytest

from monitor.demo.site import Site
from tests.end_to_end.conftest import TODAY, notice, until

pytestmark = pytest.mark.slow


@contextmanager
def reading(process):
    """What a daemon says, read all the time, a dict a line."""
    said = []

    def read():
        said.extend(json.loads(line) for line in process.stderr if line.startswith("{"))

    thread = threading.Thread(target=read, daemon=True)
    thread.start()
    with process:
        try:
            yield said
            process.send_signal(signal.SIGTERM)
            assert process.wait(15) == 0
        finally:
            process.kill()
            thread.join(15)


def statements(said):
    return [line["message"] for line in said if line["level"] == "error"]


@pytest.fixture
def watched(world, site):
    """A source that has been watched: its next notice is news."""
    site.publish(notice("甲"), TODAY)
    world.portal("portal", site.url)
    world.run("crawl", code=0)
    return world


def test_without_room_for_its_database(watched, site):
    process = watched.start("run")
    with reading(process) as said:
        until(lambda: any("polled" in line["message"] for line in said))
        limits = resource.prlimit(process.pid, resource.RLIMIT_FSIZE)
        # What a full disk is to a program: its files do not grow.
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (4096, limits[1]))
        site.publish(notice("乙"), TODAY)
        time.sleep(4)
        assert watched.received == []
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, limits)
        until(lambda: watched.received, 15)
        until(lambda: any(line["message"] == "all steps succeed again" for line in said), 15)
    assert watched.titles() == [f"[新] {notice('乙').title}"]
    assert 1 <= len(statements(said)) <= 3, statements(said)
    assert len(set(statements(said))) == len(statements(said))
    with closing(sqlite3.connect(watched.folder / "noticewatch.db")) as raw:
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]


def test_while_another_program_holds_its_database(watched, site):
    process = watched.start("run")
    with reading(process) as said:
        until(lambda: any("polled" in line["message"] for line in said))
        with closing(sqlite3.connect(watched.folder / "noticewatch.db", isolation_level=None, timeout=30)) as other:
            other.execute("BEGIN IMMEDIATE")
            site.publish(notice("乙"), TODAY)
            time.sleep(4)
            assert watched.received == []
            other.execute("ROLLBACK")
        until(lambda: watched.received, 15)
    assert watched.titles() == [f"[新] {notice('乙').title}"]


@contextmanager
def listening(site, port=0):
    """Serves a site at a port; while it does not, connections to that are refused."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            status, kind, text = site.answer(unquote(self.path))
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.end_headers()
            self.wfile.write(text.encode())

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield server.server_address[1]
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.long
def test_without_the_network(world):
    site = Site("政策门户")
    watched = world
    site.publish(notice("甲"), TODAY)
    settings = world.folder / "noticewatch.yaml"
    settings.write_text(settings.read_text() + "operator: desk\n")
    with listening(site) as port:
        for number in range(5):
            world.portal(f"portal-{number}", f"http://127.0.0.1:{port}")
        world.run("crawl", code=0)
        process = world.start("run")
        # Its child has polled, and knows robots.txt: without those rules it would ask for them once a minute.
        until(lambda: re.search(r"crawler +\d+: requests: \d\d+", world.run("status").stdout))
    with reading(process) as said:
        until(lambda: any("network seems to be down" in line["message"] for line in said), 30)
        assert re.search(r"^network +went down ", world.run("status", code=0).stdout, re.MULTILINE)
        site.publish(notice("乙"), TODAY)
        with listening(site, port):
            until(lambda: "[noticewatch] the network is back" in watched.titles(), 60)
            until(lambda: f"[新] {notice('乙').title}" in watched.titles(), 30)
    operators = [title for title in watched.titles() if title.startswith("[noticewatch]")]
    assert operators == ["[noticewatch] the network is down", "[noticewatch] the network is back"]
    assert watched.titles().count(f"[新] {notice('乙').title}") == 1

"""A configuration folder, real web sites on loopback, a real receiver, and the program as a user runs it."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from monitor.demo.documents import DemoDocument
from monitor.demo.site import Site, serve_receiver, serve_site
from tests.end_to_end import preloaded

TODAY = datetime.now(UTC).date()


def notice(slug, title="关于组织申报先进制造业集群项目的通知", extra=""):
    """A document on the topic, its text its own."""
    paragraph = (
        f"各县(市、区)工业和信息化主管部门:现就{slug}有关事项通知如下,请认真组织先进制造业集群项目申报工作。{extra}"
    )
    return DemoDocument(slug, f"{title}{slug}", (paragraph, f"一、总体要求。{slug}坚持高质量发展,培育产业集群。" * 5))


@dataclass
class World:
    """Where a test takes place."""

    folder: Path
    received: list
    receiver: str
    sources: list = field(default_factory=list)

    def source(self, name, url, **fields):
        """Adds a source to the configuration."""
        values = {"id": name, "type": "html", "url": url, "every": "1s", "delay": "0s", "trusted": True, **fields}
        self.sources.append({key: value for key, value in values.items() if value is not None})
        path = self.folder / "sources" / "all.yaml"
        path.write_text(json.dumps(self.sources, ensure_ascii=False), encoding="utf-8")

    def portal(self, name, url, **fields):
        """Adds a source with the selectors of the demonstration's sites."""
        select = {"item": "ul.list li:not(.top)", "link": "a", "date": "span", "body": "#zoom"}
        self.source(name, f"{url}/policy/", select=select, **fields)

    def command(self, *arguments):
        """The command line of the program in this folder's configuration."""
        return [sys.executable, "-P", "-m", "monitor", *map(str, arguments)]

    @property
    def environment(self):
        """The environment that names the folder."""
        return {**os.environ, "NOTICEWATCH_CONFIG": str(self.folder), "PYTHONWARNINGS": preloaded.WARNINGS}

    def run(self, *arguments, text=None, code=None):
        """Runs the program to its end. It never shows a traceback."""
        command = ["monitor", *map(str, arguments)]
        done = preloaded.run(command, self.environment, self.folder, text, timeout=110)
        assert "Traceback" not in done.stderr, done.stderr
        if code is not None:
            assert done.returncode == code, done.stderr
        return done

    def start(self, *arguments, stdout=subprocess.PIPE, stderr=subprocess.PIPE):
        """Starts the program and leaves it running."""
        command = ["monitor", *map(str, arguments)]
        return preloaded.start(command, self.environment, self.folder, stdout, stderr)

    def start_interpreter(self, *arguments):
        """Starts the program as a user does, in an interpreter of its own: a second passes before it does anything."""
        return subprocess.Popen(
            self.command(*arguments),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env=self.environment,
            cwd=self.folder,
        )

    def titles(self):
        """The titles of the alerts received."""
        return [message["title"] for message in self.received]

    def notices(self):
        """All recorded notices, as the program lists them."""
        return [json.loads(line) for line in self.run("notices", "list", "--limit", 1000).stdout.splitlines()]


@pytest.fixture
def world(tmp_path):
    received = []
    with serve_receiver(received) as receiver:
        folder = tmp_path / "config"
        for name in ("sources", "topics"):
            (folder / name).mkdir(parents=True)
        address = receiver.url.removeprefix("http://")
        (folder / "noticewatch.yaml").write_text(f'channels: {{desk: "json://{address}/"}}\ndelay: 0s\n')
        (folder / "topics" / "t.yaml").write_text("- {id: clusters, query: '先进制造业 AND 集群'}\n", encoding="utf-8")
        (folder / "subscriptions.yaml").write_text(
            "- {id: team, topics: [clusters], on: [new, revised], channels: [desk]}\n"
        )
        yield World(folder, received, receiver.url)


@pytest.fixture
def site():
    site = Site("政策门户")
    with serve_site(site) as server:
        site.url = server.url
        yield site


def unmarked(text):
    """A message without the marks around the words."""
    return text.replace("【", "").replace("】", "")


def until(condition, seconds=60):
    """Waits for a condition that some other process makes true."""
    ends = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < ends, "it did not come true in time"
        time.sleep(0.05)


class Answering(BaseHTTPRequestHandler):
    """Answers in one call, and logs nothing."""

    def answer(self, status, body, content_type="text/html; charset=utf-8", **headers):
        self.send_response(status)
        for name, value in {"Content_Type": content_type, "Content_Length": len(body), **headers}.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


@pytest.fixture
def http():
    """Serves paths by functions of the request handler; gives a function that adds one, and the address."""
    routes = {}

    class Handler(Answering):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            route = routes.get(self.path.partition("?")[0])
            if route is None:
                self.answer(404, b"", "text/html")
            else:
                route(self)

        do_POST = do_GET  # noqa: N815 - the server's name for it

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *_):
            pass  # clients that hang up are part of the tests

    server = Server(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    server.routes = routes
    server.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def daemon(world):
    """Starts the daemon; ended with the test, and cleanly."""
    started = []

    def start():
        process = world.start("run")
        started.append(process)
        return process

    yield start
    for process in started:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        _, errors = process.communicate(timeout=15)
        assert "Traceback" not in errors, errors

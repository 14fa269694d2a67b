"""A hostile page in real Chromium tries every way to reach the private network. Nothing arrives there."""

import json
import re
import socket
import ssl
import subprocess
import sys
import threading
from collections import defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
import trustme

from tests.crawler.browser.another_user import environment, own_folder, prefix
from tests.crawler.browser.hostile_page import FILES, HEADERS, PAGE, SERVICE, SHARED, STYLE, WAYS, WORKER, XML
from tests.crawler.browser.once import once

pytestmark = pytest.mark.slow
REPOSITORY = Path(__file__).parents[3]


class Internal:
    """What must not be reached: a web server, a port for TCP and a port for UDP of this machine."""

    def __init__(self):
        self.phase = "http"
        self.seen = defaultdict(set)
        self.web = self._listen(socket.SOCK_STREAM)
        self.tcp = self._listen(socket.SOCK_STREAM)
        self.udp = self._listen(socket.SOCK_DGRAM)
        threading.Thread(target=self._accept, args=(self.web,), daemon=True).start()
        threading.Thread(target=self._accept, args=(self.tcp,), daemon=True).start()
        threading.Thread(target=self._receive, daemon=True).start()

    @staticmethod
    def _listen(kind):
        listening = socket.socket(socket.AF_INET, kind)
        listening.bind(("127.0.0.1", 0))
        if kind == socket.SOCK_STREAM:
            listening.listen(128)
        return listening

    def _accept(self, listening):
        while True:
            try:
                connection, _ = listening.accept()
            except OSError:
                return
            self.seen[self.phase].add("connection" if listening is self.web else "tcp")
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection):
        with connection:
            connection.settimeout(2)
            try:
                path = re.match(rb"[A-Z]+ /([\w-]+)", connection.recv(4096))
                if path:
                    self.seen[self.phase].add(path[1].decode())
                connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
            except OSError:
                pass

    def _receive(self):
        while True:
            try:
                self.udp.recvfrom(2048)
            except OSError:
                return
            self.seen[self.phase].add("udp")

    def close(self):
        for listening in (self.web, self.tcp, self.udp):
            listening.close()


class Portal(BaseHTTPRequestHandler):
    """The hostile site."""

    def do_GET(self):
        path, _, query = self.path.partition("?")
        texts = {
            "/hostile": PAGE,
            "/worker.js": WORKER,
            "/shared.js": SHARED,
            "/service.js": SERVICE,
            "/style.xsl": STYLE,
        }
        kind = "text/javascript" if path.endswith(".js") else "text/html; charset=utf-8"
        headers = {}
        body = b"<p>nothing</p>"
        if path in texts:
            body = texts[path].format(**self.server.places).encode()
        elif path == "/to":
            headers["Location"] = query
        elif path == "/refresh":
            body = f'<meta http-equiv=refresh content="0;url={query}">'.encode()
        elif path == "/csp":
            headers["Content-Security-Policy"] = f"img-src 'none'; report-uri {query}"
            body = b"<img src=/x>"
        elif path == "/xml":
            kind = "text/xml"
            body = XML.format(query=query).encode()
        elif path == "/late":
            headers["Refresh"] = f"0; url={query}"
        elif path == "/headers":
            headers = {name: value.format(query=query, **self.server.places) for name, value in HEADERS.items()}
            body = b"<img src=/x>"
        self.send_response(302 if path == "/to" else 200)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(body)), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def serving(places, tls):
    server = ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    server.places = places
    server.handle_error = lambda *_: None
    if tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        trustme.CA().issue_cert("portal.test").configure_cert(context)
        server.socket = context.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    """What arrived in the private network, and the pages after their scripts ran."""
    words = prefix()
    seen, results = once(tmp_path_factory, "hostile", lambda: attack(words))
    return {phase: set(seen.get(phase, ())) for phase in ("http", "https", "control")}, results


def attack(words):
    """Load the hostile page in Chromium."""
    internal = Internal()
    port = internal.web.getsockname()[1]
    places = {"port": port, "tcp": internal.tcp.getsockname()[1], "udp": internal.udp.getsockname()[1]}
    http = serving({**places, "http": f"http://127.0.0.1:{port}"}, tls=False)
    tls = serving({**places, "http": f"https://127.0.0.1:{port}"}, tls=True)
    with own_folder() as folder:
        command = [sys.executable, "-m", "tests.crawler.browser.hostile_load"]
        ports = [str(server.server_port) for server in (http, tls)]
        process = subprocess.Popen(
            [*words, *command, *ports, str(folder)],
            cwd=REPOSITORY,
            env=environment(folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        results = None
        for line in process.stdout:
            if line.startswith("loaded "):
                internal.phase = {"http": "https", "https": "control"}.get(line.split()[1], "after")
            else:
                results = json.loads(line)
        _, errors = process.communicate(timeout=60)
    for server in (http, tls):
        server.shutdown()
        server.server_close()
    internal.close()
    assert results, errors
    return {phase: sorted(ways) for phase, ways in internal.seen.items()}, results


@pytest.mark.parametrize("way", WAYS)
def test_no_way_leads_to_the_private_network(outcome, way):
    seen, _ = outcome
    assert way not in seen["http"] | seen["https"]


def test_no_connection_and_no_packet_arrives(outcome):
    seen, _ = outcome
    assert (seen["http"], seen["https"]) == (set(), set())


@pytest.mark.parametrize("page", ["http", "https"])
def test_the_page_has_tried_everything_and_read_no_file(outcome, page):
    _, results = outcome
    done = re.search(r'<pre id="done">(.*?)</pre>', results[page])
    assert done, results[page][-2000:]
    said = json.loads(done[1].replace("&amp;", "&").replace("&lt;", "<").replace("&gt;", ">"))
    assert said["got"] == []
    assert set(said["tried"]) >= {"fetch", "websocket", "stun", "turn-tcp", "service-worker", *FILES[1:]}
    assert "root:" not in results[page]


def test_the_proxy_refused_what_was_asked_of_it(outcome):
    _, results = outcome
    refused = results["http refused"]
    assert any(place.startswith("127.0.0.1:") for place in refused)
    assert any(place.startswith("internal.test:") for place in refused)
    assert any(place.startswith("rebind.test:") for place in refused)


def test_without_the_guard_the_same_page_reaches_the_private_network(outcome):
    seen, _ = outcome
    assert seen["control"] >= {
        "image",
        "image-redirect",
        "frame",
        "frame-redirect",
        "fetch",
        "fetch-redirect",
        "beacon",
    }
    assert seen["control"] >= {"event-source", "websocket", "worker", "worker-import", "shared-worker", "stylesheet"}
    assert seen["control"] >= {"import-map", "link-header", "pdf", "refresh-header", "svg-image", "svg-filter", "wasm"}
    # Files, UDP and service workers stay out of reach even then.
    assert not seen["control"] & {"udp", "service-worker"}

"""https: a certificate that cannot be trusted is a trouble of its own, unless the source lives with it."""

import json
import ssl
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
import trustme

pytestmark = pytest.mark.slow
TEXT = "关于开展先进制造业集群培育工作的通知,请认真贯彻执行。" * 10
ROW = '<li><a href="/a.html">关于开展项目申报工作的通知</a><span>2024-06-01</span></li>'
LISTING = f"<html><body><ul>{ROW}</ul></body></html>"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        known = {"/": LISTING, "/a.html": f"<html><title>通知</title><body><p>{TEXT}</p></body></html>"}
        body = known.get(self.path, "").encode()
        self.send_response(200 if body else 404)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        """Says nothing."""


@contextmanager
def serving(certificate):
    """The address of a site with that certificate."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(context)
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.socket = context.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *args: None
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield f"https://localhost:{server.server_port}/"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture
def authority(tmp_path, monkeypatch):
    ca = trustme.CA()
    path = tmp_path / "ca.pem"
    ca.cert_pem.write_to_path(str(path))
    monkeypatch.setenv("SSL_CERT_FILE", str(path))
    return ca


def test_a_certificate_of_a_known_authority_is_good(world, authority):
    with serving(authority.issue_cert("localhost")) as url:
        world.source("portal", url)
        assert "先进制造业集群" in json.loads(world.run("crawl", code=0).stdout)["text"]


def unknown(authority):
    return trustme.CA().issue_cert("localhost")


def of_another_host(authority):
    return authority.issue_cert("elsewhere.example.org")


def expired(authority):
    return authority.issue_cert(
        "localhost", not_after=datetime.now(UTC) - timedelta(days=1), not_before=datetime.now(UTC) - timedelta(days=9)
    )


@pytest.mark.parametrize("made", [unknown, of_another_host, expired])
def test_any_other_is_said_and_nothing_is_read_unless_the_source_lives_with_it(world, authority, made):
    with serving(made(authority)) as url:
        world.source("portal", url)
        done = world.run("crawl", code=1)
        assert done.stdout == ""
        [line] = done.stderr.splitlines()[:-1]
        assert line.startswith(f"{url}: certificate: ")
        assert "verify_tls: false" in line
        world.sources.clear()
        world.source("portal", url, verify_tls=False)
        assert "先进制造业集群" in json.loads(world.run("crawl", code=0).stdout)["text"]

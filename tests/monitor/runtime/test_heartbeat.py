import logging
import socket
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from monitor.runtime.heartbeat import Heartbeat


@pytest.fixture
def receiver():
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self):
            self.server.asked.append((self.path, self.headers["User-Agent"]))
            self.send_response(self.server.status)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.asked = []
    server.status = 200
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


def test_it_asks_the_address(receiver):
    assert Heartbeat().beat(f"http://127.0.0.1:{receiver.server_port}/ping/1")
    [(path, agent)] = receiver.asked
    assert path == "/ping/1"
    assert agent.startswith("noticewatch/")


def test_failing_is_said_once_and_so_is_its_end_and_never_the_address(receiver, caplog):
    heart = Heartbeat()
    url = f"http://127.0.0.1:{receiver.server_port}/tok3n"
    with caplog.at_level(logging.INFO):
        for status in (200, 404, 503, 200, 200):
            receiver.status = status
            assert heart.beat(url) is (status == 200)
    said = [record.getMessage() for record in caplog.records if record.name == "monitor.runtime.heartbeat"]
    assert said == [
        "the heartbeat request failed: HTTP 404; trying again every minute",
        "the heartbeat request succeeded again",
    ]


def test_nobody_there_or_no_answer_is_no_error(caplog):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/tok3n"
        assert not Heartbeat(timeout_s=0.1).beat(url)
    assert not Heartbeat().beat(url)
    assert "tok3n" not in "".join(record.getMessage() for record in caplog.records if record.name.startswith("monitor"))

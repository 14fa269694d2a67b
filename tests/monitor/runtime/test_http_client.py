import socket
import threading
import time
from contextlib import contextmanager

import pytest

from monitor.runtime import http_client
from monitor.runtime.heartbeat import Heartbeat
from monitor.runtime.http_client import HttpError, HttpTimeoutError, request

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@contextmanager
def server(answer, pause_s=0.0):
    """Answers each connection with the bytes, one by one when there is a pause; gives the port and what it got."""
    got = []
    ended = threading.Event()

    def serve():
        while not ended.is_set():
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            with connection:
                got.append(connection.recv(65536).decode("utf-8", "replace"))
                try:
                    for byte in [answer] if not pause_s else (answer[i : i + 1] for i in range(len(answer))):
                        connection.sendall(byte)
                        if pause_s and ended.wait(pause_s):
                            return
                except OSError:
                    continue

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1], got
        finally:
            ended.set()
            listener.shutdown(socket.SHUT_RDWR)
            thread.join(5)


def ask(url, **options):
    return request("GET", url, {}, None, **{"deadline_s": 5.0, **options})


INTERIM = b"HTTP/1.1 103 Early Hints\r\nLink: </a.css>; rel=preload\r\n\r\n"


@pytest.mark.parametrize(
    "interim",
    [
        INTERIM,
        INTERIM * 3,
        b"HTTP/1.1 100 Continue\r\n\r\n" + INTERIM,
        b"HTTP/1.1 102 Processing\r\n\r\n",
        b"HTTP/1.1 199 X\r\n\r\n",
    ],
)
def test_interim_responses_are_skipped(interim):
    with server(interim + OK) as (port, got):
        answer = ask(f"http://127.0.0.1:{port}/")
    assert (answer.status, answer.body) == (200, b"ok")
    assert "link" not in answer.headers
    assert len(got) == 1


def test_interim_responses_without_end_are_a_failure():
    with server(INTERIM * 5000) as (port, _), pytest.raises(HttpError):
        ask(f"http://127.0.0.1:{port}/")


def test_neither_netrc_nor_proxies_nor_cookies_are_used(tmp_path, monkeypatch):
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login me password s3cret\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("NETRC", str(netrc))
    for name in ("http_proxy", "HTTP_PROXY", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with server(OK) as (port, got):
        assert Heartbeat().beat(f"http://127.0.0.1:{port}/ping?x=1")
    assert got[0].startswith("GET /ping?x=1 HTTP/1.1\r\n")
    assert "authorization" not in got[0].lower()


def test_a_user_in_the_address_is_a_login():
    with server(OK) as (port, got):
        assert ask(f"http://me:s%33cret@127.0.0.1:{port}/").status == 200
    assert "Authorization: Basic bWU6czNjcmV0\r\n" in got[0]


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status, caplog):
    with server(OK) as (elsewhere, strangers):
        moved = f"HTTP/1.1 {status} Moved\r\nLocation: http://127.0.0.1:{elsewhere}/\r\nContent-Length: 0\r\n\r\n"
        with server(moved.encode()) as (port, _):
            assert not Heartbeat().beat(f"http://me:s3cret@127.0.0.1:{port}/")
    assert strangers == []
    assert "redirects are not followed" in caplog.text
    assert "s3cret" not in caplog.text


def test_bytes_that_trickle_end_at_the_deadline():
    for answer in (OK, b"HTTP/1.1 200 OK\r\nX-Endless: " + b"x" * 1000):
        with server(answer, pause_s=0.05) as (port, _):
            begun = time.monotonic()
            with pytest.raises(HttpTimeoutError):
                ask(f"http://127.0.0.1:{port}/", deadline_s=0.4)
            assert time.monotonic() - begun < 2


def test_a_handshake_that_trickles_ends_at_the_deadline():
    with server(b"\x16" * 1000, pause_s=0.05) as (port, _), pytest.raises(HttpError):
        ask(f"https://127.0.0.1:{port}/", deadline_s=0.4)


def test_a_long_body_is_not_read_to_its_end():
    with server(b"HTTP/1.1 500 Oops\r\n\r\n" + b"x" * 100_000) as (port, _):
        answer = ask(f"http://127.0.0.1:{port}/")
    assert (answer.status, len(answer.body)) == (500, http_client.BODY_LIMIT)


@pytest.mark.parametrize("host", ["169.254.169.254", "[fe80::1]", "100.100.100.200", "0.0.0.0", "[::ffff:169.254.1.1]"])
@pytest.mark.parametrize("trusted", [None, True, False])
def test_no_setting_opens_link_local_and_metadata_addresses(host, trusted):
    with pytest.raises(HttpError, match=r"link-local or metadata|cannot be the address of a server"):
        ask(f"http://{host}/", trusted=trusted)


@pytest.mark.parametrize(
    ("host", "address", "trusted", "is_allowed"),
    [
        ("127.0.0.1", "127.0.0.1", None, True),
        ("localhost", "127.0.0.1", None, True),
        ("receiver", "127.0.0.1", None, True),
        ("hooks.internal", "127.0.0.1", None, True),
        ("hooks.example.com", "127.0.0.1", None, False),
        ("hooks.example.com", "::1", None, False),
        ("hooks.example.com", "10.1.2.3", None, True),
        ("hooks.example.com", "127.0.0.1", True, True),
        ("hooks.example.com", "10.1.2.3", False, False),
        ("127.0.0.1", "127.0.0.1", False, False),
        ("hooks.example.com", "93.184.215.14", False, True),
    ],
)
def test_the_address_about_to_be_connected_passes_the_guard(monkeypatch, host, address, trusted, is_allowed):
    connected = []

    class Socket:
        def __init__(self, *_):
            pass

        def settimeout(self, _):
            pass

        def connect(self, place):
            connected.append(place[0])
            raise ConnectionRefusedError

        def close(self):
            pass

    found = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80))]
    monkeypatch.setattr(http_client.socket, "getaddrinfo", lambda *_, **__: found)
    monkeypatch.setattr(http_client.socket, "socket", Socket)
    with pytest.raises(HttpError):
        ask(f"http://{host}/", trusted=trusted)
    assert connected == ([address] if is_allowed else [])


def test_a_name_that_does_not_exist_is_said_without_the_address():
    with pytest.raises(HttpError) as failed:
        ask("http://tok3n.invalid/")
    assert "tok3n" not in str(failed.value)

"""Real receivers of messages, on loopback."""

import asyncio
import json
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.smtp import SMTP


class WebReceiver:
    """Takes JSON, and answers with a status and a text."""

    def __init__(self, port: int, got: list[dict[str, Any]], answer: dict[str, Any]) -> None:
        self.port = port
        self.got = got
        self.answer = answer


@contextmanager
def web_receiver() -> Iterator[WebReceiver]:
    got: list[dict[str, Any]] = []
    answer = {"status": 200, "text": ""}

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))) | {"path": self.path})
            self.send_response(answer["status"])
            self.send_header("Content-Length", str(len(answer["text"].encode())))
            self.end_headers()
            self.wfile.write(answer["text"].encode())

        def log_message(self, *args):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield WebReceiver(server.server_port, got, answer)
        finally:
            server.shutdown()
            thread.join()


class MailReceiver:
    """Takes mail; `fault` refuses it with that answer."""

    def __init__(self) -> None:
        self.port = 0
        self.got: list[tuple[list[str], EmailMessage]] = []
        self.fault: str | None = None

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        if self.fault:
            return self.fault
        self.got.append((envelope.rcpt_tos, message_from_bytes(envelope.content, policy=policy.default)))
        return "250 taken"


@contextmanager
def mail_receiver() -> Iterator[MailReceiver]:
    receiver = MailReceiver()
    loop = asyncio.new_event_loop()

    def protocol() -> SMTP:
        return SMTP(receiver, hostname="localhost", loop=loop)

    async def end() -> None:
        server.close()
        await server.wait_closed()
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        loop.stop()

    server = loop.run_until_complete(loop.create_server(protocol, "127.0.0.1", 0))
    receiver.port = server.sockets[0].getsockname()[1]
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    try:
        yield receiver
    finally:
        asyncio.run_coroutine_threadsafe(end(), loop)
        thread.join()
        loop.close()


@dataclass(frozen=True)
class Got:
    """A request as it came; `taken` when it was not answered with a failure, be it that it was not answered."""

    path: str
    headers: dict[str, str]
    body: bytes
    taken: bool
    cut: bool = False
    status: int = 200


@dataclass
class FaultyReceiver:
    """Takes requests. Each of `answers` is for one of them: a status with headers and perhaps a body; `"slow"` and
    seconds; `"cut"`: it takes the request, and hangs up without a word; `"down"`: it hangs up and takes nothing. When
    there is none, the answer is 200."""

    port: int = 0
    got: list[Got] = field(default_factory=list)
    answers: deque[Any] = field(default_factory=deque)


@contextmanager
def faulty_receiver() -> Iterator[FaultyReceiver]:
    receiver = FaultyReceiver()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            answer = receiver.answers.popleft() if receiver.answers else (200, {})
            if answer == "down":
                self.close_connection = True
                return
            if answer[0] == "slow":
                time.sleep(answer[1])
                answer = (200, {})
            status, headers, *text = (200, {}) if answer == "cut" else answer
            came = {name.lower(): value for name, value in self.headers.items()}
            receiver.got.append(Got(self.path, came, body, status == 200 and not text, answer == "cut", status))
            if answer == "cut":
                self.close_connection = True
                return
            text = text[0] if text else b"{}"
            self.send_response(status)
            for name, value in {**headers, "Content-Length": len(text), "Content-Type": "application/json"}.items():
                self.send_header(name, str(value))
            self.end_headers()
            self.wfile.write(text)

        def log_message(self, *args):
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True

        def handle_error(self, *args):
            pass  # clients that hang up are part of the tests

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        receiver.port = server.server_port
        try:
            yield receiver
        finally:
            server.shutdown()
            thread.join()

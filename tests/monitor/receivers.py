"""Real receivers of messages, on loopback."""

import asyncio
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from aiosmtpd.smtp import SMTP


class WebReceiver:
    """Takes JSON, and answers with a status and a text."""

    def __init__(self, port: int, got: list[dict[str, Any]], answer: dict[str, Any]) -> None:
        self.port, self.got, self.answer = port, got, answer


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
    receiver, loop = MailReceiver(), asyncio.new_event_loop()

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

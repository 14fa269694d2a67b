"""The worlds of the acceptance cases of operations: a configuration folder, the program in it, and web servers."""

import contextlib
import json
import os
import re
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import AF_INET6
from typing import Any, Protocol

_ROW = '<li><a href="/notice/{n}.html">关于开展第{n}批产业集群项目申报工作的通知</a><span>{day}</span></li>'
_PAGE = (
    "<html><head><meta charset=utf-8><title>关于开展第{n}批产业集群项目申报工作的通知</title></head><body>"
    "<h1>关于开展第{n}批产业集群项目申报工作的通知</h1><p>各县（市、区）要认真组织第{n}批集群项目申报工作，按时报送材料。</p></body></html>"
)
_PATIENCE_S = 100.0

TEXT = "各县（市、区）要认真组织产业集群项目申报工作，按时报送材料，做好监督检查。"


class Case(Protocol):
    """What is known of a case: its folder, its name, and its section of the README."""

    folder: Path
    name: str
    text: str

    @property
    def expected(self) -> str:
        """The expected result in words."""

    @property
    def command(self) -> str:
        """The command line in words."""


Route = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class Web:
    """A server on loopback. `routes` are the answers by the first part of the path. `seen` are the requests."""

    host: str = "127.0.0.1"
    rows: int = 3
    routes: dict[str, Route] = field(default_factory=dict)
    seen: list[tuple[float, str, str, Mapping[str, str]]] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        """The address of the server, without a path."""
        return f"http://{f'[{self.host}]' if ':' in self.host else self.host}:{self.port}"

    def times(self, path: str) -> list[float]:
        """Return when requests for a path arrived, by the monotonic clock."""
        return [at for at, _, asked, _ in self.seen if asked.startswith(path)]

    def answer(self, handler: BaseHTTPRequestHandler) -> None:
        """Answer a request."""
        handler.seen_body = b""  # type: ignore[attr-defined]
        if length := int(handler.headers.get("Content-Length") or 0):
            handler.seen_body = handler.rfile.read(length)  # type: ignore[attr-defined]
        self.seen.append((time.monotonic(), handler.command, handler.path, dict(handler.headers)))
        first = "/" + handler.path.strip("/").split("/")[0].split("?")[0]
        if first in self.routes:
            self.routes[first](handler)
        elif first == "/list":
            day = time.strftime("%Y-%m-%d")
            rows = "".join(_ROW.format(n=n, day=day) for n in range(self.rows, 0, -1))
            send(handler, f"<html><meta charset=utf-8><body><ul>{rows}</ul></body></html>")
        elif number := re.fullmatch(r"/notice/(\d+)\.html", handler.path):
            send(handler, _PAGE.format(n=number[1]))
        else:
            send(handler, b"", 404)


def send(handler: BaseHTTPRequestHandler, body: bytes | str, status: int = 200, **headers: str) -> None:
    """Send an answer."""
    body = body.encode() if isinstance(body, str) else body
    handler.send_response(status)
    named = {"Content_Type": "text/html; charset=utf-8", "Content_Length": str(len(body)), **headers}
    for name, value in named.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 100

    def handle_error(self, *_: object) -> None:
        """Ignore clients that hang up."""


class _Server6(_Server):
    address_family = AF_INET6


@contextlib.contextmanager
def serving(web: Web) -> Iterator[Web]:
    """Serve a `Web`."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            web.answer(self)

        do_POST = do_GET  # noqa: N815 - the server's name for it

        def log_message(self, *_: object) -> None:
            pass

    with (_Server6 if ":" in web.host else _Server)((web.host, 0), Handler) as server:
        web.port = server.server_address[1]
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True).start()
        yield web
        server.shutdown()


@dataclass
class World:
    """A configuration folder and the program in it."""

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    wrapper: tuple[str, ...] = ()
    """A command that the program's command is appended to."""

    def settings(self, **settings: Any) -> None:
        """Write the settings."""
        (self.folder / "noticewatch.yaml").write_text(json.dumps({"delay": "0s", "language": "en", **settings}))

    def sources(self, *sources: dict[str, Any], file: str = "sources/all.yaml") -> None:
        """Write a file of sources."""
        path = self.folder / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(list(sources)))

    def subscription(self, channels: list[str]) -> None:
        """Write a topic that matches all notices of the cases, and a subscription to it."""
        (self.folder / "topics").mkdir(exist_ok=True)
        (self.folder / "topics/t.yaml").write_text(json.dumps([{"id": "t", "query": "集群"}]))
        wish = {"id": "w", "topics": ["t"], "channels": channels}
        (self.folder / "subscriptions.yaml").write_text(json.dumps([wish]))

    def command(self, *arguments: str) -> list[str]:
        """Return the command line of the program."""
        program = [sys.executable, "-P", "-m", "monitor", *arguments, "--config", str(self.folder)]
        return [*self.wrapper, *program]

    def run(self, *arguments: str, timeout: float = 120, **options: Any) -> subprocess.CompletedProcess[str]:
        """Run the program to its end."""
        environment = {**os.environ, **self.environment, **options.pop("env", {})}
        streams = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
        return subprocess.run(
            self.command(*arguments),
            text=True,
            errors="replace",
            timeout=timeout,
            check=False,
            env=environment,
            **streams,
        )

    @contextlib.contextmanager
    def daemon(self) -> Iterator["subprocess.Popen[bytes]"]:
        """Run the daemon."""
        with (self.folder.parent / "log").open("ab") as log:
            environment = {**os.environ, **self.environment}
            process = subprocess.Popen(self.command("run"), stdout=log, stderr=log, env=environment)
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process.pid, signal.SIGCONT)
            process.terminate()
            try:
                process.wait(30)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()

    def log(self) -> str:
        """Return what the daemon wrote."""
        path = self.folder.parent / "log"
        return path.read_text(errors="replace") if path.exists() else ""


def waited(holds: Callable[[], Any], seconds: float = _PATIENCE_S) -> bool:
    """Wait until something holds; return whether it did in time."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        if holds():
            return True
        time.sleep(0.25)
    return bool(holds())


@contextlib.contextmanager
def worlds() -> Iterator[World]:
    with tempfile.TemporaryDirectory(dir="/tmp") as name:
        folder = Path(name) / "config"
        folder.mkdir()
        world = World(folder)
        world.settings()
        yield world


def portal(web: Web, name: str = "s", **more: Any) -> dict[str, Any]:
    """Return the configuration of a source on a `Web`."""
    return {"id": name, "url": f"{web.url}/list/", "trusted": True, **more}


def ended(done: "subprocess.CompletedProcess[str]", *codes: int) -> str:
    """Return an empty string if a command ended with one of these codes and without a traceback, else what it said."""
    said = (done.stdout or "") + (done.stderr or "")
    right = done.returncode in codes and "Traceback" not in said
    return "" if right else f"exit code {done.returncode}: {said[-300:]}"


def files(case: Case) -> list[Path]:
    """Return the files of a case."""
    return [case.folder / name for name in re.findall(r"- File: `([^`]+)`", case.text)]


def mounted(*pairs: str) -> tuple[str, ...]:
    """Return a wrapper of a command that sees other files at some paths. A pair is `FILE:PATH`."""
    binds = " && ".join(f"mount --bind {pair.replace(':', ' ')}" for pair in pairs)
    return "unshare", "-m", "sh", "-c", f'{binds} && exec "$@"', "sh"

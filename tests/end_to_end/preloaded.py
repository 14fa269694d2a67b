"""The program in processes forked from one that has its libraries loaded: loading them is most of what a command costs.

They are processes as any other, with a pid, signals, pipes and an exit code. The crawler children of the program are
forked too. What the start itself is about starts `python -m monitor` instead.
"""

import asyncio
import atexit
import contextlib
import gc
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from pathlib import Path
from struct import Struct
from typing import IO, Any, Self

NUMBER = Struct("i")
REQUEST_LIMIT = 200_000
CRAWLER = ("-P", "-m", "crawler")
# Warnings are shown, but for one of a library, and for what Python says of forks like these.
WARNINGS = "default,ignore::DeprecationWarning:apprise.utils.pgp,ignore:This process:DeprecationWarning"


class Process:
    """A forked process, used as a `subprocess.Popen` with text."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], folder: Path, *files: int) -> None:
        self.stdout: IO[str] | None = None
        self.stderr: IO[str] | None = None
        self.returncode: int | None = None
        self._said: tuple[str | None, str | None] | None = None
        self._status, theirs = socket.socketpair()
        request = {"command": command, "environment": dict(environment), "folder": str(folder)}
        socket.send_fds(_server(), [json.dumps(request).encode()], [theirs.fileno(), *files])
        theirs.close()
        self.pid = NUMBER.unpack(self._status.recv(NUMBER.size))[0]

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end; raises subprocess.TimeoutExpired."""
        if self.returncode is None:
            self._status.settimeout(timeout)
            try:
                self.returncode = NUMBER.unpack(self._status.recv(NUMBER.size))[0]
            except (TimeoutError, BlockingIOError):
                raise subprocess.TimeoutExpired(str(self.pid), timeout or 0) from None
            self._status.close()
        return self.returncode

    def poll(self) -> int | None:
        """The exit code, None while it runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def communicate(self, timeout: float | None = None) -> tuple[str | None, str | None]:
        """Read both outputs to their ends, and wait; a second time, give the same."""
        if self._said is None:
            with ThreadPoolExecutor(2) as readers:
                reading = [readers.submit(_read, file) for file in (self.stdout, self.stderr)]
                try:
                    self.wait(timeout)
                except subprocess.TimeoutExpired:
                    self.kill()
                    raise
                out, errors = (read.result() for read in reading)
            self._said = out, errors
        return self._said

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for file in filter(None, (self.stdout, self.stderr)):
            file.close()
        self.wait()

    def send_signal(self, number: int) -> None:
        """Send a signal unless it has ended."""
        if self.poll() is None:
            os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it at once."""
        self.send_signal(signal.SIGKILL)


def _read(file: IO[str] | None) -> str | None:
    if file is None or file.closed:
        return None
    with file:
        return file.read()


def start(
    command: Sequence[str],
    environment: Mapping[str, str],
    folder: Path,
    stdout: int | IO[str] = subprocess.PIPE,
    stderr: int | IO[str] = subprocess.PIPE,
) -> Process:
    """Start `monitor` or `crawler` with arguments, and leave it running."""
    with contextlib.ExitStack() as stack:
        files = [stack.enter_context(Path(os.devnull).open())]
        pipes: list[IO[str] | None] = []
        for wanted in (stdout, stderr):
            if wanted == subprocess.PIPE:
                read, write = os.pipe()
                files.append(stack.enter_context(open(write, "w")))  # noqa: PTH123 - a number
                pipes.append(open(read, encoding="utf-8"))  # noqa: PTH123, SIM115 - the caller closes it
            else:
                files.append(wanted)
                pipes.append(None)
        process = Process(command, environment, folder, *(file.fileno() for file in files))
    process.stdout, process.stderr = pipes
    return process


def run(
    command: Sequence[str], environment: Mapping[str, str], folder: Path, text: str | None, timeout: float
) -> subprocess.CompletedProcess[str]:
    """Run `monitor` or `crawler` with arguments to its end."""
    with contextlib.ExitStack() as stack:
        given, out, errors = (stack.enter_context(tempfile.TemporaryFile("w+", encoding="utf-8")) for _ in range(3))
        given.write(text or "")
        given.seek(0)
        process = Process(command, environment, folder, *(file.fileno() for file in (given, out, errors)))
        try:
            code = process.wait(timeout)
        except subprocess.TimeoutExpired:
            process.kill()
            raise
        out.seek(0)
        errors.seek(0)
        return subprocess.CompletedProcess(command, code, out.read(), errors.read())


@cache
def _server() -> socket.socket:
    """The way to the process that forks; it ends with the tests."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, "-P", __file__, str(theirs.fileno())]
    environment = {**os.environ, "PYTHONWARNINGS": WARNINGS}
    server = subprocess.Popen(command, env=environment, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL)
    theirs.close()
    atexit.register(_end, ours, server)
    return ours


def _end(control: socket.socket, server: subprocess.Popen[bytes]) -> None:
    control.close()
    server.wait(timeout=30)


def main() -> None:
    """Fork a process for each request. In such a process: become the program."""
    _preload()
    control = socket.socket(fileno=int(sys.argv[1]))
    with contextlib.closing(control):
        request = _serve(control)
    if request:
        _become(request)


# Loaded by name or late, by the program or its libraries.
LATE = (
    "crawler.cli crawler.fetching.address_guard crawler.fetching.middlewares crawler.discovery.find "
    "crawler.listings.feed crawler.reading monitor.delivery.worker monitor.delivery.channels monitor.service.wiring "
    "scrapy.core.engine scrapy.core.scheduler scrapy.core.downloader.handlers scrapy.pqueues scrapy.squeues "
    "scrapy.statscollectors scrapy.dupefilters scrapy.logformatter rich.progress rich.table tldextract"
).split()


def _preload() -> None:
    from scrapy.settings import default_settings

    from monitor.cli import COMMANDS
    from monitor.store import open_store

    named = default_settings.DOWNLOADER_MIDDLEWARES_BASE | default_settings.SPIDER_MIDDLEWARES_BASE
    commands = [command.target.split(":")[0] for command in COMMANDS.values()]
    for name in (*commands, *LATE, *(name.rpartition(".")[0] for name in named)):
        importlib.import_module(name)
    from monitor.delivery.channels import Channels

    # All services of Apprise, and all migrations.
    Channels({"any": "json://127.0.0.1:9"}).check()
    with tempfile.TemporaryDirectory() as folder:
        open_store(f"sqlite:///{folder}/any.db").close()
    # Collections in the children would copy all of it.
    gc.collect()
    gc.freeze()


def _serve(control: socket.socket) -> dict[str, Any] | None:
    """Answer requests until nobody asks any more; return a request in the process that is to carry it out."""
    running: dict[int, socket.socket] = {}
    ended, wakeup = socket.socketpair()
    wakeup.setblocking(False)
    signal.set_wakeup_fd(wakeup.fileno(), warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    # A terminal's interrupt is for the tests to pass on.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    selector = selectors.DefaultSelector()
    selector.register(control, selectors.EVENT_READ)
    selector.register(ended, selectors.EVENT_READ)
    while True:
        ready = [key.fileobj for key, _ in selector.select()]
        if ended in ready:
            ended.recv(4096)
            _report(running)
        if control not in ready:
            continue
        message, files, _, _ = socket.recv_fds(control, REQUEST_LIMIT, 4)
        if not message:
            _end_all(running, (selector, ended, wakeup))
            return None
        pid = os.fork()
        if not pid:
            signal.set_wakeup_fd(-1)
            _take(files, (selector, control, ended, wakeup, *running.values()))
            return json.loads(message)
        for file in files[1:]:
            os.close(file)
        running[pid] = socket.socket(fileno=files[0])
        with contextlib.suppress(OSError):
            running[pid].sendall(NUMBER.pack(pid))


def _end_all(running: dict[int, socket.socket], opened: Iterable[Any]) -> None:
    """End what tests that failed left running."""
    for pid, status in running.items():
        os.kill(pid, signal.SIGKILL)
        status.close()
    for thing in opened:
        thing.close()


def _take(files: Sequence[int], inherited: Iterable[Any]) -> None:
    """Have the given files as standard input, output and error, and nothing else open."""
    for opened in inherited:
        opened.close()
    for place, file in enumerate(files[1:]):
        os.dup2(file, place)
    for file in files:
        os.close(file)


def _report(running: dict[int, socket.socket]) -> None:
    """Tell of the processes that have ended."""
    with contextlib.suppress(ChildProcessError):
        while (found := os.waitpid(-1, os.WNOHANG))[0]:
            with running.pop(found[0]) as status, contextlib.suppress(OSError):
                status.sendall(NUMBER.pack(os.waitstatus_to_exitcode(found[1])))


def _default_signals() -> None:
    for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGCHLD):
        signal.signal(number, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGPIPE, signal.SIG_IGN)


def _become(request: dict[str, Any]) -> None:
    _default_signals()
    os.environ.clear()
    os.environ.update(request["environment"])
    os.chdir(request["folder"])
    asyncio.create_subprocess_exec = _create_subprocess_exec
    program, *arguments = request["command"]
    sys.argv = [program, *arguments]
    runpy.run_module(program, run_name="__main__", alter_sys=True)


_really = asyncio.create_subprocess_exec


async def _create_subprocess_exec(*command: str, **options: Any) -> asyncio.subprocess.Process:
    """Start a process; a crawler is forked from this one."""
    if command[1:4] == CRAWLER:
        options["preexec_fn"] = partial(_crawl, command[4:])
    return await _really(*command, **options)


def _crawl(arguments: Sequence[str]) -> None:
    """Be a crawler, in a process that was forked by a program in the middle of its work."""
    code = 1
    try:
        signal.set_wakeup_fd(-1)
        _default_signals()
        os.closerange(3, 4096)
        # Those of the program stay referenced: what they hold of its work is not for these pipes.
        _STREAMS.extend((sys.stdin, sys.stdout))
        sys.stdin = open(0, closefd=False)  # noqa: SIM115 - standard input
        asyncio.set_event_loop(asyncio.new_event_loop())
        sys.argv = ["crawler", *arguments]
        from crawler.cli import main as crawl

        crawl()
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except BaseException:  # noqa: BLE001 - as the interpreter would
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(code)


_STREAMS: list[Any] = []


if __name__ == "__main__":
    main()

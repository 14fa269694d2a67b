"""Execution of a program with limits on time, memory, processes and output. All calls block.

The program is a child of `crawler.sandbox.supervisor`, which kills it together with its descendants.
"""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

from crawler.model.details.listings import ProgramDetail
from crawler.model.details.sentences import english
from crawler.model.reason import Reason
from crawler.sandbox.children import KEPT

MEMORY = 512 * 1024 * 1024
"""The memory in bytes that a program and its descendants may use together."""
OUTPUT_LIMIT = 10 * 1024 * 1024
"""The maximum number of bytes for each output of a program."""
SECONDS = 60.0
"""The maximum duration of a program."""
_PASSED_ON = ("PATH", "TZ")
"""The environment variables that a program gets from the crawler. Others are not passed on, as they may be secrets."""
_TAIL = 4096
_LINE_LIMIT = 300
_CHECK_S = 0.5
_PATIENCE_S = 10.0
"""The time in seconds that the supervisor has to kill a program with its descendants."""


class ProgramError(Exception):
    """The program could not be started, exceeded a limit, or failed.

    `kind` is the reason as a word: `start`, `exit`, `time`, `memory`, `processes`, `closed` (too much output), `lost`
    (the supervisor was killed). `output` is the standard output so far, and `errors` is the end of standard error.
    """

    def __init__(self, detail: Reason, kind: str = "start", output: bytes = b"", errors: bytes = b"") -> None:
        super().__init__(english(detail))
        self.detail = detail
        self.kind = kind
        self.output = output
        self.errors = errors


@dataclass
class _Output:
    """The data read from one output of a program. For standard error, only the end is kept."""

    is_whole: bool
    limit: int
    data: bytearray = field(default_factory=bytearray)
    size: int = 0

    def take(self, data: bytes) -> None:
        """Add data that was read from the output. Data that would exceed the limit is only counted, not stored."""
        self.size += len(data)
        if self.size <= self.limit:
            self.data += data
        if not self.is_whole:
            del self.data[:-_TAIL]


def run_program(
    argv: Sequence[str],
    folder: Path,
    variables: Mapping[str, str],
    seconds: float = SECONDS,
    memory: int = MEMORY,
    *,
    stdin: int | None = None,
    output_limit: int = OUTPUT_LIMIT,
) -> bytes:
    """Run a program in `folder` and return its standard output.

    Its environment consists of the search path, the time zone, the language, and `variables`. Its standard input is the
    file descriptor `stdin`, or empty. `seconds` limits its duration, `memory` the bytes of memory that it and its
    descendants use together, and `output_limit` the bytes of its standard output. Raise ProgramError if it cannot be
    started, fails or exceeds a limit. The message of the error ends with the last line of standard error.
    """
    result, write_end = os.pipe()
    environment = {name: os.environ[name] for name in _PASSED_ON if name in os.environ}
    request = {
        "argv": list(argv),
        "folder": str(folder),
        "environment": {**environment, "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8", **variables},
        "seconds": seconds,
        "memory": memory,
        "result": write_end,
        "stdin": stdin,
    }
    inherited = (write_end,) if stdin is None else (write_end, stdin)
    try:
        process = _supervisor(json.dumps(request), inherited)
    except OSError as error:
        os.close(result)
        raise ProgramError(ProgramDetail.NOT_STARTED.of(reason=error.strerror or error)) from error
    finally:
        os.close(write_end)
    output = _Output(is_whole=True, limit=output_limit)
    errors = _Output(is_whole=False, limit=OUTPUT_LIMIT)
    try:
        if not _collect(process, output, errors, monotonic() + seconds + _PATIENCE_S):
            process.kill()  # a program that stopped or killed its supervisor
        group, _, said = _first_bytes(result).decode("utf-8", "replace").partition(" ")
        if not said and group.isdigit():
            with contextlib.suppress(OSError):
                os.killpg(int(group), signal.SIGKILL)
    finally:
        _end(process)
        os.close(result)
    if output.size > output.limit or errors.size > errors.limit:
        said = "closed"
    if said == "exit 0":
        return bytes(output.data)
    detail = _detail(said, seconds, memory, output_limit)
    if line := _last_line(bytes(errors.data)):
        detail = ProgramDetail.WITH_OUTPUT.of(cause=detail, line=line)
    raise ProgramError(detail, said.partition(" ")[0] or "lost", bytes(output.data), bytes(errors.data))


def _supervisor(request: str, inherited: tuple[int, ...]) -> "subprocess.Popen[bytes]":
    # The supervisor has a session of its own, because an interrupt from the terminal is meant for the parent only.
    return subprocess.Popen(  # noqa: S603
        (sys.executable, "-P", "-m", "crawler.sandbox.supervisor", request),
        env={name: os.environ[name] for name in KEPT if name in os.environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        pass_fds=inherited,
        bufsize=0,
    )


def _collect(process: "subprocess.Popen[bytes]", output: _Output, errors: _Output, ends: float) -> bool:
    """Read the standard output and the standard error of a program to their ends.

    Return False if they are not complete at `ends` (a time of the monotonic clock), or if the supervisor was killed. If
    one of the two exceeds its limit, the supervisor's input is closed, so that the supervisor kills the program.
    """
    assert process.stdin
    assert process.stdout
    assert process.stderr
    outputs = {process.stdout.fileno(): output, process.stderr.fileno(): errors}
    poll = select.poll()
    for number in outputs:
        poll.register(number, select.POLLIN)
    while outputs and (left := ends - monotonic()) > 0:
        ready = poll.poll(min(left, _CHECK_S) * 1000)
        if not ready and process.poll() is not None:
            return False
        for number, _ in ready:
            data = os.read(number, 1024 * 1024)
            outputs[number].take(data)
            if outputs[number].size > outputs[number].limit:
                process.stdin.close()
            if not data:
                poll.unregister(number)
                del outputs[number]
    return not outputs


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the supervisor, which then kills the program, and close the pipes between supervisor and crawler."""
    assert process.stdin
    process.stdin.close()
    try:
        process.wait(_PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdout, process.stderr):
        if pipe:
            pipe.close()


def _first_bytes(pipe: int) -> bytes:
    poll = select.poll()
    poll.register(pipe, select.POLLIN)
    return os.read(pipe, 2000) if poll.poll(_PATIENCE_S * 1000) else b""


def _detail(said: str, seconds: float, memory: int, output: int) -> Reason:
    kind, _, rest = said.partition(" ")
    if kind == "start":
        return ProgramDetail.NOT_STARTED.of(reason=rest)
    if kind == "exit":
        status = int(rest)
        is_killed = status < 0
        return ProgramDetail.SIGNAL.of(signal=_signal(-status)) if is_killed else ProgramDetail.STATUS.of(status=status)
    limits = {
        "time": ProgramDetail.TIME.of(seconds=f"{seconds:g}"),
        "memory": ProgramDetail.MEMORY.of(size=memory >> 20),
        "processes": ProgramDetail.PROCESSES.of(),
        "closed": ProgramDetail.OUTPUT.of(size=output >> 20),
    }
    return limits.get(kind, ProgramDetail.LOST.of())


def _signal(number: int) -> str:
    with contextlib.suppress(ValueError):
        return signal.Signals(number).name
    return f"signal {number}"


def _last_line(errors: bytes) -> str:
    """Return the last non-empty line of standard error.

    The line is shortened, and unprintable characters are replaced.
    """
    lines = (" ".join(line.split()) for line in reversed(errors.decode("utf-8", "replace").splitlines()))
    line = next(filter(None, lines), "")
    return "".join(char if char.isprintable() else "\ufffd" for char in line)[:_LINE_LIMIT]

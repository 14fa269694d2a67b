"""Running of one program with limits on time, memory, processes and output. All calls block.

The program is a child of `crawler.sandbox.supervisor`, which kills it with its descendants.
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

from crawler.sandbox.process import KEPT

MEMORY = 512 * 1024 * 1024
"""The memory in bytes that a program and its descendants may use together."""
OUTPUT_LIMIT = 10 * 1024 * 1024
"""The maximum size in bytes of each of a program's outputs."""
SECONDS = 60.0
"""The maximum duration of a program."""
_PASSED_ON = ("PATH", "TZ")
"""The environment variables that a program gets from the crawler. Others are not passed on, as they may be secrets."""
_TAIL = 4096
_LINE_LIMIT = 300
_CHECK_S = 0.5
_PATIENCE_S = 10.0
"""The time in seconds that the supervisor has to kill a program with its descendants."""
_REASONS = {
    "time": "the program did not end within {seconds:g} s",
    "memory": "the program used more than {memory} MB of memory",
    "processes": "the program started too many processes",
    "closed": "the program printed more than {output} MB",
}


class ProgramError(Exception):
    """The program could not be started, exceeded a limit, or failed. The message is a sentence without a full stop."""


@dataclass
class _Output:
    """The data that was read from one output of a program; for standard error, only the end of it."""

    is_whole: bool
    data: bytearray = field(default_factory=bytearray)
    size: int = 0

    def take(self, data: bytes) -> None:
        """Add data, as far as the limit allows."""
        self.size += len(data)
        if self.size <= OUTPUT_LIMIT:
            self.data += data
        if not self.is_whole:
            del self.data[:-_TAIL]


def run_program(
    argv: Sequence[str], folder: Path, variables: Mapping[str, str], seconds: float = SECONDS, memory: int = MEMORY
) -> bytes:
    """Run a program in `folder` and return its standard output.

    Its environment consists of the search path, the time zone, the language, and `variables`. Raise ProgramError, whose
    message ends with the last line of standard error.
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
    }
    try:
        process = _supervisor(json.dumps(request), write_end)
    except OSError as error:
        os.close(result)
        raise ProgramError(f"the program could not be started: {error.strerror or error}") from error
    finally:
        os.close(write_end)
    output = _Output(is_whole=True)
    errors = _Output(is_whole=False)
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
    if output.size > OUTPUT_LIMIT or errors.size > OUTPUT_LIMIT:
        said = "closed"
    if said == "exit 0":
        return bytes(output.data)
    raise ProgramError(_reason(said, seconds, memory) + _last_line(bytes(errors.data)))


def _supervisor(request: str, write_end: int) -> "subprocess.Popen[bytes]":
    # The supervisor has a session of its own, because an interrupt from the terminal is meant for the parent only.
    return subprocess.Popen(  # noqa: S603
        (sys.executable, "-P", "-m", "crawler.sandbox.supervisor", request),
        env={name: os.environ[name] for name in KEPT if name in os.environ},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        start_new_session=True,
        pass_fds=(write_end,),
        bufsize=0,
    )


def _collect(process: "subprocess.Popen[bytes]", output: _Output, errors: _Output, ends: float) -> bool:
    """Read both outputs to their end; return false if they do not end in time or the supervisor was killed.

    The supervisor's input is closed when one of the outputs exceeds the limit.
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
            if outputs[number].size > OUTPUT_LIMIT:
                process.stdin.close()
            if not data:
                poll.unregister(number)
                del outputs[number]
    return not outputs


def _end(process: "subprocess.Popen[bytes]") -> None:
    """End the supervisor, which kills the program, and close the pipes."""
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


def _reason(said: str, seconds: float, memory: int) -> str:
    kind, _, detail = said.partition(" ")
    if kind == "start":
        return f"the program could not be started: {detail}"
    if kind == "exit":
        status = int(detail)
        failed = f"the program failed with status {status}"
        return f"the program was ended by {_signal(-status)}" if status < 0 else failed
    template = _REASONS.get(kind, "the program was lost")
    return template.format(seconds=seconds, memory=memory >> 20, output=OUTPUT_LIMIT >> 20)


def _signal(number: int) -> str:
    with contextlib.suppress(ValueError):
        return signal.Signals(number).name
    return f"signal {number}"


def _last_line(errors: bytes) -> str:
    """Return the last line that is not empty, printable and shortened, as the end of a message."""
    lines = (" ".join(line.split()) for line in reversed(errors.decode("utf-8", "replace").splitlines()))
    line = next(filter(None, lines), "")
    shown = "".join(char if char.isprintable() else "\ufffd" for char in line)[:_LINE_LIMIT]
    return f": {shown}" if shown else ""

"""Processes that are stopped when their parent ends."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="only Linux reports the end of the parent to a child"),
]
SANDBOX = """
from crawler.sandbox.process import SandboxProcess, request_of
from tests.crawler.sandbox.hostile_steps import pid_of
process = SandboxProcess()
print(process.ask(request_of(pid_of, 0), 5.0), flush=True)
"""
FORKED = """
import asyncio
from crawler.sandbox.parser import ProcessParser
from tests.crawler.sandbox.hostile_steps import pid_of
parser = ProcessParser()
print(asyncio.run(parser.run("a", pid_of, 0)), flush=True)
"""
CRAWLER = """
import subprocess, sys
child = subprocess.Popen(
    [sys.executable, "-P", "-m", "crawler", "serve"],
    stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True,
)
child.stdin.write(b'{"do": "ping", "id": "1"}\\n')
child.stdin.flush()
child.stdout.readline()
print(child.pid, flush=True)
"""


def state(pid):
    """Return the state of a process, or "Z" if it has ended."""
    try:
        return Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "Z"


def comes(pid, wanted):
    ends = time.monotonic() + 10
    while state(pid) != wanted and time.monotonic() < ends:
        time.sleep(0.02)
    return state(pid) == wanted


@pytest.mark.parametrize("program", [SANDBOX, FORKED, CRAWLER], ids=["sandbox", "forked", "crawler"])
@pytest.mark.parametrize("is_stopped", [True, False], ids=["stopped", "running"])
def test_a_process_ends_with_its_parent(program, is_stopped):
    source = f"{program}\nimport time\ntime.sleep(60)\n"
    with subprocess.Popen([sys.executable, "-c", source], stdout=subprocess.PIPE, text=True) as parent:
        child = int(parent.stdout.readline())
        if is_stopped:
            os.kill(child, signal.SIGSTOP)
            assert comes(child, "T")
        parent.kill()
    try:
        assert comes(child, "Z")
    finally:
        if state(child) != "Z":
            os.kill(child, signal.SIGKILL)

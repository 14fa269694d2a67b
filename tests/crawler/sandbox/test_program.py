"""Tests of running programs with limits."""

import os
import subprocess
import time
from pathlib import Path
from uuid import uuid4

import pytest

from crawler.sandbox import program
from crawler.sandbox.program import ProgramError, run_program

pytestmark = pytest.mark.slow


@pytest.fixture
def run(tmp_path):
    """Run a shell script as a program in a folder."""

    def made(script: str, shell: str = "/bin/sh", **limits: float) -> bytes:
        path = tmp_path / "program"
        path.write_text(f"#!{shell}\n{script}\n", encoding="utf-8")
        path.chmod(0o755)
        return run_program([str(path), "a b", "$X"], tmp_path, {"NOTICEWATCH_SOURCE": "odd"}, **limits)

    return made


def python() -> str:
    return os.path.realpath(program.sys.executable)


def is_alive(mark: str) -> bool:
    """Return whether a process whose command line contains `mark` is alive."""
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            if mark.encode() in (folder / "cmdline").read_bytes() and " Z " not in (folder / "stat").read_text():
                return True
        except OSError:
            continue
    return False


def test_the_output_is_returned_with_the_arguments_as_they_are(run):
    assert run('echo "$1|$2"; echo ignored >&2') == b"a b|$X\n"


def test_the_environment_contains_no_secrets(run, monkeypatch):
    monkeypatch.setenv("MAIL_PASSWORD", "hunter2")
    monkeypatch.setenv("https_proxy", "http://user:hunter2@proxy.example")
    names = {line.split("=")[0] for line in run("env; cat /proc/$PPID/environ | tr '\\0' '\\n'").decode().splitlines()}
    assert "NOTICEWATCH_SOURCE" in names
    assert not names & {"MAIL_PASSWORD", "https_proxy", "HOME"}


def test_standard_input_is_empty(run):
    assert run("cat; echo end") == b"end\n"


def test_standard_input_may_be_an_open_file_and_the_limit_on_output_is_given(run, tmp_path):
    path = tmp_path / "input"
    path.write_bytes(b"given\n" * 100)
    with path.open("rb") as file:
        assert run("cat", stdin=file.fileno(), output_limit=1000) == path.read_bytes()
    with path.open("rb") as file, pytest.raises(ProgramError) as raised:
        run("cat; echo more >&2; exec sleep 5", stdin=file.fileno(), output_limit=100)
    assert raised.value.kind == "closed"


@pytest.mark.parametrize(
    ("script", "limits", "message"),
    [
        (
            "echo row; echo first >&2; printf '\\033[31mlast\\n\\n' >&2; exit 3",
            {},
            "failed with exit status 3: \ufffd[31mlast",
        ),
        ("kill -SEGV $$", {}, "ended by the signal SIGSEGV"),
        ("trap '' TERM; echo waiting >&2; sleep 30", {"seconds": 0.5}, "did not end within 0.5 s: waiting"),
        ("kill -STOP $$", {"seconds": 0.5}, "did not end within"),
        ("while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxx; done", {}, "printed more than"),
        ("while :; do echo xxxxxxxxxxxxxxxxxxxxxxxxxxxxx >&2; done", {}, "printed more than"),
        ("kill -9 $PPID; sleep 30", {}, "the program ended unexpectedly, for an unknown reason"),
    ],
)
def test_a_failing_program_is_described_with_the_last_line_of_its_errors(run, monkeypatch, script, limits, message):
    monkeypatch.setattr(program, "OUTPUT_LIMIT", 100_000)
    began = time.monotonic()
    with pytest.raises(ProgramError) as raised:
        run(script, **limits)
    assert message in str(raised.value)
    assert time.monotonic() - began < 10


def test_memory_is_limited_also_that_of_several_processes_together(run):
    script = "import os, time\n[os.fork() for _ in range(2)]\nx = bytearray(b'1') * 40_000_000\ntime.sleep(30)"
    with pytest.raises(ProgramError, match="more than 95 MB of memory"):
        run(script, python(), memory=100_000_000)


def test_a_program_has_a_limited_number_of_processes(run):
    with pytest.raises(ProgramError, match="too many processes"):
        run("for i in $(seq 100); do sleep 30 & done; wait")


@pytest.mark.parametrize("ending", ["", "sleep 30"])
def test_no_descendant_survives_the_program(run, ending):
    mark = f"sleep 31.{uuid4().int % 10**9}"
    script = (
        f"({mark} &)\nsetsid {mark} </dev/null >/dev/null 2>&1 &\nsetsid sh -c '{mark} & {mark}' &\nsleep 0.2\n{ending}"
    )
    try:
        run(script, seconds=1.0)
    except ProgramError:
        assert ending
    assert not is_alive(mark.split()[1])


def test_the_program_ends_with_the_crawler(tmp_path):
    mark = f"31.{uuid4().int % 10**9}"
    path = tmp_path / "program"
    path.write_text(f"#!/bin/sh\nsetsid sleep {mark}\n", encoding="utf-8")
    path.chmod(0o755)
    code = f"from crawler.sandbox.program import run_program; run_program([{str(path)!r}], {str(tmp_path)!r}, {{}})"
    crawler = subprocess.Popen([program.sys.executable, "-c", code], cwd=Path(__file__).parents[3])
    try:
        ends = time.monotonic() + 20
        while not is_alive(mark) and time.monotonic() < ends:
            time.sleep(0.05)
        assert is_alive(mark)
    finally:
        crawler.kill()
        crawler.wait()
    while is_alive(mark) and time.monotonic() < ends:
        time.sleep(0.05)
    assert not is_alive(mark)


@pytest.mark.parametrize(("mode", "content"), [(0o644, "#!/bin/sh"), (0o755, "#!/no/such/shell"), (0o755, "\x00\x01")])
def test_a_program_that_cannot_be_started_is_named_with_the_reason(tmp_path, mode, content):
    path = tmp_path / "program"
    path.write_text(content, encoding="utf-8")
    path.chmod(mode)
    with pytest.raises(ProgramError, match="could not be started"):
        run_program([str(path)], tmp_path, {})

"""Words, queries, lines of input, terminals, and commands that only read."""

import contextlib
import json
import os
import re
import shlex
import sqlite3
import subprocess
import threading
import time
from typing import Any

from tests import postgres
from tests.benchmarks.operations.world import (
    TEXT,
    Case,
    Web,
    World,
    ended,
    files,
    portal,
    serving,
    waited,
    worlds,
)

_POSTGRES = threading.Lock()
"""Held while a database is made: the server's databases are for one thread at a time."""


def check_words(case: Case) -> str:
    """Run a case, and return an empty string if it holds, or a description of its failure."""
    query = shlex.split(case.command.split("topics test ")[1].rstrip("`").replace("\\'", "'\\''"))[0]
    with worlds() as world:
        done = world.run("ingest", str(files(case)[0]))
        if fault := ended(done, 0):
            return fault
        done = world.run("topics", "test", query)
        wanted = "0 of 1" if "does not match" in case.expected else "1 of 1"
        return "" if wanted in done.stdout else f"{done.stdout} {done.stderr}"[-300:]


def check_queries(case: Case) -> str:
    """Run a case, and return an empty string if it holds, or a description of its failure."""
    with worlds() as world:
        (world.folder / "topics").mkdir()
        (world.folder / "topics/t.yaml").write_bytes(files(case)[0].read_bytes())
        done = world.run("config", "check")
        said = [line for line in (done.stdout + done.stderr).splitlines() if re.search(r"\btopic t\b|\bt\.yaml", line)]
        if "exit code 0, nothing said" in case.expected:
            return "" if done.returncode == 0 and not said else f"{done.returncode} {said}"
        return "" if done.returncode or said else f"exit code 0: {done.stdout[-200:]}"


def check_reading(case: Case) -> str:
    """Run a case, and return an empty string if it holds, or a description of its failure."""
    with worlds() as world, serving(Web()) as web:
        world.sources(portal(web, every="2s"))
        command = shlex.split(case.command.strip("`"))[1:]
        with world.daemon():
            if not waited(lambda: world.run("status", "--check").returncode == 0):
                return f"never healthy: {world.log()[-300:]}"
            if "no-rights" in case.name:
                return ended(_unprivileged(world).run(*command), 0)
            began = time.monotonic()
            world.run(*command)
            usual = time.monotonic() - began
            database = sqlite3.connect(world.folder / "noticewatch.db", timeout=60, check_same_thread=False)
            with contextlib.closing(database):
                database.execute("BEGIN IMMEDIATE")
                began = time.monotonic()
                done = world.run(*command)
                took = time.monotonic() - began
                database.rollback()
            return ended(done, 0) or ("" if took <= 18 else f"after {took:.0f} s, without the lock {usual:.0f} s")


def _unprivileged(world: World) -> World:
    """Return a world whose commands may read the folder, but not write to it."""
    subprocess.run(["chown", "-R", "nobody", str(world.folder)], check=True)
    subprocess.run(["chmod", "-R", "go=rX", str(world.folder.parent)], check=True)
    kept = "-dac_override,-dac_read_search,-fowner"
    return World(world.folder, wrapper=("setpriv", "--bounding-set", kept))


def check_streams(case: Case) -> str:
    """Run a case, and return an empty string if it holds, or a description of its failure."""
    with worlds() as world:
        if given := files(case):
            world.run("ingest", str(given[0]))
        elif "What: a given `source`" in case.text or "title with" in case.text:
            _ingest_odd(case, world)
        else:
            ingest(world, {"url": "http://x.example/1", "title": "关于集群的通知", "text": TEXT})
        text = case.command.strip("`")
        environment = dict(re.findall(r"\b([A-Z_]+)=(\S+)", text))
        arguments = re.search(r"noticewatch (.*?)(?: (?:<|>|2>|\|).*)?$", text)
        done = _through_shell(world, shlex.split(arguments[1]), text, environment)  # type: ignore[index]
        codes = (0, 1, 2, 3) if "0 to 3" in case.expected else (0,) if "no " in case.expected[:3] else (1, 2)
        if fault := ended(done, *codes):
            return fault
        if "control" in case.expected:
            found = re.findall(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]", done.stdout)
            return f"{found}" if found else ""
        if "cell begins" in case.expected:
            cells = re.findall(r'(?:^|,)"?([＝＋－＠=+\-@])', done.stdout, re.M)
            return f"{done.stdout[:300]}" if cells else ""
        return ""


def _through_shell(
    world: World, arguments: list[str], text: str, environment: dict[str, str]
) -> "subprocess.CompletedProcess[str]":
    command = shlex.join(world.command(*arguments))
    redirects = " ".join(re.findall(r"[0-9]?[<>]\S*&?-?(?: ?/dev/\w+)?", text.split("noticewatch ", 1)[1]))
    return subprocess.run(
        ["sh", "-c", f"{command} {redirects}"],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        errors="replace",
        timeout=120,
        check=False,
    )


def ingest(world: World, *lines: dict[str, Any]) -> "subprocess.CompletedProcess[str]":
    path = world.folder / "lines.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines))
    return world.run("ingest", str(path))


def _ingest_odd(case: Case, world: World) -> None:
    notice = {"url": "http://x.example/1", "title": "关于集群的通知", "text": TEXT}
    if given := re.search(r"a given `(\w+)` of `([^`]+)`|a given `source` of `([^`]+)`", case.text):
        field_name = given[1] or "source"
        notice[field_name] = json.loads(f'"{given[2] or given[3]}"')
    else:
        sign = re.search(r"title with (\S+)", case.text)[1]  # type: ignore[index]
        notice["title"] = f'{sign}HYPERLINK("http://x.example","通知集群")'
    ingest(world, notice)


def check_lines(case: Case) -> str:
    """Run a case, and return an empty string if it holds, or a description of its failure."""
    with worlds() as world, contextlib.ExitStack() as stack:
        if "PostgreSQL" in case.text or "postgresql" in case.name:
            with _POSTGRES:
                world.settings(database=stack.enter_context(postgres.database()))
        bad = files(case)[0].read_bytes().strip() if files(case) else _bad_line(case)
        good = [
            json.dumps({"url": f"http://g.example/{n}", "title": f"第{n}号通知", "text": f"第{n}号。{TEXT}"}).encode()
            for n in range(3)
        ]
        path = world.folder / "lines.jsonl"
        path.write_bytes(b"\n".join([good[0], bad, *good[1:]]) + b"\n")
        done = world.run("ingest", str(path))
        listed = world.run("notices", "list", "--format", "jsonl").stdout
        lost = [n for n in range(3) if f"http://g.example/{n}" not in listed]
        named = re.search(r"\b2\b", done.stderr) if done.returncode else True
        fault = ended(done, 0, 1, 2)
        return fault or (
            "" if not lost and named else f"lost {lost}, exit code {done.returncode}: {done.stderr[-200:]}"
        )


def _bad_line(case: Case) -> bytes:
    what = re.search(r"What: (.+)", case.text)[1]  # type: ignore[index]
    if count := re.search(r"([\d,]+) opening (bracket|brace)", what):
        return (b"[" if count[2] == "bracket" else b'{"a":') * int(count[1].replace(",", ""))
    digits = re.search(r"(\d+) digits", what)
    return b'{"url": "http://b.example/1", "title": "t", "text": ' + b"9" * int(digits[1]) + b"}"  # type: ignore[index]

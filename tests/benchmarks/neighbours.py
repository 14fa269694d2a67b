"""Healthy sources beside hostile ones: the delay of the healthy polls, against the quiet figure of the same run.

    python -m tests.benchmarks neighbours [--healthy 200] [--hostile 20] [--every 8] [--seconds 90]

The daemon watches the healthy sources, each of which is due `every` so many seconds after its last poll; every second
answer of a healthy one differs. After the first polls and a quiet phase, the hostile sources are added to the
configuration, with the same interval. What follows is the daemon's own behaviour: its slots for slow sources, the
longer intervals of failing ones, and its processes.

The daemon starts at most 48 polls a second (24 in half a second), so `every` must be long enough for all sources.

- The delay of a poll is the time from when its source was due until its result is recorded. It includes up to half a
  second until the daemon looks for due sources. The aim is a 99th percentile beside the hostile sources of at most
  twice the quiet one.
- The duration of a poll, which is a part of the delay, is the time from the request to the crawler child until its
  result. It has no aim, and shows more of the hostile sources, since it does not include that wait.
"""

import argparse
import contextlib
import json
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby, pairwise
from pathlib import Path

from tests.hostile_sites import KINDS, address_of, served

_FIRST_POLLS = 3
_PATIENCE_S = 300.0
_HEALTHY = "healthy"


@dataclass(frozen=True)
class _Poll:
    """A recorded poll: its source, its time in seconds, and whether it failed."""

    source: str
    at: float
    failed: bool


def _configure(folder: Path, name: str, numbers: range, port: int, every_s: float) -> None:
    sources = [
        {
            "id": f"{name}{number}",
            "url": f"http://{address_of(number)}:{port}/list/",
            "every": f"{every_s:g}s",
            "trusted": True,
        }
        for number in numbers
    ]
    (folder / "sources").mkdir(exist_ok=True)
    (folder / "sources" / f"{name}.yaml").write_text(json.dumps(sources))


@contextlib.contextmanager
def _daemon(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / "log").open("wb") as log:
        command = [sys.executable, "-P", "-m", "monitor", "run", "--config", str(folder)]
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            yield process
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(15)


def _polls(folder: Path) -> list[_Poll]:
    """Return the recorded polls, by source and in their order."""
    try:
        with contextlib.closing(
            sqlite3.connect(f"file:{folder / 'noticewatch.db'}?mode=ro", uri=True, timeout=10)
        ) as opened:
            rows = opened.execute("SELECT source_id, at, outcome FROM poll ORDER BY source_id, id").fetchall()
    except sqlite3.OperationalError:
        return []  # the daemon has not created the table yet
    return [
        _Poll(source, datetime.fromisoformat(at).replace(tzinfo=UTC).timestamp(), outcome == "failed")
        for source, at, outcome in rows
    ]


def _until_polled(folder: Path, count: int) -> None:
    """Wait until each of `count` sources has been polled a few times."""
    ends = time.monotonic() + _PATIENCE_S
    while time.monotonic() < ends:
        by_source = [len(list(polls)) for _, polls in groupby(_polls(folder), key=lambda poll: poll.source)]
        if len(by_source) == count and min(by_source) >= _FIRST_POLLS:
            return
        time.sleep(1)
    sys.exit("the first polls were not done in time")


def _delays(polls: Sequence[_Poll], every_s: float, begins: float, ends: float) -> list[float]:
    """Return the delays of the healthy polls that were recorded in a phase."""
    return [
        after.at - before.at - every_s
        for before, after in pairwise(polls)
        if before.source == after.source and _is_healthy(after.source) and begins <= after.at < ends
    ]


def _durations(folder: Path, begins: float, ends: float) -> list[float]:
    """Return the durations of the healthy polls that the log mentions in a phase."""
    durations = []
    for line in (folder / "log").read_text(encoding="utf-8").splitlines():
        record = json.loads(line) if line.startswith("{") else {}
        if record.get("action") == "poll" and "seconds" in record and _is_healthy(record["source"]):
            at = datetime.fromisoformat(record["time"]).timestamp()
            durations += [record["seconds"]] if begins <= at < ends else []
    return durations


def _is_healthy(source: str) -> bool:
    return source.startswith(_HEALTHY)


def _part(values: Sequence[float], part: float) -> float:
    return sorted(values)[int(len(values) * part)]


def _say(words: str, values: Sequence[float]) -> None:
    middle, late, latest = _part(values, 0.5), _part(values, 0.99), max(values)
    print(f"{words}: {len(values)} polls, median {middle:.3f} s, p99 {late:.3f} s, longest {latest:.3f} s")


def _run(folder: Path, port: int, chosen: argparse.Namespace) -> None:
    (folder / "noticewatch.yaml").write_text("{}\n")
    _configure(folder, _HEALTHY, range(chosen.healthy), port, chosen.every)
    with _daemon(folder) as process:
        _until_polled(folder, chosen.healthy)
        begins = time.time()
        time.sleep(chosen.seconds)
        _configure(folder, "hostile", range(chosen.healthy, chosen.healthy + chosen.hostile), port, chosen.every)
        process.send_signal(signal.SIGHUP)
        added = time.time()
        time.sleep(chosen.seconds)
        polls = _polls(folder)
    ends = time.time()
    hostile = [poll for poll in polls if not _is_healthy(poll.source)]
    failed = sum(poll.failed for poll in polls if _is_healthy(poll.source))
    print(
        f"{chosen.hostile} hostile sources of {len(KINDS)} kinds, polled {len(hostile)} times; {failed} polls of "
        "healthy sources failed"
    )
    phases = {"quiet": (begins, added), "beside": (added, ends)}
    for what, values in (
        ("delay", {name: _delays(polls, chosen.every, *phase) for name, phase in phases.items()}),
        ("duration", {name: _durations(folder, *phase) for name, phase in phases.items()}),
    ):
        for name, found in values.items():
            _say(f"{what}, {name}", found)
        ratio = _part(values["beside"], 0.99) / _part(values["quiet"], 0.99)
        print(f"ratio of p99 of the {what} {ratio:.2f}" + (" (aim: at most 2)" if what == "delay" else ""))


def main(arguments: list[str]) -> None:
    """Run both phases and print the figures."""
    options = argparse.ArgumentParser(prog="neighbours")
    options.add_argument("--healthy", type=int, default=200)
    options.add_argument("--hostile", type=int, default=20)
    options.add_argument("--every", type=float, default=8.0)
    options.add_argument("--seconds", type=float, default=90.0)
    chosen = options.parse_args(arguments)
    with served(chosen.healthy, chosen.hostile) as port, tempfile.TemporaryDirectory() as folder:
        _run(Path(folder), port, chosen)

"""Measure the processor time of unchanged polls at a low rate, at which most of it is spent on waking processes.

    python -m tests.benchmarks unchanged [--folder FOLDER] [--against PYTHON] [--sources 2000] [--rate 8]
                                         [--seconds 60] [--rounds 1] [--children 1]

The sources are those of `soak`, after their baseline. In each round, the daemon starts on a copy of their database and
polls one source of each host, which is not measured. Then the others become due at random, `--rate` per second. None
finds a notice.

`--against` names the Python of an environment with another version of the product. It runs at the same time, on a copy
of its own, so that other programs disturb both equally. `--folder` keeps the sources' database for later runs.
"""

import argparse
import random
import re
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.benchmarks.processes import seconds, spent
from tests.benchmarks.soak_daemon import asked, configure, daemon, until_baseline
from tests.benchmarks.soak_sites import HOSTS, sites

SETTLE_S = 5.0
"""The seconds at the beginning that are not measured."""
_POLLS = "SELECT count(*) FROM poll"
_WARM = "SELECT count(*) FROM source WHERE due_at BETWEEN datetime('now', '50 minutes') AND datetime('now', '23 hours')"


def _prepare(folder: Path, count: int) -> None:
    """Poll each source once, unless the folder has been prepared before. Keep the port of the sites in the folder."""
    if (folder / "port").exists():
        return
    folder.mkdir(parents=True, exist_ok=True)
    with sites() as site:
        configure(folder, site, count, 1)
        with daemon(folder):
            until_baseline(folder, count)
        (folder / "port").write_text(str(site.port))


def _copy(folder: Path, to: Path, children: int) -> None:
    """Copy the prepared folder. In the copy, one source of each host is due, and each source is polled hourly."""
    shutil.copytree(folder, to)
    settings = to / "noticewatch.yaml"
    lines = [line for line in settings.read_text().splitlines() if not line.startswith("children:")]
    settings.write_text("\n".join([*lines, f"children: {children}", ""]))
    for file in (to / "sources").iterdir():
        file.write_text(re.sub(r'"every": "\w+"', '"every": "1h"', file.read_text()))
    now = datetime.now(UTC)
    names = _names(to)
    _set_due(to, dict.fromkeys(names, now + timedelta(days=1)) | dict.fromkeys(names[:HOSTS], now))


def _spread(folder: Path, rate: float) -> None:
    """Let the sources that were not polled since the start become due at random, `rate` of them a second."""
    chance = random.Random(1)
    now = datetime.now(UTC)
    names = _names(folder)[HOSTS:]
    _set_due(folder, {name: now + timedelta(seconds=chance.uniform(0, len(names) / rate)) for name in names})


def _names(folder: Path) -> list[str]:
    with closing(sqlite3.connect(folder / "noticewatch.db")) as opened:
        return [name for [name] in opened.execute("SELECT id FROM source ORDER BY length(id), id")]


def _set_due(folder: Path, due: dict[str, datetime]) -> None:
    rows = [(at.strftime("%Y-%m-%d %H:%M:%S.%f"), name) for name, at in due.items()]
    with closing(sqlite3.connect(folder / "noticewatch.db", timeout=30)) as opened, opened:
        opened.executemany("UPDATE source SET due_at = ?, leased_until = NULL, lease_owner = NULL WHERE id = ?", rows)


class _Run:
    """A running daemon, whose processor time and polls are measured from now on."""

    def __init__(self, pid: int, folder: Path) -> None:
        self._pid = pid
        self._folder = folder
        self._before = self._look()

    def _look(self) -> tuple[float, float, int]:
        return spent(self._pid), seconds(self._pid), asked(self._folder, _POLLS)

    def milliseconds(self) -> tuple[float, float, int]:
        """Return the processor time of a poll in all processes and in the daemon only, and the number of polls."""
        used, own, polls = (now - before for now, before in zip(self._look(), self._before, strict=True))
        return used * 1000 / max(1, polls), own * 1000 / max(1, polls), int(polls)


def _round(folder: Path, pythons: list[Path], chosen: argparse.Namespace) -> list[float]:
    with ExitStack() as stack:
        scratch = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        pids = []
        for number, python in enumerate(pythons):
            _copy(folder, scratch / str(number), chosen.children)
            pids.append(stack.enter_context(daemon(scratch / str(number), python=python)))
        while min(asked(scratch / str(number), _WARM) for number in range(len(pids))) < HOSTS:
            time.sleep(1)
        for number in range(len(pids)):
            _spread(scratch / str(number), chosen.rate)
        time.sleep(SETTLE_S)
        runs = [_Run(pid, scratch / str(number)) for number, pid in enumerate(pids)]
        time.sleep(chosen.seconds)
        figures = [run.milliseconds() for run in runs]
    for python, (used, own, polls) in zip(pythons, figures, strict=True):
        sys.stdout.write(
            f"{used:.2f} ms a poll (daemon {own:.2f}, children {used - own:.2f}; {polls} polls, "
            f"{polls / chosen.seconds:.1f}/s)  {python}\n"
        )
    sys.stdout.flush()
    return [used for used, _, _ in figures]


def main(arguments: list[str]) -> None:
    """Measure, and print the figures of each round and their medians."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks unchanged")
    options.add_argument("--folder", type=Path)
    options.add_argument("--against", metavar="PYTHON", type=Path)
    options.add_argument("--sources", type=int, default=2000)
    options.add_argument("--rate", type=float, default=8.0)
    options.add_argument("--seconds", type=float, default=60.0)
    options.add_argument("--rounds", type=int, default=1)
    options.add_argument("--children", type=int, default=1)
    chosen = options.parse_args(arguments)
    with ExitStack() as stack:
        folder = chosen.folder or Path(stack.enter_context(tempfile.TemporaryDirectory())) / "sources"
        _prepare(folder, chosen.sources)
        stack.enter_context(sites(int((folder / "port").read_text())))
        pythons = [Path(sys.executable), *([chosen.against.absolute()] if chosen.against else [])]
        rounds = [_round(folder, pythons, chosen) for _ in range(chosen.rounds)]
    for python, used in zip(pythons, zip(*rounds, strict=True), strict=True):
        sys.stdout.write(f"median of {chosen.rounds}: {statistics.median(used):.2f} ms a poll  {python}\n")

"""The processor time of unchanged polls at a low rate, at which most of it is spent on being woken up.

    python -m tests.benchmarks unchanged [--folder FOLDER] [--against PYTHON] [--sources 2000] [--rate 8]
                                         [--seconds 60] [--rounds 1] [--children 1]

The sources are those of `soak`, after their baseline. In each round, the daemon starts on a copy of their database in
which the due times of the sources are at random, so that about `--rate` polls a second begin. None finds anything.

`--against` names the Python of an environment with another version of the product. It runs at the same time, on a copy
of its own, so that both are disturbed alike by other programs. `--folder` keeps the sources' database for later runs.
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

WARM_UP_S = 40.0
"""The seconds in which a daemon starts and polls one source of each host, which is not measured."""
_POLLS = "SELECT count(*) FROM poll"


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


def _copy(folder: Path, to: Path, rate: float, children: int) -> None:
    shutil.copytree(folder, to)
    settings = to / "noticewatch.yaml"
    lines = [line for line in settings.read_text().splitlines() if not line.startswith("children:")]
    settings.write_text("\n".join([*lines, f"children: {children}", ""]))
    for file in (to / "sources").iterdir():
        # Each source is due once, so that the rate stays the same.
        file.write_text(re.sub(r'"every": "\w+"', '"every": "1h"', file.read_text()))
    chance = random.Random(1)
    now = datetime.now(UTC)
    begin = now + timedelta(seconds=WARM_UP_S)
    with closing(sqlite3.connect(to / "noticewatch.db")) as opened, opened:
        names = [name for [name] in opened.execute("SELECT id FROM source ORDER BY length(id), id")]
        due = {name: begin + timedelta(seconds=chance.uniform(0, (len(names) - HOSTS) / rate)) for name in names}
        due.update(dict.fromkeys(names[:HOSTS], now))
        rows = [(at.strftime("%Y-%m-%d %H:%M:%S.%f"), name) for name, at in due.items()]
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
            _copy(folder, scratch / str(number), chosen.rate, chosen.children)
            pids.append(stack.enter_context(daemon(scratch / str(number), python=python)))
        time.sleep(WARM_UP_S)
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

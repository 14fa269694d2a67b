"""Run the daemon with many sources for a while, and measure its memory, processor time and latency.

    python -m tests.benchmarks soak [--sources 2000] [--minutes 30] [--children 1] [--peer PYTHON] [--faults]
                                   [--folder FOLDER]

A fifth of the sources is polled every minute, three tenths every two minutes, three tenths every five, and a fifth
every ten. With 2,000 sources on 500 hosts, these are 14 polls per second, with the usual delay of 0.25 s between
requests to a host. After the baseline, which is not measured, half minutes in which no poll finds a notice alternate
with half minutes in which one poll in 20 does. A subscription whose channel is a receiver on loopback matches each
notice.

- Memory of the daemon and its children together, every 5 s: the mean of the last third against that of the second.
- Processor time of an unchanged poll: the time that the daemon and all its children, including those that have ended,
  used in the half minutes without notices, divided by the number of polls.
- From poll to alert: the time from the first answer that showed the notice until the receiver has the message.
- The number of notices that were not alerted, or alerted twice.

`--faults` adds the faults of `soak_faults` and hostile sources. Even then, each notice must be alerted once, and each
trouble reported to the operator once. `--folder` keeps the database and the log in an empty folder.

`--peer` names the Python of an environment in which changedetection.io is installed (`python3 -m venv`, `pip install
changedetection.io`). It watches the same sites after the daemon has ended.
"""

import argparse
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from tests.benchmarks import soak_faults, soak_peer
from tests.benchmarks.processes import family, memory, memory_by_module, seconds, spent
from tests.benchmarks.soak_daemon import asked, configure, daemon, until_baseline
from tests.benchmarks.soak_faults import faults
from tests.benchmarks.soak_sites import ROWS, Sites, sites

STRETCH_S = 30.0
SAMPLE_S = 5.0
SETTLE_S = 3.0
"""Seconds of a stretch with or without publications, between two looks at the memory, and at the beginning of a
stretch that count for none."""
ONE_IN = 20
DRAIN_PATIENCE_S = 900.0
"""The time in seconds after the faults in which all that was shown must be told."""
MIB = 1024 * 1024


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


@dataclass(frozen=True)
class _Look:
    """Seconds of the clock, of the processor by all processes, and by the daemon's own; polls so far, and those that
    found something."""

    at: float
    used: float
    own: float
    polls: int
    found: int

    def since(self, before: "_Look") -> "_Look":
        """What came between two looks."""
        mine = asdict(self)
        other = asdict(before)
        return _Look(**{name: mine[name] - other[name] for name in mine})

    def plus(self, other: "_Look") -> "_Look":
        """Two stretches together."""
        mine = asdict(self)
        more = asdict(other)
        return _Look(**{name: mine[name] + more[name] for name in mine})

    def __str__(self) -> str:
        each = 1000 / max(1, self.polls)
        return (
            f"{self.used * each:.2f} ms a poll (daemon {self.own * each:.2f}, children "
            f"{(self.used - self.own) * each:.2f}; {self.polls} polls, {self.polls / max(1e-9, self.at):.1f}/s, "
            f"{self.found} found something)"
        )


@dataclass
class _Figures:
    """What was measured: with and without publications, and the memory of all processes, RSS and PSS; at the end, also
    by the module that a process runs."""

    quiet: _Look = _Look(0, 0, 0, 0, 0)
    busy: _Look = _Look(0, 0, 0, 0, 0)
    sizes: list[tuple[int, int]] = field(default_factory=list)
    by_module: dict[str, tuple[int, int]] = field(default_factory=dict)


def _look(pid: int, site: Sites) -> _Look:
    report = site.report()
    return _Look(time.monotonic(), spent(pid), seconds(pid), report["polls"], report["found"])


def _measure(pid: int, site: Sites, lasts_s: float) -> _Figures:
    figures = _Figures()
    ends = time.monotonic() + lasts_s
    publishes = False
    while time.monotonic() < ends:
        site.publish(ONE_IN if publishes else 0)
        time.sleep(SETTLE_S)
        before = _look(pid, site)
        over = time.monotonic() + STRETCH_S - SETTLE_S
        while time.monotonic() < over:
            figures.sizes.append(memory(pid))
            time.sleep(min(SAMPLE_S, max(0.0, over - time.monotonic())))
        stretch = _look(pid, site).since(before)
        if publishes:
            figures.busy = figures.busy.plus(stretch)
        else:
            figures.quiet = figures.quiet.plus(stretch)
        publishes = not publishes
    figures.by_module = memory_by_module(pid)
    site.publish(0)
    time.sleep(SETTLE_S)
    return figures


def _ours(site: Sites, chosen: argparse.Namespace) -> None:
    count = chosen.sources
    with ExitStack() as stack:
        folder = chosen.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        trouble = stack.enter_context(faults(folder, site)) if chosen.faults else None
        configure(folder, site, count, chosen.children, trouble)
        begun = time.monotonic()
        with daemon(folder, trouble) as pid:
            until_baseline(folder, count)
            _say(
                f"baseline of {count} sources, {count * ROWS} notices: {time.monotonic() - begun:.0f} s, "
                f"{spent(pid):.0f} s of processor; daemon {pid}, all {family(pid)}"
            )
            running = trouble.run(chosen.minutes * 60) if trouble else None
            figures = _measure(pid, site, chosen.minutes * 60)
            if running:
                running.join()
                _until_told(site)
        polls, failed = (
            asked(folder, f"SELECT count(*) FROM poll {where}") for where in ("", "WHERE failures <> '[]'")
        )
        told = asked(folder, "SELECT count(*) FROM alert")
        _say(f"processor, unchanged: {figures.quiet}; aim 4 ms")
        _say(f"processor, one in {ONE_IN} changed: {figures.busy}")
        _say_memory(figures)
        report = site.report()
        _say_alerts(report)
        _say(f"polls recorded {polls}, with failures {failed}, alerts recorded {told}")
        for line in soak_faults.figures(folder, trouble.counts, report["ops"]) if trouble else ():
            _say(line)


def _until_told(site: Sites) -> None:
    """Wait until the receiver has what was shown, but not longer than DRAIN_PATIENCE_S."""
    began = time.monotonic()
    while time.monotonic() < began + DRAIN_PATIENCE_S:
        report = site.report()
        if not report["shown"].keys() - report["told"].keys():
            break
        time.sleep(SAMPLE_S)
    _say(f"drained within {time.monotonic() - began:.0f} s")
    time.sleep(STRETCH_S)


def _say_memory(figures: _Figures) -> None:
    for name, sizes in zip(("RSS", "PSS"), zip(*figures.sizes, strict=True), strict=True):
        third = max(1, len(sizes) // 3)
        means = [statistics.mean(sizes[at : at + third]) / MIB for at in (0, third, len(sizes) - third)]
        _say(
            f"{name} of all processes, mean MiB of each third: {' '.join(f'{mean:.1f}' for mean in means)}; "
            f"last against second {100 * (means[2] / means[1] - 1):+.1f} % (aim 5)"
        )
    for name, (rss, pss) in figures.by_module.items():
        _say(f"{name} at the end: RSS {rss / MIB:.1f} MiB, PSS {pss / MIB:.1f} MiB")


def _say_alerts(report: Any) -> None:
    shown = report["shown"]
    told = report["told"]
    waits = sorted(told[name][0] - at for name, at in shown.items() if name in told)
    twice = sum(len(times) - 1 for times in told.values())
    _say(
        f"alerts: {len(shown)} notices shown, {len(shown) - len(waits)} not told, {twice} told again, "
        f"{len(told.keys() - shown.keys())} told without need"
    )
    if waits:
        at = [waits[min(len(waits) - 1, int(len(waits) * part))] for part in (0.5, 0.99)]
        _say(f"from poll to alert: p50 {at[0]:.2f} s, p99 {at[1]:.2f} s, longest {waits[-1]:.2f} s (aim 1)")


def main(arguments: list[str]) -> None:
    """Runs the soak and prints its figures."""
    options = argparse.ArgumentParser(prog="python -m tests.benchmarks soak")
    options.add_argument("--sources", type=int, default=2000)
    options.add_argument("--minutes", type=float, default=30.0)
    options.add_argument("--children", type=int, default=1)
    options.add_argument("--peer", metavar="PYTHON", type=Path)
    options.add_argument("--faults", action="store_true")
    options.add_argument("--folder", type=Path)
    chosen = options.parse_args(arguments)
    if chosen.faults and (lack := soak_faults.missing()):
        sys.exit(lack)
    with sites() as site:
        _ours(site, chosen)
    if chosen.peer:
        with sites() as site:
            _say(soak_peer.run(chosen.peer, site, min(chosen.sources, soak_peer.WATCHES)))

"""The configuration and the daemon process of the benchmark `soak`."""

import contextlib
import json
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.soak_faults import Faults
from tests.benchmarks.soak_sites import TERM, Sites

MIX = ("60s", "2m", "5m", "10m", "2m", "5m", "60s", "2m", "5m", "10m")
"""The intervals of ten sources."""
BASELINE_PATIENCE_S = 1800.0


def configure(folder: Path, site: Sites, count: int, children: int, trouble: Faults | None = None) -> None:
    """Write the configuration of a soak with `count` sources into a folder. `trouble` are the faults, if any."""
    for name in ("sources", "topics"):
        (folder / name).mkdir()
    sources = [
        {
            "id": f"s{number}",
            "type": "html",
            "url": (trouble or site).url(number),
            "every": MIX[number % len(MIX)],
            "trusted": True,
            "select": {"item": "ul.list li", "link": "a", "date": "span"},
        }
        for number in range(count)
    ]
    sources += trouble.sources() if trouble else []
    (folder / "sources" / "all.yaml").write_text(json.dumps(sources))
    (folder / "topics" / "all.yaml").write_text(json.dumps([{"id": "t", "query": TERM}]))
    wish = {"id": "w", "topics": ["t"], "scope": "notice", "on": ["new"], "channels": ["desk"]}
    (folder / "subscriptions.yaml").write_text(json.dumps([wish]))
    (folder / "noticewatch.yaml").write_text(
        f"channels:\n  desk: {{url: '{site.receiver}', at_most: 20/s}}\n"
        f"  ops: {{url: '{site.operator}', at_most: 20/s}}\noperator: ops\nchildren: {children}\n"
    )


@contextlib.contextmanager
def daemon(folder: Path, trouble: Faults | None = None, python: Path = Path(sys.executable)) -> Iterator[int]:
    """Run a daemon with the configuration in `folder` within the context, and yield its process id.

    `python` is the interpreter of the environment whose version of the product is run.
    """
    with (folder / "log").open("wb") as log:
        command = [str(python), "-P", "-m", "monitor", "run", "--config", str(folder)]
        if trouble:
            command = trouble.command(command)
        process = subprocess.Popen(command, stdout=log, stderr=log)
        try:
            yield process.pid
        finally:
            process.send_signal(signal.SIGTERM)
            process.wait(15)


def until_baseline(folder: Path, count: int) -> None:
    """Wait until each source was polled with success."""
    ends = time.monotonic() + BASELINE_PATIENCE_S
    done = "SELECT count(*) FROM source WHERE baseline_at IS NOT NULL AND id LIKE 's%'"
    while asked(folder, done) < count:
        if time.monotonic() > ends:
            sys.exit("the baseline was not done in time")
        time.sleep(1)


def asked(folder: Path, question: str) -> int:
    """Return the number that a query of the folder's database yields, or 0 if the database is not ready."""
    try:
        with contextlib.closing(
            sqlite3.connect(f"file:{folder / 'noticewatch.db'}?mode=ro", uri=True, timeout=10)
        ) as opened:
            return int(opened.execute(question).fetchone()[0] or 0)
    except sqlite3.OperationalError:
        return 0

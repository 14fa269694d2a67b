"""Measure the time of the preview of queries over many notices.

`python -m tests.benchmarks previews --keep FILE [--notices N] [--rounds N]`: the notices are made, or taken from
the SQLite file of an earlier run. There is a minute between two notices, so that 43,200 are in the last 30 days.
"""

import argparse
import statistics
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from monitor.config import Config
from monitor.store import open_store
from monitor.web.editing.preview import query_preview
from monitor.web.site import WebSite
from tests.benchmarks.search import QUERIES, START, fill

BAR_MS = 500


def main(arguments: Sequence[str]) -> None:
    """Print the median and the maximum of each query, and the 95th percentile of all."""
    parser = argparse.ArgumentParser(prog="previews")
    parser.add_argument("--notices", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=10)
    parser.add_argument("--keep", type=Path, required=True)
    given = parser.parse_args(arguments)
    url = f"sqlite:///{given.keep}"
    fill(url, given.notices)
    store = open_store(url)
    with store.reading() as tx:
        now = START + timedelta(minutes=tx.notices.count())
    config = Config(folder=given.keep.parent)
    site = WebSite(store, lambda: config, config.settings.web, lambda: now)
    every = []
    for name, query in QUERIES.items():
        times = []
        for _ in range(given.rounds):
            began = time.perf_counter()
            query_preview(site, config, "reader", query)
            times.append((time.perf_counter() - began) * 1000)
        every += times
        print(f"{name:30} median {statistics.median(times):6.1f} ms, maximum {max(times):6.1f} ms")
    print(f"95th percentile {statistics.quantiles(every, n=20)[-1]:.1f} ms (bar: {BAR_MS} ms)")

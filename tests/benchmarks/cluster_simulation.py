"""A simulated cluster of 128 workers and 100,000 sources, of which a tenth of the workers dies.

`python -m tests.benchmarks cluster_simulation [--workers N] [--sources N] [--sites N] [--every SECONDS] [--seeds N]`.
"""

import argparse
from collections.abc import Sequence

from tests.monitor.cluster.simulation import ClusterSimulation


def main(arguments: Sequence[str]) -> None:
    """Print what each seed comes to."""
    parser = argparse.ArgumentParser(prog="cluster_simulation")
    parser.add_argument("--workers", type=int, default=128)
    parser.add_argument("--sources", type=int, default=100_000)
    parser.add_argument("--sites", type=int, default=20_000)
    parser.add_argument("--every", type=float, default=1200.0)
    parser.add_argument("--seeds", type=int, default=1)
    given = parser.parse_args(arguments)
    for seed in range(1, given.seeds + 1):
        simulation = ClusterSimulation(given.workers, given.sources, given.sites, given.every, seed=seed)
        found = simulation.run(given.every * 3, die_at=given.every * 1.5)
        print(
            f"seed {seed}: {found.polls} polls, two workers at once {found.overlaps}, delay undercut {found.undercut}, "
            f"never polled {found.never_polled}; late by {found.median:.1f} s in the median, {found.latest:.0f} s at "
            f"most; as punctual as before {found.recovered_after:.0f} s after a tenth of the workers died; polls a "
            f"worker {min(found.per_worker)} to {max(found.per_worker)}"
        )

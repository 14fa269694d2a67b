"""A small run of the simulation that `python -m tests.benchmarks cluster_simulation` runs at full size."""

import pytest

from tests.monitor.cluster.simulation import ClusterSimulation


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_after_workers_die_every_source_is_polled_again_and_no_host_by_two_at_once(seed):
    simulation = ClusterSimulation(workers=10, sources=3000, sites=300, every_s=600, seed=seed)
    found = simulation.run(2400, die_at=1000)
    assert (found.overlaps, found.undercut, found.never_polled) == (0, 0, 0)
    assert found.recovered_after < 120
    assert found.latest < 240
    assert found.spread == 1.0


def test_an_overloaded_cluster_starves_nobody():
    simulation = ClusterSimulation(workers=2, sources=3000, sites=300, every_s=20, poll_s=0.5, slots=8, seed=4)
    found = simulation.run(900)
    assert found.overlaps == 0
    assert found.never_polled == 0


def test_the_work_is_divided_evenly():
    simulation = ClusterSimulation(workers=8, sources=2000, sites=2000, every_s=300, seed=5)
    found = simulation.run(900)
    assert min(found.per_worker) > 0.5 * max(found.per_worker)

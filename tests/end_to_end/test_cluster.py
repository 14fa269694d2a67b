"""Three real workers on a real PostgreSQL share the sources, the alerts and the housekeeping."""

import random
from contextlib import ExitStack

import pytest

from tests import postgres
from tests.end_to_end.chaos import Desk, serving
from tests.end_to_end.cluster import Cluster, NotedSite
from tests.end_to_end.conftest import until

pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(900)]
SITES = 6


@pytest.fixture
def database():
    with postgres.database() as url:
        yield url


def test_three_workers_do_all_work_once_and_one_that_is_killed_is_replaced(world, database):
    sites = [NotedSite(f"门户{number}") for number in range(SITES)]
    desk = Desk(1)
    cluster = Cluster(world, database, random.Random(3))
    with ExitStack() as stack:
        address = stack.enter_context(serving(desk))
        urls = [stack.enter_context(serving(site, f"127.0.0.{number}")) for number, site in enumerate(sites, 2)]
        cluster.configure(address, urls)
        for number, site in enumerate(sites):
            cluster.publish(site, f"b{number}")
        stack.callback(cluster.stop)
        for name in "abc":
            cluster.start(name)
        until(lambda: sum(cluster.ledger.titles().values()) == SITES, 300)
        until(cluster.is_complete, 300)
        refused = world.run("run", code=3)
        assert "workers (`noticewatch work`) are using this database" in refused.stderr

        for number, site in enumerate(sites):
            cluster.publish(site, f"n{number}")
        until(lambda: len(desk.titles()) == SITES, 300)
        killed = cluster.workers.pop("a")
        killed.kill()
        killed.wait()
        for number, site in enumerate(sites):
            cluster.publish(site, f"m{number}")
        until(lambda: len(desk.titles()) == 2 * SITES, 300)
        until(lambda: not cluster.ledger.waiting())
        assert world.run("status", "--check", code=0)
        assert cluster.leave() == [0, 0]
    assert set(desk.titles()) == {title for site in sites for title in site.published[1:]}
    assert sum(desk.titles().values()) <= 2 * SITES + 1, "only the message in flight of the killed worker is repeated"
    assert set(cluster.ledger.titles().values()) == {1}
    assert [site.overlaps for site in sites] == [0] * SITES
    assert "Traceback" not in cluster.log.read_text()


def test_workers_and_a_daemon_refuse_each_other(world, database, site, daemon):
    settings = world.folder / "noticewatch.yaml"
    settings.write_text(f"database: {database}\n" + settings.read_text())
    world.portal("portal", site.url)
    daemon()
    until(lambda: "daemon" in world.run("status", code=0).stdout and world.run("status", "--check").returncode == 0)
    refused = world.run("work", code=3)
    assert "a daemon (`noticewatch run`) is using this database" in refused.stderr


def test_workers_need_postgresql(world, site):
    world.portal("portal", site.url)
    refused = world.run("work", code=2)
    assert "workers need PostgreSQL" in refused.stderr
    assert "there is no role" in world.run("work", "--role", "crawl,bake", code=2).stderr

"""Nothing is told twice and nothing is lost, wherever a process is killed."""

import os
import random
import signal
import subprocess
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.end_to_end.conftest import TODAY, notice, until

pytestmark = pytest.mark.slow
SLUGS = "子丑寅卯辰巳午未"


def children_of(pid):
    found = subprocess.run(["pgrep", "-P", str(pid)], capture_output=True, text=True, check=False).stdout.split()
    return [int(notice) for notice in found]


@pytest.fixture
def world_with_news(world, site):
    """A world past its baseline, with eight new notices that nobody has seen yet."""
    site.publish(notice("甲"), TODAY)
    world.portal("portal", site.url)
    world.run("crawl", code=0)
    for slug in SLUGS:
        site.publish(notice(slug), TODAY)
    return world


def everything_was_told_once(world, deaths=0):
    """Return whether each notice was recorded and alerted exactly once.

    A process that is killed after a message was accepted, and before this is recorded, repeats this one message.
    """
    told = Counter(world.titles())
    wanted = {f"[新] {notice(slug).title}" for slug in SLUGS}
    return told.keys() == wanted and told.total() - len(told) <= deaths and len(world.notices()) == len(SLUGS) + 1


@pytest.mark.parametrize("moment", [0.3, 0.9, 1.4, 1.8, 2.2, 2.6])
def test_a_crawl_that_is_killed_is_made_up_for_by_the_next(world_with_news, moment):
    world = world_with_news
    crawl = world.start_interpreter("crawl")
    time.sleep(moment)
    crawl.kill()
    crawl.communicate()
    for _ in range(3):
        world.run("crawl", code=0)
    assert everything_was_told_once(world, deaths=1)


def test_a_crawl_whose_child_is_killed_asks_another_one(world_with_news):
    world = world_with_news
    crawl = world.start("crawl")
    until(lambda: children_of(crawl.pid))
    os.kill(children_of(crawl.pid)[0], signal.SIGKILL)
    _, errors = crawl.communicate(timeout=60)
    assert crawl.returncode == 0, errors
    world.run("crawl", code=0)
    assert everything_was_told_once(world)


def test_a_daemon_whose_children_keep_being_killed_loses_nothing(world, site, daemon):
    site.publish(notice("甲"), TODAY)
    world.portal("portal", site.url)
    process = daemon()
    until(lambda: Path(world.folder / "noticewatch.db").exists() and len(world.notices()) == 1)
    chance = random.Random(7)
    for slug in SLUGS:
        site.publish(notice(slug), TODAY)
        time.sleep(chance.uniform(0.2, 0.8))
        for child in children_of(process.pid):
            os.kill(child, signal.SIGKILL)
    until(lambda: len(world.received) == len(SLUGS), 60)
    assert everything_was_told_once(world)


@pytest.mark.long
def test_a_daemon_that_is_killed_is_made_up_for_by_the_next(world, site, daemon):
    site.publish(notice("甲"), TODAY)
    world.portal("portal", site.url)
    world.run("crawl", code=0)
    chance = random.Random(11)
    for slug in SLUGS:
        site.publish(notice(slug), TODAY)
        process = daemon()
        time.sleep(chance.uniform(1.0, 3.0))
        process.kill()
        process.wait()
    daemon()
    until(lambda: len(set(world.titles())) == len(SLUGS), 30)
    assert everything_was_told_once(world, deaths=len(SLUGS))

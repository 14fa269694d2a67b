"""Everything fails at once, round after round: nothing is lost, nothing is told twice, and every trouble once.

CHAOS_ROUNDS says how many rounds (20 unless it does), CHAOS_SEED with which dice. By hand: `python -m tests.benchmarks
chaos`.
"""

import os
import random
import signal
import sys
import time
from contextlib import ExitStack
from itertools import pairwise

import pytest

from tests.end_to_end.chaos import MOODS, Books, Desk, Portal, document, serving
from tests.end_to_end.conftest import until
from tests.end_to_end.test_kill import children_of

ROUNDS = int(os.environ.get("CHAOS_ROUNDS", "20"))
SEED = int(os.environ.get("CHAOS_SEED", "8"))
PORTALS = 4
pytestmark = [pytest.mark.slow, pytest.mark.long, pytest.mark.timeout(120 + 30 * ROUNDS)]


class Chaos:
    """A daemon among portals and receivers that fail."""

    def __init__(self, world, seed):
        self.world = world
        self.chance = random.Random(seed)
        self.portals = [Portal(f"门户{number}", seed + number) for number in range(PORTALS)]
        self.desk = Desk(seed)
        self.books = Books(world.folder / "noticewatch.db")
        self.daemon = None
        self.deaths = 0
        self.kills = 0
        self.errors = []

    def set_up(self, desk, portals):
        """The configuration, and one notice on each portal for the baseline."""
        address = desk.removeprefix("http://")
        (self.world.folder / "noticewatch.yaml").write_text(
            f'channels:\n  desk: {{url: "json://{address}/desk", at_most: 1000/s}}\n'
            f'  ops: {{url: "json://{address}/ops", at_most: 1000/s}}\n'
            "operator: ops\nchildren: 2\ndelay: 0s\n"
        )
        for number, (portal, url) in enumerate(zip(self.portals, portals, strict=True)):
            portal.publish(document(self.chance, f"b{number}"))
            self.world.portal(f"p{number}", url, obey_robots=False)
        self.world.run("crawl", code=0)

    def start(self):
        """Starts the daemon if it is not there."""
        if self.daemon is None:
            log = self.world.folder / "log"
            with log.open("a") as out:
                self.daemon = self.world.start("run", stdout=out, stderr=out)

    def stop(self):
        """Ends the daemon, whatever came before."""
        if self.daemon is not None and self.daemon.poll() is None:
            self.daemon.kill()
            self.daemon.wait()

    def strike(self):
        """Kills a child, all children, or the daemon."""
        what = self.chance.choice(("child", "children", "daemon"))
        children = children_of(self.daemon.pid)
        if what == "daemon":
            self.daemon.kill()
            self.daemon.wait()
            self.daemon = None
            self.deaths = self.deaths + 1
        for pid in children[:1] if what == "child" else children if what == "children" else ():
            os.kill(pid, signal.SIGKILL)
            self.kills += 1

    def round(self, number):
        """New notices, bad moods, deaths at random moments, and then a calm in which all must come right."""
        for portal in self.portals:
            portal.mood = self.chance.choice(MOODS)
        self.desk.mood = self.chance.choice(("well", "bad"))
        self.start()
        for step in range(self.chance.randint(2, 4)):
            portal = self.chance.choice(self.portals)
            portal.publish(document(self.chance, f"r{number}-{step}"))
            time.sleep(self.chance.uniform(0.05, 0.6))
            if self.chance.random() < 0.4 and self.daemon:
                self.strike()
            if self.chance.random() < 0.5:
                self.chance.choice(self.portals).mood = self.chance.choice(MOODS)
            self.start()
        for portal in self.portals:
            portal.mood = "well"
        self.desk.mood = "well"
        self.books.hurry()
        until(self.all_is_well, 60)
        self.check()

    def all_is_well(self):
        """Whether everything is recorded and told; what waits for a later try is hurried."""
        recorded = set(self.wanted()) <= set(self.books.titles())
        if recorded and set(self.news()) <= set(self.desk.titles()) and not self.books.waiting():
            return True
        time.sleep(0.2)
        self.books.hurry()
        return False

    def wanted(self):
        """The titles of all that was published."""
        return [title for portal in self.portals for title in portal.published]

    def news(self):
        """Those that somebody should have been told: all but the baseline's."""
        return [title for portal in self.portals for title in portal.published[1:]]

    def check(self):
        """Nothing lost, nothing twice but for what was in flight when the daemon was killed, every trouble once."""
        assert self.books.titles() == dict.fromkeys(self.wanted(), 1)
        told = self.desk.titles()
        assert set(told) == set(self.news())
        repeats = sum(told.values()) - len(told)
        assert repeats <= self.deaths, "each death repeats at most the one message in flight to a channel"
        assert self.books.ask("SELECT count(*) FROM alert") == [(len(told),)]
        troubles, reports = self.books.troubles()
        for kinds in troubles.values():
            assert kinds == ["source.troubled", "source.recovered"] * (len(kinds) // 2)
        assert all(before[1] < after[0] for before, after in pairwise(reports)), "a trouble was told twice"
        assert self.books.is_sound()


def test_whatever_fails_nothing_is_lost_and_nothing_told_twice(world):
    chaos = Chaos(world, SEED)
    with ExitStack() as stack:
        desk = stack.enter_context(serving(chaos.desk))
        # Each on a host of its own, as far as the crawler can see.
        portals = [stack.enter_context(serving(portal, f"127.0.0.{n}")) for n, portal in enumerate(chaos.portals, 2)]
        chaos.set_up(desk, portals)
        stack.callback(chaos.stop)
        for number in range(ROUNDS):
            chaos.round(number)
        chaos.daemon.send_signal(signal.SIGTERM)
        assert chaos.daemon.wait(15) == 0
    troubles, _ = chaos.books.troubles()
    repeats = sum(chaos.desk.titles().values()) - len(chaos.desk.titles())
    figures = {
        "rounds": ROUNDS,
        "notices": len(chaos.wanted()),
        "daemons killed": chaos.deaths,
        "children killed": chaos.kills,
        "told again": repeats,
        "troubles": sum(map(len, troubles.values())) // 2,
        "tries": sum(chaos.desk.tried.values()),
    }
    sys.stdout.write(f"\n{figures}\n")
    assert "Traceback" not in (world.folder / "log").read_text()

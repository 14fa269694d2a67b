"""A cluster whose workers are killed, stopped, cut off, set to another time and replaced, and whose server crashes.

CLUSTER_ROUNDS says how many rounds (none unless it does), CLUSTER_SEED with which dice.
"""

import contextlib
import os
import random
import signal
import socket
import sys
import threading
import time
from contextlib import ExitStack
from itertools import pairwise

import pytest

from tests import postgres
from tests.end_to_end.chaos import Desk, document, serving
from tests.end_to_end.cluster import LEASE_S, Cluster, NotedSite
from tests.end_to_end.conftest import until
from tests.end_to_end.test_clock import LIBRARIES

ROUNDS = int(os.environ.get("CLUSTER_ROUNDS", "0"))
SEED = int(os.environ.get("CLUSTER_SEED", "5"))
SITES = 8
DELAY_S = 0.2
CALM_S = 180
pytestmark = [pytest.mark.slow, pytest.mark.timeout(300 + 240 * ROUNDS)]


class Wire:
    """A way to the database that can be cut: nothing goes through, and no connection is closed."""

    def __init__(self, host, port):
        self._to = (host, port)
        self.is_cut = threading.Event()
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = self._server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                here, _ = self._server.accept()
                threading.Thread(target=self._connect, args=(here,), daemon=True).start()

    def _connect(self, here):
        with here, contextlib.suppress(OSError), socket.create_connection(self._to) as there:
            back = threading.Thread(target=self._pass_on, args=(there, here), daemon=True)
            back.start()
            self._pass_on(here, there)
            back.join()

    def _pass_on(self, source, target):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                while self.is_cut.is_set():
                    time.sleep(0.05)
                target.sendall(data)
        for end in (source, target):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)

    def close(self):
        self._server.close()


class ClusterChaos:
    """Three workers, one of them behind a wire, among sites and a receiver."""

    def __init__(self, world, url):
        self.chance = random.Random(SEED)
        self.cluster = Cluster(world, url, self.chance)
        self.sites = [NotedSite(f"门户{number}") for number in range(SITES)]
        self.desk = Desk(SEED)
        self.deaths = 0
        self.struck = []
        server, _, name = url.rpartition("/")
        host, port = server.rpartition("@")[2].split(":")
        self.wire = Wire(host, int(port))
        self._behind = f"postgresql://noticewatch@127.0.0.1:{self.wire.port}/{name}"

    def set_up(self, desk, urls):
        """The configuration, a notice on each site for the baseline, and three workers."""
        self.cluster.configure(desk, urls, delay=f"{DELAY_S}s")
        settings = self.cluster.world.folder / "noticewatch.yaml"
        settings.write_text(settings.read_text().replace(self.cluster.url, "${CLUSTER_DATABASE}"))
        for number, site in enumerate(self.sites):
            site.answer_s = 0.01
            site.publish(document(self.chance, f"b{number}"))
        self.start("a")
        self.start("b")
        self.start("c")
        until(lambda: sum(self.cluster.ledger.titles().values()) == SITES, CALM_S)

    def start(self, name, ahead_s=0):
        """Starts a worker; `c` is the one behind the wire."""
        env = {"CLUSTER_DATABASE": self._behind if name == "c" else self.cluster.url}
        if ahead_s and LIBRARIES:
            env |= {"LD_PRELOAD": str(LIBRARIES[0]), "FAKETIME": f"{ahead_s:+d}s", "FAKETIME_DONT_FAKE_MONOTONIC": "1"}
        self.cluster.start(name, env=env)

    def replace(self, name, ahead_s=0):
        """Starts a worker in place of another one; the new one is there before the old one leaves."""
        until(self.cluster.is_complete, CALM_S)
        old = self.cluster.workers.pop(name)
        self.start(name, ahead_s)
        old.send_signal(signal.SIGTERM)
        assert old.wait(40) == 0

    def strike(self):
        """Does one of the things that happen to workers."""
        what = self.chance.choice(("kill", "stop", "crash", "skew", "cut", "upgrade"))
        name = self.chance.choice("ab")
        self.struck.append(what)
        if what == "kill":
            killed = self.cluster.workers.pop(name)
            killed.kill()
            killed.wait()
            self.deaths += 1
            self.start(name)
        elif what == "stop":
            process = self.cluster.workers[name]
            process.send_signal(signal.SIGSTOP)
            time.sleep(LEASE_S * 1.5)
            process.send_signal(signal.SIGCONT)
            self.deaths += 1
        elif what == "crash":
            postgres.restart()
            self.deaths += len(self.cluster.workers)
        elif what == "skew":
            self.replace(name, self.chance.choice((-3600, -20, 30, 7200)))
        elif what == "cut":
            self.wire.is_cut.set()
            time.sleep(LEASE_S * 1.5)
            self.wire.is_cut.clear()
            self.deaths += 1
        else:
            self.replace(name)

    def round(self, number):
        """New notices, a misfortune among them, and then a calm in which all must come right."""
        for step in range(4):
            self.chance.choice(self.sites).publish(document(self.chance, f"r{number}-{step}"))
            if step == 1:
                self.strike()
            time.sleep(self.chance.uniform(0, 0.5))
        until(self.all_is_well, CALM_S)
        self.check()

    def wanted(self):
        """The titles of all that was published."""
        return [title for site in self.sites for title in site.published]

    def news(self):
        """Those that somebody should have been told: all but the baseline's."""
        return [title for site in self.sites for title in site.published[1:]]

    def all_is_well(self):
        """Whether everything is recorded and told, with no help but time."""
        with contextlib.suppress(Exception):
            ledger = self.cluster.ledger
            is_told = set(self.news()) <= set(self.desk.titles()) and not ledger.waiting()
            return set(self.wanted()) <= set(ledger.titles()) and is_told
        return False

    def check(self):
        """Check that nothing is lost, that only alerts in flight are sent twice, and that pauses are kept."""
        ledger = self.cluster.ledger
        assert ledger.titles() == dict.fromkeys(self.wanted(), 1), self.struck
        told = self.desk.titles()
        assert set(told) == set(self.news())
        assert sum(told.values()) - len(told) <= self.deaths, self.struck
        assert ledger.ask("SELECT count(*) FROM alert") == [(len(told),)]
        assert [site.overlaps for site in self.sites] == [0] * SITES, self.struck
        reports = ledger.ask("SELECT first_event, last_event FROM delivery WHERE event = 'report' ORDER BY first_event")
        assert all(before[1] < after[0] for before, after in pairwise(reports))
        gaps = [gap for site in self.sites if (gap := site.shortest_gap()) is not None]
        # The crawler measures from the end of a request to the beginning of the next, within a tenth of a second.
        assert min(gaps) > DELAY_S / 2 - 0.1, (self.struck, min(gaps))


def test_whatever_happens_to_workers_all_work_is_done_once(world, monkeypatch):
    if not ROUNDS:
        pytest.skip("the rounds of a cluster are tried by make test-all only")
    with postgres.database() as url, ExitStack() as stack:
        monkeypatch.setenv("CLUSTER_DATABASE", url)
        chaos = ClusterChaos(world, url)
        address = stack.enter_context(serving(chaos.desk))
        urls = [stack.enter_context(serving(site, f"127.0.0.{number}")) for number, site in enumerate(chaos.sites, 2)]
        stack.callback(chaos.wire.close)
        stack.callback(chaos.cluster.stop)
        chaos.set_up(address, urls)
        for number in range(ROUNDS):
            chaos.round(number)
            sys.stdout.write(f"{number} {chaos.struck[-1]} ")
            sys.stdout.flush()
        assert set(chaos.cluster.leave()) == {0}
    repeats = sum(chaos.desk.titles().values()) - len(chaos.desk.titles())
    sys.stdout.write(f"\n{ROUNDS} rounds, {len(chaos.wanted())} notices, {chaos.deaths} deaths, {repeats} told again\n")
    assert "Traceback" not in chaos.cluster.log.read_text()

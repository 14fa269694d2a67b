"""A cluster without processes: workers that take turns, and die, over the decisions of the real ones.

Time is a number of seconds. Each poll takes a fixed time, and each worker polls a limited number of sources at once.
"""

import heapq
import random
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from monitor.model.turns import TurnLease
from monitor.schedule.shards import SHARDS, shard_of_site
from monitor.schedule.turns import TurnLimits, fair_share, next_turn_at, rest_before
from tests.monitor.builders import NOW

SWEEP_S = 10.0
STALLED_S = 30.0
FETCH_S = 1.0


@dataclass
class Shard:
    """The sources of a shard by due time, and its turn as the database knows it."""

    number: int
    due: list[tuple[float, int]] = field(default_factory=list)
    epoch: int = 0
    owner: int | None = None
    holder: int | None = None
    leased_until: float = 0.0
    ended_at: float | None = None
    polled_until: float = 0.0
    begun_by: int | None = None


class Queue:
    """A queue of turns. Turns that are due are taken in the order in which they were added, as by Procrastinate."""

    def __init__(self):
        self.waiting = []
        self.ready = []

    def add(self, job, at, number):
        heapq.heappush(self.waiting, (at, job, number))

    def first(self, now):
        """The job and the shard of the first turn that is due, if any; it stays."""
        while self.waiting and self.waiting[0][0] <= now:
            _, job, number = heapq.heappop(self.waiting)
            heapq.heappush(self.ready, (job, number))
        return self.ready[0] if self.ready else None

    def take(self):
        return heapq.heappop(self.ready)[1]

    def numbers(self):
        return [number for *_, number in (*self.waiting, *self.ready)]


@dataclass
class Figures:
    """What a simulation found."""

    polls: int
    overlaps: int
    undercut: int
    latest: float
    median: float
    recovered_after: float | None
    never_polled: int
    spread: float
    per_worker: list[int]


class ClusterSimulation:
    """A seeded simulation of workers that share sources for some time, of which a part dies at `die_at`."""

    def __init__(self, workers, sources, sites, every_s, poll_s=0.3, slots=24, delay_s=1.0, seed=1):
        self.chance = random.Random(seed)
        self.limits = TurnLimits()
        self.alive = set(range(workers))
        self.beats_until = {}
        self.every_s = every_s
        self.poll_s = poll_s
        self.slots = slots
        self.delay = timedelta(seconds=delay_s)
        self.shards = {}
        self.site_of = {}
        self.last_poll = {}
        self.lateness = []
        self.late_at = []
        self.polls = Counter()
        self.overlaps = self.undercut = 0
        self.now = 0.0
        self.events = []
        self.number = 0
        self.common = Queue()
        for source in range(sources):
            # Sites of very different sizes, as real ones are.
            site = int(sites * self.chance.random() ** 2)
            self.site_of[source] = site
            shard = self.shards.setdefault(number := shard_of_site(f"site{site}.cn"), Shard(number))
            heapq.heappush(shard.due, (self.chance.uniform(0, every_s), source))
        assert len(self.shards) <= SHARDS
        self.owned = Counter()
        self.free = dict.fromkeys(self.alive, slots)
        self.queues = {worker: Queue() for worker in self.alive}
        for number in sorted(self.shards):
            self.add(self.common, 0.0, number)

    def add(self, queue, at, number):
        self.number += 1
        queue.add(self.number, at, number)

    def at(self, time, what, *values):
        self.number += 1
        heapq.heappush(self.events, (time, self.number, what, values))

    def run(self, seconds, die_at=None, share=0.1):
        """Runs the cluster; a `share` of the workers dies at `die_at`."""
        for worker in sorted(self.alive):
            self.at(self.chance.uniform(0, FETCH_S), self.fetch, worker)
        self.at(SWEEP_S, self.sweep)
        if die_at is not None:
            self.at(die_at, self.die, share)
        while self.events and self.events[0][0] <= seconds:
            self.now, _, what, values = heapq.heappop(self.events)
            what(*values)
        return self.figures(die_at)

    def fetch(self, worker):
        if worker not in self.alive:
            return
        workers = len(self.alive) + len(self.beats_until)
        while self.free[worker]:
            queues = [self.queues[worker]]
            if self.owned[worker] < fair_share(len(self.shards), workers):
                queues.append(self.common)
            found = [(job, queue) for queue in queues if (job := queue.first(self.now))]
            if not found:
                break
            _, queue = min(found, key=lambda pair: pair[0])
            self.take(worker, self.shards[queue.take()])
        self.at(self.now + FETCH_S, self.fetch, worker)

    def take(self, worker, shard):
        if shard.leased_until > self.now:
            self.add(self.common, self.now + 5, shard.number)
            return
        ended = shard.ended_at if shard.ended_at is not None else shard.leased_until
        rested = None if shard.epoch == 0 else timedelta(seconds=self.now - ended)
        moved = shard.owner is not None and shard.owner != worker
        lease = TurnLease("crawl", str(shard.number), shard.epoch + 1, str(worker), rested, moved)
        if shard.owner != worker:
            self.owned[shard.owner] -= 1
            self.owned[worker] += 1
        shard.epoch += 1
        shard.owner = shard.holder = worker
        shard.leased_until = self.now + self.limits.lease.total_seconds()
        shard.ended_at = None
        self.free[worker] -= 1
        begins = self.now + rest_before(lease, self.delay).total_seconds()
        self.at(begins, self.work, worker, shard, lease.epoch, begins, 0)

    def work(self, worker, shard, epoch, began, polls):
        if worker not in self.alive:
            return
        assert shard.epoch == epoch or shard.holder != worker
        spent = timedelta(seconds=self.now - began)
        if self.limits.is_over(spent, polls) or not shard.due or shard.due[0][0] > self.now:
            self.end(worker, shard, is_behind=bool(shard.due) and shard.due[0][0] <= self.now)
            return
        due_at, source = heapq.heappop(shard.due)
        self.overlaps += shard.polled_until > self.now + 1e-9 and shard.begun_by != worker
        self.undercut += shard.begun_by not in (None, worker) and self.now < shard.polled_until + self.delay.seconds
        shard.begun_by = worker
        shard.polled_until = self.now + self.poll_s
        self.at(shard.polled_until, self.polled, worker, shard, epoch, began, polls, source, due_at)

    def polled(self, worker, shard, epoch, began, polls, source, due_at):
        if worker not in self.alive or shard.epoch != epoch:
            heapq.heappush(shard.due, (due_at, source))  # fenced off: the source is still due
            return
        self.polls[worker] += 1
        self.last_poll[source] = self.now
        self.lateness.append(self.now - due_at)
        self.late_at.append((self.now, self.now - due_at))
        heapq.heappush(shard.due, (self.now + self.every_s, source))
        self.work(worker, shard, epoch, began, polls + 1)

    def end(self, worker, shard, is_behind):
        shard.leased_until = 0.0
        shard.ended_at = self.now
        shard.holder = None
        self.free[worker] += 1
        next_due = self.time(shard.due[0][0]) if shard.due else None
        due_at = next_turn_at(next_due, self.time(self.now), len(self.shards), is_behind)
        at = (due_at - NOW).total_seconds()
        workers = len(self.alive) + len(self.beats_until)
        if self.owned[worker] <= fair_share(len(self.shards), workers):
            self.add(self.queues[worker], at, shard.number)
        else:
            self.add(self.common, at, shard.number)

    def time(self, seconds) -> datetime:
        return NOW + timedelta(seconds=seconds)

    def die(self, share):
        dead = self.chance.sample(sorted(self.alive), max(1, int(len(self.alive) * share)))
        self.alive -= set(dead)
        self.beats_until = dict.fromkeys(dead, self.now + self.limits.lease.total_seconds())

    def sweep(self):
        for worker in [worker for worker, until in self.beats_until.items() if until <= self.now]:
            del self.beats_until[worker]
            for number in self.queues.pop(worker).numbers():
                self.add(self.common, self.now, number)
        for shard in self.shards.values():
            lost = shard.holder is not None and shard.holder not in self.alive
            if lost and shard.leased_until + STALLED_S - self.limits.lease.total_seconds() <= self.now:
                shard.holder = None
                self.add(self.common, self.now, shard.number)
        self.at(self.now + SWEEP_S, self.sweep)

    def figures(self, die_at):
        lateness = sorted(self.lateness)
        usual = lateness[int(len(lateness) * 0.99)] if lateness else 0.0
        recovered = None
        if die_at is not None:
            worst = max((at for at, late in self.late_at if at > die_at and late > max(usual, 60)), default=die_at)
            recovered = worst - die_at
        per_site = Counter()
        sizes = Counter(self.site_of.values())
        for source in self.last_poll:
            per_site[self.site_of[source]] += 1
        shares = [per_site[site] / size for site, size in sizes.items()]
        return Figures(
            polls=len(lateness),
            overlaps=self.overlaps,
            undercut=self.undercut,
            latest=lateness[-1],
            median=lateness[len(lateness) // 2],
            recovered_after=recovered,
            never_polled=len(self.site_of) - len(self.last_poll),
            spread=min(shares),
            per_worker=[self.polls[worker] for worker in sorted(self.alive)],
        )

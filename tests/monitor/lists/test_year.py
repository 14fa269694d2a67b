"""A made year: each list is right after each step, each change is one event, and interruptions change neither."""

import random
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager

import pytest

from monitor.ports import Store
from monitor.store import open_store
from tests.monitor.lists.year import YEAR, listed, play, played
from tests.monitor.store.conftest import store, url

__all__ = ["store", "url"]


class KilledError(Exception):
    """The process ends before its transaction is committed."""


class Interrupted:
    """A store whose writing transactions end with an error after their work, as if the process had been killed."""

    def __init__(self, of: Store) -> None:
        self.reading = of.reading
        self._writing = of.writing

    @contextmanager
    def writing(self) -> Iterator:
        with self._writing() as tx:
            yield tx
            raise KilledError


def list_events(of: Store, after: int) -> list[str]:
    with of.reading() as tx:
        return [event.kind.removeprefix("list.") for event in tx.events.after(after, 1000) if event.kind[:5] == "list."]


def test_each_list_is_right_at_every_step_of_a_year_and_every_change_is_one_event(store: Store) -> None:
    for place, step in enumerate(YEAR):
        with store.reading() as tx:
            before = tx.events.last_id()
        try:
            step.act(Interrupted(store), step.now)
        except KilledError:
            assert list_events(store, before) == []
        play(store, place)
        step.act(store, step.now)
        found = (listed(store, "support"), listed(store, "binzhou"), sorted(list_events(store, before)))
        assert found == (step.support, step.binzhou, sorted(step.events)), step.day


@pytest.mark.slow
def test_killing_the_process_at_any_time_loses_and_repeats_no_change(url: str) -> None:
    open_store(url).close()
    chance = random.Random(23)
    kills = 0
    while True:
        child = subprocess.Popen([sys.executable, "-m", "tests.monitor.lists.year", url], stdout=subprocess.PIPE)
        try:
            child.wait(chance.uniform(0.9, 1.6) if kills < 5 else 60)
        except subprocess.TimeoutExpired:
            child.kill()
            kills += 1
        child.communicate()
        if child.returncode == 0:
            break
    with closing(open_store(url)) as last:
        assert played(last) == len(YEAR)
        assert kills > 0
        assert (listed(last, "support"), listed(last, "binzhou")) == (YEAR[-1].support, YEAR[-1].binzhou)
        assert sorted(list_events(last, 0)) == sorted(kind for step in YEAR for kind in step.events)

"""The shipped lists on titles of real notices that each must and must not hold."""

from collections import Counter
from pathlib import Path

from monitor.config import load_config
from tests.benchmarks.shipped_lists import rows, wrong


def test_each_list_has_titles_of_either_kind():
    names = {listed.id for listed in load_config(Path("config"), {}).lists}
    counts = Counter((name, wanted) for name, wanted, _, _ in rows())
    assert {name for name, _ in counts} == names
    assert len(names) == 6
    assert min(counts.values()) >= 4


def test_each_list_holds_what_it_must_and_nothing_else():
    assert wrong(held=False) == []

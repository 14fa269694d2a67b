"""The way of a poll result to an alert stays short, and leads down the layers."""

from tests.benchmarks.stops import all_stops, to_the_alert
from tests.stores import new_store

MOST = 45
MOST_CLIMBS = 5


def test_the_way_of_a_new_notice_to_its_alert_is_short():
    all_stops(new_store())  # The patterns of terms are compiled once in a process.
    found = to_the_alert(all_stops(new_store()))
    assert len(found) <= MOST, found
    assert sum(stop.is_climb for stop in found) <= MOST_CLIMBS, found

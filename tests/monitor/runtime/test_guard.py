import logging

import pytest

from monitor.errors import StoreError
from monitor.runtime.guard import ErrorLog

FULL = StoreError("the disk is full")
LOCKED = StoreError("the database is locked")


@pytest.fixture
def said(caplog):
    caplog.set_level(logging.INFO)
    return lambda: [record.getMessage() for record in caplog.records]


def test_a_fault_is_stated_once_whichever_steps_meet_it(said):
    faults = ErrorLog(lambda: 0.0)
    for _ in range(5):
        for action in ("poll", "beat", "deliver"):
            faults.failed(action, FULL)
    faults.failed("poll", LOCKED)
    assert said() == ["the disk is full; trying again", "the database is locked; trying again"]


def test_it_is_over_when_every_step_that_failed_went_well(said, caplog):
    times = iter([100.0, 160.0])
    faults = ErrorLog(lambda: next(times))
    faults.failed("poll", FULL)
    faults.failed("beat", FULL)
    for action in ("deliver", "poll", "poll"):
        faults.went_well(action)
    assert len(said()) == 1
    faults.went_well("beat")
    assert said()[1:] == ["all works again"]
    assert caplog.records[-1].seconds == 60.0


def test_the_next_time_it_is_stated_again(said):
    faults = ErrorLog(lambda: 0.0)
    for _ in range(2):
        faults.failed("poll", FULL)
        faults.went_well("poll")
    assert said() == ["the disk is full; trying again", "all works again"] * 2

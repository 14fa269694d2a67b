import logging

import pytest

from monitor.errors import StoreError
from monitor.runtime.guard import ErrorLog

FULL = StoreError("the disk is full")
LOCKED = StoreError("the database is locked")


@pytest.fixture
def logged(caplog):
    caplog.set_level(logging.INFO)
    return lambda: [record.getMessage() for record in caplog.records]


def test_a_fault_is_stated_once_whichever_steps_meet_it(logged):
    errors = ErrorLog(lambda: 0.0)
    for _ in range(5):
        for action in ("poll", "beat", "deliver"):
            errors.note_failure(action, FULL)
    errors.note_failure("poll", LOCKED)
    assert logged() == ["the disk is full; trying again", "the database is locked; trying again"]


def test_it_is_over_when_every_step_that_failed_went_well(logged, caplog):
    times = iter([100.0, 160.0])
    errors = ErrorLog(lambda: next(times))
    errors.note_failure("poll", FULL)
    errors.note_failure("beat", FULL)
    for action in ("deliver", "poll", "poll"):
        errors.note_success(action)
    assert len(logged()) == 1
    errors.note_success("beat")
    assert logged()[1:] == ["all steps succeed again"]
    assert caplog.records[-1].seconds == 60.0


def test_the_next_time_it_is_stated_again(logged):
    errors = ErrorLog(lambda: 0.0)
    for _ in range(2):
        errors.note_failure("poll", FULL)
        errors.note_success("poll")
    assert logged() == ["the disk is full; trying again", "all steps succeed again"] * 2

from datetime import timedelta

import pytest

from crawler.model.reason import Reason
from monitor.health.source_state import by_source, flapping_phrases, is_late, is_reportable, state_of, trouble_kind
from monitor.model import FlappingPage, SourceRecord, Trouble
from tests.monitor.builders import DAY, HOUR, MINUTE, NOW

EVERY = 10 * MINUTE


def record(code=None, **fields):
    trouble = Trouble(Reason.of(code, detail="why"), NOW) if code else None
    return SourceRecord("gov", **{"due_at": NOW, "last_success_at": NOW, "trouble": trouble} | fields)


@pytest.mark.parametrize(
    ("known", "state"),
    [
        (record(), "ok"),
        (record(last_success_at=None), "waiting"),
        (SourceRecord("gov"), "waiting"),
        (record("timeout"), "failing"),
        (record("http_status"), "failing"),
        (record("links_vanished"), "blind"),
        (record("no_links"), "blind"),
        (record("asks_for_browser"), "blind"),
        (record("asks_for_login"), "blind"),
        (record("asks_for_captcha"), "blind"),
        (record("blocked"), "blind"),
        (record(due_at=NOW - HOUR), "late"),
        (record("late", due_at=NOW - HOUR), "late"),
        (record("timeout", due_at=NOW - HOUR), "failing"),
    ],
)
def test_a_source_is_in_one_state(known, state):
    assert state_of(known, EVERY, NOW, None) == state


@pytest.mark.parametrize(
    ("every", "overdue", "late"),
    [
        (MINUTE, 9 * MINUTE, False),
        (MINUTE, 11 * MINUTE, True),
        (DAY, 23 * HOUR, False),
        (DAY, 25 * HOUR, True),
        (timedelta(seconds=1), -HOUR, False),
    ],
)
def test_late_is_long_due_by_its_own_interval(every, overdue, late):
    assert is_late(record(due_at=NOW - overdue), every, NOW, None) is late


def test_a_daemon_that_has_just_started_has_its_time():
    overdue = record(due_at=NOW - DAY)
    assert not is_late(overdue, EVERY, NOW, NOW - MINUTE)
    assert is_late(overdue, EVERY, NOW, NOW - HOUR)


@pytest.mark.parametrize(
    ("code", "told_from"), [("links_vanished", 1), ("asks_for_browser", 1), ("blocked", 2), ("timeout", 3)]
)
def test_what_passes_is_told_later_than_what_does_not(code, told_from):
    assert [is_reportable(code, failures) for failures in (1, 2, 3)] == [n >= told_from for n in (1, 2, 3)]


@pytest.mark.parametrize(
    ("code", "other", "is_same"),
    [
        ("timeout", "http_status", True),
        ("no_links", "unreadable", True),
        # The same page exceeds the limits on a busy machine only.
        ("no_links", "too_complex", True),
        ("links_vanished", "too_complex", True),
        ("unreadable", "too_complex", True),
        ("timeout", "too_complex", False),
        ("blocked", "too_complex", False),
        ("timeout", "no_links", False),
    ],
)
def test_troubles_of_one_kind_are_told_once(code, other, is_same):
    assert (trouble_kind(code) == trouble_kind(other)) is is_same


def test_restless_pages_are_said_by_source_the_first_by_name():
    pages = [FlappingPage(f"https://{name}.example.cn/", name, NOW) for name in ("a", "b", "a")]
    found = by_source(pages)
    assert {name: len(some) for name, some in found.items()} == {"a": 2, "b": 1}
    several = "pages change on every visit, so no alerts are sent for their revisions: https://a.example.cn/ and 1 more"
    single = "page changes on every visit, so no alerts are sent for its revisions: https://b.example.cn/"
    assert flapping_phrases(found["a"]) == [several]
    assert flapping_phrases(found["b"]) == [single]
    assert flapping_phrases(()) == []

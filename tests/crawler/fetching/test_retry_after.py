from types import SimpleNamespace

import pytest
from scrapy.http import TextResponse

from crawler.fetching import retry_after as patience
from crawler.fetching.retry_after import SITES, RetryAfter
from crawler.model import errors

ASKED = "https://example.org/a"
SAME = "https://example.org/b"
OTHER = "https://other.org/"


@pytest.fixture
def clock(monkeypatch):
    now = SimpleNamespace(seconds=1000.0)
    monkeypatch.setattr(patience, "monotonic", lambda: now.seconds)
    return now


def answered(status=429, wait=None, url=ASKED):
    found = RetryAfter()
    found.note(TextResponse(url, status=status, headers={"Retry-After": wait} if wait else {}))
    return found


def test_a_site_that_asks_for_patience_is_left_alone_for_that_time(clock):
    found = answered(wait="90")
    clock.seconds += 30
    with pytest.raises(errors.BlockedError, match="another 60 s") as caught:
        found.check(SAME)
    assert caught.value.retry_after == 60
    clock.seconds += 61
    found.check(SAME)


def test_other_sites_are_not_meant(clock):
    answered(503, "90").check(OTHER)


@pytest.mark.parametrize(("status", "wait"), [(429, None), (404, "9"), (429, "x"), (200, "9"), (429, "0")])
def test_other_answers_ask_for_none(clock, status, wait):
    answered(status, wait).check(ASKED)


def test_only_so_many_sites_are_kept_in_mind(clock):
    found = RetryAfter()
    for number in range(SITES + 5):
        found.note(TextResponse(f"https://h{number}.org/", status=429, headers={"Retry-After": "60"}))
    assert len(found._until) == SITES

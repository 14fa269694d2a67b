"""Readings with fingerprints of the version before: copies of old notices are known, and they are computed anew."""

import pytest

from monitor.identity.fingerprint import fingerprint
from monitor.identity.previous_fingerprint import previous_fingerprint
from monitor.ingest.candidates import renew_fingerprints
from monitor.ingest.pipeline import Policy
from tests.ingesting import ingest_result
from tests.monitor.builders import DAY, HOUR, NOW, matcher, polled, result, subscription

TEXT = "École d’été et coopération : 經濟復甦，簡單明瞭，COVID‑19 期間各縣區人民政府應當加強領導，落實責任。" * 3
URL = "https://www.yunxi.gov.cn/1.html"
MIRROR = "https://www.mirror.com/1.html"
TEAM = matcher(subscription(), clusters="責任")


def take(store, *notices, source="mirror"):
    with store.writing() as tx:
        return ingest_result(tx, result(*notices, source=source), HOUR, TEAM, Policy(30 * DAY, "always"), NOW).decisions


def print_of(make, text=TEXT):
    return make("标题", text)


@pytest.fixture
def upgraded(store):
    """A database in which the notice at URL was recorded by the version before."""
    take(store, polled(URL, title="标题", text=TEXT))
    with store.writing() as tx:
        tx.readings.renew(1, print_of(previous_fingerprint))
    assert print_of(previous_fingerprint)[2:] != print_of(fingerprint)[2:]
    return store


@pytest.mark.parametrize("renewed", [False, True])
def test_a_copy_of_an_old_notice_is_no_news_before_and_after_its_fingerprint_is_renewed(upgraded, renewed):
    if renewed:
        assert renew_fingerprints(upgraded) == 1
    [again] = take(upgraded, polled(URL, title="标题", text=TEXT))
    [copy] = take(upgraded, polled(MIRROR, title="转发：标题", text=TEXT), source="other")
    assert (again.verdict.kind, again.alerts) == ("known", 0)
    assert (copy.verdict.kind, copy.notice, copy.alerts) == ("copy", 1, 0)


def test_fingerprints_are_renewed_once(upgraded):
    with upgraded.reading() as tx:
        assert tx.readings.outdated(0, 1)
    assert renew_fingerprints(upgraded) == 1
    assert renew_fingerprints(upgraded) is None
    with upgraded.reading() as tx:
        assert not tx.readings.outdated(0, 1)


def test_a_reading_of_another_text_than_its_revision_keeps_its_fingerprint_and_is_still_found(upgraded):
    with upgraded.writing() as tx:
        tx.readings.renew(1, print_of(previous_fingerprint, TEXT + "附则"))
    assert renew_fingerprints(upgraded) == 1
    assert renew_fingerprints(upgraded, 1) is None
    [copy] = take(upgraded, polled(MIRROR, title="标题", text=TEXT + "附则"), source="other")
    assert (copy.verdict.kind, copy.alerts) == ("copy", 0)


def test_a_reading_renewed_beside_one_of_the_present_version_is_dropped(upgraded):
    take(upgraded, polled(URL, title="标题", text=TEXT))
    assert renew_fingerprints(upgraded) == 1
    with upgraded.reading() as tx:
        assert not tx.readings.outdated(0, 1)
        assert tx.notices.candidate_with(print_of(fingerprint), None).notice == 1

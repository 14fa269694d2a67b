from datetime import timedelta

import pytest

from monitor.identity.evidence import Candidate, Evidence, FoundNotice
from monitor.identity.flapping import MEMORY, RECORD_EVERY, RESTLESS, SCORE_LIMIT, FlapState, after_visit
from monitor.identity.normalized import normalize_notice
from monitor.identity.verdict import Verdict, damp_flapping
from tests.monitor.builders import DAY, HOUR, NOW, URL, events, kinds, notice, polled, result
from tests.monitor.ingest.test_pipeline import take, verdicts
from tests.stores import new_store

AT_URL = Candidate(1, "标题", URL, "Hans", 3)
REVISION = Verdict("revision", 1, "other text", 3)


def look(before, verdict, at_url, with_text, text, now):
    found = FoundNotice(notice(), normalize_notice(notice()), text, "gov", now)
    evidence = Evidence(found, at_url=at_url, with_text=with_text, flapping=before)
    return damp_flapping(evidence, verdict)


def after(*changed: bool, every: timedelta = HOUR) -> FlapState | None:
    state = None
    for number, one in enumerate(changed):
        state = after_visit(
            state, f"text {number}" if one else (state.text if state else ""), one, NOW + number * every
        )
    return state


@pytest.mark.parametrize(
    ("looks", "restless"),
    [
        ("1" * (RESTLESS - 1), False),
        ("1" * RESTLESS, True),
        ("10" * 9, False),
        ("1101" * 9, True),
        ("0000", False),
        ("1111" + "000", True),
        ("1111" + "0000", False),
        ("1" * 50 + "0" * SCORE_LIMIT, False),
    ],
)
def test_a_page_is_restless_by_its_looks(looks, restless):
    state = after(*(one == "1" for one in looks))
    assert bool(state and state.since) is restless


def test_a_page_that_never_changes_is_not_remembered():
    assert after(False, False) is None


def test_changes_far_apart_are_no_unrest():
    assert after(*[True] * 9, every=MEMORY + HOUR).score == 1
    assert after(*[True] * RESTLESS, every=MEMORY).since is not None


def test_an_address_that_is_not_known_has_no_unrest():
    new = Verdict("new", None, "unknown")
    assert look(None, new, None, None, "a", NOW) == (new, None)


def test_a_revision_of_a_quiet_page_stays_one():
    verdict, state = look(None, REVISION, AT_URL, None, "a", NOW)
    assert (verdict, state.score, state.recorded_at) == (REVISION, 1, NOW)


def test_a_restless_page_is_recorded_once_a_day_and_told_to_nobody():
    state = FlapState("a", RESTLESS, NOW, NOW, NOW)
    soon = NOW + HOUR
    later = NOW + RECORD_EVERY
    verdict, kept = look(state, REVISION, AT_URL, None, "b", soon)
    assert (verdict.kind, verdict.of, verdict.cause, kept.recorded_at) == ("known", 1, "restless", NOW)
    verdict, kept = look(state, REVISION, AT_URL, None, "b", later)
    assert (verdict.kind, verdict.cause, kept.recorded_at) == ("revision", "restless", later)


def test_the_text_of_the_last_look_calms_though_it_was_not_recorded():
    state = FlapState("a", RESTLESS, NOW, NOW, NOW)
    verdict, kept = look(state, REVISION, AT_URL, None, "a", NOW + HOUR)
    assert (verdict.kind, kept.score) == ("known", RESTLESS - 1)


class TestTakingIn:
    """A page that a source looks at every hour."""

    @pytest.fixture
    def store(self):
        store = new_store()
        take(store, result(), now=NOW - DAY)
        return store

    def look(self, store, text, hour):
        return verdicts(take(store, result(polled(text=text)), now=NOW + hour * HOUR))[0]

    def test_a_page_that_is_another_at_every_look_is_damped_and_said_to_be(self, store):
        found = [
            self.look(store, f"培育产业集群的第{number}个版本，全文如下。" * 6, number) for number in range(24 * 3)
        ]
        assert found[:5] == ["new", "revision", "revision", "revision", "known"]
        assert found[5:].count("revision") == 2
        with store.reading() as tx:
            assert tx.deliveries.backlog().queued == 4
            assert [one.cause for one in tx.notices.revisions(1)] == ["change"] * 4 + ["restless"] * 2
            [page] = tx.flapping.all()
        assert (page.url, page.source, page.since) == (URL, "gov", NOW + 4 * HOUR)
        assert kinds(store).count("notice.restless") == 1

    def test_a_page_that_goes_to_and_fro_makes_one_revision_and_is_said_to_be_restless(self, store):
        texts = ["培育产业集群，奖励五十万元。" * 9, "培育产业集群，奖励八十万元。" * 9]
        found = [self.look(store, texts[hour % 2], hour) for hour in range(10)]
        assert found == ["new", "revision"] + ["known"] * 8
        assert kinds(store).count("notice.restless") == 1
        assert events(store)[-1].detail["url"] == URL

    def test_a_page_that_has_calmed_down_is_watched_as_before(self, store):
        for hour in range(6):
            self.look(store, f"培育产业集群的第{hour}个版本，全文如下。" * 6, hour)
        for hour in range(6, 11):
            assert self.look(store, "培育产业集群的第5个版本，全文如下。" * 6, hour) == "known"
        with store.reading() as tx:
            assert tx.flapping.all() == []
        # What it settled on is recorded once it is calm.
        assert self.look(store, "培育产业集群的第5个版本，全文如下。" * 6, 20) == "revision"
        assert self.look(store, "培育产业集群的第5个版本，全文如下。" * 6, 21) == "known"

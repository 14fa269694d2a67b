"""Looking at known notices again."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model.link import Link
from crawler.model.notice import Attachment
from monitor.ingest.pipeline import Policy
from monitor.model import ScheduledRevisit
from monitor.schedule.revisits import AT_ONCE, after_revisit, first_revisit, to_revisit
from tests.ingesting import ingest_result
from tests.monitor.builders import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    URL,
    events,
    failure,
    kinds,
    matcher,
    polled,
    result,
    subscription,
)
from tests.stores import new_store

RHYTHM = (DAY, 3 * DAY, 7 * DAY, 30 * DAY)
CHANGED = "各县区人民政府：申报截止日期延长至七月底，先进制造业集群其余事项不变，请遵照执行。" * 3


def look_at(url=URL, rhythm=RHYTHM, **fields):
    return first_revisit(polled(url, **fields), rhythm, NOW)


def test_looks_are_further_and_further_apart_and_end():
    look = look_at()
    ages = []
    while look.due_at:
        ages.append((look.due_at - NOW) / DAY)
        look = after_revisit(look, None, RHYTHM, look.due_at)
    assert len(ages) == 4
    assert all(age <= due <= age * 1.1 for age, due in zip((1, 3, 7, 30), ages, strict=True))


def test_without_a_rhythm_nothing_is_looked_at():
    assert look_at(rhythm=()) is None


def test_what_was_old_when_it_was_first_seen_is_looked_at_once():
    look = look_at(published_on=(NOW - 60 * DAY).date())
    assert look.due_at >= NOW + 30 * DAY
    assert after_revisit(look, None, RHYTHM, look.due_at).due_at is None


def test_after_a_pause_a_notice_is_looked_at_once():
    late = after_revisit(look_at(), None, RHYTHM, NOW + 8 * DAY)
    assert (late.done, late.due_at >= NOW + 30 * DAY) == (3, True)


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=20), st.lists(st.integers(0, 10**7), max_size=30))
def test_any_rhythm_ends(minutes, waits):
    rhythm = [minute * MINUTE for minute in minutes]
    look = look_at(rhythm=rhythm)
    now = NOW
    count = 0
    for wait in [*waits, *[0] * 20]:
        if look.due_at is None:
            break
        now = max(now, look.due_at) + wait * MINUTE
        look = after_revisit(look, None, rhythm, now)
        count = count + 1
    assert look.due_at is None
    assert count <= len(rhythm)


def test_what_was_seen_together_is_not_looked_at_together():
    due = {look_at(f"{URL}?{number}").due_at for number in range(100)}
    assert len(due) > 50
    assert max(due) - min(due) > HOUR


def test_a_poll_takes_some_of_what_is_due_the_longest_due_first():
    looks = [ScheduledRevisit(f"{URL}?{number}", NOW, due_at=NOW - number * MINUTE) for number in range(-5, 40)]
    found = to_revisit(looks, NOW)
    assert [one.url for one in found] == [f"{URL}?{number}" for number in range(39, 39 - AT_ONCE, -1)]


def test_the_request_is_conditional_but_for_pages_with_attachments():
    page = polled(body=b"<p>page</p>").page.model_copy(update={"etag": '"e"', "modified": "yesterday"})
    found = polled().model_copy(update={"page": page, "link": Link(url=URL, title="一条通知")})
    [asked] = to_revisit([first_revisit(found, RHYTHM, NOW)], NOW + 2 * DAY)
    assert (asked.etag, asked.modified, asked.page_hash) == ('"e"', "yesterday", page.sha256)
    assert asked.link.title == "一条通知"
    file = Attachment(name="方案", url=f"{URL}.pdf", sha256="ab" * 32)
    [asked] = to_revisit([first_revisit(found.model_copy(update={"attachments": (file,)}), RHYTHM, NOW)], NOW + 2 * DAY)
    assert (asked.etag, asked.modified) == (None, None)
    assert asked.page_hash != page.sha256


@pytest.fixture
def store():
    return new_store()


def take(store, one, now, **fields):
    team = matcher(subscription())
    with store.writing() as tx:
        return ingest_result(tx, one, HOUR, team, Policy(30 * DAY, revisit=RHYTHM), now, **fields)


def due(store, now, source="gov"):
    with store.reading() as tx:
        return [look.url for look in tx.revisits.due(source, now, 10)]


def look(store):
    with store.reading() as tx:
        return tx.revisits.get(URL)


class TestTakingIn:
    def test_what_is_read_is_looked_at_again(self, store):
        take(store, result(polled()), NOW)
        assert due(store, NOW + 23 * HOUR) == []
        assert due(store, NOW + 27 * HOUR) == [URL]

    def test_a_source_may_have_a_rhythm_of_its_own_or_none(self, store):
        take(store, result(polled(), source="never"), NOW, revisit=())
        assert look(store) is None
        take(store, result(polled()), NOW, revisit=(HOUR,))
        assert due(store, NOW + 2 * HOUR) == [URL]

    def test_a_page_as_it_was_is_looked_at_after_the_next_age(self, store):
        take(store, result(polled()), NOW)
        take(store, result(revisited=(URL,)), NOW + 27 * HOUR)
        assert due(store, NOW + 2 * DAY) == []
        assert due(store, NOW + 4 * DAY) == [URL]

    def test_a_changed_page_is_a_revision_that_is_told(self, store):
        take(store, result(polled()), NOW)
        taken = take(store, result(polled(text=CHANGED), revisited=(URL,)), NOW + 27 * HOUR)
        assert [(one.verdict.kind, one.alerts) for one in taken.decisions] == [("revision", 1)]
        assert look(store).done == 1

    def test_a_page_that_is_missing_twice_is_gone(self, store):
        take(store, result(polled()), NOW)
        take(store, result(gone=(URL,), gone_because={URL: "the page says: 该信息已删除"}), NOW + 27 * HOUR)
        assert "notice.gone" not in kinds(store)
        assert due(store, NOW + 52 * HOUR) == [URL]
        take(store, result(gone=(URL,), gone_because={URL: "the page says: 该信息已删除"}), NOW + 52 * HOUR)
        assert events(store)[-1].detail == {
            "url": URL,
            "reason": {"code": "gone", "params": {"detail": "the page says: 该信息已删除"}},
        }
        assert look(store).due_at is None

    def test_a_page_that_is_there_between_two_misses_is_not_gone(self, store):
        take(store, result(polled()), NOW)
        for at, found in ((27, {"gone": (URL,)}), (52, {"revisited": (URL,)}), (80, {"gone": (URL,)})):
            take(store, result(**found), NOW + at * HOUR)
        assert "notice.gone" not in kinds(store)

    def test_a_page_that_is_gone_and_listed_again_is_looked_at_again(self, store):
        take(store, result(polled()), NOW)
        for hours in (27, 52):
            take(store, result(gone=(URL,)), NOW + hours * HOUR)
        take(store, result(polled()), NOW + 60 * HOUR)
        assert look(store).due_at is not None

    def test_a_look_that_fails_is_tried_a_day_later(self, store):
        take(store, result(polled()), NOW)
        take(store, result(failures=(failure(url=URL),)), NOW + 27 * HOUR)
        assert (due(store, NOW + 50 * HOUR), due(store, NOW + 51 * HOUR)) == ([], [URL])
        assert look(store).missed == 0

    def test_what_only_a_walk_back_came_to_is_told_to_nobody(self, store):
        take(store, result(), NOW - DAY)
        walked = polled().model_copy(update={"walked": True, "listed_at": NOW})
        [decision] = take(store, result(walked), NOW).decisions
        assert (decision.verdict.kind, decision.alerts) == ("new", 0)

    def test_a_walk_goes_on_over_pages_that_bring_nothing(self, store):
        walk = {"walk": {"pages": 5, "further": True}, "more": True}
        assert take(store, result(**walk), NOW).again
        assert not take(store, result(**{**walk, "walk": {"pages": 5}}), NOW).again

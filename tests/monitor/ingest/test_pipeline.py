from dataclasses import replace
from datetime import timedelta

import pytest

from crawler.model.reason import Reason
from monitor.ingest.pipeline import Policy, ingest_notice, prepare_notice
from monitor.model import Backlog, SourceRecord
from monitor.model.readers import ONLY_READER, ReaderMark
from tests.ingesting import ingest_result
from tests.monitor.builders import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    OTHER_TEXT,
    URL,
    events,
    failed,
    failure,
    kinds,
    matcher,
    measure,
    polled,
    result,
    subscription,
)
from tests.stores import new_store

MIRROR_URL = "https://mirror.example.cn/1.html"
OTHER_URL = "https://gov.example.cn/notices/2.html"
OTHER_CLUSTER_TEXT = OTHER_TEXT + "培育集群。"
POLICY = Policy(fresh=30 * DAY)
TEAM = matcher(subscription())


@pytest.fixture
def store():
    return new_store()


@pytest.fixture
def watched(store):
    """A store whose source `gov` was first taken in a day ago, when its listing was empty."""
    take(store, result(), now=NOW - DAY)
    return store


def take(store, taken, *, now=NOW, match=TEAM, policy=POLICY, every=HOUR):
    with store.writing() as tx:
        return ingest_result(tx, taken, every, match, policy, now)


def record(store, source="gov") -> SourceRecord:
    with store.reading() as tx:
        return tx.sources.get(source)


def queued(store) -> int:
    with store.reading() as tx:
        return tx.deliveries.backlog().queued


def verdicts(taken) -> list[str]:
    return [decision.verdict.kind for decision in taken.decisions]


class TestBaseline:
    def test_the_first_successful_poll_records_and_alerts_nobody(self, store):
        taken = take(store, result(polled(), polled(OTHER_URL, text=OTHER_CLUSTER_TEXT)))
        assert verdicts(taken) == ["new", "new"]
        assert [decision.alerts for decision in taken.decisions] == [0, 0]
        assert queued(store) == 0
        assert record(store).baseline_at == NOW

    def test_what_is_new_after_the_baseline_is_told(self, watched):
        taken = take(watched, result(polled()))
        assert [decision.alerts for decision in taken.decisions] == [1]
        assert queued(watched) == 1

    def test_more_pages_to_fetch_keep_the_baseline_open(self, store):
        take(store, result(polled(), more=True))
        assert record(store).baseline_at is None
        taken = take(store, result(polled(OTHER_URL, text=OTHER_CLUSTER_TEXT)), now=NOW + MINUTE)
        assert verdicts(taken) == ["new"]
        assert queued(store) == 0
        assert record(store).baseline_at == NOW + MINUTE

    def test_a_failed_first_poll_leaves_the_baseline_to_the_next(self, store):
        take(store, failed())
        assert record(store).baseline_at is None
        take(store, result(polled()), now=NOW + HOUR)
        assert queued(store) == 0
        assert record(store).baseline_at == NOW + HOUR

    def test_the_baseline_is_closed_once(self, watched):
        take(watched, result())
        take(watched, result(more=True))
        assert record(watched).baseline_at == NOW - DAY

    @pytest.mark.parametrize(("listed", "told"), [(-MINUTE, 0), (timedelta(0), 0), (MINUTE, 1)])
    def test_what_was_listed_in_the_baseline_and_read_later_belongs_to_it(self, watched, listed, told):
        baseline_at = record(watched).baseline_at
        taken = take(watched, result(polled(listed_at=baseline_at + listed)))
        assert verdicts(taken) == ["new"]
        assert taken.decisions[0].alerts == told

    def test_what_is_new_before_a_clock_set_back_is_corrected_is_told(self, watched):
        earlier = NOW - DAY - 8 * HOUR
        taken = take(watched, result(polled(listed_at=earlier)), now=earlier)
        assert [decision.alerts for decision in taken.decisions] == [1]

    def test_a_revision_of_what_the_baseline_listed_is_news_when_it_is_listed_anew(self, store):
        take(store, result(polled(listed_at=NOW)))
        taken = take(store, result(polled(text=OTHER_CLUSTER_TEXT)), now=NOW + DAY)
        assert verdicts(taken) == ["revision"]
        assert queued(store) == 1

    def test_each_source_has_a_baseline_of_its_own(self, watched):
        take(watched, result(polled(MIRROR_URL, text=OTHER_CLUSTER_TEXT), source="mirror"))
        assert queued(watched) == 0

    def test_who_asks_for_it_is_told_of_a_baseline(self, store):
        take(store, result(polled()), policy=replace(POLICY, alert="always"))
        assert queued(store) == 1


class TestFreshness:
    @pytest.mark.parametrize(("age", "told"), [(0, 1), (30, 1), (31, 0), (400, 0), (-3, 1)])
    def test_a_notice_published_long_before_it_was_seen_alerts_nobody(self, watched, age, told):
        taken = take(watched, result(polled(published_on=NOW.date() - age * DAY)))
        assert verdicts(taken) == ["new"]
        assert queued(watched) == told

    def test_a_notice_without_a_date_is_taken_for_a_fresh_one(self, watched):
        take(watched, result(polled(published_on=None)))
        assert queued(watched) == 1

    def test_who_asks_for_it_is_told_of_old_notices(self, watched):
        old = polled(published_on=NOW.date() - 400 * DAY)
        take(watched, result(old), policy=replace(POLICY, alert="always"))
        assert queued(watched) == 1

    def test_a_revision_is_news_whatever_the_age_of_the_notice(self, watched):
        old = NOW.date() - 400 * DAY
        take(watched, result(polled(published_on=old)))
        take(watched, result(polled(published_on=old, text=OTHER_CLUSTER_TEXT)))
        assert queued(watched) == 1

    def test_nobody_is_told_when_nobody_is_to_be(self, watched):
        never = replace(POLICY, alert="never")
        take(watched, result(polled()), policy=never)
        take(watched, result(polled(text=OTHER_CLUSTER_TEXT)), policy=never)
        assert queued(watched) == 0


class TestVerdicts:
    def test_a_new_notice_is_recorded_where_it_was_found(self, watched):
        [decision] = take(watched, result(polled())).decisions
        with watched.reading() as tx:
            assert tx.notices.get(decision.notice).notice == polled().bare
            assert [(one.url, one.source) for one in tx.locations.of_notice(decision.notice)] == [(URL, "gov")]
        assert (decision.revision, decision.document) == (1, polled().bare)

    def test_a_copy_is_one_more_place_and_alerts_nobody(self, watched):
        [first] = take(watched, result(polled())).decisions
        take(watched, result(source="mirror"), now=NOW - HOUR)
        taken = take(watched, result(polled(MIRROR_URL, title="转发"), source="mirror"))
        assert verdicts(taken) == ["copy"]
        assert taken.decisions[0].notice == first.notice
        assert queued(watched) == 1
        with watched.reading() as tx:
            assert {one.url for one in tx.locations.of_notice(first.notice)} == {URL, MIRROR_URL}
            assert len(tx.notices.latest(10, None, None)) == 1

    def test_a_revision_is_told_as_one(self, watched):
        [first] = take(watched, result(polled())).decisions
        [decision] = take(watched, result(polled(text=OTHER_CLUSTER_TEXT))).decisions
        assert (decision.verdict.kind, decision.notice, decision.revision) == ("revision", first.notice, 2)
        assert queued(watched) == 2
        with watched.writing() as tx:
            told = [tx.deliveries.claim(NOW, NOW + HOUR, "me") for _ in range(2)]
        assert [(one.event, one.revision) for one in told] == [("new", 1), ("revised", 2)]

    def test_only_those_who_want_revisions_are_told_of_one(self, watched):
        match = matcher(subscription(on=["new"]))
        take(watched, result(polled()), match=match)
        take(watched, result(polled(text=OTHER_CLUSTER_TEXT)), match=match)
        assert queued(watched) == 1

    def test_a_text_that_comes_back_is_known(self, watched):
        for text in (None, OTHER_CLUSTER_TEXT, None):
            taken = take(watched, result(polled(**{"text": text} if text else {})))
        assert verdicts(taken) == ["known"]
        assert queued(watched) == 2

    def test_a_notice_on_no_topic_is_recorded_and_told_to_nobody(self, watched):
        taken = take(watched, result(polled(title="人才", text=OTHER_TEXT)))
        assert verdicts(taken) == ["new"]
        assert queued(watched) == 0

    def test_the_same_text_twice_in_one_result_is_one_notice(self, watched):
        taken = take(watched, result(polled(), polled(MIRROR_URL)))
        assert verdicts(taken) == ["new", "copy"]
        assert queued(watched) == 1

    def test_another_reading_of_the_same_bytes_is_no_revision(self, watched):
        take(watched, result(polled(body=b"page")))
        taken = take(watched, result(polled(body=b"page", text=OTHER_CLUSTER_TEXT, reader="2")))
        assert verdicts(taken) == ["known"]
        assert queued(watched) == 1

    def test_another_reading_of_the_same_bytes_is_no_revision_when_other_bytes_were_read_before(self, watched):
        take(watched, result(polled(body=b"page, 1 visitor")))
        take(watched, result(polled(body=b"page, 2 visitors")))
        taken = take(watched, result(polled(body=b"page, 2 visitors", text=OTHER_CLUSTER_TEXT, reader="2")))
        assert verdicts(taken) == ["known"]

    def test_a_source_that_reads_a_known_address_otherwise_makes_no_revision_of_it(self, watched):
        take(watched, result(polled()))
        take(watched, result(source="mirror"), now=NOW - HOUR)
        taken = take(watched, result(polled(text=OTHER_CLUSTER_TEXT), source="mirror"))
        assert verdicts(taken) == ["known"]
        taken = take(watched, result(polled(text=OTHER_CLUSTER_TEXT), source="mirror"))
        assert verdicts(taken) == ["known"]
        assert queued(watched) == 1

    def test_a_revision_that_one_source_has_told_of_is_known_to_the_other(self, watched):
        take(watched, result(polled()))
        take(watched, result(polled(), source="mirror"))
        assert verdicts(take(watched, result(polled(text=OTHER_CLUSTER_TEXT)))) == ["revision"]
        assert verdicts(take(watched, result(polled(text=OTHER_CLUSTER_TEXT), source="mirror"))) == ["known"]
        assert queued(watched) == 2

    def test_of_two_sources_that_read_an_address_differently_one_tells_of_each_revision(self, watched):
        take(watched, result(polled()))
        take(watched, result(source="mirror"), now=NOW - HOUR)
        found = []
        for number in range(3):
            for name in ("gov", "mirror"):
                text = f"集群的第{number}版，{name}读到的全文，" * 10
                found += verdicts(take(watched, result(polled(text=text), source=name)))
        assert found == ["revision", "known"] * 3
        assert queued(watched) == 4

    def test_nothing_is_told_twice_when_a_result_is_taken_in_again(self, watched):
        again = result(polled(), polled(OTHER_URL, title="集群", text=OTHER_CLUSTER_TEXT))
        take(watched, again)
        taken = take(watched, again)
        assert verdicts(taken) == ["known", "known"]
        assert queued(watched) == 2
        assert kinds(watched).count("notice.new") == 2

    def test_pages_that_are_gone_are_said_to_be_once(self, watched):
        [decision] = take(watched, result(polled())).decisions
        take(watched, result(gone=(URL, "https://never.example.cn/seen")))
        take(watched, result(gone=(URL,)))
        [event] = [event for event in events(watched) if event.kind == "notice.gone"]
        assert (event.source, event.notice, event.detail) == ("gov", decision.notice, {"url": URL})

    @pytest.mark.parametrize("fields", [{}, {"text": OTHER_CLUSTER_TEXT}], ids=["known", "revision"])
    def test_a_page_that_comes_back_is_gone_no_more(self, watched, fields):
        [decision] = take(watched, result(polled())).decisions
        take(watched, result(gone=(URL,)))
        take(watched, result(polled(**fields)))
        with watched.reading() as tx:
            assert [place.gone_at for place in tx.locations.of_notice(decision.notice)] == [None]


class TestSubscribers:
    def test_each_subscription_gets_an_alert_and_each_channel_one_message(self, watched):
        match = matcher(
            subscription("one"), subscription("two", channels=["ops", "mail", "ops"]), subscription("three")
        )
        [decision] = take(watched, result(polled()), match=match).decisions
        assert decision.alerts == 3
        with watched.writing() as tx:
            first, second = (tx.deliveries.claim(NOW, NOW + HOUR, "me") for _ in range(2))
            assert tx.deliveries.claim(NOW, NOW + HOUR, "me") is None
        told = {one.channel: [alert.subscription for alert in one.alerts] for one in (first, second)}
        assert told == {"ops": ["one", "two", "three"], "mail": ["two"]}

    def test_the_alert_says_which_words_were_found(self, watched):
        take(watched, result(polled()))
        with watched.writing() as tx:
            [alert] = tx.deliveries.claim(NOW, NOW + HOUR, "me").alerts
        assert (alert.subscription, alert.topics, alert.terms) == ("team", ("clusters",), ("集群",))

    def test_the_alert_says_which_measures_matched(self, watched):
        clauses = (measure("一、培育集群。"), measure("二、其他。"), measure("三、产业集群。"))
        found = polled(title="通知", clauses=clauses)
        take(watched, result(found), match=matcher(subscription(scope="measure"), subscription("whole")))
        with watched.writing() as tx:
            alerts = tx.deliveries.claim(NOW, NOW + HOUR, "me").alerts
        assert {alert.subscription: alert.clauses for alert in alerts} == {"team": (0, 2), "whole": ()}


class TestTrouble:
    def test_failed_polls_in_a_row_make_one_trouble_which_ends_once(self, watched):
        take(watched, failed(failure(code="timeout", detail="no answer")))
        trouble = record(watched).trouble
        assert (trouble.reason, trouble.since) == (Reason.of("timeout", detail="no answer"), NOW)
        take(watched, failed(failure(code="blocked")), now=NOW + HOUR)
        assert record(watched).failures == 2
        assert (record(watched).trouble.code, record(watched).trouble.since) == ("blocked", NOW)

        ended = take(watched, result(), now=NOW + 2 * HOUR)
        after = take(watched, result(), now=NOW + 3 * HOUR)
        assert (ended.ended.code, ended.ended.since, after.ended) == ("blocked", NOW, None)
        assert (record(watched).failures, record(watched).trouble) == (0, None)
        assert kinds(watched) == ["source.troubled", "source.recovered"]
        troubled, recovered = events(watched)
        assert (troubled.source, troubled.at, troubled.detail["code"]) == ("gov", NOW + HOUR, "blocked")
        assert troubled.detail["since"] == NOW.isoformat()
        assert (recovered.at, recovered.detail) == (NOW + 2 * HOUR, {"code": "blocked", "since": NOW.isoformat()})

    def test_a_trouble_of_another_kind_is_reported_too_and_counts_from_its_beginning(self, watched):
        for hour, code in enumerate(["links_vanished", "maintenance", "error_page"]):
            take(watched, failed(failure(code=code)), now=NOW + hour * HOUR)
        assert [(event.detail["code"], event.detail["since"]) for event in events(watched)] == [
            ("links_vanished", NOW.isoformat()),
            ("error_page", (NOW + HOUR).isoformat()),
        ]
        assert record(watched).trouble.since == NOW + HOUR

        take(watched, result(), now=NOW + 3 * HOUR)
        assert events(watched)[-1].detail == {"code": "error_page", "since": (NOW + HOUR).isoformat()}

    def test_a_trouble_that_another_one_interrupts_briefly_is_reported_once(self, watched):
        codes = ["links_vanished", "timeout", "links_vanished", "timeout", "unreachable", "no_links"]
        for hour, code in enumerate(codes):
            take(watched, failed(failure(code=code)), now=NOW + hour * HOUR)
        assert kinds(watched) == ["source.troubled"]
        assert (record(watched).trouble.code, record(watched).trouble.since) == ("no_links", NOW)
        take(watched, failed(failure(code="timeout")), now=NOW + 6 * HOUR)
        take(watched, result(), now=NOW + 7 * HOUR)
        assert events(watched)[-1].detail == {"code": "no_links", "since": NOW.isoformat()}

    def test_what_passes_at_once_is_no_event(self, watched):
        for hour, outcome in enumerate([failed(), failed(), result(), failed(), result()]):
            take(watched, outcome, now=NOW + hour * HOUR)
        assert kinds(watched) == []

    def test_the_third_failure_in_a_row_is_an_event_and_links_that_vanished_are_at_once(self, watched):
        for hour in range(4):
            take(watched, failed(), now=NOW + hour * HOUR)
        assert [(event.kind, event.at) for event in events(watched)] == [("source.troubled", NOW + 2 * HOUR)]
        take(watched, failed(failure(code="links_vanished"), source="other"))
        assert [event.source for event in events(watched)] == ["gov", "other"]

    def test_a_listing_that_is_as_it_was_ends_trouble_too(self, watched):
        take(watched, failed())
        assert take(watched, result(outcome="not_modified")).ended is not None

    def test_a_page_that_could_not_be_read_is_no_trouble_of_the_source(self, watched):
        taken = take(watched, result(failures=(failure(url=URL),)))
        assert taken.failures == (failure(url=URL),)
        assert record(watched).trouble is None
        assert kinds(watched) == []


class TestRecord:
    @pytest.mark.parametrize("outcome", ["ok", "not_modified", "failed"])
    def test_every_poll_leaves_a_row(self, store, outcome):
        failures = (failure(retry_after=3.5),) if outcome == "failed" else ()
        take(store, result(outcome=outcome, failures=failures, links_seen=7))
        with store.reading() as tx:
            [poll] = tx.polls.latest("gov", 10)
        assert (poll.source, poll.at, poll.outcome, poll.links_seen) == ("gov", NOW, outcome, 7)
        assert [(one["code"], one["retry_after"]) for one in poll.failures] == [("timeout", 3.5)] * len(failures)

    def test_a_poll_counts_what_became_of_its_notices(self, watched):
        take(watched, result(polled()))
        revised = polled(text=OTHER_CLUSTER_TEXT)
        new = polled(OTHER_URL, text=OTHER_TEXT[:40] + "其一")
        known = polled(OTHER_URL, text=OTHER_TEXT[:40] + "其一")
        take(watched, result(polled(MIRROR_URL), revised, new, known))
        with watched.reading() as tx:
            poll = tx.polls.latest("gov", 1)[0]
        assert (poll.new, poll.copies, poll.revisions) == (1, 1, 1)

    def test_the_state_is_kept_for_the_next_poll(self, store):
        take(store, result(state={"etag": "1"}))
        take(store, failed(state={"etag": "1", "tried": 1}))
        assert record(store).state == {"etag": "1", "tried": 1}

    def test_it_is_known_when_a_source_was_polled_read_and_had_something_new(self, store):
        take(store, result(polled()), now=NOW)
        take(store, result(polled()), now=NOW + HOUR)
        take(store, failed(), now=NOW + 2 * HOUR)
        known = record(store)
        assert (known.last_new_at, known.last_success_at, known.last_poll_at) == (NOW, NOW + HOUR, NOW + 2 * HOUR)

    @pytest.mark.parametrize(
        ("taken", "wait"),
        [
            (result(), HOUR),
            (result(outcome="not_modified"), HOUR),
            (result(polled(), more=True), timedelta(0)),
            (result(more=True), HOUR),
            (failed(), HOUR),
            (failed(more=True), HOUR),
            (failed(failure(retry_after=7200.0)), 2 * HOUR),
            (failed(failure(retry_after=60.0), failure(retry_after=7200.0)), 2 * HOUR),
            (result(polled(), more=True, failures=(failure(code="blocked", retry_after=7200.0),)), HOUR),
        ],
    )
    def test_the_next_poll_is_due_when_the_result_says(self, store, taken, wait):
        take(store, taken)
        assert record(store).due_at == NOW + wait

    def test_a_source_that_keeps_failing_is_asked_less_often(self, store):
        waits = []
        for _ in range(4):
            take(store, failed(), every=10 * MINUTE)
            waits.append(record(store).due_at - NOW)
        assert waits == [10 * MINUTE, 20 * MINUTE, 30 * MINUTE, 30 * MINUTE]

    def test_taking_in_ends_the_lease(self, watched):
        with watched.writing() as tx:
            tx.sources.claim(["gov"], NOW, NOW + DAY, "me")
        take(watched, result())
        with watched.reading() as tx:
            assert tx.leases.owners() == []

    def test_nothing_stays_of_a_result_that_could_not_be_taken_in(self, watched):
        before = record(watched)

        class Broken:
            def match(self, *_):
                raise LookupError

        with pytest.raises(LookupError):
            take(watched, result(polled()), match=Broken())
        with watched.reading() as tx:
            assert tx.notices.latest(10, None, None) == []
            assert tx.deliveries.backlog() == Backlog()
        assert record(watched) == before
        assert events(watched) == []


def test_each_change_is_one_event_in_order(watched):
    take(watched, result(polled(), polled(MIRROR_URL)))
    take(watched, result(polled(text=OTHER_CLUSTER_TEXT), gone=(MIRROR_URL,)))
    take(watched, result(polled(text=OTHER_CLUSTER_TEXT)))
    assert kinds(watched) == ["notice.new", "notice.copied", "notice.revised", "notice.gone"]
    new, copied, revised, _ = events(watched)
    assert (new.at, new.source, new.notice, new.detail["url"]) == (NOW, "gov", copied.notice, URL)
    assert copied.detail["reason"] == {
        "code": "verdict.copy",
        "params": {"comparison": {"code": "comparison.same_text", "params": {}}, "url": URL},
    }
    assert revised.detail["revision"] == 2


class TestWhoReadsFirst:
    """Nobody misses a notice because another source read it first, and nobody is told of it twice."""

    def watch(self, store, name, at):
        take(store, result(source=name), now=at)

    def test_what_a_new_sources_baseline_read_first_is_news_at_a_source_that_was_watched(self, store):
        self.watch(store, "gov", NOW - DAY)
        take(store, result(polled(), source="mirror"), now=NOW)
        assert queued(store) == 0
        for _ in range(2):
            taken = take(store, result(polled(), source="gov"), now=NOW + HOUR)
            assert verdicts(taken) == ["known"]
            assert queued(store) == 1

    def test_what_was_there_before_a_source_was_watched_is_no_news_at_it(self, store):
        take(store, result(polled(), source="gov"), now=NOW)
        self.watch(store, "mirror", NOW + HOUR)
        take(store, result(polled("https://mirror.example.cn/1", listed_at=NOW + DAY), source="mirror"), now=NOW + DAY)
        assert queued(store) == 0

    def test_a_copy_tells_nobody_twice(self, store):
        for name in ("gov", "mirror"):
            self.watch(store, name, NOW - DAY)
        take(store, result(polled(listed_at=NOW), source="gov"), now=NOW)
        take(store, result(polled("https://mirror.example.cn/1", listed_at=NOW), source="mirror"), now=NOW)
        assert queued(store) == 1

    def test_one_text_under_two_titles_of_one_source_is_two_notices(self, store):
        self.watch(store, "gov", NOW - DAY)
        first = polled(title="甲集群", listed_at=NOW)
        second = polled(f"{URL}2", title="乙集群", listed_at=NOW)
        assert verdicts(take(store, result(first, second, source="gov"), now=NOW)) == ["new", "new"]

    def test_a_listing_that_broke_off_leaves_the_baseline_open_until_it_brings_nothing_more(self, store):
        take(store, result(polled(), cut=True), now=NOW)
        assert record(store).baseline_at is None
        take(store, result(cut=True), now=NOW + HOUR)
        assert record(store).baseline_at == NOW + HOUR


class TestOtherReaders:
    """The same page, read by another version of the reader."""

    def document(self, store, number=1, revision=1):
        with store.reading() as tx:
            return tx.notices.revisions(number)[revision - 1].notice

    @pytest.fixture
    def read(self, watched):
        """A store with a notice that reader 1 read."""
        take(watched, result(polled(reader="1", body=b"page")))
        return watched

    @pytest.mark.parametrize("body", [b"page", b"page with a visitor count", None])
    def test_another_text_by_another_reader_is_known_and_its_document_replaced(self, read, body):
        before = kinds(read)
        taken = take(read, result(polled(reader="2", body=body, text=OTHER_CLUSTER_TEXT)))
        assert verdicts(taken) == ["known"]
        assert self.document(read).text == OTHER_CLUSTER_TEXT
        assert self.document(read).reader == "2"
        assert kinds(read) == before
        assert queued(read) == 1

    def test_after_that_the_comparison_is_exact(self, read):
        take(read, result(polled(reader="2", text=OTHER_CLUSTER_TEXT)))
        assert verdicts(take(read, result(polled(reader="2", text=OTHER_CLUSTER_TEXT)))) == ["known"]
        assert verdicts(take(read, result(polled(reader="2", text=OTHER_TEXT)))) == ["revision"]

    def test_another_text_by_the_same_reader_is_a_revision(self, read):
        assert verdicts(take(read, result(polled(reader="1", text=OTHER_CLUSTER_TEXT)))) == ["revision"]

    def test_the_same_text_by_another_reader_brings_what_else_it_read(self, read):
        taken = take(read, result(polled(reader="2", document_number="滨政办发〔2024〕1号")))
        assert verdicts(taken) == ["known"]
        assert self.document(read).document_number == "滨政办发〔2024〕1号"
        assert verdicts(take(read, result(polled(reader="2", text=OTHER_CLUSTER_TEXT)))) == ["revision"]

    def test_only_the_revision_that_was_read_is_replaced(self, read):
        take(read, result(polled(reader="1", text=OTHER_CLUSTER_TEXT)))
        take(read, result(polled(reader="2", text=OTHER_TEXT)))
        assert [self.document(read, revision=number).reader for number in (1, 2)] == ["1", "2"]
        assert self.document(read).text == polled().text

    def test_another_source_does_not_replace_the_document(self, read):
        take(read, result(source="feed"), now=NOW - DAY)
        for reader, text in (("1", "来自订阅的" * 30), ("2", OTHER_TEXT)):
            assert verdicts(take(read, result(polled(reader=reader, text=text), source="feed"))) == ["known"]
        assert self.document(read).reader == "1"
        assert self.document(read).text == polled().text

    def test_a_copy_at_another_address_does_not_replace_the_document(self, read):
        take(read, result(polled(OTHER_URL, reader="1")))
        take(read, result(polled(OTHER_URL, reader="2", text=OTHER_TEXT)))
        assert self.document(read).url == URL

    def test_a_text_that_was_given_is_compared_whoever_read_the_one_before(self, read):
        with read.writing() as tx:
            given = prepare_notice(polled(reader="2", text=OTHER_TEXT), "gov", NOW, as_given=True)
            decision = ingest_notice(tx, given, TEAM, POLICY, NOW)
        assert decision.verdict.kind == "revision"


class TestInbox:
    """Subscriptions mark the notices of their alerts in the web page's inbox."""

    @pytest.mark.parametrize(
        ("inboxes", "read", "starred"),
        [
            ([None], False, False),
            (["read"], True, False),
            (["star"], False, True),
            (["read", None], False, False),
            (["read", "star"], False, True),
        ],
    )
    def test_a_notice_is_read_only_if_all_say_so_and_starred_if_one_does(self, watched, inboxes, read, starred):
        wanted = [subscription(f"s{place}", inbox=inbox) for place, inbox in enumerate(inboxes)]
        taken = take(watched, result(polled()), match=matcher(*wanted))
        notice = taken.decisions[0].notice
        with watched.reading() as tx:
            mark = tx.readers.marks(ONLY_READER, [notice]).get(notice, ReaderMark())
        assert (mark.read_at is not None, mark.starred_at is not None) == (read, starred)

    def test_without_channels_nothing_is_sent(self, watched):
        taken = take(watched, result(polled()), match=matcher(subscription(channels=[], inbox="star")))
        assert [decision.alerts for decision in taken.decisions] == [1]
        assert queued(watched) == 0


class TestLaterPages:
    """Later pages of a listing that keep failing are one trouble of the source."""

    BROKEN = failure(url="https://gov.example.cn/list_2.html")

    def polls(self, store, *incomplete, since=0):
        taken = [
            take(store, result(cut=cut, failures=(self.BROKEN,) if cut else ()), now=NOW + (since + place) * HOUR)
            for place, cut in enumerate(incomplete)
        ]
        return [ingested.repeated for ingested in taken]

    def test_it_is_a_trouble_at_the_third_poll_and_reported_once(self, watched):
        assert self.polls(watched, True, True) == [False, True]
        assert record(watched).trouble is None
        self.polls(watched, True, True, True, since=2)
        assert record(watched).trouble.reason == Reason.of("listing_incomplete", count=5)
        assert kinds(watched) == ["source.troubled"]

    def test_a_complete_poll_ends_it(self, watched):
        self.polls(watched, True, True, True, False)
        assert record(watched).trouble is None
        assert kinds(watched) == ["source.troubled", "source.recovered"]

    def test_a_poll_without_changes_and_a_failed_poll_do_not_count(self, watched):
        self.polls(watched, True, True)
        take(watched, result(outcome="not_modified"), now=NOW + 2 * HOUR)
        take(watched, failed(), now=NOW + 3 * HOUR)
        assert record(watched).seen.incomplete == 2

    def test_a_feed_that_is_not_well_formed_does_not_count(self, watched):
        broken = failure(code="feed_broken")
        for place in range(4):
            take(watched, result(cut=True, failures=(broken,)), now=NOW + place * HOUR)
        assert record(watched).trouble is None

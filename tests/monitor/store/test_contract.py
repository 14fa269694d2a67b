"""What every store promises, whatever it is made of."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from crawler.model.link import Link
from crawler.model.reason import Reason
from monitor.identity.minhash import FORMS, MARKED
from monitor.identity.normalized import NormalizedNotice
from monitor.model import (
    Backlog,
    Beat,
    ChannelState,
    LastPoll,
    NewAlert,
    NoticeLink,
    Outage,
    PollCounts,
    PollRecord,
    Reading,
    RecentHistory,
    ReminderKey,
    ScheduledRevisit,
    SentAlert,
    Slot,
    SourceRecord,
    StoredText,
    SubscriptionStats,
    TextSample,
    Trouble,
)
from monitor.ports import Store, Transaction
from monitor.schedule.allocation import Publication, learn
from tests.monitor.builders import DAY, HOUR, MINUTE, NOW, OTHER_TEXT, SECOND, URL, deadline, events, notice, revision

OTHER_URL = "https://gov.example.cn/notices/2.html"
NAIVE = datetime(2024, 6, 6, 8)  # noqa: DTZ001
SHANGHAI = timezone(timedelta(hours=8))


def add_notice(store: Store, url: str = URL, at: datetime = NOW, source: str = "gov", **fields) -> int:
    with store.writing() as tx:
        return tx.notices.add(source, revision(url, **fields), at)


def read(tx: Transaction, notice: int, fingerprint: str, revision: int = 1, **fields) -> None:
    defaults = {"url": URL, "source": "gov", "page_sha256": None}
    tx.readings.add(Reading(notice=notice, revision=revision, fingerprint=fingerprint, **defaults | fields))


def tell(
    tx: Transaction, notice: int, *channels: str, due_at: datetime = NOW, bundle: str | None = None, **fields
) -> int | None:
    """Adds one alert; gives its id."""
    alert = {"event": "new", "revision": 1, "subscription": "team", "topics": ("clusters",), "terms": ("集群",)}
    slot = Slot(due_at, bundle)
    return tx.alerts.add([NewAlert(**alert | fields, notice=notice, at=NOW, channels=channels, slot=slot)])[0]


def queue(store: Store, channel: str = "ops", at: datetime = NOW, notice: int | None = None, **alert) -> int:
    """Queues one alert of a notice, a new one unless given; gives the notice."""
    notice = notice or add_notice(store, url=f"{URL}?{channel}-{at.timestamp()}")
    with store.writing() as tx:
        tell(tx, notice, channel, due_at=at, **alert)
    return notice


def claim(store: Store, now: datetime = NOW, lease: timedelta = MINUTE, owner: str = "me"):
    with store.writing() as tx:
        return tx.deliveries.claim(now, now + lease, owner)


def register(store: Store, *names: str, due_at: datetime = NOW) -> None:
    with store.writing() as tx:
        for name in names:
            tx.sources.register(name, due_at)


class TestSources:
    def test_a_source_never_registered_is_not_known(self, store):
        with store.reading() as tx:
            assert tx.sources.get("gov") is None
            assert tx.sources.all() == []

    def test_a_registered_source_is_due_and_has_no_past(self, store):
        register(store, "gov")
        with store.reading() as tx:
            assert tx.sources.get("gov") == SourceRecord("gov", due_at=NOW)

    def test_a_source_is_registered_once_and_then_stays_as_it_is(self, store):
        register(store, "gov")
        register(store, "gov", due_at=NOW + DAY)
        with store.reading() as tx:
            assert [record.due_at for record in tx.sources.all()] == [NOW]

    def test_sources_come_by_id(self, store):
        register(store, "c", "a", "b")
        with store.reading() as tx:
            assert [record.id for record in tx.sources.all()] == ["a", "b", "c"]

    def test_what_is_due_comes_longest_due_first(self, store):
        register(store, "soon", due_at=NOW + SECOND)
        register(store, "now", due_at=NOW)
        register(store, "long", due_at=NOW - DAY)
        with store.reading() as tx:
            assert tx.sources.due(NOW) == ["long", "now"]

    def test_a_claimed_source_is_leased_to_one_until_the_lease_runs_out(self, store):
        register(store, "gov")
        with store.writing() as tx:
            assert [one.id for one in tx.sources.claim(["gov"], NOW, NOW + MINUTE, "me")] == ["gov"]
        with store.writing() as tx:
            assert tx.sources.due(NOW + MINUTE - SECOND) == []
            assert tx.sources.claim(["gov"], NOW + MINUTE - SECOND, NOW + HOUR, "you") == []
            assert tx.sources.due(NOW + MINUTE) == ["gov"]
            assert [one.id for one in tx.sources.claim(["gov"], NOW + MINUTE, NOW + HOUR, "you")] == ["gov"]

    def test_only_named_sources_that_are_due_are_claimed(self, store):
        register(store, "due", "also-due")
        register(store, "later", due_at=NOW + SECOND)
        with store.writing() as tx:
            assert [one.id for one in tx.sources.claim(["due", "later", "unheard-of"], NOW, NOW + MINUTE, "me")] == [
                "due"
            ]
        with store.reading() as tx:
            assert tx.sources.due(NOW) == ["also-due"]

    def test_more_sources_can_be_claimed_than_a_statement_may_name(self, store):
        names = [f"source-{number}" for number in range(1201)]
        register(store, *names)
        with store.writing() as tx:
            assert len(tx.sources.claim(names, NOW, NOW + MINUTE, "me")) == len(names)
        with store.reading() as tx:
            assert tx.sources.due(NOW) == []

    def test_a_released_source_is_due_when_its_release_says(self, store):
        register(store, "gov")
        with store.writing() as tx:
            tx.sources.claim(["gov"], NOW, NOW + DAY, "me")
            tx.sources.release("gov", NOW + HOUR)
        with store.reading() as tx:
            assert tx.sources.due(NOW + HOUR - SECOND) == []
            assert tx.sources.due(NOW + HOUR) == ["gov"]
            assert tx.leases.owners() == []

    def test_a_record_comes_back_as_it_was_put(self, store):
        register(store, "gov")
        record = SourceRecord(
            "gov",
            state={"etag": 'W/"1"', "known": {"https://x.cn/一": [1, 2.5, None, True]}},
            baseline_at=NOW - DAY,
            due_at=NOW + HOUR,
            failures=3,
            trouble=Trouble(Reason.of("timeout", detail="没有回答"), NOW - HOUR),
            last_poll_at=NOW,
            last_success_at=NOW - HOUR,
            last_new_at=NOW - DAY,
        )
        with store.writing() as tx:
            tx.sources.put(record)
        with store.reading() as tx:
            assert tx.sources.get("gov") == record

    def test_trouble_ends_when_a_record_without_it_is_put(self, store):
        register(store, "gov")
        troubled = SourceRecord("gov", due_at=NOW, trouble=Trouble(Reason.of("timeout"), NOW))
        with store.writing() as tx:
            tx.sources.put(troubled)
        with store.writing() as tx:
            tx.sources.put(replace(troubled, trouble=None))
        with store.reading() as tx:
            assert tx.sources.get("gov").trouble is None

    def test_putting_a_record_ends_the_lease(self, store):
        register(store, "gov")
        with store.writing() as tx:
            [record] = tx.sources.claim(["gov"], NOW, NOW + DAY, "me")
            tx.sources.put(replace(record, due_at=NOW + MINUTE))
        with store.reading() as tx:
            assert tx.sources.due(NOW + MINUTE) == ["gov"]
            assert tx.leases.owners() == []


class TestHealth:
    def test_what_a_source_has_shown_is_kept(self, store):
        register(store, "gov")
        seen = RecentHistory(
            (date(2024, 6, 1), date(2024, 6, 5)), (TextSample(0, ""), TextSample(900, "a1")), date(2024, 6, 6)
        )
        for one in (seen, RecentHistory(days=(date(2024, 6, 1),)), RecentHistory()):
            with store.writing() as tx:
                tx.sources.put(replace(tx.sources.get("gov"), seen=one))
            with store.reading() as tx:
                assert tx.sources.get("gov").seen == one

    def test_troubles_are_given_by_source_whole(self, store):
        register(store, "gov", "paper", "well")
        trouble = Trouble(Reason.of("timeout", detail="slow"), NOW, True, True, (NOW + DAY).astimezone(SHANGHAI))
        with store.writing() as tx:
            tx.sources.put_trouble("gov", trouble)
            tx.sources.put_trouble("paper", Trouble(Reason.of("blocked"), NOW))
        with store.reading() as tx:
            assert tx.sources.troubles() == {
                "gov": replace(trouble, reminded_at=NOW + DAY),
                "paper": Trouble(Reason.of("blocked"), NOW),
            }
            assert tx.sources.get("gov").trouble == tx.sources.troubles()["gov"]

    def test_sources_that_are_long_due_are_found_leased_or_not(self, store):
        with store.writing() as tx:
            for name, due_at in {"b": NOW - HOUR, "a": NOW - HOUR, "just": NOW, "later": NOW + HOUR}.items():
                tx.sources.register(name, due_at)
            tx.sources.claim(["b"], NOW, NOW + HOUR, "me")
        with store.reading() as tx:
            assert [one.id for one in tx.sources.overdue(NOW)] == ["a", "b"]
            assert tx.sources.overdue(NOW - HOUR) == []

    def test_sources_held_are_what_they_are(self, store):
        with store.writing() as tx:
            tx.sources.register("a", NOW)
            tx.sources.preload(["a", "unknown"])
            tx.sources.put(replace(tx.sources.get("a"), failures=2))
            assert tx.sources.get("a").failures == 2
            assert tx.sources.get("unknown") is None

    def test_records_put_together_are_what_they_are_put_one_by_one(self, store):
        names = [f"{kind}{number}" for number in (2, 1) for kind in ("one", "all")]
        register(store, *names)
        history = RecentHistory(days=(date(2024, 6, 1),))
        after = {
            "1": {"failures": 2, "trouble": Trouble(Reason.of("timeout"), NOW), "last_poll_at": NOW, "due_at": None},
            "2": {"state": {"etag": "1"}, "seen": history, "due_at": NOW + DAY, "baseline_at": NOW},
        }
        with store.writing() as tx:
            tx.sources.claim(names, NOW, NOW + DAY, "me")
            records = {name: replace(tx.sources.get(name), **after[name[-1]]) for name in names}
            for name in ("one2", "one1"):
                tx.sources.put(records[name])
            tx.sources.put_all([records["all2"], records["all1"]])
        with store.reading() as tx:
            for number in ("1", "2"):
                put = tx.sources.get(f"one{number}")
                assert tx.sources.get(f"all{number}") == replace(put, id=f"all{number}")
                assert put.due_at == (after[number]["due_at"] or NOW)
            assert tx.leases.owners() == []

    def test_last_polls_tell_when_and_why_they_failed(self, store):
        register(store, "failed", "never", "old", "silent", "well")
        with store.writing() as tx:
            tx.sources.put(
                SourceRecord("failed", failures=1, trouble=Trouble(Reason.of("timeout"), NOW), last_poll_at=NOW)
            )
            tx.sources.put(
                SourceRecord("silent", trouble=Trouble(Reason.of("dates_stopped"), NOW), last_poll_at=NOW + MINUTE)
            )
            tx.sources.put(SourceRecord("well", last_poll_at=NOW))
            tx.sources.put(SourceRecord("old", last_poll_at=NOW - SECOND))
        with store.reading() as tx:
            assert tx.polls.last_by_source(NOW) == [
                LastPoll("failed", NOW, "timeout", None, NOW),
                LastPoll("silent", NOW + MINUTE, None),
                LastPoll("well", NOW, None),
            ]

    def test_only_what_is_due_later_and_not_leased_is_hastened(self, store):
        register(store, "later", "other", due_at=NOW + DAY)
        register(store, "due", due_at=NOW - DAY)
        register(store, "leased", due_at=NOW)
        with store.writing() as tx:
            tx.sources.claim(["leased"], NOW, NOW + DAY, "me")
            tx.sources.bring_forward(["later", "due", "leased"], NOW + HOUR)
            tx.sources.bring_forward([], NOW)
        with store.reading() as tx:
            due = {record.id: record.due_at for record in tx.sources.all()}
            assert due == {"later": NOW + HOUR, "due": NOW - DAY, "leased": NOW, "other": NOW + DAY}
            assert "leased" not in tx.sources.due(NOW + HOUR)

    def test_there_is_one_outage_or_none(self, store):
        for outage in (None, Outage(NOW), Outage(NOW, NOW + DAY), Outage(NOW + DAY), None, None):
            with store.writing() as tx:
                tx.sources.put_outage(outage)
            with store.reading() as tx:
                assert tx.sources.outage() == outage


class TestPolls:
    def test_a_poll_comes_back_as_it_was_added(self, store):
        poll = PollRecord("gov", NOW, "failed", 7, 1, 2, 3, ({"code": "timeout", "detail": "没有回答"},), 8, 2**40)
        with store.writing() as tx:
            tx.polls.add(poll)
        with store.reading() as tx:
            assert tx.polls.latest("gov", 10) == [poll]

    def test_polls_added_together_are_in_their_order(self, store):
        polls = [PollRecord("gov", NOW, "ok", links) for links in range(3)]
        with store.writing() as tx:
            tx.polls.add_all(polls)
        with store.reading() as tx:
            assert tx.polls.latest("gov", 10) == polls[::-1]

    def test_the_newest_polls_of_the_source_come_first(self, store):
        with store.writing() as tx:
            for links in range(4):
                tx.polls.add(PollRecord("gov", NOW, "ok", links))
            tx.polls.add(PollRecord("other", NOW, "ok", 99))
        with store.reading() as tx:
            assert [poll.links_seen for poll in tx.polls.latest("gov", 3)] == [3, 2, 1]

    def test_what_polls_cost_is_summed_up_by_source(self, store):
        with store.writing() as tx:
            for at, source, requests in ((NOW - DAY, "gov", 3), (NOW, "gov", 4), (NOW, "other", 1)):
                tx.polls.add(PollRecord(source, at, "ok", 0, requests=requests, bytes=2**33))
        with store.reading() as tx:
            assert tx.polls.usage() == {"gov": (7, 2**34), "other": (1, 2**33)}
            assert tx.polls.usage(NOW - HOUR) == {"gov": (4, 2**33), "other": (1, 2**33)}
            assert tx.polls.usage(NOW + HOUR) == {}

    def test_polls_since_then_are_counted_with_what_they_found(self, store):
        with store.writing() as tx:
            tx.polls.add(PollRecord("gov", NOW - SECOND, "ok", 1, 9, 9, 9))
            tx.polls.add(PollRecord("gov", NOW, "ok", 1, 1, 2, 3))
            tx.polls.add(PollRecord("paper", NOW + DAY, "failed", 0))
        with store.reading() as tx:
            assert tx.polls.counts(NOW) == PollCounts(2, 1, 1, 2, 3)
            assert tx.polls.counts(NOW + 2 * DAY) == PollCounts()

    def test_a_rhythm_is_kept_as_it_is_and_can_be_forgotten(self, store):
        register(store, "gov")
        rhythm = learn(None, [Publication(NOW - HOUR, NOW, 3)], NOW)
        for one in (rhythm, None):
            with store.writing() as tx:
                tx.sources.put(replace(tx.sources.get("gov"), rhythm=one))
            with store.reading() as tx:
                assert tx.sources.get("gov").rhythm == one


class TestNotices:
    def test_a_revision_is_completed_in_its_place(self, store):
        number = add_notice(store)
        with store.writing() as tx:
            tx.notices.add_revision(number, revision(text=OTHER_TEXT), NOW)
            tx.notices.replace_document(number, 2, revision(text=OTHER_TEXT + "附件"))
        with store.reading() as tx:
            assert [one.notice for one in tx.notices.revisions(number)] == [notice(), notice(text=OTHER_TEXT + "附件")]
            assert tx.notices.get(number).notice.text == OTHER_TEXT + "附件"

    def test_a_notice_comes_back_in_its_newest_revision(self, store):
        number = add_notice(store)
        with store.writing() as tx:
            assert tx.notices.add_revision(number, revision(text=OTHER_TEXT), NOW + HOUR) == 2
        with store.reading() as tx:
            record = tx.notices.get(number)
        assert (record.id, record.source, record.revision, record.first_seen_at) == (number, "gov", 2, NOW)
        assert record.notice == notice(text=OTHER_TEXT)

    def test_titles_are_those_of_the_newest_revisions(self, store):
        numbers = [add_notice(store), add_notice(store, OTHER_URL), add_notice(store, f"{OTHER_URL}?3")]
        with store.writing() as tx:
            tx.notices.add_revision(numbers[1], revision(title="修订“二”\n"), NOW + HOUR)
            tx.notices.add_revision(numbers[2], revision(title=None), NOW + HOUR)
        with store.reading() as tx:
            assert tx.notices.titles([*numbers, 10_000]) == {
                numbers[0]: notice().title,
                numbers[1]: "修订“二”\n",
                numbers[2]: None,
            }
            assert tx.notices.titles([]) == {}

    def test_all_revisions_are_kept_the_earliest_first(self, store):
        number = add_notice(store)
        with store.writing() as tx:
            tx.notices.add_revision(number, revision(text=OTHER_TEXT), NOW + HOUR)
        with store.reading() as tx:
            found = [(one.number, one.seen_at, one.notice) for one in tx.notices.revisions(number)]
        assert found == [(1, NOW, notice()), (2, NOW + HOUR, notice(text=OTHER_TEXT))]

    def test_a_notice_nobody_recorded_is_none_and_has_nothing(self, store):
        with store.reading() as tx:
            assert tx.notices.get(12345) is None
            assert tx.notices.revisions(12345) == []
            assert tx.locations.of_notice(12345) == []

    def test_notices_come_newest_first_and_only_as_many_as_asked_for(self, store):
        numbers = [add_notice(store, f"{URL}?{count}") for count in range(3)]
        with store.reading() as tx:
            assert [one.id for one in tx.notices.latest(2, None, None)] == [numbers[2], numbers[1]]

    def test_notices_are_chosen_by_when_and_where_they_were_first_seen(self, store):
        add_notice(store, f"{URL}?old", at=NOW - SECOND)
        mine = add_notice(store, f"{URL}?mine", at=NOW)
        other = add_notice(store, f"{URL}?other", at=NOW, source="other")
        with store.reading() as tx:
            assert [one.id for one in tx.notices.latest(10, NOW, None)] == [other, mine]
            assert [one.id for one in tx.notices.latest(10, NOW, "gov")] == [mine]

    def test_a_notice_stands_at_all_places_put_for_it_the_earliest_first(self, store):
        number = add_notice(store)
        with store.writing() as tx:
            tx.locations.put(OTHER_URL, "mirror", number, NOW + HOUR)
        with store.reading() as tx:
            places = [(one.url, one.source, one.first_seen_at) for one in tx.locations.of_notice(number)]
        assert places == [(URL, "gov", NOW), (OTHER_URL, "mirror", NOW + HOUR)]

    def test_a_place_belongs_to_the_notice_it_was_last_put_for(self, store):
        first = add_notice(store)
        second = add_notice(store, OTHER_URL)
        with store.writing() as tx:
            tx.locations.put(URL, "gov", second, NOW + HOUR)
        with store.reading() as tx:
            assert tx.locations.of_notice(first) == []
            assert {place.url for place in tx.locations.of_notice(second)} == {URL, OTHER_URL}
            assert tx.notices.candidate_at(URL).notice == second

    @pytest.mark.parametrize(
        "same",
        [
            "http://gov.example.cn/notices/1.html",
            "https://www.gov.example.cn/notices/1.html",
            "http://www.gov.example.cn:80/notices/1.html#top",
            "https://gov.example.cn/notices/1.html?utm_source=chat",
        ],
    )
    def test_an_address_is_found_however_it_is_written(self, store, same):
        number = add_notice(store, title="标题", script="Hant")
        with store.reading() as tx:
            found = tx.notices.candidate_at(same)
        assert (found.notice, found.title, found.url, found.script, found.revision) == (number, "标题", URL, "Hant", 1)

    def test_another_address_holds_no_candidate(self, store):
        add_notice(store)
        with store.reading() as tx:
            assert tx.notices.candidate_at(OTHER_URL) is None

    def test_the_candidate_at_an_address_is_the_newest_revision(self, store):
        number = add_notice(store)
        with store.writing() as tx:
            tx.notices.add_revision(number, revision(title="修订"), NOW)
        with store.reading() as tx:
            assert (tx.notices.candidate_at(URL).revision, tx.notices.candidate_at(URL).title) == (2, "修订")

    def test_a_place_that_is_gone_is_marked_once(self, store):
        number = add_notice(store)
        with store.writing() as tx:
            assert tx.locations.mark_gone(OTHER_URL, NOW) is None
            assert tx.locations.mark_gone(URL.replace("https", "http"), NOW + HOUR) == number
            assert tx.locations.mark_gone(URL, NOW + DAY) is None
        with store.reading() as tx:
            assert [place.gone_at for place in tx.locations.of_notice(number)] == [NOW + HOUR]

    def test_a_place_that_is_put_again_is_gone_no_more(self, store):
        number = add_notice(store)
        with store.writing() as tx:
            tx.locations.mark_gone(URL, NOW + HOUR)
            tx.locations.put(URL, "gov", number, NOW + DAY)
        with store.reading() as tx:
            assert [(place.gone_at, place.first_seen_at) for place in tx.locations.of_notice(number)] == [(None, NOW)]


def form(notice: int, body: str = "甲。\n乙", revision: int = 1, **fields) -> StoredText:
    return StoredText(notice, revision, NormalizedNotice(body=body, **fields), (1, 2**32 - 1))


class TestForms:
    def test_a_form_comes_back_as_it_was_added_the_newest_first(self, store):
        first = add_notice(store)
        second = add_notice(store, OTHER_URL)
        old = form(first, title="标题", number="1号", issuers=("甲局", "乙局"), forwards=True, draft=True)
        with store.writing() as tx:
            for one in (old, form(second), form(first, "丙", 2)):
                tx.identity.add_text(one, ())
        with store.reading() as tx:
            assert tx.identity.texts([second, first]) == [form(second), form(first, "丙", 2), old]
            assert tx.identity.texts([]) == tx.identity.texts([12345]) == []

    def test_outlines_are_forms_without_their_texts(self, store):
        first = add_notice(store)
        second = add_notice(store, OTHER_URL)
        with store.writing() as tx:
            for one in (form(first, title="标题"), form(second, "丙丁戊"), form(first, "丙", 2)):
                tx.identity.add_text(one, ())
        with store.reading() as tx:
            found = tx.identity.summaries([second, first])
            bodies = tx.identity.bodies([one.form for one in found])
            whole = [
                StoredText(one.notice, one.revision, replace(one.gist, body=bodies[one.form]), one.sketch)
                for one in found
            ]
            assert whole == tx.identity.texts([second, first])
            assert [(one.notice, one.size, one.pruned, one.gist.body) for one in found] == [
                (second, 3, False, ""),
                (first, 1, False, ""),
                (first, 2, False, ""),
            ]
            assert tx.identity.summaries([]) == []
            assert tx.identity.bodies([]) == tx.identity.bodies([12345]) == {}

    def test_of_a_pruned_text_the_outline_stays(self, store):
        number = add_notice(store)
        with store.writing() as tx:
            tx.identity.add_text(form(number), ())
            tx.retention.drop("text", [number], NOW + DAY, NOW)
            [one] = tx.identity.summaries([number])
            assert (one.size, one.pruned, tx.identity.bodies([one.form])) == (2, True, {})

    def test_a_notice_keeps_its_latest_forms(self, store):
        number = add_notice(store)
        with store.writing() as tx:
            for count in range(FORMS + 2):
                tx.identity.add_text(form(number, revision=count), ())
        with store.reading() as tx:
            assert [one.revision for one in tx.identity.texts([number])] == list(range(FORMS + 1, 1, -1))

    def test_what_has_rare_marks_in_common_comes_first(self, store):
        numbers = [add_notice(store, f"{URL}?{count}") for count in range(3)]
        with store.writing() as tx:
            for number, marks in zip(numbers, [(1, 2), (1, -(2**63)), (1, 2, 2**63 - 1)], strict=True):
                tx.identity.add_text(form(number), marks)
        with store.reading() as tx:
            assert tx.identity.sharing_marks([1, -(2**63)], 50) == [numbers[1], numbers[0], numbers[2]]
            assert tx.identity.sharing_marks([2**63 - 1, 2, 1], 2) == [numbers[2], numbers[0]]
            assert tx.identity.sharing_marks([], 50) == tx.identity.sharing_marks([9], 50) == []

    def test_of_what_many_have_only_the_latest_are_known(self, store):
        numbers = [add_notice(store, f"{URL}?{count}") for count in range(MARKED + 2)]
        with store.writing() as tx:
            for number in numbers:
                tx.identity.add_text(form(number), (7, number + 100))
        with store.reading() as tx:
            assert sorted(tx.identity.sharing_marks([7], 1000)) == numbers[2:]
            assert tx.identity.sharing_marks([numbers[0] + 100], 50) == numbers[:1]

    def test_a_mark_is_filed_once_for_a_notice(self, store):
        number = add_notice(store)
        with store.writing() as tx:
            tx.identity.add_text(form(number), (1, 2))
            tx.identity.add_text(form(number, revision=2), (2, 3))
        with store.reading() as tx:
            assert tx.identity.sharing_marks([1, 2, 3], 50) == [number]

    def test_what_is_filed_is_found_in_the_same_transaction(self, store):
        first, second = (add_notice(store, f"{URL}?{count}") for count in range(2))
        with store.writing() as tx:
            assert tx.identity.sharing_marks([1, 2], 50) == []
            tx.identity.add_text(form(first), (1, 2))
            assert tx.identity.sharing_marks([1, 2], 50) == [first]
            tx.identity.add_text(form(second), (1, 2))
            assert tx.identity.sharing_marks([1, 2], 50) == [first, second]

    def test_notices_without_a_form_come_latest_first(self, store):
        numbers = [add_notice(store, f"{URL}?{count}") for count in range(4)]
        with store.writing() as tx:
            tx.identity.add_text(form(numbers[2]), ())
            tx.notices.add_revision(numbers[1], revision(title="修订"), NOW)
        with store.reading() as tx:
            found = tx.identity.unindexed(2)
        assert [(one.id, one.revision) for one in found] == [(numbers[3], 1), (numbers[1], 2)]
        assert found[1].notice.title == "修订"

    def test_of_a_pruned_text_the_sketch_and_the_names_stay(self, store):
        number = add_notice(store, at=NOW - DAY)
        with store.writing() as tx:
            tx.identity.add_text(form(number, title="标题"), (1,))
            assert tx.retention.drop("text", [number], NOW, NOW) == 1
        with store.reading() as tx:
            assert tx.identity.texts([number]) == [form(number, "", title="标题")]
            assert tx.identity.sharing_marks([1], 50) == [number]
            assert tx.identity.unindexed(10) == []

    def test_a_link_is_recorded_once_and_seen_from_both_sides(self, store):
        first = add_notice(store)
        second = add_notice(store, OTHER_URL)
        link = NoticeLink(second, first, "follows", Reason.of("distinction.title", here="第四批", there="第三批"))
        with store.writing() as tx:
            tx.identity.add_link(link)
            tx.identity.add_link(replace(link, reason=Reason.of("distinction.draft")))
        with store.reading() as tx:
            assert tx.identity.links(first) == tx.identity.links(second) == [link]
            assert tx.identity.links(12345) == []


class TestReadings:
    def test_a_fingerprint_nobody_read_has_no_candidate(self, store):
        with store.reading() as tx:
            assert tx.notices.candidate_with("1:a", None) is None

    def test_the_candidate_with_a_fingerprint_is_the_earliest_notice(self, store):
        first = add_notice(store)
        second = add_notice(store, OTHER_URL)
        with store.writing() as tx:
            read(tx, second, "1:a", url=OTHER_URL)
            read(tx, first, "1:a")
        with store.reading() as tx:
            assert tx.notices.candidate_with("1:a", None).notice == first

    def test_the_preferred_notice_wins_where_it_has_the_fingerprint(self, store):
        first = add_notice(store)
        second = add_notice(store, OTHER_URL)
        third = add_notice(store, f"{URL}?3")
        with store.writing() as tx:
            read(tx, first, "1:a")
            read(tx, second, "1:a", url=OTHER_URL)
        with store.reading() as tx:
            assert tx.notices.candidate_with("1:a", second).notice == second
            assert tx.notices.candidate_with("1:a", third).notice == first

    def test_a_candidate_is_the_revision_that_has_the_text(self, store):
        number = add_notice(store, title="原来")
        with store.writing() as tx:
            read(tx, number, "1:a")
            tx.notices.add_revision(number, revision(title="修订"), NOW)
            read(tx, number, "1:b", revision=2)
        with store.reading() as tx:
            found = {name: tx.notices.candidate_with(name, None) for name in ("1:a", "1:b")}
        assert (found["1:a"].revision, found["1:a"].title) == (1, "原来")
        assert (found["1:b"].revision, found["1:b"].title) == (2, "修订")

    def test_a_reading_is_recorded_once_for_address_source_and_fingerprint(self, store):
        first = add_notice(store)
        second = add_notice(store, OTHER_URL)
        with store.writing() as tx:
            read(tx, first, "1:a")
            read(tx, second, "1:a")
        with store.reading() as tx:
            assert tx.notices.candidate_with("1:a", second).notice == first

    def test_it_is_known_which_revision_a_source_last_read_at_an_address(self, store):
        number = add_notice(store)
        with store.writing() as tx:
            read(tx, number, "1:a")
            tx.notices.add_revision(number, revision(text=OTHER_TEXT), NOW)
            read(tx, number, "1:c", source="mirror")
            read(tx, number, "1:b", revision=2)
        with store.reading() as tx:
            assert tx.readings.last(URL.replace("https://", "http://www."), "gov").revision == 2
            assert tx.readings.last(URL, "mirror").revision == 1
            assert tx.readings.last(URL, "another") is None
            assert tx.readings.last(OTHER_URL, "gov") is None

    def test_it_is_known_which_bytes_were_read_for_a_notice(self, store):
        first = add_notice(store)
        second = add_notice(store, OTHER_URL)
        with store.writing() as tx:
            read(tx, first, "1:a", page_sha256="a" * 64)
        with store.reading() as tx:
            assert tx.readings.has_page(first, "a" * 64)
            assert not tx.readings.has_page(first, "b" * 64)
            assert not tx.readings.has_page(second, "a" * 64)


class TestAlertsAndDeliveries:
    def test_a_subscription_is_told_of_an_event_of_a_revision_once(self, store):
        number = add_notice(store)
        with store.writing() as tx:
            told = [
                tell(tx, number),
                tell(tx, number, subscription="other"),
                tell(tx, number, event="revised"),
                tell(tx, number, revision=2),
            ]
            assert None not in told
            assert len(set(told)) == 4
        with store.writing() as tx:
            assert tell(tx, number) is None

    def test_a_delivery_carries_what_its_message_needs(self, store):
        number = queue(store)
        found = claim(store)
        assert (found.channel, found.event, found.notice, found.revision) == ("ops", "new", number, 1)
        assert (found.attempts, found.created_at) == (0, NOW)
        [alert] = found.alerts
        assert (alert.subscription, alert.topics, alert.terms) == ("team", ("clusters",), ("集群",))

    def test_alerts_of_one_event_of_one_revision_share_the_message_of_a_channel(self, store):
        number = queue(store)
        queue(store, notice=number, subscription="other")
        assert [alert.subscription for alert in claim(store).alerts] == ["team", "other"]
        assert claim(store) is None

    def test_another_channel_event_or_revision_is_another_message(self, store):
        number = queue(store)
        queue(store, notice=number, channel="mail", subscription="by-mail")
        queue(store, notice=number, event="revised")
        queue(store, notice=number, revision=2)
        assert len({claim(store).id for _ in range(4)}) == 4

    def test_an_alert_keeps_the_places_of_the_measures_that_matched(self, store):
        number = add_notice(store)
        with store.writing() as tx:
            for name, clauses in (("team", (0, 3)), ("whole", ())):
                tell(tx, number, "ops", subscription=name, clauses=clauses)
            assert tell(tx, number, "ops", clauses=(1,)) is None
        assert [alert.clauses for alert in claim(store).alerts] == [(0, 3), ()]

    def test_messages_are_counted_by_channel_and_by_what_became_of_them(self, store):
        queue(store)
        queue(store, channel="mail")
        sent = claim(store)
        failed = claim(store)
        with store.writing() as tx:
            tx.deliveries.mark_sent(sent.id, NOW)
            tx.deliveries.mark_failed(failed.id, "no", None)
        queue(store, at=NOW + HOUR)
        with store.reading() as tx:
            assert tx.deliveries.counts_by_channel() == {"mail": Backlog(given_up=1), "ops": Backlog(queued=1, sent=1)}

    def test_an_alert_that_names_a_channel_twice_is_in_its_message_once(self, store):
        number = add_notice(store)
        with store.writing() as tx:
            told = tell(tx, number, "ops", "ops")
        assert [alert.id for alert in claim(store).alerts] == [told]

    def test_alerts_of_several_notices_are_added_at_once_each_in_its_place(self, store):
        numbers = [add_notice(store), add_notice(store, OTHER_URL)]
        channels = {"team": ("ops", "mail"), "other": ("ops",), "silent": ()}

        def alert(notice, subscription, event="new", bundle=None):
            slot = Slot(NOW, bundle)
            return NewAlert(event, notice, 1, subscription, (), (), NOW, channels[subscription], slot)

        first = [alert(numbers[0], "team"), alert(numbers[1], "other")]
        second = [
            alert(numbers[0], "other"),
            alert(numbers[0], "team"),
            alert(numbers[0], "silent"),
            alert(numbers[0], "other"),
            alert(numbers[1], "team", bundle="at-nine"),
        ]
        with store.writing() as tx:
            one, two = tx.alerts.add(first)
            three, again, four, twice, five = tx.alerts.add(second)
            assert tx.alerts.add([]) == []
        assert (again, twice) == (None, None)
        assert len({one, two, three, four, five}) == 5
        with store.writing() as tx:
            found = iter(lambda: tx.deliveries.claim(NOW, NOW + DAY, "me"), None)
            messages = {(sent.channel, sent.notice, sent.bundle): [of.id for of in sent.alerts] for sent in found}
        assert messages == {
            ("ops", numbers[0], None): [one, three],
            ("mail", numbers[0], None): [one],
            ("ops", numbers[1], None): [two],
            ("ops", None, "at-nine"): [five],
            ("mail", None, "at-nine"): [five],
        }

    def test_a_message_that_was_sent_is_not_queued_again(self, store):
        number = queue(store)
        delivery = claim(store)
        with store.writing() as tx:
            tx.deliveries.mark_sent(delivery.id, NOW)
        queue(store, notice=number, subscription="late")
        assert claim(store, NOW + DAY) is None
        with store.reading() as tx:
            assert tx.deliveries.backlog() == Backlog(sent=1)

    def test_what_is_due_longest_is_claimed_first(self, store):
        later = queue(store, at=NOW)
        earlier = queue(store, at=NOW - HOUR)
        assert [claim(store).notice, claim(store).notice, claim(store)] == [earlier, later, None]

    def test_nothing_is_claimed_before_it_is_due(self, store):
        queue(store, at=NOW)
        assert claim(store, NOW - SECOND) is None
        assert claim(store, NOW) is not None

    def test_a_claimed_delivery_is_left_alone_until_its_lease_runs_out(self, store):
        queue(store)
        first = claim(store, lease=MINUTE)
        assert claim(store, NOW + MINUTE - SECOND, owner="you") is None
        assert claim(store, NOW + MINUTE, owner="you").id == first.id

    def test_a_failed_delivery_is_due_again_with_its_tries_counted(self, store):
        queue(store)
        first = claim(store, lease=DAY)
        with store.writing() as tx:
            tx.deliveries.mark_failed(first.id, "no answer", NOW + HOUR)
        assert claim(store, NOW + HOUR - SECOND) is None
        again = claim(store, NOW + HOUR)
        assert (again.id, again.attempts, again.created_at) == (first.id, 1, NOW)

    def test_a_delivery_given_up_is_never_claimed_again(self, store):
        queue(store)
        first = claim(store)
        with store.writing() as tx:
            tx.deliveries.mark_failed(first.id, "no answer", None)
        assert claim(store, NOW + 365 * DAY) is None
        with store.reading() as tx:
            assert tx.deliveries.backlog() == Backlog(given_up=1)

    def test_the_backlog_counts_deliveries_by_what_became_of_them(self, store):
        with store.reading() as tx:
            assert tx.deliveries.backlog() == Backlog()
        for minutes in range(4):
            queue(store, at=NOW - minutes * MINUTE)
        with store.writing() as tx:
            tx.deliveries.mark_sent(tx.deliveries.claim(NOW, NOW + DAY, "me").id, NOW)
            tx.deliveries.mark_failed(tx.deliveries.claim(NOW, NOW + DAY, "me").id, "", None)
        with store.reading() as tx:
            assert tx.deliveries.backlog() == Backlog(queued=2, sent=1, given_up=1)


def gather(store: Store, number: int, bundle: str = "at-nine", channel: str = "ops", due_at: datetime = NOW, **alert):
    """Queues an alert of a notice in a digest; gives the alert."""
    with store.writing() as tx:
        return tell(tx, number, channel, due_at=due_at, bundle=bundle, **alert)


class TestDigests:
    def test_alerts_of_one_channel_and_name_are_one_message(self, store):
        first = add_notice(store)
        second = add_notice(store, OTHER_URL)
        told = [gather(store, first), gather(store, second), gather(store, second, subscription="other")]
        found = claim(store)
        assert (found.event, found.notice, found.revision, found.bundle) == ("digest", None, None, "at-nine")
        assert [alert.id for alert in found.alerts] == told
        assert claim(store) is None

    def test_another_channel_or_name_is_another_message(self, store):
        number = add_notice(store)
        for place, fields in enumerate([{}, {"channel": "mail"}, {"bundle": "at-ten"}]):
            gather(store, number, subscription=f"team-{place}", **fields)
        assert len({claim(store).id for _ in range(3)}) == 3

    def test_it_is_due_when_it_was_said_to_be_and_counts_its_age_from_then(self, store):
        gather(store, add_notice(store), due_at=NOW + 8 * DAY)
        assert claim(store, NOW + 8 * DAY - SECOND) is None
        assert claim(store, NOW + 8 * DAY).created_at == NOW + 8 * DAY

    @pytest.mark.parametrize("end", ["claimed", "sent", "given up"])
    def test_what_comes_when_it_was_claimed_or_has_ended_is_in_another_one(self, store, end):
        first = add_notice(store)
        second = add_notice(store, OTHER_URL)
        gather(store, first)
        delivery = claim(store)
        with store.writing() as tx:
            if end == "sent":
                tx.deliveries.mark_sent(delivery.id, NOW)
            elif end == "given up":
                tx.deliveries.mark_failed(delivery.id, "no answer", None)
        late = gather(store, second)
        found = claim(store)
        assert (found.bundle, [alert.id for alert in found.alerts]) == ("at-nine", [late])

    def test_one_that_failed_takes_more_while_it_waits(self, store):
        first = add_notice(store)
        second = add_notice(store, OTHER_URL)
        gather(store, first)
        delivery = claim(store)
        with store.writing() as tx:
            tx.deliveries.mark_failed(delivery.id, "no answer", NOW + HOUR)
        gather(store, second)
        assert claim(store) is None
        found = claim(store, NOW + HOUR)
        assert (found.id, found.attempts, len(found.alerts)) == (delivery.id, 1, 2)

    def test_a_digest_does_not_take_the_place_of_a_message_of_its_own(self, store):
        number = queue(store)
        gather(store, number, subscription="other")
        assert [claim(store).bundle, claim(store).bundle] == [None, "at-nine"]

    def test_the_earliest_time_that_is_asked_for_is_that_of_the_message(self, store):
        number = add_notice(store)
        queue(store, notice=number, at=NOW + HOUR, subscription="quiet")
        queue(store, notice=number, at=NOW, subscription="awake")
        queue(store, notice=number, at=NOW + DAY, subscription="asleep")
        assert [alert.subscription for alert in claim(store).alerts] == ["quiet", "awake", "asleep"]

    def test_a_message_that_failed_keeps_its_time(self, store):
        number = queue(store)
        delivery = claim(store)
        with store.writing() as tx:
            tx.deliveries.mark_failed(delivery.id, "no answer", NOW + HOUR)
        queue(store, notice=number, subscription="other")
        assert claim(store) is None


class TestStandings:
    def test_messages_of_its_own_are_counted_by_when_they_are_due(self, store):
        for minutes in (0, 30, 60):
            queue(store, at=NOW + minutes * MINUTE)
        queue(store, at=NOW + MINUTE, subscription="other")
        gather(store, add_notice(store, OTHER_URL), due_at=NOW + MINUTE)
        with store.reading() as tx:
            assert tx.alerts.due_between("team", NOW, NOW + HOUR) == 2
            assert tx.alerts.due_between("team", NOW + SECOND, NOW + 2 * HOUR) == 2
            assert tx.alerts.due_between("unheard-of", NOW, NOW + HOUR) == 0

    def test_an_alert_counts_once_for_several_channels(self, store):
        number = add_notice(store)
        with store.writing() as tx:
            tell(tx, number, "ops", "mail")
            assert tx.alerts.due_between("team", NOW, NOW + HOUR) == 1
            assert tx.alerts.subscription_stats() == [SubscriptionStats("team", 1, NOW, 1, NOW)]

    def test_subscriptions_stand_by_id_with_what_waits_for_them(self, store):
        with store.reading() as tx:
            assert tx.alerts.subscription_stats() == []
        queue(store, subscription="b", at=NOW)
        with store.writing() as tx:
            tx.deliveries.mark_sent(tx.deliveries.claim(NOW, NOW + DAY, "me").id, NOW)
        number = queue(store, subscription="b", at=NOW + HOUR)
        gather(store, number, subscription="b", due_at=NOW + DAY, event="revised")
        gather(store, number, subscription="a", due_at=NOW + DAY)
        with store.reading() as tx:
            assert tx.alerts.subscription_stats() == [
                SubscriptionStats("a", 1, NOW, 1, NOW + DAY),
                SubscriptionStats("b", 3, NOW, 2, NOW + HOUR),
            ]

    def test_what_a_subscription_is_told_of_a_notice_is_known(self, store):
        number = queue(store, at=NOW + HOUR)
        gather(store, number, due_at=NOW + DAY, event="revised", revision=2)
        gather(store, number, subscription="other")
        with store.reading() as tx:
            assert tx.alerts.sent_to(number, "team") == [SentAlert("new", NOW + HOUR), SentAlert("revised", NOW + DAY)]
            assert tx.alerts.sent_to(number + 1, "team") == []


class TestDeadlines:
    @staticmethod
    def days(tx, first, last, **more):
        found = tx.deadlines.between(date.fromisoformat(first), date.fromisoformat(last), more.get("after", 0), 10)
        return [one.id for one in found]

    def test_notices_are_found_by_the_days_of_their_deadlines(self, store):
        both = add_notice(store, deadlines=[deadline("2024-06-20"), deadline("2024-07-20"), deadline("2024-06-20")])
        one = add_notice(store, OTHER_URL, deadlines=[deadline("2024-06-21")])
        add_notice(store, "https://x.cn/none")
        with store.reading() as tx:
            assert self.days(tx, "2024-06-20", "2024-06-20") == [both]
            assert self.days(tx, "2024-06-20", "2024-06-21") == [both, one]
            assert self.days(tx, "2024-06-20", "2024-06-21", after=both) == [one]
            assert self.days(tx, "2024-06-22", "2024-07-19") == []
            [record] = tx.deadlines.between(date(2024, 7, 1), date(2024, 8, 1), 0, 10)
            assert (record.id, len(record.notice.deadlines)) == (both, 3)

    def test_it_is_the_newest_revision_that_counts_and_the_newest_reading_of_it(self, store):
        number = add_notice(store, deadlines=[deadline("2024-06-20")])
        with store.writing() as tx:
            tx.notices.add_revision(number, revision(deadlines=[deadline("2024-06-25")]), NOW)
            assert self.days(tx, "2024-06-20", "2024-06-20") == []
            assert self.days(tx, "2024-06-25", "2024-06-25") == [number]
            tx.notices.replace_document(number, 1, revision(deadlines=[deadline("2024-06-21")]))
            assert self.days(tx, "2024-06-21", "2024-06-21") == []
            tx.notices.replace_document(number, 2, revision(deadlines=[deadline("2024-06-26")]))
            assert self.days(tx, "2024-06-25", "2024-06-26") == [number]
            assert self.days(tx, "2024-06-25", "2024-06-25") == []

    def test_a_text_that_was_pruned_has_none(self, store):
        number = add_notice(store, deadlines=[deadline("2024-06-20")])
        with store.writing() as tx:
            assert tx.retention.drop("text", [number], NOW + DAY, NOW) == 1
        with store.reading() as tx:
            assert self.days(tx, "2024-06-20", "2024-06-20") == []

    def test_an_occasion_is_told_once_whatever_the_revision(self, store):
        number = add_notice(store)
        week = ReminderKey(date(2024, 6, 20), 7)
        days = ReminderKey(date(2024, 6, 20), 3)

        def remind(tx, revision, occasion):
            return tell(tx, number, "ops", event="deadline", revision=revision, occasion=occasion, bundle="at-nine")

        with store.writing() as tx:
            told = [remind(tx, 1, week), remind(tx, 1, days), remind(tx, 2, ReminderKey(date(2024, 6, 25), 7))]
            assert None not in told
            assert remind(tx, 2, week) is None
            assert [one.occasion for one in tx.alerts.sent_to(number, "team")][:2] == [week, days]
            assert [one.occasion for one in tx.deliveries.claim(NOW, NOW + DAY, "me").alerts][:2] == [week, days]


class TestChannels:
    def test_channels_with_something_due_are_named_each_once(self, store):
        queue(store, channel="ops")
        queue(store, channel="ops", at=NOW - HOUR)
        queue(store, channel="mail")
        queue(store, channel="later", at=NOW + HOUR)
        with store.reading() as tx:
            assert tx.deliveries.due_channels(NOW) == ["mail", "ops"]
            assert tx.deliveries.due_channels(NOW - MINUTE) == ["ops"]
            assert tx.deliveries.due_channels(NOW - DAY) == []
            assert (tx.deliveries.due_channels(NOW, "mail"), tx.deliveries.due_channels(NOW, "none")) == (["mail"], [])

    def test_a_channel_that_is_named_is_handed_one_delivery_at_a_time(self, store):
        queue(store, channel="ops", at=NOW - HOUR)
        queue(store, channel="ops")
        queue(store, channel="mail")
        with store.writing() as tx:
            first = tx.deliveries.claim(NOW, NOW + MINUTE, "me", "ops")
            assert tx.deliveries.claim(NOW, NOW + MINUTE, "you", "ops") is None
            assert tx.deliveries.due_channels(NOW) == ["mail"]
            assert tx.deliveries.claim(NOW, NOW + MINUTE, "you", "mail").channel == "mail"
            assert tx.deliveries.claim(NOW, NOW + MINUTE, "you", "chat") is None
            tx.deliveries.mark_sent(first.id, NOW)
            assert tx.deliveries.due_channels(NOW) == ["ops"]
            assert tx.deliveries.claim(NOW, NOW + MINUTE, "you", "ops").id != first.id

    def test_a_lease_that_ran_out_holds_up_nobody(self, store):
        queue(store)
        claim(store, lease=MINUTE)
        with store.reading() as tx:
            assert tx.deliveries.due_channels(NOW + MINUTE) == ["ops"]

    def test_a_try_that_is_not_counted_is_a_failure_still(self, store):
        queue(store)
        first = claim(store)
        with store.writing() as tx:
            tx.deliveries.mark_failed(first.id, "no answer", NOW, NOW, counted=False)
        again = claim(store)
        assert (again.attempts, again.failing_since) == (0, NOW)
        with store.writing() as tx:
            tx.deliveries.mark_failed(first.id, "no answer", NOW, NOW + HOUR)
        again = claim(store)
        assert (again.attempts, again.failing_since) == (1, NOW)

    def test_alerts_are_sent_one_by_one_and_the_delivery_with_the_last(self, store):
        number = queue(store)
        queue(store, notice=number, subscription="other")
        first = claim(store)
        with store.writing() as tx:
            tx.deliveries.mark_alert_sent(first.id, first.alerts[0].id, NOW)
        second = claim(store)
        assert (second.id, second.alerts) == (first.id, first.alerts[1:])
        with store.writing() as tx:
            tx.deliveries.mark_alert_sent(first.id, second.alerts[0].id, NOW)
        with store.reading() as tx:
            assert tx.deliveries.backlog() == Backlog(sent=1)
        assert claim(store, NOW + DAY) is None

    def test_what_waits_since_long_ago_is_found_but_what_is_being_sent(self, store):
        for minutes in (0, 10, 20):
            queue(store, at=NOW + minutes * MINUTE)
        queue(store, channel="mail", at=NOW + SECOND)
        oldest = claim(store)
        with store.reading() as tx:
            found = tx.deliveries.waiting_since("ops", NOW + 10 * MINUTE, 10)
            assert [one.created_at for one in found] == [NOW + 10 * MINUTE]
        with store.writing() as tx:
            tx.deliveries.mark_failed(oldest.id, "no answer", NOW + DAY, NOW + HOUR)
        with store.reading() as tx:
            assert [one.created_at for one in tx.deliveries.waiting_since("ops", NOW + DAY, 2)] == [
                NOW,
                NOW + 10 * MINUTE,
            ]
            assert oldest.id not in [one.id for one in tx.deliveries.waiting_since("ops", NOW + 30 * MINUTE, 10)]

    def test_deliveries_are_listed_by_status_and_channel_the_newest_first(self, store):
        queue(store, channel="mail", at=NOW)
        queue(store, channel="ops", at=NOW + HOUR)
        with store.writing() as tx:
            mail = tx.deliveries.claim(NOW, NOW + DAY, "me")
            tx.deliveries.mark_failed(mail.id, "no answer", None, NOW + MINUTE)
        with store.reading() as tx:
            every = tx.deliveries.latest(10)
            assert [one.delivery.channel for one in every] == ["ops", "mail"]
            assert tx.deliveries.latest(10, channel="ops") == every[:1]
            [given_up] = tx.deliveries.latest(10, "given_up")
            assert (given_up.status, given_up.error, given_up.ended_at) == ("given_up", "no answer", NOW + MINUTE)
            assert tx.deliveries.latest(10, "sent") == []
            assert tx.deliveries.latest(1) == every[:1]
            assert tx.deliveries.get(mail.id) == given_up
            assert tx.deliveries.get(10_000) is None

    def test_what_was_given_up_or_waits_is_due_again_as_if_new(self, store):
        queue(store)
        first = claim(store)
        with store.writing() as tx:
            tx.deliveries.mark_failed(first.id, "no answer", None, NOW)
            tx.deliveries.retry(first.id, NOW + HOUR)
        assert claim(store, NOW + HOUR - SECOND) is None
        again = claim(store, NOW + HOUR)
        assert (again.id, again.attempts, again.failing_since) == (first.id, 0, None)

    def test_what_is_being_sent_or_was_sent_is_not_made_due(self, store):
        queue(store)
        first = claim(store, lease=HOUR)
        with store.writing() as tx:
            tx.deliveries.retry(first.id, NOW)
        assert claim(store, NOW + MINUTE) is None
        with store.writing() as tx:
            tx.deliveries.mark_sent(first.id, NOW)
            tx.deliveries.retry(first.id, NOW)
        assert claim(store, NOW + DAY) is None

    def test_an_alert_joins_a_message_that_was_given_up(self, store):
        number = queue(store)
        first = claim(store)
        with store.writing() as tx:
            tx.deliveries.mark_failed(first.id, "no answer", None, NOW)
        queue(store, notice=number, subscription="late")
        with store.writing() as tx:
            tx.deliveries.retry(first.id, NOW)
        assert [alert.subscription for alert in claim(store).alerts] == ["team", "late"]

    def test_what_is_known_of_channels_is_kept(self, store):
        handed = (NOW, NOW + timedelta(milliseconds=1234))
        full = ChannelState("ops", 3, NOW, "no answer", NOW + MINUTE, NOW + HOUR, handed)
        with store.writing() as tx:
            assert tx.channels.get("ops") == ChannelState("ops")
            tx.channels.put(ChannelState("mail"))
            tx.channels.put(ChannelState("ops"))
            tx.channels.put(full)
        with store.reading() as tx:
            assert tx.channels.get("ops") == full
            assert tx.channels.all() == [ChannelState("mail"), full]


class TestLeases:
    def test_owners_of_leases_are_known_each_once(self, store):
        register(store, "a", "b")
        queue(store)
        with store.writing() as tx:
            tx.sources.claim(["a"], NOW, NOW + DAY, "one")
            tx.sources.claim(["b"], NOW, NOW + DAY, "two")
            tx.deliveries.claim(NOW, NOW + DAY, "two")
        with store.reading() as tx:
            assert tx.leases.owners() == ["one", "two"]

    def test_all_leases_of_an_owner_end_together_and_those_of_others_stay(self, store):
        register(store, "a", "b")
        queue(store)
        with store.writing() as tx:
            tx.sources.claim(["a"], NOW, NOW + DAY, "one")
            tx.sources.claim(["b"], NOW, NOW + DAY, "two")
            tx.deliveries.claim(NOW, NOW + DAY, "two")
            tx.leases.release(["two", "unheard-of"])
        with store.reading() as tx:
            assert tx.sources.due(NOW) == ["b"]
            assert tx.leases.owners() == ["one"]
        assert claim(store) is not None

    def test_no_owners_are_no_leases_to_end(self, store):
        register(store, "a")
        with store.writing() as tx:
            tx.sources.claim(["a"], NOW, NOW + DAY, "one")
            tx.leases.release([])
        with store.reading() as tx:
            assert tx.leases.owners() == ["one"]


class TestEvents:
    def test_events_come_in_the_order_in_which_they_were_added(self, store):
        with store.writing() as tx:
            tx.events.add("notice.new", NOW, "gov", 1, {"title": "通知"})
            tx.events.add("source.troubled", NOW - DAY, "gov", None, {})
        with store.writing() as tx:
            tx.events.add("alert.sent", NOW, None, 1, {})
        found = events(store)
        assert [event.kind for event in found] == ["notice.new", "source.troubled", "alert.sent"]
        assert [event.id for event in found] == sorted({event.id for event in found})
        assert (found[0].at, found[0].source, found[0].notice, found[0].detail) == (NOW, "gov", 1, {"title": "通知"})

    def test_events_can_be_followed_from_a_position(self, store):
        with store.writing() as tx:
            for number in range(5):
                tx.events.add("notice.new", NOW, "gov", number, {})
        ids = [event.id for event in events(store)]
        with store.reading() as tx:
            assert [event.notice for event in tx.events.after(ids[1], 2)] == [2, 3]
            assert tx.events.after(ids[-1], 10) == []

    def test_events_after_a_position_are_counted_by_kind(self, store):
        with store.writing() as tx:
            for kind in ("notice.new", "alert.sent", "notice.new", "daemon.watching"):
                tx.events.add(kind, NOW, None, None, {})
            assert tx.events.last_id() == tx.events.after(0, 10)[-1].id
        with store.reading() as tx:
            first = tx.events.after(0, 1)[0].id
            assert tx.events.counts(first) == {"alert.sent": 1, "notice.new": 1, "daemon.watching": 1}
            assert tx.events.counts(tx.events.last_id()) == {}


class TestTransactions:
    def test_an_error_leaves_nothing_of_what_was_written(self, store):
        known = add_notice(store)
        register(store, "known")
        queue(store, notice=known)
        with pytest.raises(LookupError), store.writing() as tx:  # noqa: PT012
            tx.sources.register("gov", NOW)
            tx.sources.claim(["known"], NOW, NOW + DAY, "me")
            tx.polls.add(PollRecord("gov", NOW, "ok", 1))
            number = tx.notices.add("gov", revision(OTHER_URL), NOW)
            tx.notices.add_revision(known, revision(text=OTHER_TEXT), NOW)
            read(tx, number, "1:a")
            tx.locations.mark_gone(URL, NOW)
            tell(tx, number, "mail")
            tx.deliveries.mark_sent(tx.deliveries.claim(NOW, NOW + DAY, "me").id, NOW)
            tx.events.add("notice.new", NOW, "gov", number, {})
            raise LookupError
        with store.reading() as tx:
            assert [record.id for record in tx.sources.all()] == ["known"]
            assert tx.leases.owners() == []
            assert tx.polls.latest("gov", 10) == []
            assert [(one.id, one.revision) for one in tx.notices.latest(10, None, None)] == [(known, 1)]
            assert tx.notices.candidate_with("1:a", None) is None
            assert [place.gone_at for place in tx.locations.of_notice(known)] == [None]
            assert tx.deliveries.backlog() == Backlog(queued=1)
            assert tx.events.after(0, 10) == []

    def test_what_is_written_is_seen_inside_the_transaction(self, store):
        with store.writing() as tx:
            tx.sources.register("gov", NOW)
            number = tx.notices.add("gov", revision(), NOW)
            tx.events.add("notice.new", NOW, "gov", number, {})
            assert tx.sources.due(NOW) == ["gov"]
            assert tx.notices.candidate_at(URL).notice == number
            assert len(tx.events.after(0, 10)) == 1

    def test_a_transaction_for_reading_changes_nothing(self, store):
        with store.reading() as tx:
            tx.sources.register("gov", NOW)
        with store.reading() as tx:
            assert tx.sources.get("gov") is None


class TestInstants:
    def test_an_instant_of_any_zone_comes_back_as_the_same_instant_in_utc(self, store):
        at = NOW.astimezone(SHANGHAI)
        number = add_notice(store, at=at)
        register(store, "gov", due_at=at)
        queue(store, notice=number, at=at)
        with store.writing() as tx:
            tx.events.add("notice.new", at, "gov", number, {})
            tx.locations.mark_gone(URL, at)
            tx.polls.add(PollRecord("gov", at, "ok", 0))
            tx.sources.put(SourceRecord("gov", due_at=at, baseline_at=at, trouble=Trouble(Reason.of("timeout"), at)))
        with store.writing() as tx:
            record = tx.sources.get("gov")
            instants = [
                record.due_at,
                record.baseline_at,
                record.trouble.since,
                tx.notices.get(number).first_seen_at,
                tx.notices.revisions(number)[0].seen_at,
                tx.locations.of_notice(number)[0].gone_at,
                tx.polls.latest("gov", 1)[0].at,
                tx.events.after(0, 1)[0].at,
                tx.deliveries.claim(at, at + DAY, "me").created_at,
            ]
        assert [(instant, instant.tzinfo) for instant in instants] == [(NOW, UTC)] * len(instants)

    @pytest.mark.parametrize(
        "write",
        [
            pytest.param(lambda tx, number: tx.sources.register("gov", NAIVE), id="register_source"),
            pytest.param(lambda tx, number: tx.sources.due(NAIVE), id="due_sources"),
            pytest.param(lambda tx, number: tx.notices.add("gov", revision(OTHER_URL), NAIVE), id="add_notice"),
            pytest.param(lambda tx, number: tx.notices.add_revision(number, revision(), NAIVE), id="add_revision"),
            pytest.param(lambda tx, number: tx.locations.put(OTHER_URL, "gov", number, NAIVE), id="put_place"),
            pytest.param(lambda tx, number: tx.locations.mark_gone(URL, NAIVE), id="mark_gone"),
            pytest.param(lambda tx, number: tx.notices.latest(10, NAIVE, None), id="notices"),
            pytest.param(lambda tx, number: tx.deliveries.claim(NAIVE, NAIVE, "me"), id="claim_delivery"),
            pytest.param(lambda tx, number: tell(tx, number, "ops", due_at=NAIVE), id="add_alerts"),
            pytest.param(lambda tx, number: tx.alerts.due_between("team", NAIVE, NAIVE), id="due_between"),
            pytest.param(lambda tx, number: tx.events.add("notice.new", NAIVE, None, number, {}), id="add_event"),
            pytest.param(lambda tx, number: tx.polls.add(PollRecord("gov", NAIVE, "ok", 0)), id="add_poll"),
        ],
    )
    def test_a_naive_instant_is_refused(self, store, write):
        number = add_notice(store)
        with pytest.raises(Exception, match="naive"), store.writing() as tx:
            write(tx, number)


class TestOperator:
    def test_events_are_followed_from_a_place(self, store):
        with store.writing() as tx:
            assert (tx.events.last_id(), tx.events.position("operator")) == (0, None)
            tx.events.add("source.troubled", NOW, "gov", None, {})
            tx.events.put_position("operator", 1)
        with store.writing() as tx:
            assert (tx.events.last_id(), tx.events.position("operator"), tx.events.position("other")) == (1, 1, None)
            tx.events.put_position("operator", 7)
        with store.writing() as tx:
            assert tx.events.position("operator") == 7
            tx.events.put_position("operator", None)
        with store.reading() as tx:
            assert tx.events.position("operator") is None

    def test_a_report_is_a_delivery_of_its_own_each_time(self, store):
        with store.writing() as tx:
            tx.deliveries.queue_report("ops", 1, 3, NOW)
            tx.deliveries.queue_report("ops", 4, 4, NOW + DAY)
        with store.writing() as tx:
            first = tx.deliveries.claim(NOW + DAY, NOW + 2 * DAY, "me")
            second = tx.deliveries.claim(NOW + DAY, NOW + 2 * DAY, "me")
        assert [(one.event, one.notice, one.revision, one.reports) for one in (first, second)] == [
            ("report", None, None, (1, 3)),
            ("report", None, None, (4, 4)),
        ]

    def test_what_waits_for_each_channel_is_counted(self, store):
        assert counted(store) == []
        with store.writing() as tx:
            for channel, at in (("ops", NOW + DAY), ("ops", NOW), ("desk", NOW)):
                tx.deliveries.queue_report(channel, 1, 1, at)
            one = tx.deliveries.claim(NOW, NOW + DAY, "me")
            tx.deliveries.mark_failed(one.id, "no answer", NOW + DAY)
        assert counted(store) == [("desk", 1, NOW, None), ("ops", 2, NOW, "no answer")]
        with store.writing() as tx:
            tx.deliveries.mark_sent(one.id, NOW)
        assert counted(store) == [("desk", 1, NOW, None), ("ops", 1, NOW + DAY, None)]

    def test_a_trouble_leaves_the_lease_and_the_state(self, store):
        with store.writing() as tx:
            tx.sources.register("gov", NOW)
            tx.sources.put(SourceRecord("gov", state={"a": 1}, due_at=NOW))
            tx.sources.claim(["gov"], NOW, NOW + DAY, "me")
            tx.sources.put_trouble("gov", Trouble(Reason.of("late", detail="long due"), NOW, told=True))
        with store.reading() as tx:
            record = tx.sources.get("gov")
            assert (record.state, record.trouble) == (
                {"a": 1},
                Trouble(Reason.of("late", detail="long due"), NOW, told=True),
            )
            assert (tx.sources.due(NOW), tx.leases.owners()) == ([], ["me"])


def counted(store):
    with store.reading() as tx:
        return [(one.channel, one.queued, one.since, one.error) for one in tx.deliveries.backlog_by_channel()]


class TestBeats:
    def test_a_daemon_has_one_sign_of_life_until_it_is_forgotten(self, store):
        with store.writing() as tx:
            tx.heartbeats.put(Beat("a", NOW, NOW, {"children": []}))
            tx.heartbeats.put(Beat("b", NOW, NOW + HOUR))
            tx.heartbeats.put(Beat("a", NOW, NOW + DAY, {"children": [1]}))
        with store.writing() as tx:
            assert tx.heartbeats.all() == [Beat("a", NOW, NOW + DAY, {"children": [1]}), Beat("b", NOW, NOW + HOUR)]
            tx.heartbeats.drop(["a"])
        with store.reading() as tx:
            assert [one.owner for one in tx.heartbeats.all()] == ["b"]


def test_notices_are_counted(store):
    add_notice(store)
    with store.reading() as tx:
        assert tx.notices.count() == 1


class TestLooks:
    def put(self, store, *looks, source="gov"):
        with store.writing() as tx:
            for look in looks:
                tx.revisits.put(source, look)

    def test_a_look_is_kept_as_it_is_given(self, store):
        link = Link(url=URL, title="一条通知", published_on=NOW.date())
        look = ScheduledRevisit(URL, NOW, 2, NOW + DAY, 1, '"e"', "Thu, 06 Jun 2024 08:00:00 GMT", "ab" * 32, link)
        self.put(store, look)
        with store.reading() as tx:
            assert tx.revisits.get(URL) == look
            assert tx.revisits.get(URL.replace("https", "http")) == look
            assert tx.revisits.get(OTHER_URL) is None

    def test_a_look_takes_the_place_of_the_one_before(self, store):
        self.put(store, ScheduledRevisit(URL, NOW, due_at=NOW))
        self.put(store, ScheduledRevisit(URL, NOW, 1, None))
        with store.reading() as tx:
            assert tx.revisits.get(URL) == ScheduledRevisit(URL, NOW, 1, None)
            assert tx.revisits.due("gov", NOW + DAY, 10) == []

    def test_an_address_is_looked_at_by_the_source_that_saw_it_first(self, store):
        self.put(store, ScheduledRevisit(URL, NOW, due_at=NOW))
        self.put(store, ScheduledRevisit(URL, NOW, 3, NOW + DAY), source="other")
        with store.reading() as tx:
            assert tx.revisits.get(URL).done == 0
            assert (len(tx.revisits.due("gov", NOW, 10)), tx.revisits.due("other", NOW + DAY, 10)) == (1, [])

    def test_due_looks_come_the_longest_due_first_and_no_more_than_asked_for(self, store):
        hours = [3, 1, 2, 4]
        self.put(store, *(ScheduledRevisit(f"{URL}?{hour}", NOW, due_at=NOW + hour * HOUR) for hour in hours))
        with store.reading() as tx:
            found = tx.revisits.due("gov", NOW + 3 * HOUR, 2)
        assert [look.url for look in found] == [f"{URL}?1", f"{URL}?2"]

    def test_which_sources_have_looks_that_are_due(self, store):
        self.put(
            store, ScheduledRevisit(f"{URL}?1", NOW, due_at=NOW), ScheduledRevisit(f"{URL}?2", NOW, due_at=NOW + HOUR)
        )
        self.put(store, ScheduledRevisit(f"{URL}?3", NOW, due_at=NOW + HOUR), source="other")
        self.put(store, ScheduledRevisit(f"{URL}?4", NOW, due_at=None), source="done")
        with store.reading() as tx:
            assert tx.revisits.sources_with_due(["gov", "other", "done", "unknown"], NOW) == {"gov"}
            assert tx.revisits.sources_with_due(["other", "done"], NOW + HOUR) == {"other"}
            assert tx.revisits.sources_with_due([], NOW) == set()
            assert tx.revisits.sources_with_due([f"s{number}" for number in range(1100)] + ["gov"], NOW) == {"gov"}

    def test_a_naive_time_is_refused(self, store):
        with pytest.raises(Exception, match="naive"):
            self.put(store, ScheduledRevisit(URL, NOW, due_at=NAIVE))

"""What every store promises of faces, places and restless pages."""

from dataclasses import replace

import pytest

from crawler.model.reason import Reason
from monitor.identity.distinction import Aspect
from monitor.identity.flapping import FlapState
from monitor.identity.reasons import VerdictReason
from monitor.model import FlappingPage
from tests.monitor.builders import DAY, HOUR, NOW, URL, revision
from tests.monitor.store.test_contract import OTHER_URL, add_notice, form, read, tell


class TestFaces:
    def test_the_newest_text_is_the_notices_and_its_source_the_origin(self, store):
        number = add_notice(store)
        original = replace(revision(OTHER_URL, title="原文"), cause="origin", source="origin")
        with store.writing() as tx:
            assert tx.notices.add_revision(number, original, NOW + HOUR) == 2
        with store.reading() as tx:
            record, [first, second] = tx.notices.get(number), tx.notices.revisions(number)
            assert tx.notices.latest(9, None, None) == tx.notices.latest(9, None, "gov") == [record]
            assert (tx.notices.candidate_at(URL).url, tx.notices.candidate_at(URL).revision) == (OTHER_URL, 2)
            assert tx.notices.candidate_at(URL).current == 1
            assert tx.notices.origin(number, 2).source == "origin"
        assert (record.source, record.origin, record.revision, record.changed) == ("gov", "origin", 2, 1)
        assert [(one.cause, one.source) for one in (first, second)] == [("change", "gov"), ("origin", "origin")]

    @pytest.mark.parametrize(
        ("causes", "changed"),
        [
            ([], 1),
            (["origin", "origin"], 1),
            (["change", "origin"], 2),
            (["origin", "cosmetic"], 3),
            (["restless", "origin", "origin"], 2),
        ],
    )
    def test_what_was_only_found_elsewhere_is_no_change(self, store, causes, changed):
        number = add_notice(store)
        with store.writing() as tx:
            for cause in causes:
                tx.notices.add_revision(number, replace(revision(), cause=cause), NOW)
        with store.reading() as tx:
            assert (tx.notices.get(number).changed, tx.notices.candidate_at(URL).current) == (changed, changed)
            assert [one.cause for one in tx.notices.revisions(number)] == ["change", *causes]

    def test_a_text_of_no_known_source_is_of_the_one_that_read_it_first(self, store):
        number = add_notice(store)
        with store.writing() as tx:
            read(tx, number, "1:a", source="feed")
            read(tx, number, "1:b", source="gov")
        with store.reading() as tx:
            assert (
                tx.notices.get(number).origin
                == tx.notices.origin(number, 1).source
                == tx.notices.revisions(number)[0].source
                == "feed"
            )

    def test_a_place_keeps_why_it_became_the_notices(self, store):
        first = add_notice(store)
        second = add_notice(store, OTHER_URL)
        known = Reason.of(VerdictReason.SAME_TEXT, revision=1)
        moved = Reason.of(VerdictReason.REUSED_URL, notice=2, change=Reason.of(Aspect.DRAFT))
        with store.writing() as tx:
            tx.locations.put(f"{URL}?2", "gov", first, NOW, known)
            tx.locations.put(f"{URL}?2", "gov", first, NOW, Reason.of(VerdictReason.SAME_PAGE))
            tx.locations.put(OTHER_URL, "gov", first, NOW, moved)
        with store.reading() as tx:
            reasons = {place.url: place.reason for place in tx.locations.of_notice(first)}
            assert tx.locations.of_notice(second) == []
        assert reasons == {URL: None, f"{URL}?2": known, OTHER_URL: moved}

    def test_subscriptions_that_were_told_of_any_revision(self, store):
        first = add_notice(store)
        second = add_notice(store, OTHER_URL)
        with store.writing() as tx:
            tell(tx, first, subscription="one")
            tell(tx, first, subscription="two", revision=2)
            tell(tx, first, subscription="three", event="revised", revision=2)
            tell(tx, second, subscription="four")
            assert tx.alerts.subscriptions_alerted("new", first) == {"one", "two"}
            assert tx.alerts.subscriptions_alerted("revised", second) == frozenset()

    def test_a_form_that_is_out_of_date_is_dropped_by_its_sketch(self, store):
        first = add_notice(store)
        second = add_notice(store, OTHER_URL)
        other = replace(form(first, "丙"), sketch=(3, 4))
        with store.writing() as tx:
            for one in (form(first), other, form(second)):
                tx.identity.add_text(one, (7,))
            tx.identity.drop_text(first, (1, 2**32 - 1))
            tx.identity.drop_text(first, (9, 9))
        with store.reading() as tx:
            assert tx.identity.texts([first, second]) == [other, form(second)]
            assert tx.identity.sharing_marks([7], 9) == [first, second]


class TestUnrest:
    CALM = FlapState("1:a", 1, NOW)
    RESTLESS = FlapState("1:b", 4, NOW, NOW - HOUR, NOW)

    def test_it_is_kept_for_each_page_and_source_and_forgotten(self, store):
        with store.writing() as tx:
            tx.flapping.put(URL, "gov", self.CALM)
            tx.flapping.put(URL, "gov", self.RESTLESS)
            tx.flapping.put(f"{URL}#top", "mirror", self.CALM)
            tx.flapping.put(OTHER_URL, "gov", None)
        with store.reading() as tx:
            assert tx.flapping.get(URL.replace("https", "http"), "gov") == self.RESTLESS
            assert tx.flapping.get(URL, "mirror") == self.CALM
            assert tx.flapping.get(OTHER_URL, "gov") is None
        with store.writing() as tx:
            tx.flapping.put(URL, "gov", None)
        with store.reading() as tx:
            assert tx.flapping.get(URL, "gov") is None

    def test_restless_pages_come_by_source_and_time(self, store):
        with store.writing() as tx:
            tx.flapping.put(URL, "mirror", self.RESTLESS)
            tx.flapping.put(URL, "gov", self.RESTLESS)
            tx.flapping.put(OTHER_URL, "gov", replace(self.RESTLESS, since=NOW - DAY))
            tx.flapping.put(f"{URL}?calm", "gov", self.CALM)
        with store.reading() as tx:
            assert tx.flapping.all() == [
                FlappingPage(OTHER_URL, "gov", NOW - DAY),
                FlappingPage(URL, "gov", NOW),
                FlappingPage(URL, "mirror", NOW),
            ]

"""What every store promises of faces, places and restless pages."""

from dataclasses import replace

import pytest

from monitor.identity.flapping import FlapState
from monitor.model import FlappingPage
from tests.monitor.builders import DAY, HOUR, NOW, URL, revision
from tests.monitor.store.test_contract import OTHER_URL, add_notice, form, read, tell


class TestFaces:
    def test_the_newest_text_is_the_notices_and_its_source_the_origin(self, store):
        number = add_notice(store)
        original = replace(revision(OTHER_URL, title="原文"), cause="origin", source="origin")
        with store.writing() as tx:
            assert tx.add_revision(number, original, NOW + HOUR) == 2
        with store.reading() as tx:
            record, [first, second] = tx.notice(number), tx.revisions(number)
            assert tx.notices(9, None, None) == tx.notices(9, None, "gov") == [record]
            assert (tx.candidate_at(URL).url, tx.candidate_at(URL).revision) == (OTHER_URL, 2)
            assert tx.candidate_at(URL).current == 1
            assert tx.origin(number, 2).source == "origin"
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
                tx.add_revision(number, replace(revision(), cause=cause), NOW)
        with store.reading() as tx:
            assert (tx.notice(number).changed, tx.candidate_at(URL).current) == (changed, changed)
            assert [one.cause for one in tx.revisions(number)] == ["change", *causes]

    def test_a_text_of_no_known_source_is_of_the_one_that_read_it_first(self, store):
        number = add_notice(store)
        with store.writing() as tx:
            read(tx, number, "1:a", source="feed")
            read(tx, number, "1:b", source="gov")
        with store.reading() as tx:
            assert tx.notice(number).origin == tx.origin(number, 1).source == tx.revisions(number)[0].source == "feed"

    def test_a_place_keeps_why_it_became_the_notices(self, store):
        first = add_notice(store)
        second = add_notice(store, OTHER_URL)
        with store.writing() as tx:
            tx.put_place(f"{URL}?2", "gov", first, NOW, "same text")
            tx.put_place(f"{URL}?2", "gov", first, NOW, "known")
            tx.put_place(OTHER_URL, "gov", first, NOW, "moved")
        with store.reading() as tx:
            whys = {place.url: place.why for place in tx.places(first)}
            assert tx.places(second) == []
        assert whys == {URL: "", f"{URL}?2": "same text", OTHER_URL: "moved"}

    def test_subscriptions_that_were_told_of_any_revision(self, store):
        first = add_notice(store)
        second = add_notice(store, OTHER_URL)
        with store.writing() as tx:
            tell(tx, first, subscription="one")
            tell(tx, first, subscription="two", revision=2)
            tell(tx, first, subscription="three", event="revised", revision=2)
            tell(tx, second, subscription="four")
            assert tx.subscriptions_told("new", first) == {"one", "two"}
            assert tx.subscriptions_told("revised", second) == frozenset()

    def test_a_form_that_is_out_of_date_is_dropped_by_its_sketch(self, store):
        first = add_notice(store)
        second = add_notice(store, OTHER_URL)
        other = replace(form(first, "丙"), sketch=(3, 4))
        with store.writing() as tx:
            for one in (form(first), other, form(second)):
                tx.add_form(one, (7,))
            tx.drop_form(first, (1, 2**32 - 1))
            tx.drop_form(first, (9, 9))
        with store.reading() as tx:
            assert tx.forms([first, second]) == [other, form(second)]
            assert tx.resembling([7], 9) == [first, second]


class TestUnrest:
    CALM = FlapState("1:a", 1, NOW)
    RESTLESS = FlapState("1:b", 4, NOW, NOW - HOUR, NOW)

    def test_it_is_kept_for_each_page_and_source_and_forgotten(self, store):
        with store.writing() as tx:
            tx.put_unrest(URL, "gov", self.CALM)
            tx.put_unrest(URL, "gov", self.RESTLESS)
            tx.put_unrest(f"{URL}#top", "mirror", self.CALM)
            tx.put_unrest(OTHER_URL, "gov", None)
        with store.reading() as tx:
            assert tx.unrest(URL.replace("https", "http"), "gov") == self.RESTLESS
            assert tx.unrest(URL, "mirror") == self.CALM
            assert tx.unrest(OTHER_URL, "gov") is None
        with store.writing() as tx:
            tx.put_unrest(URL, "gov", None)
        with store.reading() as tx:
            assert tx.unrest(URL, "gov") is None

    def test_restless_pages_come_by_source_and_time(self, store):
        with store.writing() as tx:
            tx.put_unrest(URL, "mirror", self.RESTLESS)
            tx.put_unrest(URL, "gov", self.RESTLESS)
            tx.put_unrest(OTHER_URL, "gov", replace(self.RESTLESS, since=NOW - DAY))
            tx.put_unrest(f"{URL}?calm", "gov", self.CALM)
        with store.reading() as tx:
            assert tx.restless_pages() == [
                FlappingPage(OTHER_URL, "gov", NOW - DAY),
                FlappingPage(URL, "gov", NOW),
                FlappingPage(URL, "mirror", NOW),
            ]

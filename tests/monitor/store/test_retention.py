"""What every store promises about keeping: whose reading a document is, what may be read again, what is pruned."""

import hashlib
import zlib
from datetime import datetime

import pytest
from sqlalchemy import text

from crawler.model.link import Link
from crawler.model.notice import Clause, Notice
from crawler.model.packed_page import PackedPage
from monitor.model import INTAKE, LastRead, NewAlert, NewRevision, PollRecord, Reading, RevisionOrigin, Slot
from monitor.store import open_store
from tests.monitor.builders import DAY, HOUR, NOW, OTHER_TEXT, SECOND, URL, events, notice, revision

OTHER_URL = "https://gov.example.cn/notices/2.html"
NAIVE = datetime(2024, 6, 6, 8)  # noqa: DTZ001


def page(body: bytes = b"<p>page</p>", at: datetime = NOW) -> PackedPage:
    sha256 = hashlib.sha256(body).hexdigest()
    return PackedPage.model_construct(
        url=URL, fetched_at=at, content_type="text/html", sha256=sha256, body=zlib.compress(body)
    )


def add(store, url=URL, *, at=NOW, kept=True, link=None, given=None, source="gov", **fields) -> int:
    """A notice with its page, read by reader 1."""
    new = NewRevision(
        notice(url, **{"reader": "1"} | fields), page(url.encode(), at) if kept else None, link, given or {}
    )
    with store.writing() as tx:
        return tx.notices.add(source, new, at)


def read(tx, number: int, fingerprint: str = "1:a", revision: int = 1, **fields) -> None:
    defaults = {"url": URL, "source": "gov", "page_sha256": None, "reader": "1"}
    tx.readings.add(Reading(notice=number, revision=revision, fingerprint=fingerprint, **defaults | fields))


def queue(store, number: int, event: str = "new", revision: int = 1, bundle: str | None = None) -> None:
    with store.writing() as tx:
        topics = ("clusters",)
        terms = ("集群",)
        slot = Slot(NOW, bundle)
        tx.alerts.add([NewAlert(event, number, revision, "team", topics, terms, NOW, ("ops",), slot)])


def send(store) -> None:
    with store.writing() as tx:
        tx.deliveries.mark_sent(tx.deliveries.claim(NOW + DAY, NOW + 2 * DAY, "me").id, NOW)


def outdated(store, what, before=NOW + DAY, limit=100) -> list[int]:
    with store.reading() as tx:
        return [one.id for one in tx.retention.outdated(what, before, limit)]


def drop(store, what, before=NOW + DAY) -> int:
    ids = outdated(store, what, before)
    with store.writing() as tx:
        return tx.retention.drop(what, ids, before, NOW + 2 * DAY)


def kept(store, reader="2", after=(0, 0), limit=100, source=None, since=None):
    with store.reading() as tx:
        return tx.retention.kept_pages(reader, after, limit, source, since)


class TestReaders:
    def test_it_is_known_who_read_last_at_an_address(self, store):
        number = add(store)
        with store.writing() as tx:
            read(tx, number)
            assert tx.readings.last(URL, "gov") == LastRead(1, "1")
            read(tx, number, "1:b", reader="2")
            assert tx.readings.last(URL, "gov") == LastRead(1, "2")

    def test_the_same_text_read_by_another_reader_is_that_readers_now(self, store):
        number = add(store)
        with store.writing() as tx:
            read(tx, number)
            read(tx, number, reader="2")
            assert tx.readings.last(URL, "gov") == LastRead(1, "2")

    def test_an_older_revision_read_again_is_not_what_was_read_last(self, store):
        number = add(store)
        with store.writing() as tx:
            read(tx, number)
            tx.notices.add_revision(number, revision(text=OTHER_TEXT), NOW)
            read(tx, number, "1:b", revision=2)
            read(tx, number, "1:c", revision=1, reader="2")
            assert tx.readings.last(URL, "gov") == LastRead(2, "1")

    def test_what_stands_at_an_address_now_comes_before_what_stood_there(self, store):
        first = add(store)
        second = add(store, OTHER_URL)
        with store.writing() as tx:
            tx.notices.add_revision(first, revision(text=OTHER_TEXT), NOW)
            read(tx, first, revision=2)
            tx.locations.put(URL, "gov", second, NOW)
            assert tx.readings.last(URL, "gov").revision == 2
            read(tx, second, "1:b")
            assert tx.readings.last(URL, "gov").revision == 1

    def test_a_document_is_of_the_source_that_read_its_text_first(self, store):
        number = add(store)
        with store.writing() as tx:
            assert tx.notices.origin(number, 1) == RevisionOrigin("gov", URL, "1")
            tx.notices.add_revision(number, revision(text=OTHER_TEXT, reader="2"), NOW)
            read(tx, number, "1:b", revision=2, source="mirror")
            read(tx, number, "1:c", revision=2)
            assert tx.notices.origin(number, 2) == RevisionOrigin("mirror", URL, "2")

    def test_a_document_gives_way_to_another_reading_and_nothing_else_changes(self, store):
        number = add(store)
        better = notice(title="读得更好", text=OTHER_TEXT, reader="2")
        with store.writing() as tx:
            tx.notices.add_revision(number, revision(text="修订", reader="1"), NOW + HOUR)
            tx.notices.replace_document(number, 1, NewRevision(better, None))
        with store.reading() as tx:
            assert [(one.number, one.seen_at, one.notice.text) for one in tx.notices.revisions(number)] == [
                (1, NOW, OTHER_TEXT),
                (2, NOW + HOUR, "修订"),
            ]
            assert (tx.notices.get(number).revision, tx.notices.get(number).notice.text) == (2, "修订")
            assert tx.notices.candidate_at(URL).revision == 2
            tx.notices.replace_document(number, 2, NewRevision(better, None))
            assert tx.notices.get(number).notice == better

    @pytest.mark.parametrize(("body", "now_kept"), [(URL.encode(), URL.encode()), (b"<p>new</p>", b"<p>new</p>")])
    def test_a_new_page_of_other_bytes_comes_with_its_document_and_the_old_one_stays_as_evidence(
        self, store, body, now_kept
    ):
        number = add(store)
        with store.writing() as tx:
            tx.notices.replace_document(number, 1, NewRevision(notice(reader="2"), page(body)))
        [found] = kept(store, reader="3")
        assert zlib.decompress(found.page.body) == now_kept
        assert len(outdated(store, "page")) == (1 if body == URL.encode() else 2)

    def test_a_reading_of_the_first_version_counts_as_its_documents_readers(self, url):
        store = open_store(url)
        number = add(store)
        with store.writing() as tx:
            read(tx, number)
        with store.engine.begin() as connection:
            connection.execute(text("UPDATE reading SET reader = NULL"))
        with store.reading() as tx:
            assert tx.readings.last(URL, "gov") == LastRead(1, "1")
        store.close()


class TestKeptPages:
    def test_a_kept_page_comes_with_all_it_was_read_from(self, store):
        link = Link(url=URL, title="列表的标题", published_on=NOW.date())
        number = add(store, link=link, given={"title": "给的标题", "published_on": "2024-06-01"})
        with store.writing() as tx:
            read(tx, number, source="feed")
            read(tx, number, "1:b")
            read(tx, number, "1:c", url=OTHER_URL, source="elsewhere")
        [found] = kept(store)
        assert (found.notice, found.revision, found.document) == (number, 1, notice(reader="1"))
        assert found.sources == ("feed", "gov")
        assert (found.link, found.given) == (link, {"title": "给的标题", "published_on": "2024-06-01"})
        assert found.page == page(URL.encode())

    def test_without_a_reading_the_notices_source_has_read_it(self, store):
        add(store)
        [found] = kept(store)
        assert (found.sources, found.link, found.given) == (("gov",), None, {})

    def test_only_what_another_reader_read_and_has_a_page_is_to_be_read_again(self, store):
        add(store, reader="2")
        add(store, f"{URL}?bare", kept=False)
        old = add(store, f"{URL}?old")
        unsaid = add(store, f"{URL}?unsaid", reader="")
        assert [one.notice for one in kept(store)] == [old, unsaid]

    def test_they_come_in_order_and_from_a_place_on(self, store):
        first = add(store)
        second = add(store, f"{URL}?2")
        with store.writing() as tx:
            tx.notices.add_revision(first, NewRevision(notice(text=OTHER_TEXT, reader="1"), page(b"2")), NOW + HOUR)

        def places(**where):
            return [(one.notice, one.revision) for one in kept(store, **where)]

        assert places() == [(first, 1), (first, 2), (second, 1)]
        assert places(limit=2) == [(first, 1), (first, 2)]
        assert places(after=(first, 1)) == [(first, 2), (second, 1)]
        assert places(after=(second, 1)) == []

    def test_they_are_chosen_by_source_and_by_when_they_were_seen(self, store):
        add(store, at=NOW - SECOND)
        number = add(store, f"{URL}?other", source="other")
        assert [one.notice for one in kept(store, source="other")] == [number]
        assert [one.notice for one in kept(store, since=NOW)] == [number]
        assert kept(store, source="gov", since=NOW) == []

    def test_a_pruned_page_or_text_is_not_read_again(self, store):
        add(store)
        drop(store, "page")
        add(store, f"{URL}?2")
        drop(store, "text")
        assert kept(store) == []


class TestPruning:
    def test_what_is_older_goes_and_nothing_else(self, store):
        for at in (NOW, NOW + HOUR):
            with store.writing() as tx:
                tx.polls.add(PollRecord("gov", at, "ok", 1))
                tx.events.add("notice.new", at, "gov", 1, {})
            add(store, f"{URL}?{at}", at=at)
        for what in ("page", "poll", "event"):
            assert drop(store, what, NOW + SECOND) == 1
            assert outdated(store, what, NOW + SECOND) == []
            assert len(outdated(store, what)) == 1
        with store.reading() as tx:
            assert [poll.at for poll in tx.polls.latest("gov", 10)] == [NOW + HOUR]
        assert [event.at for event in events(store)] == [NOW + HOUR]

    def test_exactly_as_old_as_asked_is_kept(self, store):
        add(store)
        assert [outdated(store, what, NOW) for what in ("page", "text")] == [[], []]

    def test_only_as_many_as_asked_for_are_found(self, store):
        for number in range(3):
            add(store, f"{URL}?{number}")
        assert [len(outdated(store, what, limit=2)) for what in ("page", "text")] == [2, 2]

    def test_only_what_is_named_goes(self, store):
        numbers = [add(store, f"{URL}?{number}") for number in range(3)]
        with store.writing() as tx:
            assert tx.retention.drop("text", numbers[:1], NOW + DAY, NOW + DAY) == 1
            assert tx.retention.drop("text", [12345], NOW + DAY, NOW + DAY) == 0
            assert tx.retention.drop("text", numbers, NOW, NOW + DAY) == 0
        assert outdated(store, "text") == numbers[1:]

    def test_the_size_of_a_page_is_that_of_its_bytes(self, store):
        add(store)
        with store.reading() as tx:
            assert [one.size for one in tx.retention.outdated("page", NOW + DAY, 10)] == [len(page(URL.encode()).body)]

    def test_a_revision_without_its_page_is_what_it_was(self, store):
        number = add(store)
        drop(store, "page")
        with store.reading() as tx:
            assert tx.notices.revisions(number)[0].notice == notice(reader="1")

    def test_ids_of_events_are_not_used_again(self, store):
        with store.writing() as tx:
            tx.events.add("notice.new", NOW, "gov", 1, {})
        before = events(store)[0].id
        drop(store, "event")
        with store.writing() as tx:
            tx.events.add("notice.new", NOW, "gov", 1, {})
        assert events(store)[0].id > before

    @pytest.mark.parametrize("bundle", [None, "digest"])
    @pytest.mark.parametrize("what", ["page", "text"])
    def test_nothing_goes_that_a_queued_message_is_about(self, store, what, bundle):
        number = add(store)
        ids = outdated(store, what)
        queue(store, number, bundle=bundle)
        assert outdated(store, what) == []
        with store.writing() as tx:
            assert tx.retention.drop(what, ids, NOW + DAY, NOW) == 0
        send(store)
        assert drop(store, what) == 1

    def test_a_naive_instant_is_refused(self, store):
        with pytest.raises(Exception, match="naive"), store.reading() as tx:
            tx.retention.outdated("page", NAIVE, 1)


class TestPrunedTexts:
    FULL = {
        "kind": "通知",
        "is_notice": True,
        "document_number": "滨政办发〔2024〕1号",
        "issuers": ("滨州市人民政府",),
        "region": ("CN",),
        "issued_on": NOW.date(),
        "effective_on": NOW.date(),
        "script": "Hans",
        "clauses": (Clause(text="一、总体要求"),),
        "addressees": ("各县",),
    }

    @pytest.fixture
    def pruned(self, store):
        number = add(store, **self.FULL)
        with store.writing() as tx:
            read(tx, number)
            tx.locations.put(OTHER_URL, "mirror", number, NOW)
        assert drop(store, "text") == 1
        return number

    def test_a_pruned_notice_keeps_what_names_it_and_loses_its_text(self, store, pruned):
        with store.reading() as tx:
            record = tx.notices.get(pruned)
            texts = [one.notice for one in tx.notices.revisions(pruned)]
        whole = notice(**self.FULL, reader="1")
        names = {"text", "clauses", "addressees"}
        assert record.notice == Notice(**whole.model_dump(exclude=names))
        assert texts == [record.notice]
        assert record.pruned_at == NOW + 2 * DAY

    def test_a_pruned_notice_is_still_known_by_its_text_and_its_places(self, store, pruned):
        with store.reading() as tx:
            assert tx.notices.candidate_with("1:a", None).notice == pruned
            assert tx.notices.candidate_at(OTHER_URL).notice == pruned
            assert tx.readings.last(URL, "gov") == LastRead(1, "1")
            assert len(tx.locations.of_notice(pruned)) == 2

    def test_a_pruned_notice_is_pruned_once_and_has_no_document_to_replace(self, store, pruned):
        assert outdated(store, "text") == []
        with store.reading() as tx:
            assert tx.notices.origin(pruned, 1) is None

    def test_a_revision_of_a_pruned_notice_has_a_text_and_is_pruned_in_its_time(self, store, pruned):
        with store.writing() as tx:
            tx.notices.add_revision(pruned, revision(text=OTHER_TEXT), NOW + 3 * DAY)
        with store.reading() as tx:
            assert tx.notices.get(pruned).notice.text == OTHER_TEXT
            assert tx.notices.get(pruned).pruned_at is None
        assert outdated(store, "text") == []
        assert outdated(store, "text", NOW + 4 * DAY) == [pruned]

    def test_a_notice_with_a_newer_revision_keeps_all_its_texts(self, store):
        number = add(store)
        with store.writing() as tx:
            tx.notices.add_revision(number, revision(text=OTHER_TEXT), NOW + HOUR)
        assert outdated(store, "text", NOW + SECOND) == []
        drop(store, "text")
        with store.reading() as tx:
            assert [one.notice.text for one in tx.notices.revisions(number)] == ["", ""]


class TestPositions:
    """Of what no fake knows: who follows events, and messages to the operator."""

    @pytest.fixture
    def followed(self, url):
        store = open_store(url)
        with store.writing() as tx:
            for number in range(4):
                tx.events.add("notice.new", NOW, "gov", number, {})
        yield store
        store.close()

    def execute(self, store, statement: str, **values) -> None:
        with store.engine.begin() as connection:
            connection.execute(text(statement), values)

    def test_events_stay_that_somebody_still_has_to_follow(self, followed):
        ids = [event.id for event in events(followed)]
        for name, position in (("feed", ids[1]), ("digest", ids[2])):
            self.execute(followed, "INSERT INTO position VALUES (:name, :id)", name=name, id=position)
        drop(followed, "event")
        assert [event.id for event in events(followed)] == ids[2:]

    def test_how_far_a_file_was_taken_in_keeps_no_events(self, followed):
        with followed.writing() as tx:
            tx.events.put_position(f"{INTAKE}0123", 1)
        drop(followed, "event")
        assert events(followed) == []

    def test_events_stay_that_the_operator_is_still_to_be_told_of(self, followed):
        ids = [event.id for event in events(followed)]
        self.execute(
            followed,
            "INSERT INTO delivery (channel, event, first_event, last_event, status, attempts, "
            "created_at, due_at) VALUES ('ops', 'trouble', :id, :id, 'queued', 0, :at, :at)",
            id=ids[2],
            at=NOW.isoformat(" "),
        )
        drop(followed, "event")
        assert [event.id for event in events(followed)] == ids[2:]
        self.execute(followed, "UPDATE delivery SET status = 'sent'")
        drop(followed, "event")
        assert events(followed) == []

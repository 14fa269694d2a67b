"""The cached hits of topics are those that a search finds."""

from datetime import timedelta

import pytest

from monitor.model import NewRevision
from monitor.model.search import SearchRequest
from monitor.topics import parse_query
from monitor.web import topic_hits
from monitor.web.topic_hits import RENEWED, TopicHits
from tests.monitor.builders import NOW, notice
from tests.stores import new_store

QUERIES = tuple(map(parse_query, ("集群", "issuer:云溪市 AND 税", "集群 NOT 税", '"产业 税"~5')))
TEXTS = ("产业集群", "税", "产业和税，集群", "其他")


@pytest.fixture
def store():
    opened = new_store()
    yield opened
    opened.close()


def add(tx, number):
    found = notice(
        f"https://a.example.cn/{number}", title="标题", text=f"{TEXTS[number % 4]}{number}", issuers=("云溪市",)
    )
    return tx.notices.add("gov", NewRevision(found, None), NOW)


@pytest.mark.parametrize("few", [2, 200])
def test_new_notices_are_added_to_the_hits(monkeypatch, store, few):
    monkeypatch.setattr(topic_hits, "_FEW", few)
    hits = TopicHits()
    for number in range(30):
        with store.writing() as tx:
            add(tx, number)
        if number % 3 == 0 or number > 20:
            with store.reading() as tx:
                # The last query was not searched before, and has more new notices than the others.
                found = hits.of_each(tx, QUERIES if number > 9 else QUERIES[:-1], NOW)
                assert found == [frozenset(tx.search.matching(SearchRequest(query))) for query in QUERIES[: len(found)]]


def test_new_notices_are_read_once_for_all_topics(monkeypatch, store):
    hits = TopicHits()
    with store.writing() as tx:
        add(tx, 0)
    with store.reading() as tx:
        hits.of_each(tx, QUERIES, NOW)
    with store.writing() as tx:
        added = add(tx, 2)
    read = []
    with store.reading() as tx:
        load = tx.search.matchables
        monkeypatch.setattr(tx.search, "matchables", lambda notices: read.append(list(notices)) or load(notices))
        monkeypatch.setattr(tx.search, "matching", lambda *_, **__: pytest.fail("a complete search"))
        assert added in hits.of(tx, QUERIES[0], NOW)
        hits.of_each(tx, QUERIES, NOW)
        hits.of_each(tx, QUERIES, NOW)
    assert read == [[added], [added]]


def test_revised_notices_are_found_after_a_while(store):
    hits = TopicHits()
    with store.writing() as tx:
        changed = add(tx, 3)
    with store.reading() as tx:
        assert hits.of(tx, QUERIES[0], NOW) == frozenset()
    with store.writing() as tx:
        revised = notice("https://a.example.cn/3", title="标题", text="产业集群", issuers=("云溪市",))
        tx.notices.add_revision(changed, NewRevision(revised, None), NOW)
    with store.reading() as tx:
        later = NOW + RENEWED + timedelta(seconds=1)
        assert hits.of(tx, QUERIES[0], later) == {changed}

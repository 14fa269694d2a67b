"""A saved search, its feed, its subscription and the matcher find the same of 1,000 recorded notices."""

import csv
import io
from secrets import token_urlsafe

import pytest

from monitor.alerting.documents import Document
from monitor.alerting.matcher import Matcher
from monitor.alerting.timing import alert_of
from monitor.config import Config, Settings, Subscription, Topic
from monitor.model import NewRevision
from monitor.model.readers import ONLY_READER
from monitor.model.search import SearchRequest
from monitor.store import open_store
from monitor.web.site import WebSite
from tests.made_notices import gazette_notice, law, policy
from tests.monitor.builders import HOUR, NOW, notice
from tests.monitor.web.sites import client
from tests.stores import template

COUNT = 1000
LENGTH = 400
QUERIES = {
    "word": "节能诊断",
    "boolean": "(产业链 OR 人才) NOT 水资源",
    "phrase": '"技術訓練" OR 技能培训',
    "near": '"企业 诊断"~20',
    "field": "issuer:教育部 OR title:养老服务",
    "number": "number:政办发",
    "dates": "issued:[2015-01-01 TO 2018-06-30] AND 培训",
    "nothing": "量子计算机",
}
MADE = (policy, law, gazette_notice)


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    folder = tmp_path_factory.mktemp("agreement")
    (folder / "noticewatch.db").write_bytes(template())
    store = open_store(f"sqlite:///{folder}/noticewatch.db")
    topics = tuple(Topic(id=name, query=query) for name, query in QUERIES.items())
    wants = tuple(Subscription(id=name, topics=(name,), channels=("ops",), scope="notice") for name in QUERIES)
    settings = Settings(channels={"ops": "json://127.0.0.1:9/"})
    config = Config(folder=folder, settings=settings, topics=topics, subscriptions=wants)
    matcher = Matcher(config)
    expected: dict[str, set[int]] = {name: set() for name in QUERIES}
    with store.writing() as tx:
        tx.sources.register("gov", NOW)
        for number in range(COUNT):
            found = _notice(number)
            recorded = tx.notices.add("gov", NewRevision(found, None), NOW)
            matches = matcher.match(Document(found), "gov", "new")
            tx.alerts.add([alert_of(tx, match, "new", recorded, 1, NOW) for match in matches])
            for match in matches:
                expected[match.subscription.id].add(recorded)
    yield WebSite(store, lambda: config, settings.web, lambda: NOW + HOUR), expected
    store.close()


def _notice(number: int):
    made = MADE[number % len(MADE)](number)
    return notice(
        f"https://gov.example.cn/{number}.html",
        title=made.title,
        text=made.text[:LENGTH],
        issuers=(made.issuer,) if made.issuer else (),
        document_number=made.document_number or None,
        issued_on=made.issued_on,
    )


def test_most_queries_find_some_notices_and_not_all(recorded):
    _, expected = recorded
    counts = {name: len(ids) for name, ids in expected.items()}
    assert counts.pop("nothing") == 0
    assert [name for name, count in counts.items() if not 0 < count < COUNT] == []


@pytest.mark.parametrize("name", QUERIES)
def test_all_ways_find_the_same(recorded, name):
    site, expected = recorded
    with site.store.reading() as tx:
        saved = set(tx.search.find(SearchRequest(site.query(QUERIES[name])), COUNT).ids)
        alerted = {found.notice for found in tx.listings.alerts_of(range(1, COUNT + 1)) if found.subscription == name}
    with client(site) as opened:
        feeds = [
            _ids(_published(opened, site, selection, "table.csv"))
            for selection in ({"q": QUERIES[name]}, {"topic": name}, {"subscription": name})
        ]
        newest = _published(opened, site, {"q": QUERIES[name]}, "feed.json").json()["items"]
    assert saved == expected[name]
    assert alerted == expected[name]
    assert feeds == [expected[name]] * 3
    assert {int(item["id"].rpartition(":")[2]) for item in newest} <= expected[name]
    assert len(newest) == min(len(expected[name]), 100)


def _published(opened, site, selection, name):
    with site.store.writing() as tx:
        feed = tx.readers.add_feed(token_urlsafe(24), ONLY_READER, {"content": "notices"} | selection, NOW)
    return opened.get(f"/feeds/{feed.token}/{name}")


def _ids(answer) -> set[int]:
    return {int(row["id"]) for row in csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")))}

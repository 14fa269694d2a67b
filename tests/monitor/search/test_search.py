"""Search finds exactly what the matcher matches, on both databases."""

import json
import zlib
from collections import Counter
from datetime import date, timedelta
from itertools import product
from unittest.mock import patch

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text, update

from crawler.model.notice import Attachment, Clause, Notice
from monitor.alerting.documents import Document
from monitor.model import NewRevision
from monitor.model.search import SearchFilters, SearchRequest
from monitor.search.entries import pack_matchable, unpack_matchable
from monitor.search.gin import GinWriter
from monitor.search.plan import compile_query
from monitor.search.tokens import gram_number
from monitor.store.search.hits import COMPARED
from monitor.store.search.statements import PreparedSearch
from monitor.store.tables import SearchEntryRow
from monitor.topics import Matchable, QueryError, parse_query
from tests.monitor.builders import DAY, NOW, deadline, notice
from tests.monitor.store.conftest import STORES

PIECES = [
    *"产业集群链税人工智能乾著",
    *"產業叢集鏈",
    "产业集群",
    "先进制造业",
    "智能",
    "AI",
    "5G",
    "cluster",
    "clusters",
    "policies",
    "policy",
    "boxes",
    "buses",
    "manufacturing",
    "manufacturer",
    "naïve",
    "Ａ",
    "〔2024〕5号",
    "C++",
    "covid-19",
    "𠀀𠀁",
    "カタ",
    "рак",
    "барак",
    "الصناعة",
    "صناعة",
    "והתעשייה",
    "תעשייה",
    "भारत की",
    "정보통신",
    "SMEs",
    "2024abc",
    "SME",
    "state-owned",
    "ภาษาไทย",
    "한국",
    "x" * 70,
    "、",
    "。",
    " ",
    "\n",
    "_",
    "“",
    "%",
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join)
DAYS = st.dates(date(2024, 1, 1), date(2024, 3, 1))
FIELDS = ["title", "issuer", "kind", "number", "region", "unit"]


@st.composite
def notices(draw):
    def maybe(strategy):
        return draw(st.none() | strategy)

    return Notice(
        url="https://a.example.cn/",
        title=maybe(TEXTS),
        text=draw(TEXTS),
        kind=maybe(st.sampled_from(["通知", "意见", "公告"])),
        document_number=maybe(TEXTS),
        issuers=draw(st.lists(TEXTS, max_size=2)),
        region=draw(st.lists(st.sampled_from(["中国", "浙江省", "宁波市"]), max_size=2)),
        issued_on=maybe(DAYS),
        published_on=maybe(DAYS),
        effective_on=maybe(DAYS),
        deadlines=[deadline(day.isoformat()) for day in draw(st.lists(DAYS, max_size=3))],
        clauses=[Clause(text="x", responsible_units=draw(st.lists(TEXTS, max_size=2)))],
        attachments=[Attachment(name="a", url="", text=maybe(TEXTS))],
    )


def quoted(text: str) -> str:
    return '"' + text.replace("\\", "").replace('"', "").replace("“", "").replace("\n", " ") + '"'


WORDS = st.lists(st.sampled_from(PIECES), min_size=1, max_size=3).map("".join).map(quoted)
LEAVES = st.one_of(
    WORDS,
    st.sampled_from(
        ["产业", "集群", "税", "cluster", "polic*", "ma*", "x*", "manufacturi*", "2024a*", "*", "智能", "C++"]
    ),
    st.builds("{}:{}".format, st.sampled_from(FIELDS), WORDS),
    st.builds("{}:*".format, st.sampled_from([*FIELDS, "issued", "deadline"])),
    st.builds('"{} {}"~{}'.format, st.sampled_from("产集智"), st.sampled_from("业群能"), st.integers(1, 6)),
    st.builds(
        "{}:[{} TO {}]".format,
        st.sampled_from(["issued", "published", "effective", "deadline"]),
        st.just("*") | DAYS.map(str),
        st.just("*") | DAYS.map(str),
    ),
)
QUERIES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds("({} AND {})".format, inner, inner),
        st.builds("({} OR {})".format, inner, inner),
        st.builds("({} NOT {})".format, inner, inner),
        st.builds("({} AND ({} OR NOT {}))".format, inner, inner, inner),
    ),
    max_leaves=6,
)


def parsed(written):
    try:
        return parse_query(written)
    except QueryError:
        return None


def record(tx, found, at=NOW, source="gov"):
    return tx.notices.add(source, NewRevision(found, None), at)


def search(tx, query, **filters):
    return list(tx.search.find(SearchRequest(parsed(query), (), SearchFilters(**filters)), 1000).ids)


@given(st.lists(notices(), min_size=1, max_size=6), st.lists(QUERIES, min_size=4, max_size=8))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.filter_too_much], max_examples=60)
def test_search_finds_exactly_what_the_matcher_matches(store, found, queries):
    with store.rehearsing() as tx:
        copies = [one.model_copy(update={"url": f"https://a.example.cn/{at}"}) for at, one in enumerate(found)]
        documents = {record(tx, one): Document(one) for one in copies}
        for query in filter(None, map(parsed, queries)):
            expected = [
                number
                for number, document in sorted(documents.items(), reverse=True)
                if query.match(document.matchable(document.whole)) is not None
            ]
            for compared in (0, COMPARED):
                with patch("monitor.store.search.hits.COMPARED", compared):
                    result = tx.search.find(SearchRequest(query), 100)
                    assert (query.written, list(result.ids)) == (query.written, expected)
                    assert tx.search.count(SearchRequest(query)).every == frozenset(expected)


@pytest.fixture(params=STORES)
def fresh(request, tmp_path):
    with STORES[request.param](tmp_path) as store:
        yield store


def fill(store, count, **fields):
    with store.writing() as tx:
        return [
            record(tx, notice(f"https://a.example.cn/{at}", **fields), NOW + at * DAY, f"s{at % 2}")
            for at in range(count)
        ]


def test_pages_follow_each_other_by_the_last_id(fresh):
    ids = fill(fresh, 7)[::-1]
    with fresh.reading() as tx:
        request = SearchRequest(parse_query("集群"))
        first = tx.search.find(request, 3)
        assert (list(first.ids), first.more) == (ids[:3], True)
        last = tx.search.find(request, 4, before=first.ids[-1])
        assert (list(last.ids), last.more) == (ids[3:], False)
        assert list(tx.search.find(request, 3, before=ids[2]).ids) == ids[3:6]
        assert tx.search.matching(request, after=ids[2]) == ids[:2]


def test_notices_of_one_time_are_ordered_by_date_and_then_as_listed(fresh):
    days = [date(2024, 6, 3), date(2024, 6, 1), None, date(2024, 6, 5), date(2024, 6, 3), None]
    with fresh.writing() as tx:
        ids = [record(tx, notice(f"https://a.example.cn/{at}", published_on=day)) for at, day in enumerate(days)]
        later = record(tx, notice("https://a.example.cn/later", published_on=date(2024, 1, 1)), NOW + DAY)
    expected = [later, *(ids[at] for at in (3, 0, 4, 1, 2, 5))]
    with fresh.reading() as tx:
        request = SearchRequest(parse_query("集群"))
        assert [hit for _, hit in tx.search.inbox(request, 10)] == expected
        for place in range(1, len(expected)):
            *_, last = tx.search.inbox(request, place)
            assert [hit for _, hit in tx.search.inbox(request, 10, before=last)] == expected[place:]


def test_facets_count_each_value_and_filters_choose_it(fresh):
    with fresh.writing() as tx:
        region = ("中国", "浙江省", "宁波市")
        both = ("市经信局", "市财政局_%")
        a = record(tx, notice("https://a.example.cn/1", kind="通知", issuers=both, region=region))
        b = record(tx, notice("https://a.example.cn/2", kind="意见", issuers=both[:1], region=region[:2]), source="s")
        c = record(tx, notice("https://a.example.cn/3", published_on=date(2024, 5, 1), region=("中国", "浙江省级")))
        facets = tx.search.count(SearchRequest(parse_query("集群"))).facets
        assert facets["kind"] == {"通知": 1, "意见": 1}
        assert facets["issuer"] == {both[0]: 2, both[1]: 1}
        assert facets["region"] == {"中国": 3, "中国/浙江省": 2, "中国/浙江省/宁波市": 1, "中国/浙江省级": 1}
        assert facets["month"] == {"2024-06": 2, "2024-05": 1}
        assert facets["source"] == {"gov": 2, "s": 1}
        assert search(tx, "集群", kind="通知") == [a]
        assert search(tx, "集群", issuer=both[1]) == [a]
        assert search(tx, "集群", issuer="市财政局") == []
        assert search(tx, "集群", region="中国/浙江省") == [b, a]
        assert search(tx, "集群", month="2024-05") == [c]
        assert search(tx, "集群", source="s") == [b]
        assert search(tx, "集群", since=NOW) == [c, b, a]
        assert search(tx, "集群", since=NOW + timedelta(seconds=1)) == []


def test_only_the_newest_revision_is_found(fresh):
    (number,) = fill(fresh, 1)
    with fresh.writing() as tx:
        tx.notices.add_revision(number, NewRevision(notice(title="改名", text="另一段文字"), None), NOW + DAY)
        assert search(tx, "集群") == []
        assert search(tx, "另一段文字") == [number]
        tx.notices.replace_document(number, 2, NewRevision(notice(title="再读", text="第三段"), None))
        assert (search(tx, "另一段文字"), search(tx, "第三段")) == ([], [number])
        tx.notices.replace_document(number, 1, NewRevision(notice(title="旧的", text="第四段"), None))
        assert (search(tx, "第四段"), search(tx, "第三段")) == ([], [number])


def test_a_pruned_text_is_found_by_its_title_only(fresh):
    (number,) = fill(fresh, 1, title="标题文字")
    with fresh.writing() as tx:
        tx.retention.drop("text", [number], NOW + DAY, NOW + DAY)
        assert search(tx, "集群") == []
        assert search(tx, "标题文字") == [number]


def test_notices_of_an_older_database_are_indexed_afterwards(fresh):
    ids = fill(fresh, 3)
    with fresh.writing() as tx:
        tx.session.execute(update(SearchEntryRow).where(SearchEntryRow.notice_id == ids[1]).values(version=0))
        tx.search.drop_other_versions()
        assert (search(tx, "集群"), tx.search.count_unindexed()) == ([], 3)
        assert tx.search.unindexed(2) == ids[:0:-1]
        tx.search.index(tx.search.unindexed(2))
        tx.search.drop_other_versions()
        assert (search(tx, "集群"), tx.search.unindexed(9)) == (ids[:0:-1], ids[:1])


def test_summaries_have_what_lists_show(fresh):
    ids = fill(fresh, 2)
    with fresh.reading() as tx:
        first, second = tx.search.summaries(ids[::-1])
        assert (first.id, second.id) == (ids[1], ids[0])
        assert (first.title, first.source, first.published_on) == (notice().title, "s1", notice().published_on)
        assert first.changed_at == first.first_seen_at == NOW + DAY
        assert tx.search.summaries([99]) == []
        assert tx.search.matchables([99]) == {}


@pytest.mark.parametrize(
    "text", ["先进制造业集群", "manufacturing cluster", "شبكة المياه", "제조업", "集群 \U00020bb7 \ue5e5 é 🏭"]
)
def test_packed_texts_are_unpacked_unchanged(text):
    matchable = Matchable(text, {"title": text, "issuer": "云溪市"}, {"issued": (date(2024, 6, 1),)})
    assert unpack_matchable(pack_matchable(matchable)) == matchable
    assert unpack_matchable(pack_matchable(matchable, with_text=False), text) == matchable


def test_texts_packed_by_earlier_versions_are_unpacked():
    written = json.dumps(["集群", {"issuer": "云溪市"}, {}], ensure_ascii=False)
    for packed in (zlib.compress(written.encode()), b"g" + zlib.compress(written.encode("gb18030"))):
        assert unpack_matchable(packed) == Matchable("集群", {"title": "集群", "issuer": "云溪市"}, {})


@pytest.mark.parametrize("query", ["产业集群", "税", "产业集群 NOT 税", "title:集群"])
@pytest.mark.parametrize("compared", [0, 2, COMPARED])
def test_ranges_of_ids_change_no_result(monkeypatch, store, query, compared):
    monkeypatch.setattr("monitor.store.search.hits.COMPARED", compared)
    texts = ["产业集群", "产业 集群 税", "通知", "产业集群和税", *["其他"] * 5, "产业集群"]
    request = SearchRequest(parsed(query))
    with store.rehearsing() as tx:
        for number in range(30):
            words = texts[number % len(texts)]
            record(tx, notice(title=words, text=f"{words}{number}", url=f"https://a.example.cn/{number}"))
        whole = tx.search.find(request, 100).ids
        monkeypatch.setattr("monitor.store.search.statements.FIRST_WINDOW", 2)
        for limit in (1, 3, 7, 40):
            found = tx.search.find(request, limit)
            assert (found.ids, found.more) == (whole[:limit], len(whole) > limit)
            assert tx.search.find(request, limit, whole[0]).ids == whole[1 : limit + 1]
        assert tx.search.count(request).total == len(whole)
        assert tx.search.matching(request, whole[-1]) == list(whole[:-1])


@pytest.mark.parametrize(
    "query", ["产业集群", "税", "产业集群 NOT 税", "title:集群", '"产业 集群"~5', "published:[2001-01-01 TO *]"]
)
@pytest.mark.parametrize(("window", "compared"), [(2, COMPARED), (2, 0), (1000, 0)])
def test_facets_of_ranges_are_those_of_the_newest_hits(monkeypatch, store, query, window, compared):
    monkeypatch.setattr("monitor.store.search.hits.COMPARED", compared)
    monkeypatch.setattr("monitor.store.search.statements.FIRST_WINDOW", window)
    texts = ["产业集群", "产业 集群 税", "通知", "产业集群和税", *["其他"] * 3]
    with store.rehearsing() as tx:
        documents = {}
        for number in range(40):
            found = notice(
                f"https://a.example.cn/{number}",
                title=texts[number % len(texts)],
                text=f"{texts[number % len(texts)]}{number}",
                issuers=("云溪市人民政府", "云溪市财政局")[: number % 3],
                region=("中国", f"省{number % 2}")[: number % 4],
                kind=("通知", None)[number % 2],
                published_on=date(2000 + number % 5, 1, 1),
            )
            documents[record(tx, found)] = found
        request = SearchRequest(parsed(query))
        every = tx.search.matching(request)
        pages = [None, *(tx.search.find(request, *which) for which in ((3,), (3, every[0]), (100,)))]
        for counted, page in product((1, 5, max(1, len(every) - 1), len(every) + 1, 100), pages):
            monkeypatch.setattr("monitor.store.search.repository.COUNTED", counted)
            result = tx.search.count(request, page)
            newest = [documents[hit] for hit in every[:counted]]
            assert (result.total, result.more) == (len(newest), len(every) > counted)
            assert result.every == frozenset(every[:counted])
            assert result.facets["issuer"] == dict(Counter(issuer for found in newest for issuer in found.issuers))
            assert result.facets["kind"] == dict(Counter(found.kind for found in newest if found.kind))
            assert result.facets["month"] == dict(Counter(f"{found.published_on:%Y-%m}" for found in newest))
            paths = Counter("/".join(found.region[: at + 1]) for found in newest for at in range(len(found.region)))
            assert result.facets["region"] == dict(paths)
            assert sum(result.facets["source"].values()) == len(newest)


@pytest.mark.parametrize(
    "query",
    [
        "(产业 OR 集群 OR 智能) AND (税收 OR 通知 OR 公告)",
        "(产业 OR 集群 OR 智能) AND (税收 OR 通知 OR 公告) AND (意见 OR 决定)",
        "(产业 OR issuer:*) AND (税收 OR 税)",
        "(产业 OR kind:通知) NOT (税收 OR issuer:*)",
        "智能 NOT (产业 AND issuer:*)",
        "智能 NOT 产业",
        "(产业 OR 智能) NOT 集群 NOT (通知 AND 意见)",
        "智能 OR (集群 NOT 产业)",
        '"产业 税收"~2 OR published:[2024-01-01 TO *]',
    ],
)
def test_alternatives_find_exactly_what_the_matcher_matches(monkeypatch, store, query):
    words = ["产业", "集群", "智能", "税收", "税", "通知", "意见", "决定"]
    with store.rehearsing() as tx:
        documents = {}
        for number in range(64):
            chosen = [word for at, word in enumerate(words) if number * 37 >> at & 1]
            fields = {"issuers": ("市税务局",) if number % 3 else (), "kind": "通知" if number % 5 else None}
            found = notice(f"https://a.example.cn/{number}", title="标题", text="，".join(chosen), **fields)
            documents[record(tx, found)] = Document(found)
        query_found = parsed(query)
        matches = [
            number
            for number, document in documents.items()
            if query_found.match(document.matchable(document.whole)) is not None
        ]
        for compared in (0, COMPARED):
            monkeypatch.setattr("monitor.store.search.hits.COMPARED", compared)
            assert search(tx, query) == matches[::-1]
            assert tx.search.matching(SearchRequest(query_found)) == matches[::-1]


def test_words_with_the_token_number_of_an_excluded_word_exclude_nothing(monkeypatch, store):
    excluded = gram_number(None, "养老")
    pairs = (chr(first) + chr(second) for first in range(0x5000, 0x9000) for second in range(0x5000, 0x5010))
    other = next(pair for pair in pairs if gram_number(None, pair) == excluded)
    monkeypatch.setattr("monitor.store.search.hits.COMPARED", 0)
    with store.rehearsing() as tx:
        hit = record(tx, notice("https://a.example.cn/1", title="标题", text=f"集群，{other}"))
        record(tx, notice("https://a.example.cn/2", title="标题", text="集群，养老"))
        request = SearchRequest(parsed("集群 NOT 养老"))
        assert tx.search.matching(request) == [hit]
        assert tx.search.count(request).total == 1


def test_postgresql_compares_many_texts_in_parallel():
    with STORES["postgresql"](None) as store, store.rehearsing() as tx:
        for number in range(100):
            record(tx, notice(f"https://a.example.cn/{number}"))
        tx.session.flush()
        tx.session.execute(text("ANALYZE search_entry"))
        plan = compile_query(parse_query("集群 NOT 税").expression)
        sql = PreparedSearch(GinWriter().write(plan), "", ()).select("notice_id", "", "notice_id DESC", None)
        settings = {"min_parallel_table_scan_size": 0, "parallel_setup_cost": 0, "parallel_tuple_cost": 0.1}
        for name, value in (settings | {"enable_bitmapscan": "off"}).items():
            tx.session.execute(text(f"SET LOCAL {name} = {value}"))
        explained = tx.session.scalars(text(f"EXPLAIN {sql}"), {"q1": "集群", "q2": "税"})
        steps = [line.split("(")[0].strip(" ->") for line in explained if "(cost" in line]
        assert next(step for step in steps if "Gather" in step or "Subquery" in step).startswith("Gather"), steps


@pytest.mark.parametrize("query", ["产业集群", "税", "产业集群 AND 通知 NOT 税", "title:集群", '"产业 税"~3'])
def test_periods_change_no_page_of_the_inbox(monkeypatch, store, query):
    texts = ["产业集群", "产业 集群 税", "通知产业集群", "产业集群和税", *["其他"] * 5, "产业集群"]
    request = SearchRequest(parsed(query))
    with store.rehearsing() as tx:
        for number in range(30):
            words = texts[number % len(texts)]
            # The clock was corrected, and some notices were revised later.
            at = NOW + (number if number % 7 else 3) * DAY
            found = record(tx, notice(title=words, text=f"{words}{number}", url=f"https://a.example.cn/{number}"), at)
            if number % 4 == 0:
                revised = notice(title=words, text=f"{words}{number}后", url=f"https://a.example.cn/{number}")
                tx.notices.add_revision(found, NewRevision(revised, None), at + 9 * DAY)
        whole = tx.search.inbox(request, 100)
        assert whole == _latest_first(whole)
        assert {found for _, found in whole} == set(tx.search.find(request, 100).ids)
        monkeypatch.setattr("monitor.store.search.by_time.FIRST_WINDOW", 2)
        pages = []
        while page := tx.search.inbox(request, 3, pages[-1] if pages else None):
            pages += page
        assert pages == whole
        seen = tx.search.first_seen(request, 100)
        assert seen == _latest_first(seen)


def _latest_first(hits):
    return sorted(sorted(hits, key=lambda hit: hit[1]), key=lambda hit: hit[0], reverse=True)

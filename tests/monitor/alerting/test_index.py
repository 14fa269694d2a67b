from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model.notice import Clause, Deadline
from monitor.alerting.documents import Document
from monitor.alerting.index import Automaton
from monitor.alerting.matcher import Matcher
from monitor.config import Config, Topic
from monitor.config.synonyms import SynonymSet
from monitor.topics import QueryError, parse_query
from tests.monitor.alerting.naive import naive
from tests.monitor.builders import notice, subscription

WORDS = ["集群", "产业", "产业集群", "業集", "AI", "policy", "policies", "pol*", "5G", "5号", "集", "said", "智能AI"]
SYNONYMS = (SynonymSet(id="set", words=("产业集群", "policy", "AI 集群")),)
TEXT = st.lists(
    st.sampled_from(
        [*"产业集群產業集羣智能招标号 \n。，", "AI", " AI ", "said ", "policy ", "policies", " 5G", "5号", "polite"]
    ),
    max_size=14,
).map("".join)
LEAF = st.one_of(
    st.sampled_from(WORDS),
    st.lists(st.sampled_from(WORDS), min_size=2, max_size=3).map(lambda words: f'"{" ".join(words)}"'),
    st.builds(
        lambda words, far: f'"{" ".join(words)}"~{far}',
        st.lists(st.sampled_from(WORDS), min_size=2, max_size=3),
        st.integers(0, 6),
    ),
    st.builds(
        lambda name, word: f"{name}:{word}",
        st.sampled_from(["title", "issuer", "number", "unit", "region"]),
        st.sampled_from(WORDS),
    ),
    st.sampled_from(["@set", "title:@set", "issued:[2024 TO 2025-06]", "deadline:{2024-06-01 TO *]", "number:*"]),
)
QUERY = st.recursive(
    LEAF,
    lambda inner: st.one_of(
        st.builds("({} AND {})".format, inner, inner),
        st.builds("({} OR {})".format, inner, inner),
        st.builds("({} {} {})".format, inner, inner, inner),
        st.builds("({} NOT {})".format, inner, inner),
        st.builds("NOT {}".format, inner),
    ),
    max_leaves=8,
)
DAYS = st.sampled_from([None, date(2023, 12, 31), date(2024, 6, 1), date(2025, 7, 1)])
CLAUSE = st.builds(
    Clause,
    text=TEXT,
    heading=TEXT,
    headings=st.lists(TEXT, max_size=1).map(tuple),
    role=st.sampled_from(["measure", "safeguard", "general", None]),
    responsible_units=st.lists(TEXT, max_size=2).map(tuple),
)
NOTICE = st.builds(
    lambda days, **fields: notice(deadlines=tuple(Deadline(date=day, text="") for day in days if day), **fields),
    st.lists(DAYS, max_size=2),
    title=TEXT,
    text=TEXT,
    issuers=st.lists(TEXT, max_size=2).map(tuple),
    document_number=TEXT,
    region=st.lists(TEXT, max_size=2).map(tuple),
    issued_on=DAYS,
    clauses=st.lists(CLAUSE, max_size=3).map(tuple),
)


def config(queries, **fields):
    topics = []
    subscriptions = []
    for number, query in enumerate(queries):
        try:
            parse_query(query)
        except QueryError:
            continue
        topics.append(Topic(id=str(number), query=query))
        named = [topics[-1].id, topics[0].id]
        subscriptions += [
            subscription(f"{scope}{number}", topics=named, scope=scope, **fields) for scope in ("measure", "notice")
        ]
    return Config(folder=Path(), topics=tuple(topics), subscriptions=tuple(subscriptions), synonyms=SYNONYMS)


def indexed(matcher, document):
    return [
        (match.subscription.id, match.topics, match.terms, match.clauses)
        for match in matcher.match(Document(document), "gov", "new")
    ]


@given(st.lists(QUERY, min_size=1, max_size=6), st.lists(NOTICE, min_size=1, max_size=3))
def test_the_index_finds_what_each_query_finds_alone(queries, documents):
    asked = config(queries)
    matcher = Matcher(asked)
    for document in documents:
        assert indexed(matcher, document) == naive(asked, document)


@given(st.lists(QUERY, min_size=1, max_size=4), NOTICE, st.lists(TEXT, max_size=3))
def test_what_it_learnt_of_rare_words_changes_nothing(queries, document, sample):
    asked = config(queries, filters={"units": ["产业"]})
    assert indexed(Matcher(asked, sample), document) == naive(asked, document)


def test_topics_written_alike_are_one_query_and_tell_each_subscription():
    asked = config(["集群 AND 产业", "集群 AND 产业", "產業 AND 集群"])
    found = indexed(Matcher(asked), notice(title="", text="产业集群"))
    assert [name for name, *_ in found] == [
        f"{scope}{number}" for number in range(3) for scope in ("measure", "notice")
    ]
    assert found[-1][2] == ("产业", "產業", "集群")


def test_a_query_of_days_alone_is_always_looked_at():
    asked = config(["issued:2024"])
    assert indexed(Matcher(asked), notice(issued_on=date(2024, 2, 29)))
    assert not indexed(Matcher(asked), notice(issued_on=date(2025, 1, 1)))


def test_nobody_asks_anything():
    assert Matcher(Config(folder=Path())).match(Document(notice()), "gov", "new") == []


@pytest.mark.parametrize(
    ("patterns", "text", "found"),
    [
        (["集群", "群", "产业集群"], "产业集群", {0, 1, 2}),
        (["ab", "b"], "xab", {0, 1}),
        (["𠮷野", "野"], "𠮷野家", {0, 1}),
        pytest.param(["\u0102"], "\u0201\u0403\u0201", set(), id="halves of two characters"),
        pytest.param(["\u4e00"], "\u004e\u0000a", set(), id="a byte of zero"),
        ([], "集群", set()),
        (["集群"], "", set()),
    ],
)
def test_the_automaton_finds_whole_characters(patterns, text, found):
    assert Automaton(patterns).found(text) == found


@given(st.lists(st.text(min_size=1, max_size=4), max_size=5), st.text(max_size=30))
def test_the_automaton_finds_what_stands_there(patterns, text):
    text += "".join(patterns[:2])
    assert Automaton(patterns).found(text) == {number for number, pattern in enumerate(patterns) if pattern in text}


@pytest.mark.parametrize(
    ("query", "text", "terms"),
    [
        ("(产业 AND 集群) OR (智能 AND 招标)", "智能招标", ("招标", "智能")),
        ("(产业 AND 集群) OR (智能 AND 招标)", "智能产业", None),
        ("((产业 AND 集群) OR (智能 AND 招标)) NOT 号", "产业集群招标", ("产业", "集群")),
        ("((产业 AND 集群) OR (智能 AND 招标)) NOT 号", "产业集群号", None),
        ("((产业 AND 集群) OR 智能) AND ((招标 AND 号) OR 集)", "智能招标号集", ("号", "招标", "智能", "集")),
        (" AND ".join(f"((产业 AND w{n}) OR 集群)" for n in range(9)), "集群", ("集群",)),
    ],
)
def test_each_branch_of_a_query_finds_it_and_all_that_hold_tell_their_words(query, text, terms):
    found = indexed(Matcher(config([query])), notice(title="", text=text))
    assert {number[2] for number in found} == ({terms} if terms else set())

"""What a query can ask besides words: days, distances, beginnings of words, synonyms; and where it is refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.text.fold import fold
from monitor.topics import Matchable, QueryError, SynonymError, expand_synonyms, parse_query
from monitor.topics.expression import leaves, number_text

SETS = expand_synonyms({"集群": ["产业集群", "@园区", "cluster"], "园区": ["产业园", "示范 基地"]})


def matches(query: str, text: str = "", dates=None, **fields: str) -> bool:
    folded = {name: fold(value) for name, value in fields.items()}
    return parse_query(query, SETS).match(Matchable(fold(text), folded, dates or {})) is not None


@pytest.mark.parametrize(
    ("query", "day", "expected"),
    [
        ("issued:2024-05-01", date(2024, 5, 1), True),
        ("issued:2024-05-01", date(2024, 5, 2), False),
        ("issued:2024-02", date(2024, 2, 29), True),
        ("issued：２０２４年２月", date(2024, 3, 1), False),
        ("issued:2024年5月1日", date(2024, 5, 1), True),
        ("issued:2024", date(2024, 12, 31), True),
        ("issued:[2024-01-01 TO 2024-12-31]", date(2024, 12, 31), True),
        ("issued:[2024-01-01 TO 2024-12-31}", date(2024, 12, 31), False),
        ("issued:{2024 TO 2026}", date(2024, 12, 31), False),
        ("issued:{2024 TO 2026}", date(2025, 1, 1), True),
        ("issued:[* TO 2024]", date(2025, 1, 1), False),
        ("issued:[2024 TO *]", date(2030, 1, 1), True),
        ("issued:>=2024-05", date(2024, 5, 1), True),
        ("issued:>2024-05", date(2024, 5, 31), False),
        ("issued:<2024-05", date(2024, 4, 30), True),
        ("issued:<=2024-05", date(2024, 5, 31), True),
        ("issued:(2023 OR 2025)", date(2025, 6, 1), True),
    ],
)
def test_days_and_ranges_of_days(query, day, expected):
    assert matches(query, dates={"issued": (day,)}) is expected
    assert not matches(query)
    assert not matches(query, dates={"published": (day,)})


def test_one_of_several_deadlines_is_enough():
    assert matches("deadline:2025", dates={"deadline": (date(2024, 1, 1), date(2025, 1, 1))})


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ('"产业 升级"~2', "产业的大升级", True),
        ('"产业 升级"~2', "升级老产业", True),
        ('"产业 升级"~2', "产业结构大升级", False),
        ('"产业 升级"~2', "产业结构大升级，升级产业", True),
        ('"產業 升級"～2', "产业的升级", True),
        ('"产业 升级 政策"~2', "政策促产业升级", True),
        ('"产业 升级 政策"~2', "政策一二三产业升级", False),
        ('"small firms"~2', "firms that are small", True),
        ('"small firms"~2', "small and very old firm", False),
        ('"small firms"~3', "small and very old firm", True),
        ('"small firms"~9', "smaller firms", False),
        ('"AI 芯片"~3', "芯片和AI", True),
    ],
)
def test_words_close_together(query, text, expected):
    assert matches(query, text) is expected


@pytest.mark.parametrize(
    ("query", "text", "expected"),
    [
        ("manufactur*", "Manufacturing", True),
        ("manufactur*", "remanufacture", False),
        ('"smart manufactur*"', "smart manufacturers", True),
        ("title:clust*", "clusters", False),
    ],
)
def test_a_star_ends_the_beginning_of_a_word(query, text, expected):
    assert matches(query, text) is expected


@pytest.mark.parametrize("text", ["产业集群", "產業園", "示范基地", "Clusters"])
def test_a_synonym_set_stands_for_all_its_words(text):
    assert matches("@集群", text)
    assert matches("＠集羣", text)
    assert matches("title:@集群", title=text)
    assert not matches("a NOT @集群", f"a {text}")


def test_a_name_is_left_open_where_no_sets_are_given():
    query = parse_query("集群 @nobody")
    assert (query.match(Matchable("集群")), dict(query.names)) == (None, {"nobody": 4})


@pytest.mark.parametrize(
    ("sets", "key", "message"),
    [
        ({"a": ["x", "@b"], "b": ["@a"]}, "b", "@b contains itself: @a → @b → @a"),
        ({"a": ["@a"]}, "a", "@a contains itself: @a → @a"),
        ({"a": ["@c"]}, "a", "@a uses @c, but there is no such set"),
        ({"a": [str(number) for number in range(1001)]}, "a", "@a has more than 1000 words"),
        ({str(number): [f"@{number + 1}"] for number in range(99)} | {"99": ["x"]}, "0", "@0 is nested too deeply"),
    ],
)
def test_synonym_sets_that_cannot_be_used(sets, key, message):
    with pytest.raises(SynonymError) as refused:
        expand_synonyms(sets)
    assert (refused.value.key, str(refused.value)) == (key, message)


@pytest.mark.parametrize("number", ["甬政发〔2024〕5号", "甬政发[2024]5号", "甬政發（2024）5號", "甬政发【2024】 5 号"])
def test_a_document_number_is_one_whatever_its_brackets(number):
    query = parse_query(f'number:"{number}"')
    assert query.match(Matchable("", {"number": number_text("甬政发〔2024〕5号")})) is not None
    assert query.match(Matchable("", {"number": number_text("甬政发〔2024〕15号")})) is None


def test_a_star_alone_asks_that_a_field_is_there():
    assert matches("集群 number:*", "集群", number="5号")
    assert not matches("集群 number:*", "集群")
    assert matches("集群 NOT deadline:*", "集群")
    assert matches("集群 AND *", "集群")


@pytest.mark.parametrize(
    "query",
    [
        "*",
        "* NOT 招标",
        "title:*",
        "issued:[* TO *]",
        "集群 OR *",
        "NOT (集群 AND *)",
        "(NOT a) OR (NOT b)",
        "NOT issued:2024",
        "NOT deadline:*",
        "issued:[* TO 2024] OR issued:[2025 TO *]",
        "NOT (issued:2024 issued:2025)",
        "NOT @集群",
        "NOT (a NOT b)",
        "(issued:<2024 OR published:>2020) OR (issued:>=2024 OR published:<=2020)",
    ],
)
def test_what_would_match_everything_is_refused_by_logic(query):
    with pytest.raises(QueryError, match="would match every notice"):
        parse_query(query, SETS)


@pytest.mark.parametrize(
    "query", ["issued:2024", "issued:[* TO 2024] OR issued:[2025-01-02 TO *]", "NOT (NOT 集群)", "NOT (NOT a OR NOT b)"]
)
def test_what_asks_for_something_is_not(query):
    parse_query(query)


@pytest.mark.parametrize(
    ("query", "column", "hint"),
    [
        ("集群 AND （园区 OR", 8, "unbalanced bracket"),
        ("！招标 titel：x", 5, "there is no field `titel`"),
        ("a && b && c titel:x", 13, "there is no field `titel`"),
        ("a || b 集?", 8, "? is not supported"),
        ("＂a !b＂ /x/", 8, "use words, quoted phrases, groups"),
        ("集群 issued:[2025 TO 2024]", 11, "the range ends before it begins"),
        ("issued:2024-13", 8, "is not a date such as"),
        ("issued:[2024-02-30 TO *]", 9, "is not a date such as"),
        ("issued:昨天", 8, "is not a date such as"),
        ("issued:{9999 TO *]", 9, "there is no date before or after"),
        ("a @nobody", 3, "there is no synonym set @nobody"),
        ("issued:@集群", 8, "takes no synonyms"),
        ("a*b", 1, "* is allowed only at the end of a word"),
        ("a*", 1, "at least two letters"),
        ("集群~2", 1, "a distance must follow a quoted phrase"),
        ("集群^2", 1, "terms cannot have weights"),
        ('"a b"~1001', 1, "a distance of at most 1000"),
        (f'"{" ".join("abcdefghijk")}"~5', 1, "at most 10 words"),
        ("title:[a TO b]", 7, "a range needs one of the fields"),
        ("(" * 40 + "a" + ")" * 40, 32, "nested more than 30 levels deep"),
        (" ".join(f"w{number}" for number in range(1001)), None, "more than 1000 terms"),
        ("a" * 10_001, 10_001, "more than 10000 characters"),
        ("a " + " ".join(f"issued:{year}" for year in range(2000, 2009)), None, "more than 8 date ranges"),
    ],
)
def test_a_query_is_refused_at_the_column_that_was_written(query, column, hint):
    with pytest.raises(QueryError) as refused:
        parse_query(query, SETS)
    assert hint in str(refused.value)
    assert refused.value.column == column


@pytest.mark.parametrize("query", ['"a !b"', '"a && b"', "“a || b”"])
def test_signs_in_quotes_are_text(query):
    assert matches(query, query.strip('"“”'))


@pytest.mark.parametrize("query", ["ａ　ＡＮＤ　ｂ", "（ａ　ＯＲ　ｃ）　ｂ", "ａ　＆＆　ｂ", "a ！c b", "＋a b"])
def test_operators_of_full_width_are_operators(query):
    assert matches(query, "a b")
    assert not matches(query, "a c")


@given(
    st.text(alphabet="集群ab 12", min_size=1, max_size=30),
    st.sampled_from(["ab", "集群", "群 a", "12"]),
    st.integers(0, 9),
)
def test_a_distance_that_is_long_enough_finds_what_and_finds(text, other, distance):
    if matches(f'"集 {other}"~{distance}', text):
        assert all(matches(f'"{word}"', text) for word in ("集", *other.split()))
    elif all(matches(f'"{word}"', text) for word in ("集", *other.split())):
        assert matches(f'"集 {other}"~100', text)


@pytest.mark.parametrize("query", ["@park", "＠park", "(@PARK OR 税收)"])
def test_a_query_that_was_parsed_before_follows_the_words_of_its_synonym_sets(query):
    for word in ("开发区", "产业园"):
        expression = parse_query(query, {"park": (word,)}).expression
        assert word in {leaf.term.written for leaf in leaves(expression)}
    with pytest.raises(QueryError):
        parse_query(query, {})
    assert parse_query(query).names

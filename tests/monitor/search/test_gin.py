"""The conditions with which PostgreSQL searches its index and compares texts."""

import pytest

from monitor.search.gin import GinWriter
from monitor.search.plan import compile_query
from monitor.search.tokens import gram_number, has_number
from monitor.topics import parse_query


def written(query):
    return GinWriter().write(compile_query(parse_query(query).expression))


def grams(*words):
    return frozenset(gram_number(None, word[at : at + 2]) for word in words for at in range(len(word) - 1))


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("集群", [grams("集群")]),
        ("产业集群", [grams("产业", "业集", "集群")]),
        ("集群 AND 培训", [grams("集群", "培训")]),
        ("集群 OR 培训", [grams("集群"), grams("培训")]),
        ("集群 OR 集群", [grams("集群")]),
        (
            "(集群 OR 产业链) AND (培训 OR 补贴)",
            [
                grams("产业链", "培训"),
                grams("产业链", "补贴"),
                grams("集群", "培训"),
                grams("集群", "补贴"),
            ],
        ),
        # Tokens of a word that may not occur can also be those of another word.
        ("集群 NOT 养老", [grams("集群")]),
        ("集群 AND issuer:*", [grams("集群") | {has_number("issuer")}]),
        ("集群 OR 税", [frozenset()]),
    ],
)
def test_the_index_is_searched_for_alternatives(query, expected):
    condition = written(query)
    assert [chosen.tokens for chosen in condition.indexed.alternatives] == expected
    assert all(chosen.others == () for chosen in condition.indexed.alternatives)


def test_many_alternatives_are_not_multiplied():
    condition = written("(集群 OR 产业 OR 企业) AND (培训 OR 补贴 OR 资金)")
    (only,) = condition.indexed.alternatives
    assert only.tokens == frozenset()
    assert [sql.count("@>") for sql in only.others] == [3, 3]


@pytest.mark.parametrize("query", ["issued:[2024-01-01 TO *]", "issued:[2024-01-01 TO *] AND issuer:* NOT kind:*"])
def test_no_text_is_compared_where_the_index_is_exact(query):
    condition = written(query)
    assert (condition.exact, condition.compared) == (True, None)


def test_longer_words_are_compared_first():
    condition = written("集群 OR 产业链配套 OR 产业链")
    assert list(condition.parameters.values()) == ["产业链配套", "产业链", "集群"]


@pytest.mark.parametrize(
    ("query", "excluded"),
    [
        ("集群 NOT 养老", [grams("养老")]),
        ("集群 NOT 养老 NOT 产业链", [grams("养老"), grams("产业链")]),
        ("集群 OR (培训 NOT 养老)", []),
        # A single character is not in the index.
        ("集群 NOT 税", []),
    ],
)
def test_texts_are_compared_with_an_excluded_word_only_if_the_index_has_its_tokens(query, excluded):
    condition = written(query)
    found = [exclusion.indexed.alternatives[0].tokens for exclusion in condition.exclusions]
    assert found == excluded
    assert not any(exclusion.compared in (condition.compared or "") for exclusion in condition.exclusions)

"""`synonyms.yaml`, alone and in the topics that name its sets."""

import pytest

from crawler.model.yaml_file import ConfigError
from monitor.config import load_config

GOOD = "- {id: 集群, words: [产业集群, '@园区']}\n- {id: 园区, words: [产业园, 示范 基地, cluster]}\n"


@pytest.fixture
def load(tmp_path):
    def load(synonyms, query="集群"):
        (tmp_path / "topics").mkdir()
        (tmp_path / "noticewatch.yaml").write_text("")
        (tmp_path / "topics" / "some.yaml").write_text(
            f"- {{id: other, query: 园区}}\n- {{id: topic, query: '{query}'}}\n"
        )
        if synonyms is not None:
            (tmp_path / "synonyms.yaml").write_text(synonyms)
        return load_config(tmp_path, {})

    return load


@pytest.fixture
def faults(load, tmp_path):
    def faults(*content):
        with pytest.raises(ConfigError) as wrong:
            load(*content)
        start = len(str(tmp_path)) + 1
        return [(fault.file[start:], fault.line, fault.field, fault.message) for fault in wrong.value.faults]

    return faults


def test_sets_are_read_and_those_inside_them(load):
    config = load(GOOD, "@集羣 AND title:@园区")
    assert config.synonym_words["集群"] == ("产业集群", "产业园", "示范 基地", "cluster")


def test_no_file_is_no_sets(load):
    assert load(None).synonym_words == {}


@pytest.mark.parametrize(
    ("synonyms", "line", "field", "message"),
    [
        ("- {id: a, words: [x]}\n- {id: b, words: [y, '@c']}\n", 2, "[1].id", "@b uses @c, but there is no such set"),
        ("- {id: a, words: ['@b']}\n- {id: b, words: ['@a']}\n", 2, "[1].id", "@b contains itself: @a → @b → @a"),
        (
            "- {id: 集群, words: [x]}\n- {id: 集羣, words: [y]}\n",
            2,
            "[1].id",
            "集群 and 集羣 are treated as the same name, because they differ only in script",
        ),
        ("- {id: a, words: [x]}\n- {id: a, words: [y]}\n", 2, "[1].id", "the id 'a' is already used at "),
        ("- {id: a, words: []}\n", 1, "[0].words", "expected at least 1 entry"),
        ("- {id: a, words: ['……']}\n", 1, "[0].words", "expected words with at least one letter or digit, not '……'"),
        ("- {id: 'a b', words: [x]}\n", 1, "[0].id", "expected a name without spaces or operators"),
        ("- {id: 'a)', words: [x]}\n", 1, "[0].id", "expected a name without spaces or operators"),
        ("{}\n", 1, "", "expected a list"),
    ],
)
def test_what_is_wrong_is_named_by_line_and_field(faults, synonyms, line, field, message):
    [found] = faults(synonyms)
    assert found[:3] == ("synonyms.yaml", line, field)
    assert found[3].startswith(message)


@pytest.mark.parametrize(("query", "column"), [("集群 @nobody", 4), ("集群 （＠nobody OR 园区）", 5)])
def test_a_query_that_names_an_unknown_set_is_a_fault_of_its_topic(faults, query, column):
    [(file, line, field, message)] = faults(GOOD, query)
    assert (file, line, field) == ("topics/some.yaml", 2, "[1].query")
    assert message.startswith(f"column {column}: there is no synonym set @nobody")


def test_topics_are_not_blamed_for_sets_that_could_not_be_read(faults):
    assert {file for file, *_ in faults("- {id: a}\n", "@a")} == {"synonyms.yaml"}

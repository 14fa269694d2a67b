"""The topics that come with the program, on short texts of their kind: those to be found, and near misses."""

from pathlib import Path

import pytest

from crawler.model.yaml_file import read_yaml
from monitor.alerting.documents import Document
from monitor.config import load_config
from monitor.topics import parse_query
from tests.monitor.builders import notice

CONFIG = load_config(Path(__file__).parents[3] / "config", {})
TEXTS = read_yaml(Path(__file__).with_name("shipped_topics.yaml")).data
CASES = [
    pytest.param(topic, *pair, answer == "yes", id=f"{topic} {answer} {pair[0]}")
    for topic, answers in TEXTS.items()
    for answer, pairs in answers.items()
    for pair in pairs
]


def test_each_topic_is_tried_on_two_texts_of_each_kind():
    assert len(CONFIG.topics) >= 15
    assert set(TEXTS) == {topic.id for topic in CONFIG.topics}
    assert all(len(answers["yes"]) >= 2 and len(answers["no"]) >= 2 for answers in TEXTS.values())


@pytest.mark.parametrize(("topic", "title", "text", "expected"), CASES)
def test_a_shipped_topic_finds_what_is_on_it_and_nothing_else(topic, title, text, expected):
    [query] = [shipped.query for shipped in CONFIG.topics if shipped.id == topic]
    document = Document(notice(title=title, text=text))
    found = parse_query(query, CONFIG.synonym_words).match(document.matchable(document.whole))
    assert (found is not None) is expected, found


def test_every_synonym_set_is_used_and_leads_somewhere():
    used = {name for topic in CONFIG.topics for name in parse_query(topic.query, CONFIG.synonym_words).names}
    assert used == set(CONFIG.synonym_words)

"""Warnings about queries in `config check`, beside the file and the line of the topic."""

from pathlib import Path

import pytest

from monitor.cli.query_warnings import config_warnings, latest_texts, query_warnings
from monitor.config import Config, Settings, load_config
from monitor.ingest.pipeline import Policy
from monitor.store import open_store, parse_url
from monitor.text.i18n import in_language
from monitor.topics import parse_query
from monitor.topics.lint import ENOUGH
from monitor.topics.terms import SEPARATOR
from tests.ingesting import ingest_result
from tests.monitor.builders import DAY, HOUR, NOW, matcher, polled, result

POLICY = Policy(30 * DAY, "always")


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "topics").mkdir()
    (tmp_path / "noticewatch.yaml").write_text("exclude: 招标、中标\n", encoding="utf-8")
    (tmp_path / "topics" / "some.yaml").write_text(
        "- {id: good, query: 集群 OR 产业链}\n- {id: bad, query: 集群 or 产业链}\n", encoding="utf-8"
    )
    return tmp_path


def test_each_names_file_line_topic_and_column(folder):
    topic, excluded = config_warnings(load_config(folder, {}))
    assert topic == (
        f"{folder}/topics/some.yaml:2: warning: topic bad, column 4: `or` is treated as a search term; operators are "
        "written AND, OR, NOT: write `集群 OR 产业链` instead"
    )
    assert excluded.startswith(
        f"{folder}/noticewatch.yaml: warning: exclude: column 3: `、` is read as part of the word"
    )


def test_they_are_said_in_chinese(folder):
    with in_language("zh"):
        topic, _ = config_warnings(load_config(folder, {}))
    assert "主题 bad，第 4 列" in topic


UNSEEN = "warning: column 8: none of the latest 1000 notices contains `芯片`"


@pytest.mark.parametrize(("count", "warned"), [(ENOUGH - 1, []), (ENOUGH, [UNSEEN])])
def test_terms_that_nothing_contains_are_named_with_enough_notices(count, warned):
    assert list(query_warnings(parse_query("集群 AND 芯片"), ["培育集群"] * count)) == warned


def test_without_a_database_none_is_made(folder):
    assert latest_texts(load_config(folder, {})) == []
    assert not (folder / "noticewatch.db").exists()


def test_recorded_notices_are_read_from_the_database(folder):
    config = load_config(folder, {})
    store = open_store(config.database)
    with store.writing() as tx:
        ingest_result(tx, result(polled("https://a.example/1", text="培育集群")), HOUR, matcher(), POLICY, NOW)
    store.close()
    assert [text.split(SEPARATOR)[-1] for text in latest_texts(config)] == ["培育集群"]


@pytest.mark.parametrize("name", ["a b", "50%", "50%25", "what?", "a#b", "集群"])
def test_the_file_of_the_database_is_the_one_that_is_opened(tmp_path, name):
    config = Config(folder=tmp_path / name)
    assert config.database_file == tmp_path / name / "noticewatch.db"
    assert config.database_file == Path(parse_url(config.database).database)


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///a.db?mode=ro", "postgresql://db.example/notices", "sqlite:///"]
)
def test_other_databases_have_no_file(url):
    assert Config(folder=Path("config"), settings=Settings(database=url)).database_file is None

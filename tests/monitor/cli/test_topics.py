import json
import re

import pytest
from typer.testing import CliRunner

from monitor.cli import app
from monitor.errors import UnknownError
from monitor.runtime.clock import utc_now
from monitor.store import open_store
from tests.monitor.builders import DAY, revision


@pytest.fixture
def run(tmp_path):
    (tmp_path / "topics").mkdir()
    (tmp_path / "noticewatch.yaml").write_text("channels: {ops: json://127.0.0.1}\n")
    (tmp_path / "topics" / "some.yaml").write_text("- {id: clusters, name: 集群, query: '集群 NOT @园区'}\n")
    (tmp_path / "synonyms.yaml").write_text("- {id: 园区, words: [示范基地]}\n")
    (tmp_path / "subscriptions.yaml").write_text("- {id: team, topics: [clusters], channels: [ops]}\n")
    store = open_store(f"sqlite:///{tmp_path}/noticewatch.db")
    with store.writing() as tx:
        for number, (text, age) in enumerate([("集羣\x1b[0m", 1), ("集群的示范基地", 2), ("集群旧闻", 60)]):
            url = f"https://gov.example.cn/{number}"
            tx.notices.add("gov", revision(url, title=text, text=text), utc_now() - age * DAY)

    def run(*arguments):
        return CliRunner().invoke(app, ["topics", *arguments, "--config", str(tmp_path)])

    return run


def test_topics_are_listed_with_their_queries(run):
    head, row = run("list").stdout.splitlines()
    assert head.split() == ["id", "name", "query", "subscriptions"]
    assert re.split(" {2,}", row) == ["clusters", "集群", "集群 NOT @园区", "team"]
    [listed] = map(json.loads, run("list", "--json").stdout.splitlines())
    assert listed == {"id": "clusters", "name": "集群", "query": "集群 NOT @园区", "subscriptions": ["team"]}


@pytest.mark.parametrize(
    ("arguments", "numbers", "end"),
    [
        (["clusters"], ["#1"], "1 of 2 notices match"),
        (["clusters", "--since", "90d"], ["#1", "#3"], "2 of 3 notices match"),
        (["@园区 OR title:旧闻", "--since", "90d"], ["#2", "#3"], "2 of 3 notices match"),
    ],
)
def test_a_topic_or_a_query_is_tried_on_recorded_notices(run, arguments, numbers, end):
    *lines, last = run("test", *arguments).stdout.splitlines()
    hits = [line.split() for line in lines if line.startswith("#")]
    assert sorted(hit[0] for hit in hits) == numbers
    for _, place, link in zip(lines[::3], lines[1::3], lines[2::3], strict=True):
        assert place.strip().startswith("title: ")
        assert link.strip().startswith("https://gov.example.cn/")
    assert last == end
    assert not any("\x1b" in line for line in lines)


def test_what_is_no_query_is_refused_by_its_column(run):
    error = run("test", "集群 AND (").exception
    assert isinstance(error, UnknownError)
    assert str(error).endswith("column 8: unbalanced bracket")

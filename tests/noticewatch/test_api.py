"""The Python API, and the examples of its documentation."""

import re
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest

from monitor.ingest.pipeline import Policy
from monitor.runtime.clock import utc_now
from monitor.store import open_store
from noticewatch.api import QueryError, open_folder, read_page
from tests.ingesting import ingest_result
from tests.monitor.builders import DAY, HOUR, matcher, polled, result
from tests.monitor.identity.texts import TEXT

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "use-from-programs.md"
EXAMPLES = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "my-config"
    (made / "topics").mkdir(parents=True)
    (made / "noticewatch.yaml").write_text("language: en\n")
    (made / "topics" / "all.yaml").write_text("- {id: farms, query: 农场}\n")
    return made


@pytest.fixture
def take(folder):
    def take(number, title):
        found = polled(f"https://gov.example/{number}.html", text=f"{title}\n{number}\n{TEXT}" * number, title=title)
        with closing(open_store(f"sqlite:///{folder}/noticewatch.db")) as store, store.writing() as tx:
            ingest_result(tx, result(found, source="gov"), HOUR, matcher(), Policy(30 * DAY), utc_now())

    return take


def test_notices_are_iterated_and_searched(folder, take):
    take(1, "港口集群方案")
    take(2, "农场方案")
    with open_folder(folder) as opened:
        assert [found.id for found in opened.notices()] == [2, 1]
        assert [found.id for found in opened.notices(source="other")] == []
        assert [found.id for found in opened.notices(since=utc_now() + timedelta(days=1))] == []
        assert [found.id for found in opened.search("港口")] == [1]
        [found] = opened.search("farms")
        assert (found.notice.title, found.source, found.revision) == ("农场方案", "gov", 1)
        assert found.urls == (found.record["url"],)
        assert opened.notice(7) is None
        with pytest.raises(QueryError):
            opened.search("(港口")


def test_events_are_followed_from_a_position(folder, take):
    take(1, "港口方案")
    with open_folder(folder) as opened:
        [first] = opened.events()
        assert (first.kind, first.notice) == ("notice.new", 1)
        assert list(opened.events(after=first.id)) == []
        following = opened.events(after=first.id, follow=True, interval=0.01)
        take(2, "农场方案")
        assert next(following).notice == 2


@pytest.mark.slow
@pytest.mark.parametrize("number", range(len(EXAMPLES)))
def test_the_examples_run(folder, take, monkeypatch, capsys, number):
    take(1, "港口集群方案")
    monkeypatch.chdir(folder.parent)
    exec(EXAMPLES[number], {})
    assert ("港口集群方案", "港口集群方案", "技能培训")[number] in capsys.readouterr().out


@pytest.mark.slow
def test_a_page_in_bytes_is_read():
    page = "<meta charset=gbk><h1>关于举办培训的通知</h1><p>各单位：请于2027年3月1日前报名参加培训。</p>".encode("gbk")
    assert "举办培训" in (read_page(page, "https://gov.example/1.html").title or "")

"""Taking a large file in: what is killed on the way goes on where it was."""

import json
import random

import pytest

from monitor.service.line_file import line_file
from monitor.store import open_store

COUNT = 2000
TAKEN = 1400
FAULTY = 1901


@pytest.fixture
def archive(tmp_path):
    """A file of notices on the topic, of which one line is none."""
    lines = [json.dumps(_bare(number), ensure_ascii=False) for number in range(1, COUNT + 1)]
    lines[FAULTY - 1] = '{"url": "https://a.example/", "text": '
    path = tmp_path / "archive.jsonl"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def _bare(number):
    chance = random.Random(number)
    words = "".join(chance.choices("产业集群制造项目申报单位材料企业标准评审资金目录", k=120))
    return {
        "url": f"https://a.example/{number}",
        "title": f"先进制造业集群{number}号",
        "text": f"先进制造业集群{words}",
    }


@pytest.mark.slow
def test_a_run_that_is_killed_is_gone_on_with(world, archive):
    first = world.start("ingest", archive)
    said = [json.loads(first.stdout.readline()) for _ in range(TAKEN)]
    first.kill()
    said += [json.loads(line) for line in first.stdout if line.endswith("\n")]
    first.communicate()
    done = world.run("ingest", archive, code=1)
    behind = int(done.stderr.split("after line ")[1].split()[0])
    assert TAKEN - 128 <= behind < COUNT
    assert f"{archive}:{FAULTY}: not valid JSON" in done.stderr
    rest = [json.loads(line) for line in done.stdout.splitlines()]
    # Each line is answered at least once; what was in hand at the kill is known to the second run.
    assert {notice["url"] for notice in said + rest} == {_bare(n)["url"] for n in range(1, COUNT + 1) if n != FAULTY}
    again = {notice["url"] for notice in said} & {notice["url"] for notice in rest}
    assert len(again) <= 64
    assert all(notice["verdict"] == "known" for notice in rest if notice["url"] in again)
    assert len({notice["notice"] for notice in said + rest}) == COUNT - 1
    assert world.received == []


@pytest.mark.slow
def test_a_file_that_was_taken_in_is_taken_in_from_its_beginning(world, tmp_path):
    path = tmp_path / "few.jsonl"
    path.write_text("\n".join(json.dumps(_bare(number)) for number in range(1, 4)) + "\n", encoding="utf-8")
    for verdict in ("new", "known"):
        done = world.run("ingest", path, code=0)
        assert [json.loads(line)["verdict"] for line in done.stdout.splitlines()] == [verdict] * 3


@pytest.mark.slow
def test_where_a_run_was_left_keeps_no_events_from_being_pruned(world, tmp_path):
    path = tmp_path / "few.jsonl"
    path.write_text(json.dumps(_bare(1)), encoding="utf-8")
    world.run("ingest", path, code=0)
    store = open_store(f"sqlite:///{world.folder}/noticewatch.db")
    with store.reading() as tx:
        assert tx.events.position(line_file(str(path)).position) is None
    store.close()

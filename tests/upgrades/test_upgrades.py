"""Folders and databases of earlier versions are opened by this one: nothing is lost, and nobody is alerted again."""

import json
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from monitor.demo.site import serve_receiver

VERSIONS = sorted(path.parent for path in Path(__file__).parent.glob("*/database.sqlite"))
pytestmark = [pytest.mark.slow, pytest.mark.timeout(600)]


@pytest.fixture(scope="module", params=VERSIONS, ids=lambda path: path.name)
def version(request):
    return request.param


@pytest.fixture
def received():
    return []


@pytest.fixture
def noticewatch(version, received, tmp_path):
    """Run the present program in a copy of the version's folder; its channels are a receiver on loopback."""
    folder = tmp_path / "config"
    shutil.copytree(version / "config", folder)
    shutil.copy(version / "database.sqlite", folder / "noticewatch.db")

    with serve_receiver(received) as receiver:
        desk = receiver.url.removeprefix("http://")
        environment = {**os.environ, "NOTICEWATCH_CONFIG": str(folder), "DESK": desk}

        def run(*arguments, code=0):
            command = [sys.executable, "-P", "-m", "monitor", *map(str, arguments)]
            done = subprocess.run(
                command, capture_output=True, text=True, env=environment, cwd=tmp_path, timeout=300, check=False
            )
            assert done.returncode == code, done.stderr
            return done.stdout

        run.database = folder / "noticewatch.db"
        yield run


def rows(database, question):
    with closing(sqlite3.connect(database)) as opened:
        return opened.execute(question).fetchall()


def test_it_is_migrated_and_shown(version, noticewatch, received):
    before = rows(version / "database.sqlite", "SELECT notice_id, number, document FROM revision ORDER BY 1, 2")
    noticewatch("config", "check")
    listed = [json.loads(line) for line in noticewatch("notices", "list", "--format", "jsonl").splitlines()]
    assert len(listed) == rows(version / "database.sqlite", "SELECT count(*) FROM notice")[0][0]
    assert json.loads(noticewatch("status", "--json"))["notices"] == len(listed)
    assert rows(noticewatch.database, "SELECT notice_id, number, document FROM revision ORDER BY 1, 2") == before
    assert rows(noticewatch.database, "PRAGMA foreign_key_check") == []
    assert received == []


def test_reasons_that_were_sentences_are_shown_as_before(version, noticewatch):
    [(notice, sentence), *_] = rows(version / "database.sqlite", "SELECT notice_id, why FROM place WHERE why <> ''")
    shown = json.loads(noticewatch("notices", "show", notice, "--json"))
    reasons = {place["why"]: place["reason"] for place in shown["places"]}
    if version.name == "0.1.0":
        assert reasons[sentence] == {"code": "legacy", "params": {"text": sentence}}
    [(detail,), *_] = rows(noticewatch.database, "SELECT detail FROM event WHERE kind = 'notice.new'")
    assert set(json.loads(detail)) >= {"url", "reason"}
    assert "why" not in json.loads(detail)


def test_nothing_in_it_is_new_again_and_no_alert_is_sent(version, noticewatch, received):
    alerts = rows(version / "database.sqlite", "SELECT count(*) FROM alert")
    said = noticewatch("ingest", version / "results.jsonl", "--alert")
    assert {json.loads(line)["verdict"] for line in said.splitlines()} <= {"known", "copy"}
    noticewatch("crawl", code=1)  # its sources answer no more; it delivers what is queued
    assert rows(noticewatch.database, "SELECT count(*) FROM alert") == alerts
    assert received == []


def test_copies_of_its_notices_are_copies_before_anything_is_recomputed(version, noticewatch, received, tmp_path):
    lines = (version / "results.jsonl").read_text("utf-8").splitlines()
    results = [json.loads(line) for line in lines]
    for result in results:
        result["source"] = "reposts"
        for notice in result.get("notices", []):
            notice["url"] = notice["url"].replace("://", "://reposts.")
    copied = tmp_path / "copied.jsonl"
    copied.write_text("\n".join(json.dumps(result, ensure_ascii=False) for result in results), "utf-8")
    alerts = rows(version / "database.sqlite", "SELECT count(*) FROM alert")
    revisions = rows(version / "database.sqlite", "SELECT count(*) FROM revision")
    said = [json.loads(line) for line in noticewatch("ingest", copied, "--alert").splitlines()]
    assert said
    assert {line["verdict"] for line in said} == {"copy"}
    assert rows(noticewatch.database, "SELECT count(*) FROM alert") == alerts
    assert rows(noticewatch.database, "SELECT count(*) FROM revision") == revisions
    assert received == []

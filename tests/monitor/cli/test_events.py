"""`noticewatch events`: the event log as JSON Lines, from any position."""

import json
import os
import subprocess
import sys
from contextlib import closing

import pytest
from typer.testing import CliRunner

from monitor.cli import app
from monitor.errors import UnknownError
from monitor.runtime.clock import utc_now
from monitor.service.event_log import BATCH
from monitor.store import open_store


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "noticewatch.yaml").write_text("language: en\n")
    open_store(f"sqlite:///{tmp_path}/noticewatch.db").close()
    return tmp_path


def add(folder, *kinds):
    with closing(open_store(f"sqlite:///{folder}/noticewatch.db")) as store, store.writing() as tx:
        for kind in kinds:
            tx.events.add(kind, utc_now(), "gov", None, {"title": "港口\u202e"})


def run(folder, *arguments):
    done = CliRunner().invoke(app, ["events", *map(str, arguments), "--config", str(folder)])
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_events_are_printed_after_a_position(folder):
    add(folder, "notice.new", "source.troubled", "notice.gone")
    assert [event["kind"] for event in run(folder)] == ["notice.new", "source.troubled", "notice.gone"]
    assert [event["id"] for event in run(folder, "--after", 2)] == [3]
    assert run(folder, "--after", 3) == []
    [event] = run(folder, "--kind", "notice.gone")
    assert event == event | {"id": 3, "source": "gov", "notice": None, "detail": {"title": "港口\u202e"}}
    assert event["at"].endswith("Z")


def test_long_logs_are_complete(folder):
    add(folder, *["notice.new"] * (2 * BATCH + 1))
    assert [event["id"] for event in run(folder)] == list(range(1, 2 * BATCH + 2))


def test_an_unknown_kind_is_named(folder):
    with pytest.raises(UnknownError, match=r"notice\.old"):
        run(folder, "--kind", "notice.old")


@pytest.mark.slow
def test_a_follower_gets_events_as_they_come(folder):
    add(folder, "notice.new")
    command = [sys.executable, "-m", "monitor", "events", "--follow", "--config", str(folder)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=os.environ, text=True) as process:
        assert process.stdout is not None
        assert json.loads(process.stdout.readline())["kind"] == "notice.new"
        add(folder, "notice.gone")
        assert json.loads(process.stdout.readline())["kind"] == "notice.gone"
        process.terminate()

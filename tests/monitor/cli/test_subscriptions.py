import json
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from monitor.cli import app
from monitor.demo.site import serve_receiver
from monitor.errors import UnknownError
from monitor.model import NewAlert, Slot
from monitor.runtime.clock import utc_now
from monitor.store import open_store
from tests.monitor.builders import DAY, HOUR, deadline, revision

# Apprise loads a deprecated module of the standard library on older Pythons.
pytestmark = pytest.mark.filterwarnings("ignore:'imghdr' is deprecated:DeprecationWarning")
SUBSCRIPTIONS = """
- {id: team, topics: [clusters], channels: [ops], scope: notice}
- id: weekly
  topics: [clusters]
  channels: [ops]
  scope: notice
  on: [revised, deadline]
  deliver: 0 8 * * mon
  quiet: {from: 22:00, to: 7:00}
  hourly_cap: 20
  snooze: 2099-01-01
- {id: off, topics: [clusters], channels: [ops], enabled: false}
"""


@pytest.fixture
def received():
    return []


@pytest.fixture
def store(tmp_path, received):
    with serve_receiver(received) as receiver:
        address = receiver.url.removeprefix("http://")
        (tmp_path / "topics").mkdir()
        (tmp_path / "noticewatch.yaml").write_text(f"channels: {{ops: 'json://{address}/'}}\ntimezone: Asia/Shanghai\n")
        (tmp_path / "topics" / "some.yaml").write_text("- {id: clusters, query: '集群 NOT 招标'}\n")
        (tmp_path / "subscriptions.yaml").write_text(SUBSCRIPTIONS)
        yield open_store(f"sqlite:///{tmp_path}/noticewatch.db")


@pytest.fixture
def run(tmp_path, store):
    now = utc_now()
    soon = deadline((now + 5 * DAY).date().isoformat())
    with store.writing() as tx:
        for number, (text, age) in enumerate([("集羣\x1b[0m", 1), ("集群招标", 2), ("集群旧闻", 60)]):
            url = f"https://gov.example.cn/{number}"
            tx.notices.add("gov", revision(url, title=text, text=text, deadlines=[soon]), now - age * DAY)
        tx.notices.add_revision(3, revision("https://gov.example.cn/2", title="集群新篇", text="集群新篇"), now - HOUR)

    def run(*arguments):
        return CliRunner().invoke(app, ["subscriptions", *arguments, "--config", str(tmp_path)])

    return run


def listed(run):
    return {row["id"]: row for row in map(json.loads, run("list", "--json").stdout.splitlines())}


def test_they_are_listed_with_topics_channels_times_and_what_is_queued(run, store):
    due = datetime(2099, 1, 5, tzinfo=UTC)
    with store.writing() as tx:
        for name in ("team", "former"):
            at = utc_now() - 2 * HOUR
            slot = Slot(due, "later")
            tx.alerts.add([NewAlert("new", 1, 1, name, ("clusters",), ("集群",), at, ("ops",), slot)])
    rows = [line.split("  ") for line in run("list").stdout.splitlines()]
    cells = {row[0].strip(): [cell.strip() for cell in row[1:] if cell.strip(" –")] for row in rows}
    assert cells["team"] == ["clusters", "new", "ops", "immediately", "2 h ago", "1, due 2099-01-05 08:00 UTC+8"]
    assert cells["weekly"] == [
        "clusters",
        "revised, deadline",
        "ops",
        "0 8 * * mon (Asia/Shanghai), quiet 22:00-07:00, at most 20 per hour, snoozed until 2099-01-01",
        "never",
        "0",
    ]
    assert cells["off"] == ["clusters", "new", "ops", "off", "never", "0"]
    assert cells["former"] == ["no longer configured", "2 h ago", "1, due 2099-01-05 00:00 UTC"]
    found = listed(run)
    assert (found["team"]["queued"], found["team"]["due_at"], found["team"]["alerts"]) == (1, due.isoformat(), 1)
    assert (found["former"]["configured"], found["off"]["enabled"], found["weekly"]["queued"]) == (False, False, 0)


def test_what_it_would_have_been_told_is_shown_and_nothing_is_sent(run, received):
    lines = run("test", "team", "--format", "table").stdout.splitlines()
    assert [line.split()[:2] for line in lines[1:]] == [["1", "new"]]
    assert "\x1b" not in "".join(lines)
    both = run("test", "team", "--since", "90d", "--format", "table").stdout.splitlines()
    assert [line.split()[:2] for line in both[1:]] == [["3", "new"], ["1", "new"]]
    assert (received, listed(run)["team"]["alerts"]) == ([], 0)


def test_revisions_and_deadlines_are_shown_to_whom_they_are_told(run):
    found = [json.loads(line) for line in run("test", "weekly", "--format", "jsonl").stdout.splitlines()]
    assert [(row["id"], row["verdict"], row["title"]) for row in found] == [
        (3, "revised", "集群新篇"),
        (1, "deadline", "集羣\x1b[0m"),
    ]
    assert found[0] | {"subscription": "weekly", "topics": ["clusters"], "terms": ["集群"]} == found[0]
    assert found[1]["deadline"] == (utc_now() + 5 * DAY).date().isoformat()


def test_deadlines_that_are_for_others_are_not_shown(run, store):
    soon = deadline((utc_now() + 5 * DAY).date().isoformat(), **{"for": "units"})
    with store.writing() as tx:
        document = revision("https://gov.example.cn/2", title="集群新篇", text="集群新篇", deadlines=[soon])
        tx.notices.add_revision(3, document, utc_now())
    found = [json.loads(line) for line in run("test", "weekly", "--format", "jsonl").stdout.splitlines()]
    assert {row["verdict"] for row in found if row["id"] == 3} == {"revised"}


def test_one_that_is_switched_off_can_be_tried(run):
    assert "集羣" in run("test", "off", "--format", "table").stdout


def test_nothing_to_tell_is_said(run):
    # A day: an age of an hour reaches back to the beginning of a day, at midnight of the day before.
    tomorrow = (utc_now() + DAY).date().isoformat()
    assert run("test", "team", "--since", tomorrow, "--format", "table").stdout == "no alerts\n"


@pytest.mark.parametrize(
    ("number", "sign", "steps"), [(1, "+", ["+ 集群: found"]), (2, "-", ["- 招标", "+ 招标: found"])]
)
def test_why_a_notice_matches_or_does_not_is_said_term_by_term(run, number, sign, steps):
    lines = [line.strip() for line in run("test", "team", "--notice", str(number)).stdout.splitlines()]
    assert lines[0] == f"{sign} subscription team"
    assert any(line.startswith(step) for step in steps for line in lines), lines


def test_what_it_was_not_told_is_sent_as_one_message_on_request(run, received):
    done = run("test", "team", "--since", "90d", "--send", "--format", "jsonl")
    assert done.exit_code == 0
    assert [message["title"] for message in received] == ["[摘要] 2 项：新 2"]
    run("test", "team", "--since", "90d", "--send")
    assert len(received) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["teem"], "did you mean `team`?"),
        (["team", "--notice", "9"], "there is no notice 9"),
        (["team", "--since", "soon"], "--since"),
    ],
)
def test_what_is_not_there_is_said(run, arguments, message):
    error = run("test", *arguments).exception
    assert isinstance(error, UnknownError)
    assert message in str(error)

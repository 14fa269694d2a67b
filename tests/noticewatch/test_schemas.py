"""The committed schemas describe what is really written."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator, ValidationError

from crawler.model.results import PollResult
from monitor.messages.cloud_events import message_event
from monitor.messages.render import Message
from monitor.service.record_schemas import RecordName, record_file
from tests.monitor.builders import polled, result
from tests.monitor.cli.output.conftest import CLAUSES, deadline, folder, lines, run, take  # noqa: F401
from tests.monitor.delivery.test_webhooks import EVENT

ROOT = Path(__file__).parents[2] / "noticewatch" / "schemas"


def check(name, value):
    schema = json.loads((ROOT / record_file(name)).read_text(encoding="utf-8"))
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(value)


@pytest.mark.parametrize("name", list(RecordName))
def test_schemas_are_schemas(name):
    Draft202012Validator.check_schema(json.loads((ROOT / record_file(name)).read_text(encoding="utf-8")))


def test_notices_events_and_the_status_pass(lines, run, take):  # noqa: F811
    take(1, clauses=CLAUSES, deadlines=(deadline(3),))
    [notice] = lines("notices", "list")
    check(RecordName.notice, notice)
    for event in lines("events"):
        check(RecordName.event, event)
    check(RecordName.status, json.loads(run("status", "--json")))


def test_a_poll_result_passes_and_may_be_ingested():
    made = result(polled("https://gov.example/1.html", text="通知", title="通知"), source="gov")
    assert isinstance(made, PollResult)
    for name in (RecordName.poll_result, RecordName.ingest_line):
        check(name, made.model_dump(mode="json"))


@pytest.mark.parametrize("body", ["text", "html"])
def test_a_bare_notice_may_be_ingested(body):
    check(RecordName.ingest_line, {"url": "https://gov.example/1.html", body: "通知", "published_on": "2026-11-27"})


@pytest.mark.parametrize("line", [{}, {"url": "https://gov.example/"}, {"text": "通知"}, {"url": "x", "text": 7}])
def test_a_faulty_line_does_not(line):
    with pytest.raises(ValidationError):
        check(RecordName.ingest_line, line)


def test_a_message_as_an_event_passes():
    at = datetime(2026, 11, 29, tzinfo=UTC)
    check(RecordName.cloud_event, dict(message_event("7", Message("标题", "正文"), at)))


def test_an_alert_as_an_event_passes():
    check(RecordName.cloud_event, dict(EVENT))

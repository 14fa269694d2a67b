"""The HTTP API against its OpenAPI document, with made requests; and the stream of events on a real server."""

import json
import socket
import threading
import urllib.request
from contextlib import contextmanager

import hypothesis
import pytest
import schemathesis
from schemathesis.checks import CHECKS, load_all_checks

from monitor.model.tokens import TokenScope
from monitor.web.api.access import create_token
from monitor.web.serving import make_server
from tests.monitor.builders import NOW
from tests.monitor.web.sites import site

load_all_checks()
[ANY_QUERY_IS_VALID] = CHECKS.get_by_names(["positive_data_acceptance"])
"""A check that does not apply: not every text is a valid query."""


@pytest.fixture(scope="module")
def world(tmp_path_factory):
    found = site(tmp_path_factory.mktemp("api"), hostile=True)
    return found, create_token(found.store, "writer", TokenScope.WRITE, NOW)


@contextmanager
def serving(found, port=0):
    listening = socket.create_server(("127.0.0.1", port))
    server = make_server(found)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        listening.close()


def stream(port, token, last, count):
    """Read `count` events of the stream after the event `last`."""
    headers = {"Authorization": f"Bearer {token}", "Accept": "text/event-stream", "Last-Event-ID": str(last)}
    events = []
    asked = urllib.request.Request(f"http://127.0.0.1:{port}/api/v1/events", headers=headers)
    with urllib.request.urlopen(asked, timeout=10) as answer:
        assert answer.headers["content-type"].startswith("text/event-stream")
        for line in answer:
            if line.startswith(b"data: "):
                events.append(json.loads(line[6:]))
                if len(events) == count:
                    return events
    raise AssertionError("the stream ended")


def test_a_stream_is_resumed_over_a_restart_without_gap_or_double(world):
    found, token = world
    with found.store.reading() as tx:
        recorded = [event.id for event in tx.events.after(0, 1000)]
    with serving(found) as port:
        first = stream(port, token, 0, 3)
    with found.store.writing() as tx:
        tx.events.add("source.reminded", NOW, "gov", None, {"code": "timeout"})
    with serving(found, port):
        rest = stream(port, token, first[-1]["id"], len(recorded) - 2)
    received = [event["id"] for event in (*first, *rest)]
    assert received[:-1] == recorded
    assert received[-1] > recorded[-1]
    assert rest[-1]["kind"] == "source.reminded"


def test_every_endpoint_answers_made_requests_as_its_document_says(world):
    found, token = world
    with serving(found) as port:
        headers = {"Authorization": f"Bearer {token}"}
        schema = schemathesis.openapi.from_url(f"http://127.0.0.1:{port}/api/v1/openapi.json", headers=headers)
        operations = [result.ok() for result in schema.get_all_operations()]
        assert len(operations) >= 17
        for operation in operations:

            @hypothesis.settings(max_examples=15, deadline=None, suppress_health_check=list(hypothesis.HealthCheck))
            @hypothesis.given(case=operation.as_strategy())
            def answers(case):
                answer = case.call(base_url=f"http://127.0.0.1:{port}/api/v1", headers=headers)
                assert answer.status_code < 500, answer.text
                case.validate_response(answer, excluded_checks=[ANY_QUERY_IS_VALID])

            answers()

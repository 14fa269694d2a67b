"""The HTTP API: what it returns, whom it refuses, and that its OpenAPI document describes it."""

import json
from itertools import pairwise

import pytest

from monitor.errors import UnknownError
from monitor.model.tokens import TokenScope
from monitor.web.api.access import create_token
from monitor.web.security.passwords import hash_password
from tests.monitor.builders import NOW
from tests.monitor.web.sites import client, site

READS = [
    "/notices",
    "/notices/1",
    "/search?q=集群",
    "/measures",
    "/deadlines?first=2024-01-01",
    "/sources",
    "/topics",
    "/subscriptions",
    "/deliveries",
    "/events",
    "/openapi.json",
]


@pytest.fixture
def world(tmp_path):
    found = site(tmp_path, hostile=True)
    tokens = {scope: create_token(found.store, str(scope), scope, NOW) for scope in TokenScope}
    with client(found) as opened:
        yield found, opened, {scope: {"Authorization": f"Bearer {token}"} for scope, token in tokens.items()}


@pytest.fixture
def read(world):
    _, opened, headers = world
    return lambda path, **more: opened.get(f"/api/v1{path}", headers={**headers[TokenScope.READ], **more})


@pytest.mark.parametrize("path", READS)
def test_nothing_is_returned_without_a_valid_token(world, path):
    _, opened, headers = world
    good = headers[TokenScope.READ]["Authorization"]
    for sent in ({}, {"Authorization": "Bearer wrong"}, {"Authorization": f"Basic {good[7:]}"}, {"Authorization": ""}):
        answer = opened.get(f"/api/v1{path}", headers=sent)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"] == "Bearer"
    for sent in headers.values():
        assert opened.get(f"/api/v1{path}", headers=sent).status_code == 200


def test_a_session_of_the_page_is_no_token(tmp_path):
    with client(site(tmp_path, password=hash_password("correct horse"))) as opened:
        assert opened.post("/login", data={"password": "correct horse"}).status_code == 303
        assert opened.get("/").status_code == 200
        assert opened.get("/api/v1/notices").status_code == 401


def test_only_the_hash_of_a_token_is_stored_and_a_revoked_one_is_refused(world, tmp_path):
    found, opened, headers = world
    secret = headers[TokenScope.READ]["Authorization"].removeprefix("Bearer ")
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and secret.encode() in path.read_bytes()]
    with found.store.writing() as tx:
        assert [token.name for token in tx.tokens.all()] == ["read", "write"]
        assert tx.tokens.revoke("read")
        assert not tx.tokens.revoke("read")
    assert opened.get("/api/v1/topics", headers=headers[TokenScope.READ]).status_code == 401
    with pytest.raises(UnknownError, match="already is a token"):
        create_token(found.store, "write", TokenScope.READ, NOW)


def test_pages_of_notices_follow_each_other_without_gap_or_overlap(read):
    seen = []
    position = ""
    while True:
        page = read(f"/notices?limit=2{position}").json()
        seen += [item["id"] for item in page["items"]]
        if page["next"] is None:
            break
        position = f"&before={page['next']}"
    assert seen == [6, 5, 4, 3, 2, 1]


def test_a_notice_has_the_fields_of_an_export(read):
    found = read("/notices/1").json()
    assert found["id"] == 1
    assert found["revision"] == 2
    assert found["clauses"][0]["responsible_units"]
    assert read("/notices/99").status_code == 404


def test_search_finds_what_a_topic_finds(read):
    by_query = read("/search?q=集群 OR 产业链").json()["items"]
    by_topic = read("/search?topic=clusters").json()["items"]
    assert [item["id"] for item in by_query] == [item["id"] for item in by_topic] == [4, 1]
    assert read("/search?q=(集群").status_code == 400
    assert read("/search?topic=nonsuch").status_code == 404


def test_measures_and_deadlines_are_paged(read):
    for path, key in (("/measures?limit=1", "before"), ("/deadlines?first=2024-01-01&limit=1", "after")):
        whole = read(path.replace("limit=1", "limit=200")).json()["items"]
        items = []
        page = read(path).json()
        while True:
            items += page["items"]
            if page["next"] is None:
                break
            page = read(f"{path}&{key}={page['next']}").json()
        assert items == whole
        assert len(items) > 1


def test_no_answer_shows_the_address_of_a_channel(read):
    for path in READS:
        assert "json://" not in read(path).text


def test_a_message_is_retried_only_with_a_token_that_may_write(world):
    found, opened, headers = world
    with found.store.reading() as tx:
        [first, *_] = tx.deliveries.latest(1)
    path = f"/api/v1/deliveries/{first.delivery.id}/retry"
    assert opened.post(path).status_code == 401
    assert opened.post(path, headers=headers[TokenScope.READ]).status_code == 403
    answer = opened.post(path, headers={**headers[TokenScope.WRITE], "Origin": "https://other.example"})
    assert answer.status_code == 200
    assert answer.json()["status"] == "queued"
    assert opened.post("/api/v1/deliveries/999/retry", headers=headers[TokenScope.WRITE]).status_code == 404


def test_events_are_pages_of_the_log(read):
    whole = read("/events?limit=1000").json()
    ids = [event["id"] for event in whole["items"]]
    assert whole["next"] is None
    assert len(ids) > 6
    assert all(here < there for here, there in pairwise(ids))
    first = read("/events?limit=2").json()
    assert [event["id"] for event in first["items"]] == ids[:2]
    assert first["next"] == ids[1]
    assert [event["id"] for event in read(f"/events?after={ids[1]}").json()["items"]] == ids[2:]


@pytest.mark.parametrize(
    "path",
    [
        "/notices?limit=0",
        "/notices?limit=x",
        "/notices?since=2024-01-01T00:00:00",
        "/notices?before=99999999999999999999",
        "/notices/99999999999999999999",
        "/notices/0",
        "/measures?before=1.x",
        "/measures?by=%",
        "/deadlines?after=2024-13-01.1",
        "/deadlines?first=never",
        "/deliveries?status=lost",
        "/events?after=-1",
    ],
)
def test_a_wrong_parameter_is_a_client_error_that_names_it(read, path):
    answer = read(path)
    assert answer.status_code in (400, 422)
    assert json.loads(answer.text)["detail"]


def test_a_position_in_a_stream_is_the_id_of_an_event(read):
    for wrong in ("x", "-1", "１", "99999999999999999999"):
        answer = read("/events", **{"Accept": "text/event-stream", "Last-Event-ID": wrong.encode()})
        assert answer.status_code == 400

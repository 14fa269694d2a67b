"""The HTTP API: what it returns, whom it refuses, and that its OpenAPI document describes it."""

import json
import shlex
from datetime import date
from itertools import pairwise
from urllib.parse import urlsplit

import pytest

from monitor.errors import UnknownError
from monitor.model.tokens import TokenScope
from monitor.series.renewal import renew_all
from monitor.web.api.access import create_token
from monitor.web.security.passwords import hash_password
from tests.doc_examples import console_commands
from tests.monitor.builders import NOW, revision
from tests.monitor.web.sites import client, site

READS = [
    "/notices",
    "/notices/1",
    "/search?q=集群",
    "/measures",
    "/targets",
    "/lists",
    "/lists/support",
    "/series",
    "/expected",
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


def curl_request(line):
    """Return the URL, the headers and the parameters of a documented curl command, as curl would send them."""
    words = shlex.split(line)
    values = {"-H": [], "-d": [], "--data-urlencode": []}
    rest = []
    while words:
        word = words.pop(0)
        if word in values:
            values[word].append(words.pop(0))
        else:
            rest.append(word)
    assert rest[:2] == ["curl", "-G"], line
    assert all(map(str.isascii, [rest[2], *values["-d"]])), "curl sends these as they are"
    pairs = [value.split("=", 1) for value in values["--data-urlencode"] + values["-d"]]
    return urlsplit(rest[2]).path, dict(value.split(": ", 1) for value in values["-H"]), pairs


@pytest.mark.parametrize("line", [line for _, line in console_commands() if line.startswith("curl ")])
def test_the_documented_requests_work_as_written(world, line):
    _, opened, headers = world
    path, given, pairs = curl_request(line)
    assert given == {"Authorization": "Bearer nw_…"}
    answer = opened.get(path, params=pairs, headers=headers[TokenScope.READ])
    assert answer.status_code == 200
    assert answer.json()["items"]


@pytest.fixture
def recurring(world):
    """Two series of five years each, whose next notices are expected in June and in August."""
    store = world[0].store
    with store.writing() as tx:
        for subject, month in (("制造业集群", 6), ("创新型企业", 8)):
            for year in range(2019, 2024):
                fields = {"title": f"关于组织申报{year}年度{subject}项目的通知", "published_on": date(year, month, 20)}
                tx.notices.add("mirror", revision(f"https://m.example.cn/{month}/{year}", **fields), NOW)
    renew_all(store, NOW)


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
    with pytest.raises(UnknownError, match="already exists"):
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


@pytest.mark.parametrize(
    ("path", "key"),
    [
        ("/measures?limit=1", "before"),
        ("/deadlines?first=2024-01-01&limit=1", "after"),
        ("/targets?limit=1", "before"),
        ("/lists/support?limit=1", "after"),
        ("/series?limit=1", "after"),
        ("/expected?limit=1", "after"),
    ],
)
def test_lists_are_paged_without_gap_or_overlap(read, recurring, path, key):
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


def test_a_region_and_a_unit_are_found_in_either_script(read):
    assert len(read("/measures?region=中國&unit=市經信局").json()["items"]) == 6
    assert read("/measures?region=山東省").json()["items"] == []
    assert len(read("/targets?unit=市經信局&year=2027&state=ahead").json()["items"]) == 6
    assert read("/targets?year=2028").json()["items"] == []


def test_a_list_has_its_entries_and_the_notices_that_left_it(read):
    [found] = read("/lists").json()["items"]
    assert (found["id"], found["entries"]) == ("support", 4)
    entries = read("/lists/support").json()["items"]
    assert len(entries) == 4
    assert {"title", "issuers", "deadline", "since", "url"} <= set(entries[0])
    assert read("/lists/support?left=true").json()["items"] == []
    assert read("/lists/other").status_code == 404


def test_a_series_has_its_forecast_and_its_notices(read, recurring):
    early, late = read("/series").json()["items"]
    assert (early["expected_on"], late["expected_on"]) == ("2024-06-20", "2024-08-20")
    assert read("/series?words=創新").json()["items"] == [late]
    assert read("/expected").json()["items"] == [early, late]
    assert read("/expected?last=2024-07-01").json()["items"] == [early]
    assert read("/expected?state=overdue").json()["items"] == []
    shown = read(f"/series/{late['id']}?limit=2").json()
    assert [notice["date"] for notice in shown["notices"]] == ["2023-08-20", "2022-08-20"]
    assert shown["next"] == 2
    assert len(read(f"/series/{late['id']}?after=2").json()["notices"]) == 3
    assert read("/series/99").status_code == 404


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
        "/targets?year=20x7",
        "/targets?state=lost",
        "/series/0",
        "/series?after=-1",
        "/expected?last=never",
        "/lists/support?limit=0",
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


def test_the_url_of_a_source_has_no_secrets(world):
    _, opened, tokens = world
    found = opened.get("/api/v1/sources", headers=tokens[TokenScope.READ]).json()["items"]
    urls = {item["id"]: item["url"] for item in found}
    assert urls == {"gov": "https://gov.example.cn/", "mirror": "https://m.example.cn/?page=1&token=…"}

import json
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crawler.model.http_request import ListingRequest, next_request, page_request
from crawler.model.source import Source
from tests.crawler.builders import LISTING, SITE, a_source, unhurried

PAGED = {"param": "start", "first": 1, "step": 50}
API = {"type": "json", "select": {"item": "rows", "link": "url"}}


def asked(number=0, **fields):
    return page_request(a_source(**API | fields), number)


def test_a_plain_source_is_asked_for_at_its_address():
    assert page_request(a_source()) == ListingRequest(LISTING)
    assert page_request(a_source(url=f"{SITE}/a?b=c&b=%20#x")).url == f"{SITE}/a?b=c&b=%20#x"


def test_parameters_are_added_and_take_the_place_of_their_like():
    request = asked(url=f"{SITE}/a?kept=&n=1", request={"params": {"n": 2, "f[]": ["a", "规划"], "on": True}})
    assert parse_qsl(urlsplit(request.url).query, keep_blank_values=True) == [
        ("kept", ""),
        ("n", "2"),
        ("f[]", "a"),
        ("f[]", "规划"),
        ("on", "true"),
    ]
    assert request.body is None


def test_the_pages_of_a_get_differ_in_one_parameter():
    assert [asked(number, paging=PAGED).url for number in (0, 1, 2)] == [f"{LISTING}?start={n}" for n in (1, 51, 101)]


def test_what_is_posted_as_json_holds_the_page_too():
    request = {"method": "POST", "json": {"query": "规划", "start": 9, "deep": [1, None]}, "params": {"v": 2}}
    posted = asked(2, request=request, paging=PAGED)
    assert (posted.url, posted.content_type) == (f"{LISTING}?v=2", "application/json")
    assert json.loads(posted.body) == {"query": "规划", "start": 101, "deep": [1, None]}


def test_what_is_posted_as_a_form_holds_the_page_too():
    posted = asked(1, request={"method": "POST", "form": {"column": "政策", "n": [1, 2]}}, paging=PAGED)
    assert parse_qsl(posted.body.decode()) == [("column", "政策"), ("n", "1"), ("n", "2"), ("start", "51")]
    assert posted.content_type == "application/x-www-form-urlencoded"


@pytest.mark.parametrize(
    ("fields", "body"),
    [({}, b""), ({"paging": PAGED}, b"start=1"), ({"request": {"method": "POST", "json": [1]}}, b"[1]")],
)
def test_a_post_has_a_body_whatever_there_is_to_say(fields, body):
    assert asked(**{"request": {"method": "POST"}} | fields).body == body


@pytest.mark.parametrize(
    ("source", "address", "asked_for"),
    [
        ("https://a.example/api", "https://a.example/api?page=2", "https://a.example/api?page=2"),
        ("https://a.example/api", "http://a.example/api?page=2", "https://a.example/api?page=2"),
        ("http://a.example/api", "https://a.example/2", "https://a.example/2"),
        ("http://a.example:81/", "http://a.example:81/2", "http://a.example:81/2"),
        ("https://a.example/api", "https://b.example/api?page=2", None),
        ("https://a.example/api", "https://a.example.b.example/", None),
        ("http://a.example:81/", "http://a.example:82/2", None),
        ("https://a.example/api", "https://a.example:99999/", None),
    ],
)
def test_the_next_page_is_on_the_sources_own_host(source, address, asked_for):
    following = next_request(a_source(url=source), address, ListingRequest(source, b"x", "text/plain"))
    assert following == (asked_for and ListingRequest(asked_for, b"x", "text/plain"))


scalars = st.text(max_size=8) | st.integers() | st.booleans()


@given(st.dictionaries(st.text(min_size=1, max_size=5), scalars | st.lists(scalars, max_size=3).map(tuple), max_size=4))
@unhurried
def test_any_parameters_survive_the_address_and_the_border(params):
    source = a_source(request={"params": params})
    assert Source.model_validate_json(source.model_dump_json()) == source
    names = [name for name, _ in parse_qsl(urlsplit(page_request(source).url).query, keep_blank_values=True)]
    assert set(names) == {name for name, value in params.items() if value != ()}

from datetime import timedelta

import pytest
from lxml.html import fromstring
from pydantic import ValidationError

from crawler.model.listing_options import Select
from crawler.model.selectors import to_xpath
from crawler.model.source import Source
from tests.crawler.builders import LISTING, a_source


def test_a_source_needs_only_an_id_and_an_address():
    source = Source(id="gov-cn", url=LISTING)
    assert (source.type, source.every, source.select) == ("auto", timedelta(hours=1), Select())


def test_a_source_is_untrusted_and_obeys_robots_unless_it_says_otherwise():
    assert (a_source().trusted, a_source().obey_robots) == (False, True)


@pytest.mark.parametrize(
    "url",
    [
        "https://example.org",
        "http://127.0.0.1:8000/x",
        "HTTP://EXAMPLE.ORG/",
        "https://[::1]/",
        "https://例子.中国/通知",
    ],
)
def test_an_http_address_is_taken(url):
    assert a_source(url=url).url == url


def test_space_around_an_address_is_dropped():
    assert a_source(url="  https://example.org/ \n").url == "https://example.org/"


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "ftp://example.org/",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://",
        "https:///path",
        "https://example.org:0/",
        "https://example.org:99999/",
        "https://example.org:http/",
        "https://example.org/a b",
        "https://example.org/a\nb",
        "https://[::1",
    ],
)
def test_what_is_no_http_address_is_refused(url):
    with pytest.raises(ValidationError):
        a_source(url=url)


@pytest.mark.parametrize("name", ["", "two words", "tab\tbed", "nul\0", "red\x1b[31m", "\x9b31m", "x" * 501])
def test_an_id_is_one_word(name):
    with pytest.raises(ValidationError):
        a_source(id=name)


@pytest.mark.parametrize(
    "fields",
    [
        {"url": "https://example.org/odata?$filter=x&$TOP=1"},
        {"url": "https://example.org/a$B/?q=x$YZ"},
        {"headers": {"X-A": "a$BC"}},
        {"request": {"method": "POST", "json": {"query": "query($ID: ID)"}}},
    ],
)
def test_a_dollar_that_is_no_variable_is_taken(fields):
    assert a_source(**fields)


@pytest.mark.parametrize("every", ["0s", "50ms", "-1m", "5", 600])
def test_a_pace_below_a_tenth_of_a_second_or_without_a_unit_is_refused(every):
    with pytest.raises(ValidationError):
        a_source(every=every)


@pytest.mark.parametrize(
    "fields",
    [
        {"type": "rss"},
        {"timezone": "Mars/Olympus"},
        {"colour": "red"},
        {"select": {"row": "li"}},
        {"delay": "soon"},
    ],
)
def test_an_unknown_field_or_word_is_refused(fields):
    with pytest.raises(ValidationError):
        a_source(**fields)


@pytest.mark.parametrize(
    ("fields", "zone"),
    [
        ({}, "UTC"),
        ({"region": ("CN", "山东省")}, "Asia/Shanghai"),
        ({"region": ("HK",)}, "Asia/Hong_Kong"),
        ({"region": ("JP",)}, "Asia/Tokyo"),
        ({"region": ("DE",)}, "Europe/Berlin"),
        ({"type": "gkmlpt"}, "Asia/Shanghai"),
        ({"region": ("XX",)}, "UTC"),
        ({"region": ("CN",), "timezone": "Asia/Urumqi"}, "Asia/Urumqi"),
    ],
)
def test_dates_are_meant_in_the_zone_of_the_region_unless_one_is_named(fields, zone):
    assert a_source(**fields).zone.key == zone


@pytest.mark.parametrize("fields", [{}, {"region": ("XX",)}])
def test_a_zone_that_nothing_states_is_unknown(fields):
    assert a_source(**fields).known_zone is None


HTML = fromstring('<div><h4><a href="/1" title="t">one</a></h4><p class="d">2024</p></div>')


@pytest.mark.parametrize(
    ("selector", "found"),
    [
        ("h4 a::attr(href)", ["/1"]),
        ("h4 a::text", ["one"]),
        ("p.d::text", ["2024"]),
        ("//a/@title", ["t"]),
        ("./p/text()", ["2024"]),
        ("(//a | //p)[1]/text()", ["one"]),
    ],
)
def test_a_selector_is_css_or_xpath(selector, found):
    assert HTML.xpath(to_xpath(selector)) == found


@pytest.mark.parametrize("selector", ["", "h4 >", "a[", "//a[", "a:nothing-like-this", "a::href", "(//a"])
def test_a_broken_selector_is_refused(selector):
    with pytest.raises(ValidationError):
        a_source(select={"link": selector})


@pytest.mark.parametrize(
    "selector", ['//a[re:test(@href, "x")]', "//a[nothing-like-this(@href)]", "//a[contains(@href)]"]
)
def test_an_xpath_that_cannot_be_evaluated_is_refused(selector):
    with pytest.raises(ValidationError):
        a_source(select={"link": selector})


def test_a_source_crosses_json_unchanged():
    source = a_source(every="90m", region=("CN",), select={"link": "h4 a"}, delay="2s")
    assert Source.model_validate_json(source.model_dump_json()) == source


API = {"type": "json", "select": {"item": "rows", "link": "url"}}


def faults(**fields):
    with pytest.raises(ValidationError) as caught:
        a_source(**fields)
    return {".".join(map(str, error["loc"])): error["msg"] for error in caught.value.errors()}


@pytest.mark.parametrize(
    "expression", ["h4 a", "rows[", ".list", "a::text", "//a", "", "nothing(@)", "length()", "[" * 5000]
)
def test_what_is_no_jmespath_is_refused_where_the_type_is_json(expression):
    assert list(faults(type="json", select={"item": "rows", "link": expression})) == ["select.link"]


def test_all_expressions_of_an_api_are_checked_at_once_and_its_body_as_a_selector():
    select = {"item": "h4 a", "link": "url", "page": "a b", "body": "a[", "facts": {"kind": "a b"}}
    found = faults(type="json", select=select, every="soon")
    assert set(found) == {"select.item", "select.page", "select.body", "select.facts.kind", "every"}
    assert "only `body` is CSS" in found["select.item"]


@pytest.mark.parametrize(
    "expression", ["rows[]", "sort_by(rows, &day)", "rows[?kind=='a'].url | [0]", "join(' ', x)", "@"]
)
def test_jmespath_is_taken_where_the_type_is_json(expression):
    assert a_source(type="json", select={"item": expression, "link": expression}).select.item == expression


def test_an_api_needs_its_rows_and_their_addresses():
    assert set(faults(type="json")) == {"select.item", "select.link"}


@pytest.mark.parametrize("kind", ["html", "feed", "auto", "sitemap"])
def test_facts_and_other_pages_are_for_apis(kind):
    assert set(faults(type=kind, select={"page": "x", "facts": {"kind": "y"}})) == {"select.page", "select.facts"}


def test_a_sitemap_has_no_selectors_but_for_the_text():
    assert set(faults(type="sitemap", select={"item": "li", "link": "a"})) == {"select.item", "select.link"}
    assert a_source(type="sitemap", select={"body": "#text"}).select.body == "#text"


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"paging": {}}, "paging"),
        ({"paging": {"param": "p", "next": "next"}}, "paging"),
        ({"paging": {"next": "next"}}, "paging"),
        ({"paging": {"param": "p"}, "type": "sitemap"}, "paging"),
        ({"paging": {"param": "p", "step": 0}}, "paging.step"),
        ({"paging": {"next": "a b"}} | API, "paging.next"),
        ({"paging": {"param": "p"}, "request": {"method": "POST", "json": [1]}} | API, "paging"),
        ({"pages": 2, "type": "html"}, "pages"),
        ({"pages": 21, "type": "sitemap"}, "pages"),
        ({"request": {"json": {}}}, "request"),
        ({"request": {"form": {}}}, "request"),
        ({"request": {"method": "POST", "json": {}, "form": {}}}, "request"),
        ({"request": {"method": "PUT"}}, "request.method"),
        ({"include": ["policy/*"]}, "include.0"),
        ({"name": "nul\0"}, "name"),
        ({"exclude": [""]}, "exclude.0"),
    ],
)
def test_what_cannot_be_asked_for_is_refused(fields, place):
    assert list(faults(**fields)) == [place]


@pytest.mark.parametrize(
    ("fields", "most"),
    [
        ({"type": "html"}, 1),
        (API, 1),
        (API | {"paging": {"param": "p"}}, 5),
        ({"type": "sitemap"}, 5),
        ({"type": "sitemap", "pages": 2}, 2),
        ({"paging": {"param": "p"}, "pages": 20}, 20),
    ],
)
def test_a_listing_has_a_bound_of_pages(fields, most):
    assert a_source(**fields).page_limit == most


def test_an_api_crosses_json_unchanged():
    request = {"method": "POST", "json": {"q": ["规划", None, {"n": 1.5}]}, "params": {"a": [1, "b", True]}}
    source = a_source(**API | {"request": request, "paging": {"next": "next"}, "include": ["/a/*"]})
    assert Source.model_validate_json(source.model_dump_json()) == source


def test_an_interval_may_be_auto_and_stays_so_over_the_border():
    source = a_source(every="auto")
    assert source.every == "auto"
    assert Source.model_validate_json(source.model_dump_json()) == source


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"select": {"link": "/d?id={id}"}}, "item"),
        ({"select": {"item": "li", "link": "/d?id={id"}}, "link"),
        ({"select": {"item": "li", "link": "//{id}"}}, "link"),
        ({"select": {"item": "li", "link": "/d?id={id}", "link_pattern": "(?P<id>"}}, "link_pattern"),
        ({"select": {"item": "li", "link": "/d?id={id}", "link_pattern": "id"}}, "link_pattern"),
        ({"select": {"item": "li", "link": "a", "link_pattern": "(?P<id>x)"}}, "link_pattern"),
        ({"select": {"item": "li", "link_pattern": "(?P<id>x)"}}, "link_pattern"),
        ({"type": "sitemap", "select": {"link": "/d?id={id}"}}, "link"),
        ({"type": "gkmlpt", "select": {"link": "/d?id={id}"}}, "link"),
        ({"type": "json", "select": {"item": "r", "link": "u", "link_pattern": "(x)"}}, "link_pattern"),
    ],
)
def test_a_faulty_link_template_is_refused_at_its_field(fields, place):
    with pytest.raises(ValidationError) as raised:
        a_source(**fields)
    assert [error["loc"] for error in raised.value.errors()] == [("select", place)]


def test_a_link_template_crosses_json_unchanged():
    source = a_source(select={"item": "li", "link": "/d?id={id}", "link_pattern": "(?P<id>[0-9]+)"})
    assert Source.model_validate_json(source.model_dump_json()) == source


def test_sources_share_the_defaults_and_the_durations_that_they_state():
    one, other = (Source(id=name, url="https://gov.example.cn/", every="10m") for name in "ab")
    assert one.request is other.request
    assert one.select is other.select
    assert one.every is other.every
